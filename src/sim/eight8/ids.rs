//! Identifiers and numbers in the vendor's shapes (8x8 §3).

use chrono::{DateTime, Utc};
use fastrand::Rng;

use super::super::world::{Agent, CallId, QueueIx, Site};

pub(super) const TENANT: &str = "acmecorp01";

const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HEX: &[u8; 16] = b"0123456789abcdef";

/// The default group comes last.
const GROUPS: [(&str, &str); 3] = [("102", "Sales"), ("1023", "Deliveries"), ("100", "ungroup")];

/// Letters of chance that are always the same for the same seed.
fn chance(seed: u64, length: usize, alphabet: &[u8]) -> String {
    let mut rng = Rng::with_seed(seed);
    (0..length).filter_map(|_| rng.choice(alphabet)).map(|letter| char::from(*letter)).collect()
}

fn seed(agent: &Agent) -> u64 {
    agent.handle.bytes().fold(0, |seed: u64, byte| (seed << 8) | u64::from(byte))
}

/// Eleven digits in the ranges kept for fiction.
pub(super) fn phone(rng: &mut Rng) -> String {
    let area = *rng.choice(&[202, 312, 408, 551, 646, 713]).unwrap_or(&312);
    format!("1{area}55501{:02}", rng.u8(..100))
}

/// `int-{hex ms}-{25 letters}-phone-00-{tenant}`.
pub(super) fn interaction(at: DateTime<Utc>, id: CallId) -> String {
    format!("int-{:x}-{}-phone-00-{TENANT}", at.timestamp_millis(), chance(id, 25, LETTERS))
}

/// `ag` and 22 letters, of which some agents have a `_` and some a `-`.
pub(super) fn agent(agent: &Agent) -> String {
    let tail = chance(seed(agent), 21, LETTERS);
    let (head, rest) = tail.split_at_checked(17).unwrap_or((&tail, ""));
    let odd = match agent.ix % 3 {
        0 => "0",
        1 => "_",
        _ => "-",
    };
    format!("ag{head}{odd}{rest}")
}

/// `{tenant}-{agent id}-{UUID}`.
pub(super) fn agent_guid(of: &Agent) -> String {
    let lengths = [8, 4, 4, 4, 12];
    let uuid = (1..).zip(lengths).map(|(n, length)| chance(seed(of) ^ n, length, HEX));
    format!("{TENANT}-{}-{}", agent(of), uuid.collect::<Vec<_>>().join("-"))
}

pub(super) fn find_agent<'a>(site: &'a Site, id: &str) -> Option<&'a Agent> {
    site.agents.iter().find(|one| agent(one) == id)
}

/// A queue's number; a text in most places.
pub(super) fn queue(ix: QueueIx) -> u64 {
    101 + 2 * u64::try_from(ix).unwrap_or(0)
}

pub(super) fn find_queue(site: &Site, id: &str) -> Option<QueueIx> {
    site.queues.iter().map(|one| one.ix).find(|ix| queue(*ix).to_string() == id)
}

/// The id and name of every agent group.
pub(super) fn groups() -> &'static [(&'static str, &'static str)] {
    &GROUPS
}

/// The id and name of an agent's group.
pub(super) fn group(agent: &Agent) -> (&'static str, &'static str) {
    let place = if agent.ix % 9 == 8 { 2 } else { agent.ix % 2 };
    *GROUPS.get(place).unwrap_or(&GROUPS[0])
}

/// Digits without the country's own, as the stream has a caller's number.
pub(super) fn national(number: &str) -> &str {
    number.strip_prefix('1').filter(|rest| rest.len() == 10).unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interaction_id_begins_with_the_instant_in_hexadecimal_milliseconds() {
        let at = "2022-11-22T19:16:34.751Z".parse().expect("an instant");
        let id = interaction(at, 7);
        let parts: Vec<&str> = id.split('-').collect();
        assert_eq!((parts[0], parts[1], parts[2].len()), ("int", "184a0c5493f", 25));
        assert_eq!(parts[3..], ["phone", "00", TENANT]);
        assert_eq!(id, interaction(at, 7));
        assert_ne!(parts[2], interaction(at, 8).split('-').nth(2).expect("letters"));
    }

    #[test]
    fn only_the_countrys_own_digit_is_taken_from_a_number() {
        assert_eq!((national("15515557212"), national("442071234567")), ("5515557212", "442071234567"));
    }
}
