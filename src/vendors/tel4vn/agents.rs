//! Agents: those on calls, those who are logged in to a campaign, and every other extension (tel4vn §2.2 to §2.5).

use std::collections::BTreeMap;

use super::people::{Busy, Listed, Live, same_words};
use super::states::Heard;
use crate::domain::DetailClass::{Name, Number, Plain};
use crate::domain::{Agent, AgentId, AgentState, At, Call, Choice, Detail, Direction, Phase, Text};

/// The status of an agent who takes calls.
pub(super) const RESUME: &str = "RESUME";
/// The status of one who does not.
pub(super) const PAUSE: &str = "PAUSE";

/// The states that a supervisor can put an agent in (tel4vn §5).
pub(super) fn states() -> Vec<Choice> {
    vec![Choice::new(PAUSE, "pause"), Choice::new(RESUME, "resume")]
}

/// What the lists tell of agents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Staff<'a> {
    /// Those on calls.
    pub(super) busy: &'a [Busy],
    /// Those who are logged in to a campaign; `None` if this installation has no such list.
    pub(super) live: Option<&'a [Live]>,
    /// Every extension, as far as it is known.
    pub(super) listed: &'a [Listed],
    /// What agents have been called in lists that name them at times only.
    pub(super) names: &'a BTreeMap<String, Text>,
    /// Phones that do nothing but listen to somebody else's call.
    pub(super) listening: &'a [Text],
}

/// What all lists together tell of one extension.
#[derive(Default)]
struct Person<'a> {
    busy: Vec<&'a Busy>,
    live: Option<&'a Live>,
    listed: Option<&'a Listed>,
}

impl Staff<'_> {
    /// Every agent once; the id is the extension, which is what orders are addressed to. `calls` are the calls that
    /// are listed.
    pub(super) fn agents(&self, calls: &[Call]) -> Vec<Agent> {
        let mut people: BTreeMap<&str, Person<'_>> = BTreeMap::new();
        for one in self.busy {
            people.entry(&one.extension).or_default().busy.push(one);
        }
        for one in self.live.into_iter().flatten() {
            people.entry(&one.extension).or_default().live = Some(one);
        }
        for one in self.listed {
            people.entry(&one.extension).or_default().listed = Some(one);
        }
        let mut on: BTreeMap<&str, &Call> = BTreeMap::new();
        for call in calls {
            if let Some(agent) = &call.agent {
                let kept = on.entry(agent.as_str()).or_insert(call);
                if kept.answered.is_none() {
                    *kept = call;
                }
            }
        }
        people
            .iter()
            .map(|(extension, person)| self.agent(extension, person, on.get(extension).copied()))
            .collect()
    }

    fn agent(&self, extension: &str, person: &Person<'_>, call: Option<&Call>) -> Agent {
        let (state, since) = self.state(extension, person, call);
        // The list of calls writes a name in the vendor's own order; that of agents has it in parts.
        let called = self.names.get(extension);
        let name = person
            .live
            .and_then(|live| live.name.as_ref())
            .map(|name| called.filter(|called| same_words(called, name)).unwrap_or(name).clone())
            .or_else(|| called.cloned())
            .or_else(|| person.listed?.username.as_deref().and_then(Text::some));
        let reason = match &state {
            AgentState::NotReady => Some("listens to a call".into()),
            AgentState::Offline if person.listed.is_some_and(|it| it.enabled == Some(false)) => {
                Some("the extension is disabled".into())
            }
            AgentState::Ready
            | AgentState::Ringing
            | AgentState::Dialing
            | AgentState::Talking
            | AgentState::Held
            | AgentState::Wrapup
            | AgentState::Paused
            | AgentState::Busy
            | AgentState::Offline
            | AgentState::Unreachable
            | AgentState::Unknown(_) => person.live.and_then(|live| live.pause.clone()),
        };
        Agent {
            extension: Text::some(extension),
            status: person.live.and_then(|live| live.status.as_deref()).map(Into::into),
            reason,
            since,
            details: details(person),
            ..Agent::new(AgentId::from(extension), name.unwrap_or_else(|| Text::new(extension)), state)
        }
    }

    /// What an agent does: a call first, then what they are logged in as. Of an extension that only the roster
    /// knows it is not known whether anybody is there; if a call is listed for it, somebody is.
    fn state(&self, extension: &str, person: &Person<'_>, call: Option<&Call>) -> (AgentState, Option<At>) {
        let on = |heard: &Heard| person.busy.iter().find(|busy| busy.heard.as_ref() == Some(heard));
        let other = person.busy.iter().find_map(|busy| match &busy.heard {
            Some(Heard::Other(word)) => Some((AgentState::Unknown(word.clone()), None)),
            Some(Heard::Answered | Heard::Rings) | None => None,
        });
        if on(&Heard::Answered).is_some() {
            // The list tells when the call began, not when it was answered.
            return (AgentState::Talking, call.and_then(|call| call.answered));
        }
        if let Some(busy) = on(&Heard::Rings) {
            // What an agent dialled rings elsewhere; at them it does not.
            let dials = busy.direction == Direction::Outbound;
            return (if dials { AgentState::Dialing } else { AgentState::Ringing }, busy.since.at);
        }
        if self.listening.iter().any(|phone| **phone == *extension) {
            return (AgentState::NotReady, None);
        }
        other.or_else(|| call.and_then(by_call)).unwrap_or_else(|| self.idle(person))
    }

    fn idle(&self, person: &Person<'_>) -> (AgentState, Option<At>) {
        if let Some(live) = person.live {
            let word = live.status.as_deref().unwrap_or_default();
            let state = match word.to_ascii_uppercase().as_str() {
                RESUME => AgentState::Ready,
                PAUSE => AgentState::Paused,
                _ => AgentState::Unknown(Text::some(word).unwrap_or_else(|| "no status".into())),
            };
            return (state, live.since.at);
        }
        let state = match person.listed {
            _ if !person.busy.is_empty() => AgentState::Unknown("logged in".into()),
            Some(listed) if listed.enabled == Some(false) => AgentState::Offline,
            Some(listed) if self.live.is_some() && listed.linked == Some(true) => AgentState::Offline,
            Some(_) | None => AgentState::Unknown("no call".into()),
        };
        (state, None)
    }
}

