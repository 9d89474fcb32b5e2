//! One account on the board.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use super::changes::{Change, Ongoing};
use super::listening::same_phone;
use super::phantom::Alone;
use super::shelf::steady;
use super::{AgentRow, CallRow, Freshness, Shelf, Standing, Waits};
use crate::domain::{
    Abilities, Ability, Account, AccountLimits, AgentId, At, Call, CallId, Choice, ClockOffset, Doubt, Feed,
    FeedKind, Limits, Listener, Phase, Queue, Text, Verb,
};
use crate::messages::{Budget, Polled};

/// How many calls that went are remembered.
const REMEMBERED: usize = 64;

/// Everything that one account told us.
#[derive(Clone, Debug)]
pub struct Line {
    /// Which.
    pub account: Account,
    /// What people call it: its name, with its vendor where another account has the same name.
    pub label: Text,
    /// What it can do, once its task began.
    pub abilities: Option<Abilities>,
    /// Its live calls.
    pub calls: Shelf<CallRow>,
    /// Its waiting callers, where it lists them apart.
    pub waiting: Shelf<CallRow>,
    /// Its agents.
    pub agents: Shelf<AgentRow>,
    /// Its queues.
    pub queues: Shelf<Queue>,
    /// The states its agents can be put in.
    pub states: Arc<[Choice]>,
    /// The supervisors' legs that it lists; `None` if it does not.
    pub listeners: Option<Arc<[Listener]>>,
    /// How the account itself is.
    pub health: Health,
    /// Which calls each agent is on.
    pub on_call: Arc<BTreeMap<AgentId, Vec<CallId>>>,
    /// Who waits.
    pub waits: Arc<Waits>,
    /// From when on what it tells is urgent or doubted.
    pub limits: Arc<AccountLimits>,
    pub(super) alone: Alone,
    /// Calls that went, newest last: who gave an order for one shall still be told which it was.
    gone: VecDeque<Arc<CallRow>>,
    pub(super) ongoing: Ongoing,
}

/// How an account is, apart from what it tells.
#[derive(Clone, Debug)]
pub struct Health {
    /// The ordinary time between two polls.
    pub every: Duration,
    /// When its last poll ended.
    pub heard: Option<At>,
    /// When it polls next.
    pub next: Option<At>,
    /// How long its last poll took.
    pub took: Option<Duration>,
    /// How far its clock is from ours.
    pub skew: Option<ClockOffset>,
    /// What is left of its request budget.
    pub budget: Option<Budget>,
    /// What its task said when it crashed, and when it did; until the next poll ends.
    pub crash: Option<(Text, At)>,
}

impl Line {
    /// An account that has told nothing yet.
    pub(super) fn new(account: Account, label: Text, every: Duration) -> Self {
        Self {
            account,
            label,
            abilities: None,
            calls: Shelf::default(),
            waiting: Shelf::default(),
            agents: Shelf::default(),
            queues: Shelf::default(),
            states: Arc::new([]),
            listeners: None,
            health: Health {
                every,
                heard: None,
                next: None,
                took: None,
                skew: None,
                budget: None,
                crash: None,
            },
            on_call: Arc::default(),
            waits: Arc::default(),
            limits: Arc::default(),
            alone: Alone::default(),
            gone: VecDeque::new(),
            ongoing: Ongoing::default(),
        }
    }

    pub(super) fn joined(&mut self, abilities: Abilities, every: Duration) {
        self.abilities = Some(abilities);
        self.health.every = every;
    }

    pub(super) fn crashed(&mut self, why: Text, at: At, again: At) {
        self.health.crash = Some((why, at));
        self.health.next = Some(again);
    }

