//! From what a poll found to what the board shows.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Asterisk;
use super::agents::{Around, PAUSED, READY, agents};
use super::answer::List;
use super::calls::{Aim, Known, Row, rows, waiting};
use super::facts::Facts;
use super::hints::Hints;
use super::legs::Leg;
use super::poll::{Found, HINTS, fault, label, sees_channels};
use super::queues::queues;
use super::rights::{Class, lacks};
use super::roles::{Role, left, listens};
use super::side::{Holding, Parked, Summary, devices};
use super::sides::Sides;
use super::spies::{Spy, spies, spy};
use super::status::{Member, Rows, Status, rows as read_rows};
use super::{names, seats};
use crate::domain::{Agent, At, Call, CallId, Choice, Fault, Feed, Listener, Queue, Snapshot, Text, Unread};

/// A list that was asked for, or what kept it away.
type Listed = Result<List, Fault>;

/// The legs of one answer and when they were true.
type Legs = Result<(Rows<Leg>, At), Fault>;

/// How long a call that was placed from here may take to be listed.
const TURNS_UP: Duration = Duration::from_mins(1);

/// How long a server that starts may take to list all that the user may do.
const STARTS: Duration = Duration::from_secs(30);

impl Asterisk {
    /// Puts together what came. Nothing is awaited from here on, so a poll is taken in whole or not at all.
    pub(super) fn settle(
        &mut self,
        mut found: Found,
        facts: Facts,
        (talks, now): (&BTreeMap<String, At>, At),
    ) -> Snapshot {
        self.facts = facts;
        if let Some(list) = good(&mut found, HINTS) {
            self.hints = Hints::read(&list, now);
        }
        let status = taken(&mut found, "QueueStatus").map(|list| Status::read(&list));
        let status = status.map(|mut status| {
            seats::assign(&mut status.members.read, &self.hints);
            status
        });
        let summaries = good(&mut found, "QueueSummary").map(|list| Summary::read(&list)).unwrap_or_default();
        // The bridges of a moment ago still tell where people were parked.
        if let Some(list) = good(&mut found, "BridgeList") {
            self.holding = Holding::read(&list);
        }
        self.devices = good(&mut found, "DeviceStateList").map(|list| devices(&list)).unwrap_or_default();
        self.parked = good(&mut found, "ParkedCalls").map(|list| Parked::read(&list)).unwrap_or_default();
        let legs = taken(&mut found, "CoreShowChannels").and_then(|list| legs(&list));
        // Who is who does not change when the queues are not told for a moment.
        if let Ok(status) = &status {
            self.queues = status.queues.read.iter().map(|queue| queue.name.clone()).collect();
            self.queues.sort_unstable();
            self.members.clone_from(&status.members.read);
        }
        let members = std::mem::take(&mut self.members);
        let Told { calls, waiting, listeners, roles } =
            self.calls(legs, status.as_ref().ok(), &members, (talks, now));
        let (agents, queues) = self.people(status, &members, &summaries, (&calls, &roles, now));
        self.members = members;
        Snapshot { calls, waiting, agents, queues, states: self.states(), listeners }
    }

    /// Calls, those who wait where only the queues tell of them, and supervisors' legs.
    fn calls(
        &mut self,
        legs: Legs,
        status: Option<&Status>,
        members: &[Member],
        (talks, now): (&BTreeMap<String, At>, At),
    ) -> Told {
        if !sees_channels(&self.rights) {
            return self.without_channels(status, now);
        }
        self.lost = None;
        let (legs, at) = match legs {
            Ok(legs) => legs,
            Err(fault) => {
                let (calls, waiting) = (Feed::Failed(fault), Feed::Skipped);
                return Told { calls, waiting, listeners: None, roles: Vec::new() };
            }
        };
        // Whoever was listed apart while the right was missing is listed among the calls from now on.
        let waiting = if self.apart { Feed::fresh(Vec::new()) } else { Feed::Skipped };
        self.past.retain(&legs.read);
        self.tapes.learn(&legs.read, &self.facts);
        self.placed.retain(|id, (_, placed)| {
            now.since(*placed) < TURNS_UP || legs.read.iter().any(|leg| leg.id == *id)
        });
        self.saw = true;
        let holding = self.holding.among(&legs.read);
        let (spies, leading) = spies(&legs.read, &holding.all);
        self.spies = spies;
        let sides = Sides::new(&self.config, members, &self.hints);
        self.logins = logins(&legs.read, &sides);
        let idle = |leg: &Leg| {
            let free = leg.bridge.as_ref().is_none_or(|bridge| holding.all.contains(bridge));
            leg.logged_in().is_some() && free
        };
        let listens_at = |leg: &Leg| spy(leg).is_some() || leading.iter().any(|other| other.id == leg.id);
        let nobody = |leg: &Leg| names::is_helper(&leg.channel) || listens_at(leg) || idle(leg);
        let ours: Vec<&Leg> = legs.read.iter().filter(|leg| !nobody(leg)).collect();
        let known = Known {
            at,
            status,
            holding: &holding.all,
            parking: &holding.parking,
            parked: &self.parked,
            talks,
            facts: &self.facts,
            sides: &sides,
            placed: &self.placed,
            left: &left(&ours, &holding.all, &self.facts, &sides),
        };
        let (rows, aims, mut roles) = split(rows(&ours, &known, &mut self.past, &self.tapes));
        let supervisors = legs.read.iter().filter(|leg| leg.half().is_none() && listens_at(leg));
        roles.extend(supervisors.map(|leg| listens(leg, &sides)));
        self.aims = aims;
        let listeners = self.listeners(&legs.read);
        let mut unread: Vec<Unread> = legs.unread;
        unread.extend(status.iter().flat_map(|status| status.entries.unread.clone()));
        Told { calls: Feed::Fresh { rows, unread }, waiting, listeners: Some(listeners), roles }
    }

