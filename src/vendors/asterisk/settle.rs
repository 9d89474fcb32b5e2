//! From what a poll found to what the board shows.

use std::collections::BTreeMap;

use super::Asterisk;
use super::agents::{Around, PAUSED, READY, agents};
use super::answer::List;
use super::calls::{Aim, Known, rows, waiting};
use super::facts::Facts;
use super::legs::Leg;
use super::poll::{Found, fault, label, sees_channels};
use super::queues::queues;
use super::rights::{Class, lacks};
use super::side::{Parked, Summary, devices, parking};
use super::sides::Sides;
use super::spies::{Spy, spy};
use super::status::{Member, Rows, Status, rows as read_rows};
use crate::domain::{Agent, At, Call, CallId, Choice, Fault, Feed, Listener, Queue, Snapshot, Text, Unread};

/// A list that was asked for, or what kept it away.
type Listed = Result<List, Fault>;

/// The legs of one answer and when they were true.
type Legs = Result<(Rows<Leg>, At), Fault>;

/// How long a call that was placed from here may take to be listed.
const TURNS_UP: std::time::Duration = std::time::Duration::from_mins(1);

impl Asterisk {
    /// Puts together what came. Nothing is awaited from here on, so a poll is taken in whole or not at all.
    pub(super) fn settle(
        &mut self,
        mut found: Found,
        facts: Facts,
        (talks, now): (&BTreeMap<String, At>, At),
    ) -> Snapshot {
        self.facts = facts;
        let status = taken(&mut found, "QueueStatus").map(|list| Status::read(&list));
        let summaries = good(&mut found, "QueueSummary").map(|list| Summary::read(&list)).unwrap_or_default();
        // The bridges of a moment ago still tell where people were parked.
        if let Some(list) = good(&mut found, "BridgeList") {
            self.parking = parking(&list);
        }
        self.devices = good(&mut found, "DeviceStateList").map(|list| devices(&list)).unwrap_or_default();
        self.parked = good(&mut found, "ParkedCalls").map(|list| Parked::read(&list)).unwrap_or_default();
        let legs = taken(&mut found, "CoreShowChannels")
            .map(|list| (read_rows(&list, "CoreShowChannel", Leg::read), list.reply.at));
        let members: Vec<Member> = status.iter().flat_map(|status| status.members.read.clone()).collect();
        if let Ok(status) = &status {
            self.queues = status.queues.read.iter().map(|queue| queue.name.clone()).collect();
            self.queues.sort_unstable();
        }
        let (calls, waiting, listeners) = self.calls(legs, status.as_ref().ok(), &members, (talks, now));
        let (agents, queues) = self.people(status, &members, &summaries, (&calls, now));
        Snapshot { calls, waiting, agents, queues, states: self.states(), listeners }
    }

    /// Calls, those who wait where only the queues tell of them, and supervisors' legs.
    fn calls(
        &mut self,
        legs: Legs,
        status: Option<&Status>,
        members: &[Member],
        (talks, now): (&BTreeMap<String, At>, At),
    ) -> (Feed<Call>, Feed<Call>, Option<Vec<Listener>>) {
        if !sees_channels(&self.rights) {
            let (waiting, aims) = split(status.iter().flat_map(|status| &status.entries.read).map(waiting));
            self.aims = aims;
            self.apart = true;
            let unread = status.map(|status| status.entries.unread.clone()).unwrap_or_default();
            let waiting = match status {
                Some(_) => Feed::Fresh { rows: waiting, unread },
                // The queues' own fault says why.
                None => Feed::Skipped,
            };
            return (Feed::NotOffered(Text::new(&lacks(Class::Reporting))), waiting, None);
        }
        // Whoever was listed apart while the right was missing is listed among the calls from now on.
        let waiting = if std::mem::take(&mut self.apart) { Feed::fresh(Vec::new()) } else { Feed::Skipped };
        let (legs, at) = match legs {
            Ok(legs) => legs,
            Err(fault) => return (Feed::Failed(fault), waiting, None),
        };
        self.past.retain(&legs.read);
        self.tapes.learn(&legs.read, &self.facts);
        self.placed.retain(|id, (_, placed)| {
            now.since(*placed) < TURNS_UP || legs.read.iter().any(|leg| leg.id == *id)
        });
        self.spies = legs.read.iter().filter_map(spy).collect();
        let ours: Vec<&Leg> = legs.read.iter().filter(|leg| spy(leg).is_none()).collect();
        let known = Known {
            at,
            status,
            parking: &self.parking,
            parked: &self.parked,
            talks,
            facts: &self.facts,
            sides: &Sides::new(&self.config, members.iter()),
            placed: &self.placed,
        };
        let (rows, aims) = split(rows(&ours, &known, &mut self.past, &self.tapes));
        self.aims = aims;
        let mut unread: Vec<Unread> = legs.unread;
        unread.extend(status.iter().flat_map(|status| status.entries.unread.clone()));
        let listeners = self.listeners();
        (Feed::Fresh { rows, unread }, waiting, Some(listeners))
    }

