//! From an interaction to a row of the board.

use super::agents::Roster;
use super::config::{Config, TransactionCode};
use super::enrich::Extra;
use super::events::{CallState, Media};
use super::live::{Live, Stage};
use crate::domain::DetailClass::{Free, Number, Plain};
use crate::domain::{AgentId, At, Call, CallId, Detail, Direction, Only, Party, Phase, QueueId, Text, Verb};

/// What is attached to every call and shown elsewhere, or means nothing to people.
const PLUMBING: &[&str] = &[
    "phoneNum",
    "callingName",
    "remotePhoneNum",
    "remoteCallingName",
    "channelName",
    "tenantSkillName",
    "tenantName",
    "que",
    "cha",
    "queueDirection",
    "priority",
    "@pri",
    "waitTime",
    "callAnsweredTime",
    "callHangupTime",
    "originalInteractionGuid",
    "tclSelectedItems",
];
/// How many other values are shown of what is attached.
const MOST: usize = 20;

/// What it takes to show an interaction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look<'a> {
    /// By how many milliseconds the vendor's clock is ahead.
    pub(super) skew: i64,
    /// Who is who, if the agents are known.
    pub(super) roster: Option<&'a Roster>,
    /// What codes are called.
    pub(super) config: &'a Config,
}

/// Whether an interaction is a call that is not over.
pub(super) fn is_call(live: &Live) -> bool {
    live.media == Media::Phone && !live.is_over()
}

impl Look<'_> {
    /// The row of the interaction `id`, with what else is known of it.
    pub(super) fn call(&self, id: &str, live: &Live, extra: Option<&Extra>) -> Call {
        let at = |millis: i64| At::from_millis(millis.saturating_sub(self.skew));
        let attached = |key: &str| live.attached.get(key).map(String::as_str);
        let origin = attached("originalInteractionGuid").unwrap_or(id);
        let name = attached("callingName").or_else(|| attached("remoteCallingName"));
        let leader = live.leader();
        let mut call = Call::new(CallId::from(id), phase(live));
        call.conversation = Some(origin.into());
        call.direction = match live.outbound {
            Some(true) => Direction::Outbound,
            Some(false) => Direction::Inbound,
            None => Direction::Unknown,
        };
        call.caller = Party::new(
            name.or_else(|| extra?.name.as_deref()),
            live.number.as_deref().or_else(|| extra?.number.as_deref()),
        );
        call.dialled = live.facts.channel.as_deref().and_then(Text::some);
        call.agent = leader.map(|leg| AgentId::from(leg.agent.as_str()));
        call.queue = live.facts.queue.as_deref().map(QueueId::from);
        call.queue_name = attached("tenantSkillName").and_then(Text::some).filter(|_| call.queue.is_some());
        call.started = live.began.map(at);
        call.entered = live.facts.queued_at.filter(|_| call.queue.is_some()).map(at);
        call.answered = live.answered.map(at);
        call.recording = live.recording;
        call.only = leader
            .is_none()
            .then(|| Only::new(&[Verb::HangUp, Verb::Special], Text::new("no agent is on this call yet")));
        call.details = self.details(id, live);
        call.details.extend(extra.iter().flat_map(|extra| extra.details.iter().cloned()));
        call
    }

    fn details(&self, id: &str, live: &Live) -> Vec<Detail> {
        let facts = &live.facts;
        let attached = |key: &str| live.attached.get(key).cloned();
        let yes = |flag: Option<bool>| flag.filter(|flag| *flag).map(|_| "yes".to_owned());
        let mode = facts.recording_mode.as_deref().filter(|mode| !matches!(*mode, "yes" | "no" | "0" | "1"));
        let mode = mode.map(|mode| if mode == "2" { "monitor".to_owned() } else { mode.to_owned() });
        let known = [
            (Plain, "does", state(live)),
            (
                Number,
                "number",
                attached("remotePhoneNum").filter(|number| live.number.as_ref() != Some(number)),
            ),
            (Free, "agents", self.agents(live)),
            (Plain, "last event", Some(live.last.trim_start_matches("Interaction").to_owned())),
            (Free, "rejected", self.rejected(live)),
            (
                Plain,
                "codes",
                attached("tclSelectedItems").map(|items| codes(&items, &self.config.transaction_codes)),
            ),
            (Number, "agent's phone", facts.phone.clone()),
            (Plain, "channel", attached("channelName")),
            (Plain, "priority", facts.priority.clone()),
            (Plain, "transaction", facts.transaction.clone()),
            (Plain, "campaign", facts.campaign.clone()),
            (Plain, "direct access", yes(facts.direct)),
            (Plain, "external", yes(facts.external)),
            (Plain, "placed by the agent", yes(facts.by_agent)),
            (Plain, "recording mode", mode),
            (Plain, "transferred from", attached("originalInteractionGuid").filter(|origin| origin != id)),
            (Plain, "call id", Some(id.to_owned())),
        ];
        let known = known.into_iter().filter_map(|(class, label, value)| Detail::of(class, label, &value?));
        let others = live.attached.iter().filter(|(key, _)| !PLUMBING.contains(&key.as_str()));
        known.chain(others.filter_map(|(key, value)| Detail::free(key, value)).take(MOST)).collect()
    }

    fn name(&self, agent: &str) -> Text {
        self.roster.map_or_else(|| Text::new(agent), |roster| roster.name(agent))
    }

    /// Everybody of ours on it, where that is more than the one whom the row shows.
    fn agents(&self, live: &Live) -> Option<String> {
        let leg = |agent: &str| live.legs.iter().find(|leg| leg.agent == agent);
        let told = |agent: &str| {
            let does = match leg(agent) {
                Some(leg) if leg.stage == Stage::Offered => " (ringing)",
                Some(leg) if leg.stage == Stage::Wrapup => " (wrap-up)",
                Some(leg) if leg.held => " (holding)",
                Some(leg) if leg.muted => " (muted)",
                Some(_) => "",
                None => " (taking part)",
            };
            format!("{}{does}", self.name(agent))
        };
        let others = live.participants.iter().filter(|agent| leg(agent).is_none());
        let all: Vec<_> =
            live.legs.iter().map(|leg| &leg.agent).chain(others).map(|agent| told(agent)).collect();
        let plain = all.len() < 2 && live.legs.iter().all(|leg| !leg.muted);
        (!plain).then(|| all.join(", "))
    }

    fn rejected(&self, live: &Live) -> Option<String> {
        let (agent, why) = live.rejected.as_ref()?;
        let why = match why {
            1 => "let it ring",
            2 => "refused it",
            _ => "did not take it",
        };
        let who = if agent.is_empty() { Text::new("somebody") } else { self.name(agent) };
        Some(format!("{who} {why}"))
    }
}

