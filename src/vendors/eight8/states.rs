//! What agents do, in the vendor's words and in its numbers: one decoder each (8x8 §8).

use crate::domain::{AgentState, Text};

/// A state, and why where the state alone does not tell.
pub(super) type State = (AgentState, Option<&'static str>);

/// The words of the realtime metrics (8x8 §4.3). Five are documented; the others are the glossary's.
pub(super) fn word(word: &str) -> State {
    let plain: String =
        word.chars().filter(|char| char.is_alphanumeric()).collect::<String>().to_ascii_lowercase();
    match plain.as_str() {
        "available" => (AgentState::Ready, None),
        "offering" | "offered" => (AgentState::Ringing, None),
        "handling" => (AgentState::Talking, None),
        "wrapup" => (AgentState::Wrapup, None),
        "onbreak" => (AgentState::Paused, None),
        "workingoffline" | "workoffline" => (AgentState::NotReady, Some("working offline")),
        "busy" => (AgentState::NotReady, Some("busy")),
        "loggedout" => (AgentState::Offline, None),
        "loggedin" => (AgentState::NotReady, Some("logged in")),
        _ => (AgentState::Unknown(Text::some(word).unwrap_or_else(|| "no status".into())), None),
    }
}

/// The numbers of the agent status list and of the event stream (8x8 §4.6).
pub(super) fn code(code: i64) -> State {
    match code {
        0 => (AgentState::Offline, Some("never logged in")),
        1 => (AgentState::Offline, None),
        2 => (AgentState::NotReady, Some("logged in")),
        3 => (AgentState::Paused, None),
        4 => (AgentState::Ready, None),
        5 => (AgentState::NotReady, Some("working offline")),
        6 => (AgentState::Ringing, None),
        7 => (AgentState::Talking, None),
        8 => (AgentState::Wrapup, None),
        9 => (AgentState::NotReady, Some("busy")),
        10 => (AgentState::Talking, Some("direct call")),
        11 => (AgentState::NotReady, Some("on e-mail")),
        other => (AgentState::Unknown(Text::from(format!("status {other}"))), None),
    }
}

/// The number of the settable state that a word of the realtime metrics stands for.
pub(super) fn settable(word: &str) -> Option<i64> {
    match self::word(word) {
        (AgentState::Ready, _) => Some(4),
        (AgentState::Paused, _) => Some(3),
        (AgentState::Offline, _) => Some(1),
        (AgentState::NotReady, Some("working offline")) => Some(5),
        _ => None,
    }
}

/// The numbers of the older statistics (8x8 §4.8), which are others.
pub(super) fn older(code: i64) -> State {
    match code {
        0 => (AgentState::Ready, None),
        1 => (AgentState::Ringing, None),
        2 => (AgentState::Talking, None),
        3 => (AgentState::Wrapup, None),
        4 => (AgentState::Paused, None),
        5 => (AgentState::NotReady, Some("working offline")),
        9 => (AgentState::Offline, None),
        other => (AgentState::Unknown(Text::from(format!("status {other}"))), None),
    }
}

/// What a line does, by the numbers of the older statistics (8x8 §4.8).
pub(super) fn older_line(code: i64) -> Option<&'static str> {
    match code {
        0 => Some("idle or in wrap-up"),
        1 => Some("on hold"),
        2 => Some("muted"),
        3 => Some("offered"),
        4 => Some("monitoring"),
        5 => Some("busy"),
        _ => None,
    }
}

/// What the vendor calls a state that is not settable, for a refusal.
pub(super) fn name(code: i64) -> &'static str {
    match code {
        0 => "not logged in yet",
        1 => "logged out",
        2 => "logged in",
        3 => "on break",
        4 => "available",
        5 => "working offline",
        6 => "being offered a call",
        7 => "handling a call",
        8 => "in wrap-up",
        9 => "busy",
        10 => "on a direct call",
        11 => "on e-mail",
        _ => "in another state",
    }
}

/// The number of a state that is told in no number, where one state alone has it.
pub(super) fn code_of(state: &AgentState) -> Option<i64> {
    match state {
        AgentState::Ringing => Some(6),
        AgentState::Talking => Some(7),
        AgentState::Wrapup => Some(8),
        AgentState::Ready
        | AgentState::Dialing
        | AgentState::Held
        | AgentState::Paused
        | AgentState::NotReady
        | AgentState::Busy
        | AgentState::Offline
        | AgentState::Unreachable
        | AgentState::Unknown(_) => None,
    }
}

/// Whether an agent may go from one state to another (8x8 §5.8). Another reason for the same state is left to
/// the vendor.
pub(super) fn may(from: i64, to: i64) -> bool {
    matches!(from, 3..=5) && matches!(to, 1 | 3..=5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_any_spelling_and_the_others_are_verbatim() {
        for (told, state) in [
            ("Available", AgentState::Ready),
            ("Handling", AgentState::Talking),
            ("OnBreak", AgentState::Paused),
            ("LoggedOut", AgentState::Offline),
            ("WorkingOffline", AgentState::NotReady),
            ("Offering", AgentState::Ringing),
            ("Wrap Up", AgentState::Wrapup),
            ("Busy", AgentState::NotReady),
        ] {
            assert_eq!(word(told).0, state, "{told}");
        }
        assert_eq!(word("Siesta").0, AgentState::Unknown("Siesta".into()));
        assert_eq!(word("").0, AgentState::Unknown("no status".into()));
    }

    #[test]
    fn the_two_sets_of_numbers_are_told_apart() {
        assert_eq!((code(4).0, older(4).0), (AgentState::Ready, AgentState::Paused));
        assert_eq!((code(0).0, older(0).0), (AgentState::Offline, AgentState::Ready));
        assert_eq!((code(9).0, older(9).0), (AgentState::NotReady, AgentState::Offline));
        assert_eq!(code(10), (AgentState::Talking, Some("direct call")));
        assert_eq!(code(12).0, AgentState::Unknown("status 12".into()));
        assert_eq!((older_line(5), older_line(6)), (Some("busy"), None));
    }

    #[test]
    fn only_the_documented_changes_are_made() {
        let allowed: Vec<(i64, i64)> = (0..12)
            .flat_map(|from| (0..12).map(move |to| (from, to)))
            .filter(|(from, to)| from != to && may(*from, *to))
            .collect();
        assert_eq!(allowed, [(3, 1), (3, 4), (3, 5), (4, 1), (4, 3), (4, 5), (5, 1), (5, 3), (5, 4)]);
        let words = ["Available", "OnBreak", "WorkingOffline", "LoggedOut", "Handling"];
        assert_eq!(words.map(settable), [Some(4), Some(3), Some(5), Some(1), None]);
    }
}
