//! When each live list beside the calls is read, and which are not there.

use std::time::Duration;

use crate::domain::{At, Fault};
use crate::vendor::{Listed, Optional, Patience};

/// A list that is not there is asked for ever more slowly (ringcentral §12).
const PATIENCE: Patience =
    Patience { misses: Some(3), first: Duration::from_mins(1), most: Duration::from_mins(10) };
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
    list: Optional,
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
        self.list.absent().is_some()
    }

    /// Whether it ever came in this run, so that its address is right.
    pub(super) fn known(&self) -> bool {
        self.list.known()
    }

    /// Whether it is time to read it at `now`, once `every` so often.
    pub(super) fn due(&self, now: At, every: Duration) -> bool {
        let early = EARLY.min(every / 5);
        self.list.due(now) && self.read.is_none_or(|read| now + early >= read + every)
    }

    /// Takes in how reading went. A list is known not to be there only if others of its account are, and, if it
    /// ever was there, only after some misses in a row.
    pub(super) fn note(&mut self, listed: &Listed, others: bool, now: At) {
        match listed {
            Ok(listing) => {
                self.read = Some(listing.reply.at);
                self.list.came();
            }
            Err(Fault::Gone(why)) if others => self.list.missed(why, PATIENCE, now),
            Err(_) => self.list.failed(),
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
    fn a_list_that_never_was_there_is_asked_for_again_ever_more_slowly() {
        let mut turn = Turn::default();
        let mut now = NOW;
        for minutes in [1, 2, 4, 8, 10, 10] {
            turn.note(&gone(), true, now);
            assert!(turn.absent());
            let pause = Duration::from_mins(minutes);
            assert!(!turn.due(now + pause - Duration::from_secs(1), EVERY), "{minutes}");
            now = now + pause;
            assert!(turn.due(now, EVERY), "{minutes}");
        }
        turn.note(&Ok(listing("[]")), true, now);
        assert!(!turn.absent());
    }

    #[test]
    fn a_list_that_was_there_is_absent_only_from_the_fourth_miss_in_a_row_on() {
        let mut turn = Turn::default();
        turn.note(&Ok(listing("[]")), true, NOW);
        let now = NOW + EVERY;
        for _ in 0..2 {
            for _ in 0..3 {
                turn.note(&gone(), true, now);
                assert!(!turn.absent() && turn.due(now, EVERY));
            }
            turn.note(&Err(Fault::Unreachable(Text::new("down"))), true, now);
        }
        for _ in 0..3 {
            turn.note(&gone(), true, now);
        }
        for minutes in [1, 2, 4, 8, 10] {
            turn.note(&gone(), true, now);
            let until = now + Duration::from_mins(minutes);
            assert!(
                turn.absent() && !turn.due(until - Duration::from_secs(1), EVERY) && turn.due(until, EVERY)
            );
        }
        turn.note(&Ok(listing("[]")), true, now);
        turn.note(&gone(), true, now);
        assert!(!turn.absent(), "it is there again, and patience with it is new");
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
        assert!(feeds.agents.known());
        assert!(feeds.agents.due(NOW, EVERY));
    }
}
