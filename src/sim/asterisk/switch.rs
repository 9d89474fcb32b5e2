//! The server: what it remembers, and how it answers one request.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::super::http::{Ask, Reply};
use super::super::world::{CallId, Ms, QueueIx, Site};
use super::commands::{self, Command, Run};
use super::events::Events;
use super::figures::Figures;
use super::legs::Leg;
use super::look::Look;
use super::lot::Lot;
use super::members::Roster;
use super::names::Names;
use super::originate::{FAILED, QUEUED};
use super::packet::{Block, ack, error};
use super::phones::Phones;
use super::plan::{Bridge, Facing, Route};
use super::request::Params;
use super::sessions::{Mask, Sessions};
use super::tapes::Tapes;
use super::tell::Memory;
use super::{failure, served};

/// How long a refused login takes if it takes its time.
const TARPIT: Duration = Duration::from_secs(1);

/// What an action answers: blocks, or the message of an error.
pub(super) type Said = Result<Say, String>;

#[derive(Debug)]
pub(super) enum Say {
    Now(Vec<u8>),
    Later(Until),
}

impl From<Vec<u8>> for Say {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Now(bytes)
    }
}

/// What an answer waits for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Until {
    /// Anything that happens, or the request's own `Timeout`.
    Event,
    /// A phone, by its number, to be picked up or not.
    Phone(u64),
    /// Nothing but time.
    Tarpit,
}

/// One request while it is answered.
#[derive(Debug, Default)]
pub(super) struct Visit {
    /// How long it has been waiting.
    pub(super) waited: Duration,
    params: Params,
    cookie: String,
    until: Option<Until>,
}

/// What an action is given.
pub(super) struct Turn<'a> {
    pub(super) site: &'a mut Site,
    pub(super) ask: &'a Ask,
    pub(super) params: &'a Params,
    pub(super) look: Look,
    pub(super) cookie: &'a str,
}

/// Everything that the server knows beyond the world.
#[derive(Debug, Default)]
pub(super) struct Switch {
    pub(super) names: Names,
    /// As they were at the last look.
    pub(super) legs: Vec<Leg>,
    pub(super) bridges: BTreeMap<CallId, Bridge>,
    pub(super) routes: BTreeMap<CallId, Route>,
    pub(super) facing: BTreeMap<CallId, Facing>,
    pub(super) priorities: BTreeMap<CallId, i64>,
    /// Who is known to have ended a call.
    pub(super) enders: BTreeMap<CallId, &'static str>,
    pub(super) counts: BTreeMap<QueueIx, Figures>,
    pub(super) phones: Phones,
    pub(super) tapes: Tapes,
    pub(super) lot: Lot,
    pub(super) roster: Roster,
    /// Channel variables, by leg and name.
    pub(super) vars: BTreeMap<(String, String), String>,
    /// Legs that were hung up but linger until then.
    pub(super) doomed: Vec<(Leg, Ms)>,
    /// Legs that have been there for a list of channels.
    pub(super) listed: BTreeSet<String>,
    pub(super) events: Events,
    pub(super) memory: Memory,
    pub(super) sessions: Sessions,
}

impl Switch {
    /// Brings everything up to date with the world.
    pub(super) fn look(&mut self, site: &mut Site, look: Look) {
        self.drop_doomed(site, look);
        self.lot.follow(site);
        let mut legs = self.call_legs(site, look);
        if self.turn_phones(site, look, &legs) {
            self.lot.follow(site);
            legs = self.call_legs(site, look);
        }
        self.phone_legs(&mut legs);
        self.tapes.follow((site, look), &legs, &mut self.events);
        self.roster.follow(site);
        for queue in &site.queues {
            self.figures_of(site, queue);
        }
        self.tell(site, look, legs);
    }

    /// The answer to a request to the manager, unless it is not due yet.
    pub(super) fn answer(&mut self, site: &mut Site, ask: &Ask, visit: &mut Visit) -> Option<Reply> {
        if ask.method != "GET" && ask.method != "POST" {
            return Some(failure(501));
        }
        let look = Look::of(ask);
        self.look(site, look);
        let until = match visit.until {
            Some(until) => until,
            None => match self.first(site, ask, visit) {
                Say::Now(bytes) => return Some(reply(&visit.cookie, bytes)),
                Say::Later(until) => until,
            },
        };
        visit.until = Some(until);
        let bytes = match until {
            Until::Event => self.events_of(ask, visit)?,
            Until::Phone(number) if self.phones.outcome(number)? => ack(&visit.params, QUEUED),
            Until::Phone(_) => error(&visit.params, FAILED),
            Until::Tarpit if visit.waited < TARPIT => return None,
            Until::Tarpit => error(&visit.params, "Authentication failed"),
        };
        self.sessions.touch(&visit.cookie);
        Some(reply(&visit.cookie, bytes))
    }