    /// Takes a poll in, and tells what has happened to the calls.
    pub(super) fn polled(&mut self, polled: Polled, sightings: &mut u64) -> Vec<Change> {
        let Polled { at, mut snapshot, abilities, took, skew, budget, next, .. } = polled;
        // Of an account that did not answer at all, the list of callers is as old as the others.
        if let (Feed::Skipped, Feed::Failed(fault), Some(_)) =
            (&snapshot.waiting, &snapshot.calls, self.waiting.freshness.good)
        {
            snapshot.waiting = Feed::Failed(fault.clone());
        }
        let readings = [FeedKind::Calls, FeedKind::Waiting].map(|kind| self.reading(kind, at));
        self.abilities = Some(abilities);
        self.health = Health {
            every: self.health.every,
            heard: Some(at),
            next: Some(next),
            took: Some(took),
            skew,
            budget: Some(budget),
            crash: None,
        };
        if !snapshot.states.is_empty() {
            self.states = snapshot.states.into();
        }
        self.listeners = snapshot.listeners.map(Arc::from);
        let untold = skew.is_some_and(|skew| skew.doubt == Some(Doubt::Untold));
        let counted = matches!(snapshot.queues, Feed::Fresh { .. });
        let names_changed =
            !matches!(snapshot.agents, Feed::Skipped) || !matches!(snapshot.queues, Feed::Skipped);
        let calls_changed =
            !matches!(snapshot.calls, Feed::Skipped) || !matches!(snapshot.waiting, Feed::Skipped);
        self.agents.take(snapshot.agents, at, (|new| &new.id, |agent| &agent.id), |new, before| {
            AgentRow::new(new, before, sightings)
        });
        self.queues.take(snapshot.queues, at, (|new| &new.id, |queue| &queue.id), |mut new, before| {
            new.longest = steady(before.and_then(|before| before.longest), new.longest);
            new
        });
        // Who is answered may leave the one list for the other, and is the same call.
        let before = [self.waiting.clone(), self.calls.clone()];
        let lists = [(&mut self.calls, snapshot.calls), (&mut self.waiting, snapshot.waiting)];
        for (((shelf, feed), reading), other) in lists.into_iter().zip(readings).zip(&before) {
            shelf.take(feed, at, (|new| &new.id, |row| &row.call.id), |new, before| {
                let elsewhere = || other.find(&new.id, |row| &row.call.id).map(|row| &**row);
                let before = before.or_else(elsewhere);
                let mut row = CallRow::new(new, before, reading, sightings);
                row.unsure = untold && row.call.began().is_some();
                row
            });
        }
        self.bury(before.iter().flat_map(|list| list.rows().iter()));
        drop(before);
        if names_changed || calls_changed {
            self.join();
            self.waits = Arc::new(Waits::of(self, counted));
            self.look_for_phantoms(at);
        }
        self.changes(readings)
    }

    /// The call `id`, whether it waits or not.
    pub fn call(&self, id: &CallId) -> Option<&Arc<CallRow>> {
        self.calls.find(id, |row| &row.call.id).or_else(|| self.waiting.find(id, |row| &row.call.id))
    }

    /// The call `id` as it was seen in appearance `sighting`, also if it has gone not long ago.
    pub(super) fn last(&self, id: &CallId, sighting: u64) -> Option<&CallRow> {
        let same = |row: &&Arc<CallRow>| row.sighting == sighting && row.call.id == *id;
        self.call(id).filter(same).or_else(|| self.gone.iter().rev().find(same)).map(|row| &**row)
    }