/// What a call that is listed says of its agent, whom the list of agents on calls does not have.
fn by_call(call: &Call) -> Option<(AgentState, Option<At>)> {
    match &call.phase {
        Phase::Talking => Some((AgentState::Talking, call.answered)),
        Phase::Dialing => Some((AgentState::Dialing, call.started)),
        Phase::Ringing => Some((AgentState::Ringing, call.started)),
        Phase::Other(word) if **word != *"ending" => Some((AgentState::Unknown("on a call".into()), None)),
        Phase::Queued | Phase::Held | Phase::Parked | Phase::Wrapup | Phase::Other(_) => None,
    }
}

fn details(person: &Person<'_>) -> Vec<Detail> {
    let busy = person.busy.first();
    let username = person
        .live
        .and_then(|live| live.username.as_deref())
        .or_else(|| busy.and_then(|busy| busy.username.as_deref()))
        .or_else(|| person.listed.and_then(|listed| listed.username.as_deref()));
    let domain = person
        .live
        .and_then(|live| live.domain.as_deref())
        .or_else(|| busy.and_then(|busy| busy.domain.as_deref()))
        .or_else(|| person.listed.and_then(|listed| listed.domain.as_deref()));
    let told = [
        (Name, "user name", username),
        (Plain, "campaign", person.live.and_then(|live| live.campaign.as_deref())),
        (Plain, "softphone", busy.and_then(|busy| busy.user_agent.as_deref())),
        (Number, "follow me", person.listed.and_then(|listed| listed.follow_me.as_deref())),
        (Plain, "domain", domain),
    ];
    told.into_iter().filter_map(|(class, label, value)| Detail::of(class, label, value?)).collect()
}
