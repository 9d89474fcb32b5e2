//! When each live list beside the calls is read, and which are not there.

use std::time::Duration;

use super::lists::Listed;
use crate::domain::{At, Fault};

/// How long a list that is not there is left alone (ringcentral §12).
const ABSENT: Duration = Duration::from_mins(10);
/// How far before its time a list may be read: polls do not come to the second.
const EARLY: Duration = Duration::from_secs(2);

/// When the lists beside the calls were last read, and which are not there.
#[derive(Debug, Default)]
pub(super) struct Feeds {
    /// The agents.
    pub(super) agents: Turn,
    /// The queues.
    pub(super) queues: Turn,
}

/// One list's turns.
#[derive(Debug, Default)]
pub(super) struct Turn {
    read: Option<At>,
    absent_until: Option<At>,
}

impl Feeds {
    /// Whether the account is known not to offer its agents' states.
    pub(super) fn agents_absent(&self) -> bool {
        self.agents.absent()
    }

    /// Something was done: its effects are looked for at once.
    pub(super) fn hurry(&mut self) {
        (self.agents.read, self.queues.read) = (None, None);
    }
}

impl Turn {
    /// Whether the list is known not to be there.
    pub(super) fn absent(&self) -> bool {
        self.absent_until.is_some()
    }

    /// Whether it is time to read it at `now`, once `every` so often.
    pub(super) fn due(&self, now: At, every: Duration) -> bool {
        let early = EARLY.min(every / 5);
        self.absent_until.is_none_or(|until| now >= until)
            && self.read.is_none_or(|read| now + early >= read + every)
    }

    /// Takes in how reading went. A list is known not to be there only if others of its account are.
    pub(super) fn note(&mut self, listed: &Listed, others: bool, now: At) {
        match listed {
            Ok(listing) => (self.read, self.absent_until) = (Some(listing.at()), None),
            Err(Fault::Gone(_)) if others => self.absent_until = Some(now + ABSENT),
            Err(_) => self.absent_until = None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{NOW, listing};
    use super::*;
    use crate::domain::Text;

    const EVERY: Duration = Duration::from_secs(5);

    fn gone() -> Listed {
        Err(Fault::Gone(Text::new("failed: HTTP 404")))
    }

    #[test]
    fn a_list_is_read_in_its_time_although_polls_come_a_little_early() {
        let mut turn = Turn::default();
        assert!(turn.due(NOW, EVERY));
        turn.note(&Ok(listing("[]")), true, NOW);
        assert!(!turn.due(NOW + Duration::from_secs(3), EVERY));
        assert!(turn.due(NOW + Duration::from_millis(4_500), EVERY));
        assert!(!turn.due(NOW + Duration::from_secs(5), EVERY * 2));
        assert!(turn.due(NOW + Duration::from_secs(9), EVERY * 2));
    }

    #[test]
    fn a_list_that_is_not_there_is_asked_for_again_after_ten_minutes() {
        let mut turn = Turn::default();
        turn.note(&gone(), true, NOW);
        assert!(!turn.due(NOW + Duration::from_secs(599), EVERY));
        assert!(turn.due(NOW + ABSENT, EVERY));
        turn.note(&Ok(listing("[]")), true, NOW + ABSENT);
        assert_eq!(turn.absent_until, None);
    }

    #[test]
    fn a_list_that_failed_is_asked_for_with_the_next_poll() {
        let mut turn = Turn::default();
        turn.note(&Ok(listing("[]")), true, NOW);
        turn.note(&Err(Fault::Unreachable(Text::new("down"))), true, NOW + EVERY);
        assert!(turn.due(NOW + EVERY, EVERY));
        turn.note(&gone(), false, NOW + EVERY);
        assert!(turn.due(NOW + EVERY, EVERY), "nothing of the account was there");
    }

    #[test]
    fn an_order_makes_every_list_due() {
        let mut feeds = Feeds::default();
        feeds.agents.note(&Ok(listing("[]")), true, NOW);
        feeds.hurry();
        assert!(feeds.agents.due(NOW, EVERY));
    }
}
