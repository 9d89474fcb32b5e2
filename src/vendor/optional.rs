//! A list that a platform may not have: it is asked for until it turns out not to be there, and then seldom.

use std::time::Duration;

use crate::domain::{At, Text};

/// When a list counts as not there, and how long it is left alone then.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How many misses in a row a list may have that was there before: a gateway that is being changed has some, too.
    /// `None` if it never counts as not there.
    pub misses: Option<u32>,
    /// How long it is left alone at first; every further miss doubles it.
    pub first: Duration,
    /// How long it is left alone at most.
    pub most: Duration,
}

/// What is known of whether a list is there.
#[derive(Debug, Default)]
pub struct Optional {
    /// Whether it ever came in this run.
    known: bool,
    /// How often in a row it was not there.
    misses: u32,
    /// Until when it is left alone, and why it is thought not to be there.
    absent: Option<(At, Text)>,
}

impl Optional {
    /// It came.
    pub fn came(&mut self) {
        *self = Self { known: true, ..Self::default() };
    }

    /// It could not be had, which says nothing of whether it is there.
    pub fn failed(&mut self) {
        (self.misses, self.absent) = (0, None);
    }

    /// It was not there at `now`, as `why` says, while other lists of its account were.
    pub fn missed(&mut self, why: &Text, patience: Patience, now: At) {
        self.misses = self.misses.saturating_add(1);
        self.absent = self.pause(patience).map(|pause| (now + pause, why.clone()));
    }

    /// Whether it may be asked for at `now`.
    pub fn due(&self, now: At) -> bool {
        self.absent.as_ref().is_none_or(|(until, _)| *until <= now)
    }

    /// Why it is thought not to be there, if it is.
    pub fn absent(&self) -> Option<&Text> {
        self.absent.as_ref().map(|(_, why)| why)
    }

    /// Whether it ever came in this run, so that its address is right.
    pub fn known(&self) -> bool {
        self.known
    }

    /// How long to leave it alone after so many misses, if it counts as not there by now.
    fn pause(&self, patience: Patience) -> Option<Duration> {
        let spared = if self.known { patience.misses? } else { 0 };
        let doublings = self.misses.checked_sub(spared)?.checked_sub(1)?;
        Some(patience.first.saturating_mul(2_u32.saturating_pow(doublings)).min(patience.most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: At = At::from_millis(0);
    const PATIENCE: Patience =
        Patience { misses: Some(2), first: Duration::from_mins(1), most: Duration::from_mins(10) };

    fn missed(list: &mut Optional, patience: Patience) -> Option<At> {
        list.missed(&"HTTP 404".into(), patience, NOW);
        list.absent.as_ref().map(|(until, _)| *until)
    }

    #[test]
    fn what_never_came_is_left_alone_ever_longer() {
        let mut list = Optional::default();
        assert!(list.due(NOW) && list.absent().is_none() && !list.known());
        for minutes in [1, 2, 4, 8, 10, 10] {
            let until = NOW + Duration::from_mins(minutes);
            assert_eq!(missed(&mut list, PATIENCE), Some(until));
            assert!(list.due(until) && !list.due(until - Duration::from_millis(1)));
        }
        list.misses = u32::MAX;
        assert_eq!(missed(&mut list, PATIENCE), Some(NOW + PATIENCE.most));
        assert_eq!(list.absent().map(|why| &**why), Some("HTTP 404"));
        list.failed();
        assert!(list.due(NOW) && list.absent().is_none());
        assert_eq!(missed(&mut list, PATIENCE), Some(NOW + PATIENCE.first), "what failed may be there");
    }

    #[test]
    fn with_what_came_before_there_is_patience() {
        let mut list = Optional::default();
        for _ in 0..2 {
            list.came();
            assert!(list.known());
            assert_eq!((missed(&mut list, PATIENCE), missed(&mut list, PATIENCE)), (None, None));
            assert_eq!(missed(&mut list, PATIENCE), Some(NOW + PATIENCE.first));
        }
        let endless = Patience { misses: None, ..PATIENCE };
        list.came();
        assert!((0..100).all(|_| missed(&mut list, endless).is_none() && list.due(NOW)));
    }
}