/// What a call does, by who is on it: the state of an event may be that of one leg alone.
fn phase(live: &Live) -> Phase {
    let outbound = live.outbound == Some(true);
    if let Some(leg) = live.leader() {
        return match leg.stage {
            Stage::On if leg.held => Phase::Held,
            Stage::On if outbound && !live.customer => Phase::Dialing,
            Stage::On => Phase::Talking,
            Stage::Offered if outbound => Phase::Dialing,
            Stage::Offered => Phase::Ringing,
            Stage::Wrapup => Phase::Wrapup,
        };
    }
    match &live.state {
        _ if live.queued => Phase::Queued,
        Some(CallState::Other(word)) => Phase::Other(Text::new(word)),
        Some(CallState::Connected) => Phase::Talking,
        Some(CallState::Hold) => Phase::Held,
        _ if outbound => Phase::Dialing,
        Some(CallState::InProgress) => Phase::Ringing,
        Some(CallState::Idle | CallState::Queued | CallState::Disconnected) | None => {
            Phase::Other("in no queue".into())
        }
    }
}

/// The vendor's own word for what it does, where it is not one of the documented ones.
fn state(live: &Live) -> Option<String> {
    match &live.state {
        Some(CallState::Other(word)) => Some(word.clone()),
        Some(
            CallState::Idle
            | CallState::Queued
            | CallState::InProgress
            | CallState::Connected
            | CallState::Hold
            | CallState::Disconnected,
        )
        | None => None,
    }
}

/// `listId|itemId,...` in words, as far as the configuration knows them.
fn codes(items: &str, known: &[TransactionCode]) -> String {
    let word = |item: &str| {
        let ids = item.split_once('|').and_then(|(list, code)| {
            Some((list.trim().parse::<i64>().ok()?, code.trim().parse::<i64>().ok()?))
        });
        let found = known
            .iter()
            .find(|known| ids.is_some_and(|(list, code)| known.list == list && known.code == code));
        found.map_or_else(|| item.trim().to_owned(), |found| found.label.clone())
    };
    items.split(',').filter(|item| !item.trim().is_empty()).map(word).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
