//! The truth about a site, for whoever checks what a client makes of the vendor's answers.

use serde_json::{Value, json};

use super::{Agent, Break, Call, Direction, Duty, Mode, Queue, Recording, Site, Stage};

impl Site {
    /// Everything there is, in plain words; ages in seconds, `null` where something has not happened.
    pub(crate) fn census(&self) -> Value {
        json!({
            "calls": self.calls.values().map(|call| self.tell_call(call)).collect::<Vec<_>>(),
            "agents": self.agents.iter().map(|agent| self.tell_agent(agent)).collect::<Vec<_>>(),
            "queues": self.queues.iter().map(|queue| self.tell_queue(queue)).collect::<Vec<_>>(),
        })
    }

    /// One call of the census.
    pub(crate) fn tell_call(&self, call: &Call) -> Value {
        let who = |ix: &usize| self.agents.get(*ix).map(|agent| agent.extension.clone());
        let age = |at: Option<i64>| at.map(|at| self.age(at));
        json!({
            "id": call.key,
            "state": stage(call.stage),
            "direction": direction(call.direction),
            "caller": call.party,
            "caller_name": call.party_name,
            "dialled": call.line,
            "queue": call.queue.and_then(|ix| self.queues.get(ix)).map(|queue| &queue.name),
            "agent": call.agent.as_ref().and_then(who),
            "agent_name": call.agent.and_then(|ix| self.agents.get(ix)).map(Agent::name),
            "ringing": call.ringing.iter().filter_map(who).collect::<Vec<_>>(),
            "age": self.age(call.started),
            "state_age": self.age(call.since),
            "wait_age": age(call.entered),
            "talk_age": age(call.answered),
            "recording": recording(call.recording),
            "listeners": call.listeners.iter().map(|leg| json!({
                "id": leg.id, "phone": leg.phone, "mode": mode(leg.mode), "connected": leg.from <= self.now,
            })).collect::<Vec<_>>(),
            "disposition": call.disposition,
            "tags": call.tags,
            "pinned": call.pinned,
        })
    }

    fn tell_agent(&self, agent: &Agent) -> Value {
        let stage_of =
            self.calls_of(agent).map(|call| call.stage).min_by_key(|stage| *stage != Stage::Talking);
        json!({
            "extension": agent.extension,
            "handle": agent.handle,
            "name": agent.name(),
            "state": stage_of.map_or(duty(agent.duty), stage),
            "duty": duty(agent.duty),
            "state_age": self.age(agent.since),
            "calls": self.calls_of(agent).map(|call| &call.key).collect::<Vec<_>>(),
            "queues": agent.queues,
        })
    }

    fn tell_queue(&self, queue: &Queue) -> Value {
        json!({
            "name": queue.name,
            "waiting": self.waiting(queue.ix).count(),
            "longest": self.waiting(queue.ix).filter_map(|call| call.entered).min().map(|at| self.age(at)),
            "presented": queue.today.presented,
            "accepted": queue.today.accepted,
            "abandoned": queue.today.abandoned,
        })
    }
}

fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Waiting => "waiting",
        Stage::Ringing => "ringing",
        Stage::Dialing => "dialing",
        Stage::Talking => "talking",
        Stage::Held => "held",
        Stage::Parked => "parked",
    }
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
        Direction::Placed => "placed",
    }
}

fn recording(recording: Recording) -> &'static str {
    match recording {
        Recording::None => "none",
        Recording::On => "on",
        Recording::Muted => "muted",
    }
}

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Monitor => "monitor",
        Mode::Whisper => "whisper",
        Mode::Barge => "barge",
    }
}

fn duty(duty: Duty) -> &'static str {
    match duty {
        Duty::Offline => "offline",
        Duty::Ready => "ready",
        Duty::Wrapup => "wrapup",
        Duty::Paused(Break::Lunch) => "lunch",
        Duty::Paused(Break::Desk) => "desk",
        Duty::Paused(Break::Private) => "private",
        Duty::Paused(Break::Other) => "other",
        Duty::Paused(Break::Training) => "training",
        Duty::Paused(Break::Meeting) => "meeting",
        Duty::Paused(Break::Brief) => "brief",
        Duty::Paused(Break::Missed) => "missed",
    }
}