    /// Who waits by the queues alone, where the user may not see channels.
    fn without_channels(&mut self, status: Option<&Status>, now: At) -> Told {
        if self.may_be_starting(now) {
            let why = "the server lists fewer commands than before, as one that is starting does";
            let (calls, waiting) = (Feed::Failed(Fault::Refused(why.into())), Feed::Skipped);
            return Told { calls, waiting, listeners: None, roles: Vec::new() };
        }
        let all = status.iter().flat_map(|status| &status.entries.read).map(waiting);
        let (waiting, aims, roles) = split(all);
        self.aims = aims;
        self.apart = true;
        let unread = status.map(|status| status.entries.unread.clone()).unwrap_or_default();
        let waiting = match status {
            Some(_) => Feed::Fresh { rows: waiting, unread },
            // The queues' own fault says why.
            None => Feed::Skipped,
        };
        let calls = Feed::NotOffered(Text::new(&lacks(Class::Reporting)));
        Told { calls, waiting, listeners: None, roles }
    }

    /// Whether the user, who saw channels before, may see them again soon: until then the rows stay, and are old.
    fn may_be_starting(&mut self, now: At) -> bool {
        let lost = *self.lost.get_or_insert(now);
        self.saw && now.since(lost) < STARTS
    }

    /// The supervisors' legs, on the calls that are listed or somewhere.
    fn listeners(&mut self, legs: &[Leg]) -> Vec<Listener> {
        let on = |spy: &Spy| {
            let targets = spy.on(legs, &self.facts);
            let has = |aim: &Aim| targets.iter().any(|leg| aim.legs.iter().any(|(id, _)| *id == leg.id));
            let mut calls = self.aims.iter().filter(|(_, aim)| has(aim)).map(|(call, _)| call.clone());
            calls.next().filter(|_| calls.next().is_none())
        };
        let heard: Vec<Option<CallId>> = self.spies.iter().map(on).collect();
        let listener = |(spy, call): (&Spy, &Option<CallId>)| {
            let phone = self.phones.shown(&spy.endpoint);
            Listener { call: call.clone(), phone, answered: spy.answered, since: spy.since }
        };
        let listeners = self.spies.iter().zip(&heard).map(listener).collect();
        self.heard = self.spies.iter().map(|spy| spy.id.clone()).zip(heard).collect();
        listeners
    }

    fn people(
        &self,
        status: Result<Status, Fault>,
        members: &[Member],
        summaries: &BTreeMap<String, Summary>,
        (calls, roles, now): (&Feed<Call>, &[Role], At),
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
            roles,
            logins: &self.logins,
            devices: &self.devices,
            hints: &self.hints,
            sides: &Sides::new(&self.config, members, &self.hints),
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

/// What the channels told.
struct Told {
    calls: Feed<Call>,
    waiting: Feed<Call>,
    listeners: Option<Vec<Listener>>,
    roles: Vec<Role>,
}

/// Rows, and apart from them how to take hold of each, and what people do on them.
fn split(rows: impl IntoIterator<Item = Row>) -> (Vec<Call>, BTreeMap<CallId, Aim>, Vec<Role>) {
    let (mut calls, mut aims, mut all) = (Vec::new(), BTreeMap::new(), Vec::new());
    for (call, aim, roles) in rows {
        aims.insert(call.id.clone(), aim);
        calls.push(call);
        all.extend(roles);
    }
    (calls, aims, all)
}

/// The legs of `list`. Before 13, the server named neither bridges nor what belongs together, and nothing that could be
/// made of its list would be certain.
fn legs(list: &List) -> Legs {
    let told = |key: &str| list.rows.iter().any(|row| row.get(key).is_some());
    let listed = list.rows.iter().any(|row| row.get("Event") == Some("CoreShowChannel"));
    if listed && !told("BridgeId") && !told("Linkedid") {
        return Err(Fault::Refused(
            "failed to read the channels: this server is older than Asterisk 13, whose list does not say who talks with \
             whom"
                .into(),
        ));
    }
    Ok((read_rows(list, "CoreShowChannel", Leg::read), list.reply.at))
}

/// Where agents of a pool are logged in, by the members' interfaces.
fn logins(legs: &[Leg], sides: &Sides<'_>) -> BTreeMap<String, String> {
    let login = |leg: &Leg| Some((sides.member(leg)?.to_owned(), leg.endpoint().to_owned()));
    legs.iter().filter(|leg| leg.logged_in().is_some()).filter_map(login).collect()
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
