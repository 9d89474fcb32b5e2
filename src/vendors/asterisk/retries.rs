//! Lists that the server said it does not know. A module that is not loaded yet, as after a restart, is loaded a moment
//! later: such a list is asked for again, at growing distances.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::domain::At;

/// The first distance and the longest.
const FIRST: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_mins(1);

/// When to ask again, by the action.
#[derive(Clone, Debug, Default)]
pub(super) struct Retries(BTreeMap<&'static str, (At, Duration)>);

impl Retries {
    /// Whether `action` was unknown, and it is time to ask again.
    pub(super) fn due(&self, action: &str, now: At) -> bool {
        self.0.get(action).is_some_and(|(again, _)| *again <= now)
    }

    /// Whether `action` was unknown when it was asked last.
    pub(super) fn waits(&self, action: &str) -> bool {
        self.0.contains_key(action)
    }

    /// Puts `action` off once more.
    pub(super) fn put_off(&mut self, action: &'static str, now: At) {
        let wait = self.0.get(action).map_or(FIRST, |(_, wait)| (*wait * 2).min(LONGEST));
        self.0.insert(action, (now + wait, wait));
    }

    /// The server knows `action`.
    pub(super) fn known(&mut self, action: &str) {
        self.0.remove(action);
    }

    /// Asks for everything again at the next poll.
    pub(super) fn hasten(&mut self) {
        for (again, wait) in self.0.values_mut() {
            (*again, *wait) = (At::from_millis(0), FIRST);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_action_is_asked_again_at_growing_distances_and_at_once_when_somebody_asks() {
        let (mut retries, mut now) = (Retries::default(), At::from_millis(1_000_000));
        assert!(!retries.due("QueueStatus", now) && !retries.waits("QueueStatus"));
        for seconds in [2, 4, 8, 16, 32, 60, 60] {
            retries.put_off("QueueStatus", now);
            let wait = Duration::from_secs(seconds);
            assert!(!retries.due("QueueStatus", now + wait - Duration::from_millis(1)), "{seconds}");
            now = now + wait;
            assert!(retries.due("QueueStatus", now), "{seconds}");
        }
        retries.put_off("QueueStatus", now);
        retries.hasten();
        assert!(retries.due("QueueStatus", now));
        retries.known("QueueStatus");
        assert!(!retries.waits("QueueStatus"));
    }
}