    /// The supervisors' legs on calls that are listed.
    fn listeners(&self) -> Vec<Listener> {
        let on = |spy: &Spy| {
            let target = |(id, name): &(String, String)| *id == spy.target || *name == spy.target;
            let mut calls = self.aims.iter().filter(|(_, aim)| aim.legs.iter().any(target));
            calls.next().map(|(call, _)| call.clone())
        };
        let listener = |spy: &Spy| {
            Some(Listener { call: on(spy)?, phone: self.phones.shown(&spy.endpoint), answered: spy.answered })
        };
        self.spies.iter().filter_map(listener).collect()
    }

    fn people(
        &self,
        status: Result<Status, Fault>,
        members: &[Member],
        summaries: &BTreeMap<String, Summary>,
        (calls, now): (&Feed<Call>, At),
    ) -> (Feed<Agent>, Feed<Queue>) {
        let status = match status {
            Ok(status) => status,
            Err(fault) => return (Feed::Failed(fault.clone()), Feed::Failed(fault)),
        };
        let calls = match calls {
            Feed::Fresh { rows, .. } => Some(rows.as_slice()),
            Feed::NotOffered(_) | Feed::Skipped | Feed::Failed(_) => None,
        };
        let around = Around {
            at: now,
            config: &self.config,
            facts: &self.facts,
            calls: calls.unwrap_or_default(),
            devices: &self.devices,
            sides: &Sides::new(&self.config, members.iter()),
        };
        let (agents, queues) = (agents(members, &around), queues(&status, summaries, calls, &self.facts));
        (
            Feed::Fresh { rows: agents, unread: status.members.unread },
            Feed::Fresh { rows: queues, unread: status.queues.unread },
        )
    }

    /// The states that a queue member can be put in.
    fn states(&self) -> Vec<Choice> {
        let reasons = self.config.pause_reasons.iter().map(|reason| Text::new(reason));
        let paused = reasons.map(|reason| Choice::new(&format!("{PAUSED}:{reason}"), &reason));
        [Choice::new(READY, "ready"), Choice::new(PAUSED, "paused")].into_iter().chain(paused).collect()
    }
}

/// Rows, and apart from them how to take hold of each.
fn split(rows: impl IntoIterator<Item = (Call, Aim)>) -> (Vec<Call>, BTreeMap<CallId, Aim>) {
    let (mut calls, mut aims) = (Vec::new(), BTreeMap::new());
    for (call, aim) in rows {
        aims.insert(call.id.clone(), aim);
        calls.push(call);
    }
    (calls, aims)
}

fn taken(found: &mut Found, action: &'static str) -> Listed {
    let label = label(action);
    match found.remove(action) {
        Some(Ok(answer)) => answer.list(),
        Some(Err(no)) => Err(fault(label, no)),
        None => Err(Fault::Refused(Text::from(format!("failed to {label}: it was not asked for")))),
    }
}

/// A list that others can do without.
fn good(found: &mut Found, action: &'static str) -> Option<List> {
    let list = taken(found, action);
    list.inspect_err(|fault| tracing::debug!(action, fault = fault.short(), "no list")).ok()
}
