//! When each live list beside the calls is read, and which are not there.

use std::time::Duration;

use crate::domain::{At, Fault};
use crate::vendor::Listed;

/// How long a list that is not there is left alone at first; every further miss doubles it (ringcentral §12).
const ABSENT: Duration = Duration::from_mins(1);
/// How long it is left alone at most.
const ABSENT_MOST: Duration = Duration::from_mins(10);
/// How many misses in a row a list that was there may have: a gateway that is being changed has some, too.
const PATIENCE: u32 = 3;
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
    /// Whether it ever came in this run.
    known: bool,
    /// How often in a row it was not there while others were.
    misses: u32,
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

    /// Whether it ever came in this run, so that its address is right.
    pub(super) fn known(&self) -> bool {
        self.known
    }

    /// Whether it is time to read it at `now`, once `every` so often.
    pub(super) fn due(&self, now: At, every: Duration) -> bool {
        let early = EARLY.min(every / 5);
        self.absent_until.is_none_or(|until| now >= until)
            && self.read.is_none_or(|read| now + early >= read + every)
    }

    /// Takes in how reading went. A list is known not to be there only if others of its account are, and, if it
    /// ever was there, only after some misses in a row.
    pub(super) fn note(&mut self, listed: &Listed, others: bool, now: At) {
        match listed {
            Ok(listing) => {
                *self = Self { read: Some(listing.reply.at), known: true, misses: 0, absent_until: None };
            }
            Err(Fault::Gone(_)) if others => {
                self.misses = self.misses.saturating_add(1);
                self.absent_until = self.pause().map(|pause| now + pause);
            }
            Err(_) => (self.misses, self.absent_until) = (0, None),
        }
    }

    /// How long to leave it alone after so many misses, if it counts as absent by now.
    fn pause(&self) -> Option<Duration> {
        let patience = if self.known { PATIENCE } else { 0 };
        let doublings = self.misses.checked_sub(patience)?.checked_sub(1)?;
        Some(ABSENT.saturating_mul(2_u32.saturating_pow(doublings)).min(ABSENT_MOST))
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
        turn.misses = u32::MAX;
        turn.note(&gone(), true, now);
        assert_eq!(turn.absent_until, Some(now + ABSENT_MOST));
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
            assert_eq!(turn.absent_until, Some(now + Duration::from_mins(minutes)));
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