    /// What the request is, and whether it may.
    fn first(&mut self, site: &mut Site, ask: &Ask, visit: &mut Visit) -> Say {
        visit.params = Params::read(ask);
        let params = visit.params.clone();
        let action = params.get("action");
        let session = self.sessions.find(ask);
        let known = session.is_some();
        visit.cookie = session.unwrap_or_else(|| self.sessions.mint());
        if action.eq_ignore_ascii_case("login") {
            return self.log_in(ask, visit);
        }
        if !known {
            return error(&params, "Permission denied").into();
        }
        if action.is_empty() {
            return error(&params, "Missing action in request").into();
        }
        let Some(command) = commands::find(action) else {
            let text = format!(
                "Invalid/unknown command: {action}. Use Action: ListCommands to show available commands."
            );
            return error(&params, &text).into();
        };
        let turn = Turn { site, ask, params: &params, look: Look::of(ask), cookie: &visit.cookie };
        self.run(command, turn).unwrap_or_else(|message| error(&params, &message).into())
    }

    fn run(&mut self, command: &Command, mut turn: Turn<'_>) -> Said {
        let session = self.sessions.get(turn.cookie);
        let may = session.is_some_and(|session| session.may(turn.ask, command.classes));
        if !may || turn.ask.trouble.has("forbidden") {
            return Err("Permission denied".to_owned());
        }
        if turn.ask.trouble.has("refuse") && commands::ACTIONS.contains(&command.name) {
            return Err(commands::refusal(command.name).to_owned());
        }
        match command.run {
            Run::Tell(run) => Ok(run(self, &mut turn).into()),
            Run::Act(run) => run(self, &mut turn),
            Run::Wait => Ok(Say::Later(Until::Event)),
        }
    }

    fn log_in(&mut self, ask: &Ask, visit: &mut Visit) -> Say {
        let params = &visit.params;
        let mask = Mask::parse(params.get("Events"));
        let heard = self.events.last();
        match self.sessions.log_in(params.get("username"), params.get("secret"), mask, heard) {
            Some(cookie) => {
                visit.cookie = cookie;
                ack(&visit.params, "Authentication accepted").into()
            }
            None if ask.trouble.has("tarpit") => Say::Later(Until::Tarpit),
            None => error(params, "Authentication failed").into(),
        }
    }

    /// The events since the last time, as soon as anything at all has happened (asterisk §6).
    fn events_of(&mut self, ask: &Ask, visit: &Visit) -> Option<Vec<u8>> {
        let patience = visit.params.get("Timeout").parse().map_or(Duration::MAX, Duration::from_secs);
        let last = self.events.last();
        let Some(session) = self.sessions.get(&visit.cookie) else {
            return Some(waited(visit, Vec::new()));
        };
        if session.heard == last && visit.waited < patience {
            return None;
        }
        let mask = if ask.trouble.has("deaf") { Mask::default() } else { session.mask() };
        let heard = std::mem::replace(&mut session.heard, last);
        let events = self.events.since(heard, mask);
        Some(waited(visit, events))
    }
}

/// The answer to `WaitEvent`.
fn waited(visit: &Visit, events: Vec<u8>) -> Vec<u8> {
    let start = ack(&visit.params, "Waiting for Event completed.");
    let mut end = Block::event("WaitEventComplete");
    [start, events, end.mark(&visit.params).end()].concat()
}

/// `Logoff`.
pub(super) fn log_off(switch: &mut Switch, turn: &mut Turn<'_>) -> Vec<u8> {
    switch.sessions.log_off(turn.cookie);
    let mut block = super::packet::head("Goodbye", turn.params);
    block.add("Message", "Thanks for all the fish.").end()
}

/// Every answer repeats the cookie, which would be dropped after a minute otherwise.
fn reply(cookie: &str, body: Vec<u8>) -> Reply {
    let reply = Reply { status: 200, kind: "text/plain", headers: Vec::new(), body };
    served(reply)
        .with("set-cookie", format!("mansession_id=\"{cookie}\"; Version=1; Max-Age=60"))
        .with("pragma", "SuppressEvents")
}
