//! The two ways to write to a call, and which of them this account has turned out not to have (fact sheet §4).

use super::ask::What;
use crate::domain::At;
use crate::vendor::Absent;

/// Why calls in progress cannot be updated: the vendor took that half of the interface away.
pub(super) const NO_UPDATE: &str = "Invoca has no updates of calls in progress on this account";
/// Why they cannot, where it is a matter of rights.
pub(super) const NO_RIGHT: &str = "the token may not update calls in progress";
/// Why nothing goes by the Signal API.
pub(super) const NO_SIGNAL: &str = "Invoca has no Signal API on this account";
/// Why not, where it is a matter of rights.
pub(super) const NO_SIGNAL_RIGHT: &str = "the token may not use the Signal API";

/// How something is written to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// At once (fact sheet §4.1).
    Update,
    /// When the call ends (fact sheet §4.3).
    Signal,
}

/// What has been learnt from answers.
#[derive(Clone, Debug)]
pub(super) struct Ways {
    fallback: bool,
    closed: Absent<Way>,
}

impl Ways {
    /// Everything is thought possible until an answer says otherwise; the Signal API only as a `fallback`.
    pub(super) fn new(fallback: bool) -> Self {
        Self { fallback, closed: Absent::default() }
    }

    /// How custom data is written now, or why it cannot be.
    pub(super) fn custom(&self) -> Result<Way, String> {
        match (self.closed.why(&Way::Update), self.closed.why(&Way::Signal)) {
            (None, _) => Ok(Way::Update),
            (Some(why), _) if !self.fallback => {
                Err(format!("{why}; with `signal_fallback = true` it goes by the Signal API"))
            }
            (Some(_), None) => Ok(Way::Signal),
            (Some(why), Some(nor)) => Err(format!("{why}, and {nor}")),
        }
    }

    /// How an external id is written now, or why it cannot be: only an update can.
    pub(super) fn external_id(&self) -> Result<Way, String> {
        match self.closed.why(&Way::Update) {
            None => Ok(Way::Update),
            Some(why) => Err(format!("{why}, and the Signal API cannot set an external id")),
        }
    }

    /// How `what` is written now, or why it cannot be.
    pub(super) fn of(&self, what: &What) -> Result<Way, String> {
        match what {
            What::ExternalId(_) => self.external_id(),
            What::Custom { .. } => self.custom(),
        }
    }

    /// Learns at `now` that `way` is not there because of `why`.
    pub(super) fn close(&mut self, way: Way, why: &'static str, now: At) {
        self.closed.learn(way, why, now);
    }

    /// Lets the ways be tried again at `now` that were closed long ago.
    pub(super) fn retry(&mut self, now: At) {
        self.closed.retry(now);
    }

    /// What to tell an operator whose order to write `what` has just shown that a way is closed. The program never
    /// tries another way by itself: an order is one request.
    pub(super) fn advice(&self, what: &What) -> String {
        match (self.of(what), self.closed.why(&Way::Update)) {
            (Ok(_), why) => {
                let why = why.unwrap_or(NO_UPDATE);
                format!("{why}; nothing was written: give the order again, and it goes by the Signal API")
            }
            (Err(why), _) => format!("{why}; nothing was written"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: At = At::from_millis(0);

    fn custom() -> What {
        What::Custom { name: "a".to_owned(), value: "b".to_owned() }
    }

    #[test]
    fn updates_are_the_way_until_they_are_gone() {
        for fallback in [true, false] {
            let ways = Ways::new(fallback);
            assert_eq!((ways.custom(), ways.external_id()), (Ok(Way::Update), Ok(Way::Update)));
        }
    }

    #[test]
    fn the_signal_api_takes_over_custom_data_where_it_is_allowed() {
        let mut ways = Ways::new(true);
        ways.close(Way::Update, NO_UPDATE, NOW);
        assert_eq!(ways.custom(), Ok(Way::Signal));
        assert!(ways.advice(&custom()).contains("give the order again, and it goes by the Signal API"));
        ways.close(Way::Signal, NO_SIGNAL, NOW);
        assert_eq!(ways.custom(), Err(format!("{NO_UPDATE}, and {NO_SIGNAL}")));
        assert_eq!(ways.advice(&custom()), format!("{NO_UPDATE}, and {NO_SIGNAL}; nothing was written"));
    }

    #[test]
    fn without_the_fallback_its_setting_is_named() {
        let mut ways = Ways::new(false);
        ways.close(Way::Update, NO_RIGHT, NOW);
        let why = ways.custom().unwrap_err();
        assert!(why.starts_with(NO_RIGHT) && why.contains("`signal_fallback = true`"), "{why}");
    }

    #[test]
    fn an_external_id_has_no_fallback() {
        let mut ways = Ways::new(true);
        ways.close(Way::Update, NO_UPDATE, NOW);
        let why = format!("{NO_UPDATE}, and the Signal API cannot set an external id");
        assert_eq!(ways.external_id(), Err(why.clone()));
        assert_eq!(ways.advice(&What::ExternalId("x".to_owned())), format!("{why}; nothing was written"));
    }

    #[test]
    fn a_way_that_was_closed_is_tried_again() {
        let mut ways = Ways::new(false);
        ways.close(Way::Update, NO_UPDATE, NOW);
        ways.retry(NOW + std::time::Duration::from_mins(4));
        assert!(ways.custom().is_err() && ways.external_id().is_err());
        ways.retry(NOW + std::time::Duration::from_mins(5));
        assert_eq!((ways.custom(), ways.external_id()), (Ok(Way::Update), Ok(Way::Update)));
    }
}
