//! Supervisors' legs: a phone that we put on a call may turn up in the list of calls as a row of its own, which is
//! no customer's call (tel4vn §5).

use std::collections::BTreeSet;
use std::time::Duration;

use super::legs::{Leg, same};
use super::people::Busy;
use super::states::{Doing, Heard};
use crate::domain::{At, CallId, Listener, Text};

/// How long a phone that was rung may take to turn up.
const TURNS_UP: Duration = Duration::from_mins(2);

/// Every phone that we put on a call.
#[derive(Debug, Default)]
pub(super) struct Ears {
    all: Vec<Ear>,
    /// Whether one has ever turned up. Before that it is not known whether the vendor lists them at all.
    pub(super) shown: bool,
}

/// A phone that we put on a call.
#[derive(Clone, Debug)]
pub(super) struct Ear {
    /// The call.
    pub(super) call: CallId,
    /// The phone.
    pub(super) phone: Text,
    /// Since when.
    pub(super) since: At,
    /// The numbers that its row may name beside its own: those of the call.
    pub(super) ends: Vec<String>,
    /// The rows that were there before it was rung.
    pub(super) before: BTreeSet<String>,
    /// Its row, as the vendor's answer named it.
    pub(super) named: Option<String>,
    /// Its row, once it turned up.
    pub(super) leg: Option<String>,
}

/// What the lists tell once the supervisors' legs are taken out of them.
#[derive(Debug, Default)]
pub(super) struct Cleared {
    /// The legs of calls.
    pub(super) legs: Vec<Leg>,
    /// The agents on calls.
    pub(super) busy: Vec<Busy>,
    /// The supervisors' legs.
    pub(super) listeners: Vec<Listener>,
    /// Phones that do nothing but listen.
    pub(super) listening: Vec<Text>,
}

impl Ears {
    /// Remembers a phone that was put on a call. It can be on one call at a time.
    pub(super) fn put(&mut self, ear: Ear) {
        self.all.retain(|other| other.phone != ear.phone);
        self.all.push(ear);
    }

    /// Takes the supervisors' legs out of `legs`, and what the agents' list says of their phones out of `busy`.
    pub(super) fn clear(&mut self, mut legs: Vec<Leg>, mut busy: Vec<Busy>, now: At) -> Cleared {
        let (mut listeners, mut listening) = (Vec::new(), Vec::new());
        let Self { all, shown } = self;
        all.retain_mut(|ear| {
            let rows: BTreeSet<String> = legs.iter().map(|leg| leg.id.clone()).collect();
            let place = legs.iter().position(|leg| ear.is(leg));
            let row = place.and_then(|place| legs.get(place)).map(|leg| leg.id.clone());
            let of_ear = |agent: &Busy| {
                let own = |call: &String| {
                    *call == ear.call.as_str() || Some(call) == row.as_ref() || !rows.contains(call)
                };
                same(&agent.extension, &ear.phone) && agent.call.as_ref().is_none_or(own)
            };
            let heard = busy.iter().filter(|agent| of_ear(agent)).find_map(|agent| agent.heard.clone());
            // Their place in the list of agents is theirs as agents; what they hear there is not a call of theirs.
            for agent in busy.iter_mut().filter(|agent| of_ear(agent)) {
                (agent.heard, agent.call) = (None, None);
            }
            let Some(leg) = place.map(|place| legs.remove(place)) else {
                return heard.is_some() || (ear.leg.is_none() && now.since(ear.since) < TURNS_UP);
            };
            *shown = true;
            ear.leg = Some(leg.id.clone());
            let answered = heard.map_or(matches!(leg.doing, Doing::Active | Doing::Talking), |heard| {
                heard == Heard::Answered
            });
            listeners.push(Listener {
                call: Some(ear.call.clone()),
                phone: ear.phone.clone(),
                answered,
                since: Some(ear.since),
            });
            listening.push(ear.phone.clone());
            true
        });
        Cleared { legs, busy, listeners, listening }
    }
}

