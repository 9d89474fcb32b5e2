//! What a vendor's answers said is not to be had.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::domain::At;

/// How long what was refused as missing is left alone.
const AGAIN: Duration = Duration::from_mins(5);

/// What is not to be had, and why. It is offered again after a while: one stray answer of a gateway, or a right that
/// was missing for a moment, is no state of an account.
#[derive(Clone, Debug)]
pub struct Absent<K>(BTreeMap<K, (At, &'static str)>);

impl<K> Default for Absent<K> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord> Absent<K> {
    /// Learns at `now` that `what` is not to be had because of `why`.
    pub fn learn(&mut self, what: K, why: &'static str, now: At) {
        self.0.insert(what, (now + AGAIN, why));
    }

    /// Lets be tried again what was left alone for long enough at `now`.
    pub fn retry(&mut self, now: At) {
        self.0.retain(|_, (until, _)| *until > now);
    }

    /// Why `what` is not to be had, if so.
    pub fn why(&self, what: &K) -> Option<&'static str> {
        self.0.get(what).map(|(_, why)| *why)
    }

    /// Everything that is not to be had, and why.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &'static str)> {
        self.0.iter().map(|(what, (_, why))| (what, *why))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_to_be_had_is_tried_again_after_a_while() {
        let (mut absent, now) = (Absent::default(), At::from_millis(0));
        absent.learn("update", "no such page", now);
        absent.learn("signal", "no right", now + Duration::from_mins(1));
        absent.retry(now + Duration::from_secs(299));
        assert_eq!(absent.why(&"update"), Some("no such page"));
        assert_eq!(absent.iter().collect::<Vec<_>>(), [(&"signal", "no right"), (&"update", "no such page")]);
        absent.retry(now + AGAIN);
        assert_eq!((absent.why(&"update"), absent.why(&"signal")), (None, Some("no right")));
        absent.learn("update", "no right", now + AGAIN);
        absent.retry(now + Duration::from_secs(599));
        assert_eq!((absent.why(&"update"), absent.why(&"signal")), (Some("no right"), None));
    }
}
