//! The agents and what they do (8x8 §4.3).

use std::collections::BTreeMap;
use std::time::Duration;

use super::directory::Directory;
use super::metrics::{Figures, Tally, Unit, listed, row, spelled};
use super::states;
use super::statuses::{Known, Labels};
use crate::domain::{Agent, AgentId, AgentState, At, Detail, Fault, Feed, Text, Unread};
use crate::vendor::{Listing, Reply, readable, rows};

/// What is asked for.
pub(super) const METRICS: &[&str] = &[
    "status.rt",
    "statusCode.rt",
    "timeOnStatus.rt",
    "lastStatusChange.rt",
    "activeInteractionsCount.rt",
    "activeQueues.rt",
    "activeDirections.rt",
    "activeChannels.rt",
    "line1Status.rt",
    "line2Status.rt",
    "line1TimeOnStatus.rt",
    "line2TimeOnStatus.rt",
    "alerting.rt",
    "lastLogin.rt",
    "loggedInTime.rt",
    "accepted.today",
    "offered.today",
    "rejected.today",
    "rejectTimeout.today",
    "transfersInitiated.today",
];

const DETAILS: &[(&str, &str, Unit)] = &[
    ("being offered", "alerting.rt", Unit::Count),
    ("logged in for", "loggedInTime.rt", Unit::Span),
    ("offered today", "offered.today", Unit::Count),
    ("rejected today", "rejected.today", Unit::Count),
    ("let ring today", "rejectTimeout.today", Unit::Count),
    ("transferred today", "transfersInitiated.today", Unit::Count),
];

/// How old the figures may be when they arrive (8x8 §7).
pub(super) const LAG: Duration = Duration::from_secs(5);

/// An agent, and what of them is for the calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Person {
    /// As the board shows them.
    pub(super) agent: Agent,
    /// Their interactions: offered, handled and in wrap-up, of all media; `None` if that is not told.
    pub(super) active: Option<u32>,
    /// Through which queues.
    pub(super) queues: Vec<Tally>,
    /// Which ways.
    pub(super) directions: Vec<Tally>,
    /// Over which channels.
    pub(super) channels: Vec<Tally>,
    /// The number of their state, where it is known.
    pub(super) code: Option<i64>,
    /// What their lines do.
    pub(super) lines: Vec<Detail>,
}

/// The agents of one answer.
#[derive(Clone, Debug)]
pub(super) struct Roster {
    /// When it was read.
    pub(super) at: At,
    /// Everybody.
    pub(super) people: Vec<Person>,
    unread: Vec<Unread>,
}

/// What else is known of agents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beside<'a> {
    /// Teams and queues.
    pub(super) directory: &'a Directory,
    /// States by their numbers, newer than the figures.
    pub(super) known: &'a Known,
    /// What status codes are called.
    pub(super) labels: Labels<'a>,
    /// Since when they were in which state before.
    pub(super) before: &'a Spans,
}

/// What agents did, and since when as far as that is known, so that an estimate can only become better.
pub(super) type Spans = BTreeMap<AgentId, (AgentState, Option<Text>, Option<At>)>;

impl Roster {
    /// Puts a list together that was read in another way.
    pub(super) fn of(at: At, people: Vec<Person>, unread: Vec<Unread>) -> Self {
        Self { at, people, unread }
    }

    /// Reads `listing`.
    pub(super) fn read(listing: Listing, beside: Beside<'_>) -> Self {
        let Listing { rows: raw, reply } = listing;
        let (people, unread) = rows(raw, |value| {
            row(&value).map(|(id, name, figures)| person((&id, &name), &figures, &reply, beside))
        });
        Self { at: reply.at, people, unread }
    }

    /// Why this is no list of agents, if none of its rows could be read.
    pub(super) fn unreadable(&self) -> Option<Fault> {
        readable(self.people.iter().collect(), self.unread.clone()).err()
    }

    /// The list for the board.
    pub(super) fn feed(&self) -> Feed<Agent> {
        let rows = self.people.iter().map(|person| person.agent.clone()).collect();
        Feed::Fresh { rows, unread: self.unread.clone() }
    }

    /// Since when everybody is in their state.
    pub(super) fn spans(&self) -> Spans {
        let span =
            |agent: &Agent| (agent.id.clone(), (agent.state.clone(), agent.reason.clone(), agent.since));
        self.people.iter().map(|person| span(&person.agent)).collect()
    }

    /// The agent `id`.
    pub(super) fn find(&self, id: &AgentId) -> Option<&Person> {
        self.people.iter().find(|person| person.agent.id == *id)
    }

