//! What the account can do, and what it has turned out not to.

use super::feeds::Outcome;
use crate::domain::{Abilities, At, Fault, Field, FieldKind, Shows, Special, Text, Verb, Weight};
use crate::vendor::Absent;

/// The form's field for the party that is moved, or kept.
pub(super) const PARTY: &str = "party";
/// The form's field for the hotline that a placed call goes out by.
pub(super) const HOTLINE: &str = "hotline";
/// The form's field for the customer's number in the customer's own system.
pub(super) const CUSTOMER: &str = "customer";
/// The special that logs an agent in.
pub(super) const LOG_IN: &str = "log-in";
/// Its field for the campaign.
pub(super) const CAMPAIGN: &str = "campaign";

const NO_HANG_UP: &str = "TEL4VN has no hang-up: park (P) drops one side now, the other after ten seconds";
const NO_LEAVE: &str = "TEL4VN cannot end your listening: hang up your phone";
const NO_RECORD: &str = "TEL4VN has no interface for recording: whole calls are recorded as its settings say";
const NO_HOLD: &str = "TEL4VN has no interface for hold: the agent's phone has the button";
const NO_RETRIEVE: &str =
    "TEL4VN cannot pick up parked calls: transfer (T) the waiting party within ten seconds";
const NO_REQUEUE: &str = "TEL4VN moves calls to registered extensions only, not to queues";
const NO_DISPOSE: &str = "TEL4VN has no interface for call results: agents set them in its own panel";
const NO_RIGHT: &str = "the account's user lacks the right at TEL4VN";
const PARKED: &str = "One side is cut off now. The one you keep waits for ten seconds and is then cut off too, unless \
                      somebody transfers (T) them to a registered extension by then.";
const MOVED: &str =
    "The party you choose goes to that extension, which must be registered; the other side is dropped.";

/// What has been learnt from answers.
#[derive(Debug, Default)]
pub(super) struct Rights {
    denied: Absent<Verb>,
    /// Why there are no agents to pause, if there are none.
    agentless: Option<Text>,
}

impl Rights {
    /// What can be done; `shown` once a supervisor's leg has turned up in a list, and with the campaigns that agents
    /// have been seen in.
    pub(super) fn abilities(&self, shown: bool, campaigns: &[String]) -> Abilities {
        let listening = [Verb::Monitor, Verb::Whisper, Verb::Barge];
        let some = Abilities::new();
        let some = if shown { some.seen(&listening) } else { some.unseen(&listening) };
        let party = |label: &str| Field::required(PARTY, label, FieldKind::Party);
        let line = |name, label: &str, example: &str| {
            Field::optional(name, label, FieldKind::Line(Text::new(example)))
        };
        let some = some
            .seen(&[Verb::Park, Verb::Transfer, Verb::Place, Verb::SetState])
            .asking(Verb::Transfer, vec![party("who is moved")])
            .bringing(Verb::Transfer, MOVED)
            .asking(Verb::Park, vec![party("who is kept, for 10 s")])
            .bringing(Verb::Park, PARKED)
            .ending(&[Verb::Park, Verb::Transfer])
            .asking(
                Verb::Place,
                vec![line(HOTLINE, "hotline", "24052364"), line(CUSTOMER, "customer id", "C-1024")],
            )
            .without(&[Verb::HangUp], NO_HANG_UP)
            .without(&[Verb::Leave], NO_LEAVE)
            .without(&[Verb::Record], NO_RECORD)
            .without(&[Verb::Hold], NO_HOLD)
            .without(&[Verb::Retrieve], NO_RETRIEVE)
            .without(&[Verb::Requeue], NO_REQUEUE)
            .without(&[Verb::Dispose], NO_DISPOSE)
            .with(vec![log_in(campaigns)]);
        let some = match &self.agentless {
            Some(why) => some.without(&[Verb::SetState, Verb::Special], why),
            None => some,
        };
        self.denied.iter().fold(some, |some, (verb, why)| some.without(&[*verb], why))
    }

    /// Learns from the list of agents who are logged in: without it nobody can be paused.
    pub(super) fn learn(&mut self, live: &Outcome) {
        match live {
            Outcome::Fresh => self.agentless = None,
            Outcome::Absent(why) => {
                let text =
                    format!("this TEL4VN installation does not show who is logged in to a campaign: {why}");
                self.agentless = Some(Text::new(&text));
            }
            Outcome::Failed(_) => {}
        }
    }