    /// Remembers those of `before` that are listed no longer.
    fn bury<'a>(&mut self, before: impl Iterator<Item = &'a Arc<CallRow>>) {
        for row in before {
            if self.call(&row.call.id).is_none_or(|now| now.sighting != row.sighting) {
                if self.gone.len() >= REMEMBERED {
                    self.gone.pop_front();
                }
                self.gone.push_back(Arc::clone(row));
            }
        }
    }

    /// The calls that an agent is on; what they finish the work on is over.
    pub fn calls_of(&self, agent: &AgentId) -> impl Iterator<Item = &Arc<CallRow>> {
        let on = move |call: &Call| call.agent.as_ref() == Some(agent) && call.phase != Phase::Wrapup;
        self.all_calls().map(|(_, row)| row).filter(move |row| on(&row.call))
    }

    /// What is urgent for a call: its queue's limits, else the account's.
    pub fn limits_of(&self, row: &CallRow) -> &Limits {
        self.limits.queue(row.call.queue.as_ref(), row.queue.as_deref())
    }

    /// What is urgent in a queue.
    pub fn limits_in(&self, queue: &Queue) -> &Limits {
        self.limits.queue(Some(&queue.id), Some(&queue.name))
    }

    /// The leg of `phone` on `call`, if the vendor lists it.
    pub fn listener(&self, call: &CallId, phone: &Text) -> Option<&Listener> {
        let legs = self.listeners.as_ref()?;
        legs.iter().find(|leg| leg.call.as_ref() == Some(call) && same_phone(&leg.phone, phone))
    }

    /// Every call once, waiting callers last, each with the list it came in.
    pub fn all_calls(&self) -> impl Iterator<Item = (FeedKind, &Arc<CallRow>)> {
        let calls = self.calls.rows().iter().filter(|row| !row.double).map(|row| (FeedKind::Calls, row));
        calls.chain(self.waiting.rows().iter().map(|row| (FeedKind::Waiting, row)))
    }

    /// Whether `verb` can be done here now, or why not.
    pub fn may(&self, verb: Verb) -> Result<Ability, String> {
        match self.abilities.as_ref().map(|abilities| abilities.of(verb)) {
            None => Err("the account has not answered yet".to_owned()),
            Some(Ability::No(why)) => Err(why.to_string()),
            Some(ability @ (Ability::Seen | Ability::Unseen)) => Ok(ability),
        }
    }

    /// What is known of the freshness of a list.
    pub fn freshness(&self, kind: FeedKind) -> &Freshness {
        match kind {
            FeedKind::Calls => &self.calls.freshness,
            FeedKind::Waiting => &self.waiting.freshness,
            FeedKind::Agents => &self.agents.freshness,
            FeedKind::Queues => &self.queues.freshness,
        }
    }

    /// So long without news, and what is known is old.
    pub(super) fn silence(&self) -> Duration {
        (self.health.every * 3).max(Duration::from_secs(15))
    }

    /// How a list stands at `now`. A list is stale as soon as asking for it failed, and also when nothing at
    /// all has been heard for three polls, whatever the reason.
    pub fn standing(&self, kind: FeedKind, now: At) -> Standing {
        let freshness = self.freshness(kind);
        if freshness.not_offered.is_some() {
            return Standing::NotOffered;
        }
        let age = freshness.good.map(|good| now.since(good));
        if self.health.crash.is_some() {
            return Standing::Stale { age, why: "crashed" };
        }
        if let Some((fault, _)) = &freshness.fault {
            return Standing::Stale { age, why: fault.short() };
        }
        match (self.health.heard, age) {
            (Some(heard), Some(_)) if now.since(heard) > self.silence() => {
                Standing::Stale { age, why: "silent" }
            }
            (_, Some(_)) => Standing::Fresh,
            (_, None) => Standing::Awaited,
        }
    }

    /// The worst standing of the lists the account offers: how the account as a whole stands.
    pub fn worst(&self, now: At) -> Standing {
        let standings = FeedKind::ALL.map(|kind| self.standing(kind, now));
        // The oldest that has been told; one that never was is no news of the account where others were.
        let age = |standing: &&Standing| match standing {
            Standing::Stale { age, .. } => Some(age.unwrap_or(Duration::ZERO)),
            Standing::Awaited | Standing::Fresh | Standing::NotOffered => None,
        };
        let stale = standings.iter().filter(|standing| age(standing).is_some()).max_by_key(age);
        let fresh = standings.iter().find(|standing| matches!(standing, Standing::Fresh));
        stale.or(fresh).cloned().unwrap_or(Standing::Awaited)
    }
}