    /// What `id` is called, or the id itself.
    pub(super) fn name(&self, id: &str) -> Text {
        let known = self.people.iter().find(|person| person.agent.id.as_str() == id);
        known.map_or_else(|| Text::new(id), |person| person.agent.name.clone())
    }
}

fn person((id, name): (&str, &str), figures: &Figures, reply: &Reply, beside: Beside<'_>) -> Person {
    let key = AgentId::from(id);
    let word = figures.word("status.rt").unwrap_or_default();
    let (state, reason) = states::word(&word);
    let mut agent = Agent::new(key.clone(), Text::new(name), state);
    agent.reason =
        figures.word("statusCode.rt").map(|code| beside.labels.of(&code)).or_else(|| reason.map(Text::new));
    agent.since = since(figures, reply);
    agent.group = beside.directory.group(&key);
    agent.handled = figures.count("accepted.today");
    let mut code = states::settable(&word);
    agent.status = code.filter(|code| !beside.labels.has_reasons(*code)).map(|code| code.to_string().into());
    if let Some(told) = beside.known.of(id, reply.at, code) {
        code = Some(told.code);
        told.put(&mut agent, beside.labels);
    }
    agent.since = steadied(&agent, beside.before, reply.at);
    agent.details = details(figures, reply, beside.directory, &key);
    let lines = lines(figures);
    agent.details.splice(0..0, lines.iter().cloned());
    Person {
        agent,
        active: figures.small("activeInteractionsCount.rt"),
        queues: figures.tallies("activeQueues.rt"),
        directions: figures.tallies("activeDirections.rt"),
        channels: figures.tallies("activeChannels.rt"),
        code,
        lines,
    }
}

/// Since when an agent is in their state. The exact instant, where it agrees with the duration; that one is the
/// server's of up to five seconds ago (8x8 §7).
fn since(figures: &Figures, reply: &Reply) -> Option<At> {
    const SLIP: Duration = Duration::from_secs(2);
    let exact = figures.instant("lastStatusChange.rt").and_then(|instant| reply.past(instant));
    let Some(span) = figures.span("timeOnStatus.rt") else { return exact };
    let told = reply.at - span;
    exact.filter(|exact| *exact <= told + SLIP && told.since(*exact) <= LAG + SLIP).or(Some(told))
}

/// An estimate from a duration comes out late by up to five seconds, so that the earliest is the best. A state that
/// only its number tells has no duration: it began when it was first seen, if another one was seen before.
pub(super) fn steadied(agent: &Agent, before: &Spans, at: At) -> Option<At> {
    let Some((state, reason, since)) = before.get(&agent.id) else { return agent.since };
    if *state != agent.state || *reason != agent.reason {
        return agent.since.or((agent.state != AgentState::Offline).then_some(at));
    }
    match (agent.since, *since) {
        (Some(now), Some(kept)) if now >= kept && now.since(kept) <= LAG => Some(kept),
        (now, kept) => now.or(kept),
    }
}

/// The lines, verbatim: their words are not documented (8x8 §4.3).
fn lines(figures: &Figures) -> Vec<Detail> {
    let line = |label: &str, status: &str, time: &str| {
        let status = figures.word(status)?;
        let time = figures.span(time).map(|span| format!(" for {}", spelled(span))).unwrap_or_default();
        Detail::plain(label, &format!("{status}{time}"))
    };
    [
        line("line 1", "line1Status.rt", "line1TimeOnStatus.rt"),
        line("line 2", "line2Status.rt", "line2TimeOnStatus.rt"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn details(figures: &Figures, reply: &Reply, directory: &Directory, key: &AgentId) -> Vec<Detail> {
    let login = figures.instant("lastLogin.rt").and_then(|instant| reply.past(instant));
    let login = login.map(|login| format!("{} ago", spelled(reply.at.since(login))));
    let active = [
        (
            "interactions",
            figures.count("activeInteractionsCount.rt").filter(|n| *n > 0).map(|n| n.to_string()),
        ),
        ("through", Some(listed(&figures.tallies("activeQueues.rt")))),
        ("over", Some(listed(&figures.tallies("activeChannels.rt")))),
        ("last login", login),
        ("queues", directory.queues(key)),
        ("agent id", Some(key.as_str().to_owned())),
    ];
    let active = active.into_iter().filter_map(|(label, value)| Detail::plain(label, &value?));
    active.chain(figures.details(DETAILS)).collect()
}

#[cfg(test)]
mod tests;