impl Ear {
    /// Whether `leg` is its row: the one it was, else a new one between the phone and nobody, itself, or a number of
    /// the call. A call that the supervisor places meanwhile goes elsewhere.
    fn is(&self, leg: &Leg) -> bool {
        if let Some(own) = &self.leg {
            return leg.id == *own;
        }
        if self.named.as_ref() == Some(&leg.id) {
            return true;
        }
        let other = leg.other_end(&self.phone);
        let theirs = other.is_empty()
            || same(other, &self.phone)
            || self.ends.iter().any(|end| same(end, other) || end == other);
        leg.touches(&self.phone) && theirs && leg.id != self.call.as_str() && !self.before.contains(&leg.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Direction;
    use crate::vendors::tel4vn::stamp::Stamp;

    const CALL: &str = "6a65480c-8bc7-4d4a-9aae-4488d67bf711";

    fn leg(id: &str, source: &str, destination: &str) -> Leg {
        Leg {
            id: id.into(),
            source: source.into(),
            destination: destination.into(),
            direction: Direction::Outbound,
            way: "outbound".into(),
            started: Stamp::default(),
            created: String::new(),
            doing: Doing::Active,
            state: "CS_EXECUTE".into(),
            ip: String::new(),
            context: String::new(),
        }
    }

    fn busy(extension: &str, call: Option<&str>, heard: Heard) -> Busy {
        Busy {
            extension: extension.into(),
            username: None,
            name: None,
            heard: Some(heard),
            call: call.map(str::to_owned),
            since: Stamp::default(),
            direction: Direction::Unknown,
            customer: None,
            numbers: Vec::new(),
            user_agent: None,
            domain: None,
        }
    }

    fn listening() -> Ears {
        let mut ears = Ears::default();
        ears.put(Ear {
            call: CALL.into(),
            phone: "200".into(),
            since: At::from_millis(0),
            ends: vec!["0899654321".into(), "102".into()],
            before: BTreeSet::from([CALL.to_owned(), "old".to_owned()]),
            named: None,
            leg: None,
        });
        ears
    }

    fn at(seconds: u64) -> At {
        At::from_millis(0) + Duration::from_secs(seconds)
    }

    #[test]
    fn a_new_row_of_the_phone_is_the_supervisors_leg_whatever_it_names_beside_it() {
        for (source, destination) in
            [("200", "102"), ("102", "200"), ("200", "0899654321"), ("200", "200"), ("", "200"), ("200", "")]
        {
            let mut ears = listening();
            let legs = vec![leg(CALL, "0899654321", "102"), leg("new", source, destination)];
            let cleared = ears.clear(legs, vec![busy("200", Some("new"), Heard::Rings)], at(1));
            assert_eq!(cleared.legs.iter().map(|leg| &leg.id).collect::<Vec<_>>(), [CALL], "{source}");
            let expected = Listener {
                call: Some(CALL.into()),
                phone: "200".into(),
                answered: false,
                since: Some(at(0)),
            };
            assert_eq!(cleared.listeners, [expected], "{source} {destination}");
            assert!(ears.shown && cleared.busy[0].heard.is_none());
        }
    }

    #[test]
    fn what_the_supervisor_does_beside_listening_is_a_call() {
        let legs = vec![leg(CALL, "0899654321", "102"), leg("own", "200", "0911"), leg("old", "200", "102")];
        let mut ears = listening();
        let cleared = ears.clear(legs, vec![busy("200", Some("own"), Heard::Answered)], at(1));
        assert_eq!((cleared.legs.len(), cleared.listeners.len()), (3, 0));
        assert_eq!(cleared.busy[0].heard, Some(Heard::Answered));
        assert!(!ears.shown);
    }

    #[test]
    fn a_phone_that_the_agents_list_joins_to_the_call_is_not_its_agent() {
        for call in [Some(CALL), Some("a leg that is not listed"), None] {
            let mut ears = listening();
            for seconds in [1, 600] {
                let legs = vec![leg(CALL, "0899654321", "102")];
                let cleared = ears.clear(legs, vec![busy("200", call, Heard::Answered)], at(seconds));
                assert_eq!(cleared.busy[0].heard, None, "{call:?}");
            }
        }
    }

    #[test]
    fn a_leg_that_is_gone_is_over_and_one_that_never_came_is_given_up() {
        let mut ears = listening();
        assert_eq!(ears.clear(vec![leg("new", "200", "102")], vec![], at(1)).listeners.len(), 1);
        assert_eq!(ears.clear(vec![], vec![], at(6)).listeners.len(), 0);
        // The same numbers once more are a call.
        assert_eq!(ears.clear(vec![leg("next", "200", "102")], vec![], at(9)).legs.len(), 1);
        let mut ears = listening();
        ears.clear(vec![], vec![], at(119));
        assert_eq!(ears.all.len(), 1);
        ears.clear(vec![], vec![], at(120));
        assert_eq!(ears.all.len(), 0);
    }
}