    /// Lets be tried again at `now` what was refused long ago.
    pub(super) fn retry(&mut self, now: At) {
        self.denied.retry(now);
    }

    /// Learns from the `fault` of an action at `now`: a right that is missing will be missing for a while.
    pub(super) fn told(&mut self, verb: Verb, fault: &Fault, now: At) {
        if matches!(fault, Fault::Forbidden(_)) {
            self.denied.learn(verb, NO_RIGHT, now);
        }
    }
}

/// What puts an agent into a campaign. There is no documented way out again (tel4vn §5).
fn log_in(campaigns: &[String]) -> Special {
    let kind = if campaigns.is_empty() {
        FieldKind::Line("23406d2c-19e5-4f7b-a1ce-bfea5c2ff081".into())
    } else {
        FieldKind::Choice(campaigns.iter().map(|id| crate::domain::Choice::new(id, id)).collect())
    };
    Special::agent(
        LOG_IN,
        "log in to a campaign",
        Weight::Noticed,
        "The agent is logged in to the campaign, and begins paused. TEL4VN has no way to log them out again.",
    )
    .asks(vec![Field::required(CAMPAIGN, "campaign", kind)])
    .shows(Shows::Agent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Ability;

    fn all(rights: &Rights) -> Abilities {
        rights.abilities(false, &[])
    }

    #[test]
    fn every_verb_is_offered_or_has_a_reason_of_its_own() {
        let all = all(&Rights::default());
        for verb in Verb::ALL {
            match all.of(verb) {
                Ability::No(why) => assert!(why.starts_with("TEL4VN "), "{verb:?}: {why}"),
                Ability::Seen | Ability::Unseen => {}
            }
        }
        for verb in [Verb::Park, Verb::Transfer, Verb::Place, Verb::SetState, Verb::Special] {
            assert_eq!(all.of(verb), Ability::Seen, "{verb:?}");
        }
        assert!(matches!(all.of(Verb::HangUp), Ability::No(why) if why.contains("park (P)")));
        assert!(!all.switches());
    }

    #[test]
    fn park_and_transfer_ask_for_a_party_and_tell_what_they_bring() {
        let all = all(&Rights::default());
        for (verb, word) in [(Verb::Park, "ten seconds"), (Verb::Transfer, "registered")] {
            assert_eq!(all.fields(verb)[0].kind, FieldKind::Party, "{verb:?}");
            assert!(all.fields(verb)[0].required, "{verb:?}");
            assert!(all.consequence(verb).unwrap().contains(word), "{verb:?}");
        }
        assert!(all.fields(Verb::Place).iter().all(|field| !field.required));
    }

    #[test]
    fn a_supervisors_leg_that_turned_up_shows_listening() {
        assert_eq!(all(&Rights::default()).of(Verb::Barge), Ability::Unseen);
        assert_eq!(Rights::default().abilities(true, &[]).of(Verb::Barge), Ability::Seen);
    }

    #[test]
    fn without_a_list_of_agents_nobody_is_paused() {
        let mut rights = Rights::default();
        rights.learn(&Outcome::Absent("HTTP 404".into()));
        for verb in [Verb::SetState, Verb::Special] {
            assert!(matches!(all(&rights).of(verb), Ability::No(why) if why.contains("HTTP 404")));
        }
        rights.learn(&Outcome::Failed(Fault::Unreachable("down".into())));
        assert!(!all(&rights).offers(Verb::SetState));
        rights.learn(&Outcome::Fresh);
        assert!(all(&rights).offers(Verb::SetState));
    }

    #[test]
    fn a_missing_right_narrows_its_verb_only() {
        let mut rights = Rights::default();
        let now = At::from_millis(0);
        rights.told(Verb::Barge, &Fault::Forbidden("no".into()), now);
        rights.told(Verb::Monitor, &Fault::Refused("no".into()), now);
        assert_eq!(all(&rights).of(Verb::Barge), Ability::No(NO_RIGHT.into()));
        assert!(all(&rights).offers(Verb::Monitor));
        rights.retry(now + std::time::Duration::from_mins(5));
        assert!(all(&rights).offers(Verb::Barge), "it is tried again");
    }

    #[test]
    fn campaigns_that_were_seen_can_be_chosen() {
        let campaigns = ["23406d2c".to_owned()];
        let some = Rights::default().abilities(false, &campaigns);
        assert!(matches!(&some.specials()[0].fields[0].kind, FieldKind::Choice(all) if all.len() == 1));
    }
}
