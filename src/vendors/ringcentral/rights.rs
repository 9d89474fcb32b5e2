//! What the account can do, and what it has turned out not to.

use std::collections::BTreeSet;

use super::orders::{CALLBACK, NO_PARK, NO_STATE, NO_TRANSFER, is_guide_only};
use crate::domain::{Abilities, At, CallId, Fault, Field, FieldKind, Text, Verb};
use crate::vendor::Absent;

/// Why no call can be placed without a number to show.
pub(super) const NO_CALLER_ID: &str = "placing a call needs `caller_id` in this account's section";
const NO_RIGHT: &str = "the signed-in user lacks the right";
const NOT_OFFERED: &str = "this platform does not offer it";
const NO_AGENTS: &str = "this account does not offer the list of agents that it needs";

/// What has been learnt from answers.
#[derive(Debug)]
pub(super) struct Rights {
    places: bool,
    denied: Absent<Verb>,
    doubted: Vec<(Verb, CallId)>,
}

impl Rights {
    /// Everything is thought possible until an answer says otherwise; `places` with a number to show.
    pub(super) fn new(places: bool) -> Self {
        Self { places, denied: Absent::default(), doubted: Vec::new() }
    }

    /// What can be done; `blind` without the live list of agents, the only one that shows a hold.
    pub(super) fn abilities(&self, blind: bool) -> Abilities {
        let hold: fn(Abilities) -> Abilities =
            if blind { |some| some.unseen(&[Verb::Hold]) } else { |some| some.seen(&[Verb::Hold]) };
        let some = Abilities::new()
            .unseen(&[Verb::Monitor, Verb::Whisper, Verb::Barge, Verb::Leave, Verb::Record, Verb::Dispose])
            .seen(&[Verb::HangUp, Verb::Requeue, Verb::Place])
            .asking(Verb::Dispose, vec![Field::optional(CALLBACK, "call back at", FieldKind::Moment)])
            .without(&[Verb::Park, Verb::Retrieve], NO_PARK)
            .without(&[Verb::Transfer], NO_TRANSFER)
            .without(&[Verb::SetState], NO_STATE);
        let some = match (blind, self.places) {
            (true, _) => hold(some).without(&[Verb::Place], NO_AGENTS),
            (false, true) => hold(some),
            (false, false) => hold(some).without(&[Verb::Place], NO_CALLER_ID),
        };
        self.denied.iter().fold(some, |some, (verb, why)| some.without(&[*verb], why))
    }

    /// Lets be tried again at `now` what was refused long ago.
    pub(super) fn retry(&mut self, now: At) {
        self.denied.retry(now);
    }

    /// Learns from the `fault` of an action, and says what to report. A missing right will be missing for a while
    /// (ringcentral §6). An action that only the guide knows may not be there at all, or its call has just
    /// ended: the next list tells which.
    pub(super) fn told(
        &mut self,
        verb: Verb,
        fault: Fault,
        (listed, call): (&BTreeSet<CallId>, Option<&CallId>),
        now: At,
    ) -> Fault {
        if matches!(fault, Fault::Forbidden(_)) {
            self.denied.learn(verb, NO_RIGHT, now);
        }
        if !matches!(fault, Fault::Gone(_)) {
            return fault;
        }
        match call.filter(|call| listed.contains(*call)) {
            Some(call) if is_guide_only(verb) => {
                self.doubted.push((verb, call.clone()));
                Fault::Refused(Text::from(format!(
                    "either the call has just ended, or this platform does not offer {}",
                    verb.word()
                )))
            }
            Some(_) | None => Fault::Gone(Text::new("the call is over")),
        }
    }

    /// Takes in a new list of calls: what was not found for a call that is still there is not offered.
    pub(super) fn learn(&mut self, listed: &BTreeSet<CallId>, now: At) {
        for (verb, call) in std::mem::take(&mut self.doubted) {
            if listed.contains(&call) {
                self.denied.learn(verb, NOT_OFFERED, now);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::NOW;
    use super::*;
    use crate::domain::Ability;

    fn no(why: &str) -> Ability {
        Ability::No(Text::new(why))
    }

    fn gone() -> Fault {
        Fault::Gone(Text::new("failed to set the hold: HTTP 404"))
    }

    #[test]
    fn everything_is_possible_but_what_the_vendor_has_not() {
        let all = Rights::new(true).abilities(false);
        for verb in [Verb::HangUp, Verb::Requeue, Verb::Hold, Verb::Place] {
            assert_eq!(all.of(verb), Ability::Seen, "{verb:?}");
        }
        for verb in [Verb::Monitor, Verb::Whisper, Verb::Barge, Verb::Leave, Verb::Record, Verb::Dispose] {
            assert_eq!(all.of(verb), Ability::Unseen, "{verb:?}");
        }
        for verb in [Verb::Park, Verb::Transfer, Verb::SetState] {
            assert!(!all.offers(verb), "{verb:?}");
        }
    }

    #[test]
    fn without_the_list_of_agents_a_hold_is_not_seen_and_no_call_is_placed() {
        let blind = Rights::new(true).abilities(true);
        assert_eq!(blind.of(Verb::Hold), Ability::Unseen);
        assert!(!blind.offers(Verb::Place));
        assert_eq!(Rights::new(false).abilities(false).of(Verb::Place), no(NO_CALLER_ID));
    }

    #[test]
    fn a_missing_right_narrows_its_verb_only() {
        let mut rights = Rights::new(true);
        let told = rights.told(Verb::Barge, Fault::Forbidden(Text::new("no")), (&BTreeSet::new(), None), NOW);
        assert_eq!(told, Fault::Forbidden(Text::new("no")));
        assert_eq!(rights.abilities(false).of(Verb::Barge), no(NO_RIGHT));
        assert_eq!(rights.abilities(false).of(Verb::Monitor), Ability::Unseen);
        rights.retry(NOW + std::time::Duration::from_mins(5));
        assert_eq!(rights.abilities(false).of(Verb::Barge), Ability::Unseen, "it is tried again");
    }

    #[test]
    fn what_is_not_found_for_a_call_that_goes_on_is_not_offered() {
        let call = CallId::from("1");
        let listed = BTreeSet::from([call.clone()]);
        let mut rights = Rights::new(true);
        assert!(matches!(rights.told(Verb::Hold, gone(), (&listed, Some(&call)), NOW), Fault::Refused(_)));
        assert!(rights.abilities(false).offers(Verb::Hold));
        rights.learn(&listed, NOW);
        assert_eq!(rights.abilities(false).of(Verb::Hold), no(NOT_OFFERED));
    }

    #[test]
    fn what_is_not_found_for_a_call_that_ended_proves_nothing() {
        let call = CallId::from("1");
        let listed = BTreeSet::from([call.clone()]);
        let mut rights = Rights::new(true);
        assert!(matches!(rights.told(Verb::Hold, gone(), (&listed, Some(&call)), NOW), Fault::Refused(_)));
        rights.learn(&BTreeSet::new(), NOW);
        rights.learn(&listed, NOW);
        assert!(rights.abilities(false).offers(Verb::Hold));
        assert!(matches!(rights.told(Verb::HangUp, gone(), (&listed, Some(&call)), NOW), Fault::Gone(_)));
        // One that is not listed any more is over, whatever was asked of it.
        let none = BTreeSet::new();
        assert!(matches!(rights.told(Verb::Hold, gone(), (&none, Some(&call)), NOW), Fault::Gone(_)));
    }
}
