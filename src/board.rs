//! What the vendors told us and how fresh it is; the orders on their way and what became of them.
//!
//! Pure: [`Board::learn`] folds one fact and [`Board::ask`] takes one request, at a time they are told, and both answer
//! with what is to be done.
//! Nothing here waits, reads a clock or touches the world.

mod agents;
mod calls;
mod changes;
mod expect;
mod filed;
mod join;
mod level;
mod line;
mod listening;
mod orders;
mod own_phones;
mod people;
mod phantom;
mod shelf;
mod source;
mod tells;
mod totals;
mod verdict;
mod waits;
mod watch;

use std::sync::Arc;
use std::time::Duration;

pub use agents::AgentRow;
pub use calls::{Also, CallRow, Step};
pub use changes::{Change, Happened};
pub use filed::{Filed, Stage};
pub use level::Level;
pub use line::{Health, Line};
pub use listening::{Found, Heard, Listening, Origin, same_phone};
pub use orders::{Effect, Orders};
pub use people::Person;
pub use shelf::{Freshness, Shelf, Standing};
pub use source::Source;
pub use tells::Tells;
pub use totals::{Measured, Totals};
pub use waits::{Callers, InQueue, Longest, Waits};

use crate::domain::{Account, AgentKey, CallKey, FeedKind};
use crate::domain::{At, Limits, Mapping, Subject, Text, Thresholds};
use crate::messages::{Asked, Fact, Order, OrderRequest, Request, Run, Ticket};
use own_phones::OwnPhones;
use people::People;

/// Everything that is known, as one immutable value for everyone who looks.
#[derive(Clone, Debug)]
pub struct Board {
    /// The accounts in the order of the configuration.
    pub lines: Vec<Arc<Line>>,
    /// Orders and listening legs.
    pub orders: Orders,
    /// The whole floor in one row of figures.
    pub totals: Totals,
    /// What is urgent where an account has no limits of its own, and for the figures of all accounts together.
    pub limits: Limits,
    /// Whether anything has changed since [`Self::take_change`] was asked.
    changed: bool,
    sightings: u64,
    people: Arc<People>,
    phones: Arc<OwnPhones>,
}

impl Board {
    /// A board of `accounts` that have told nothing yet.
    pub fn new(accounts: &[(Account, Duration)]) -> Self {
        let label = |account: &Account| {
            let alone = accounts.iter().filter(|(other, _)| other.name() == account.name()).count() == 1;
            Text::from(if alone { account.name().to_owned() } else { account.to_string() })
        };
        let line = |(account, every): &(Account, Duration)| {
            Arc::new(Line::new(account.clone(), label(account), *every))
        };
        let lines = accounts.iter().map(line).collect();
        Self {
            lines,
            orders: Orders::default(),
            totals: Totals::default(),
            limits: Limits::default(),
            changed: false,
            sightings: 0,
            people: Arc::default(),
            phones: Arc::default(),
        }
    }

    /// The same board, on which each of `people` is one person whatever accounts they are agents of.
    #[must_use]
    pub fn knowing(mut self, people: Vec<Mapping>) -> Self {
        self.people = Arc::new(People::new(people));
        self.count();
        self
    }

    /// The same board, on which `thresholds` say what is urgent and what is doubted.
    #[must_use]
    pub fn judging(mut self, thresholds: &Thresholds) -> Self {
        self.limits = *thresholds.floor();
        for line in &mut self.lines {
            let limits = Arc::clone(thresholds.account(&line.account));
            Arc::make_mut(line).limits = limits;
        }
        self
    }

    /// The same board, with the orders of earlier runs among its orders, newest last.
    #[must_use]
    pub fn after(mut self, past: Vec<Filed>) -> Self {
        self.orders = self.orders.after(past);
        self
    }

    /// The same board, on which the operators' `phones` are no agents of their accounts. What is found to listen on
    /// one of them is the listening of `operator`, whose board it is.
    #[must_use]
    pub fn without(mut self, phones: Vec<(Account, Text)>, operator: Option<Text>) -> Self {
        self.phones = Arc::new(OwnPhones::new(phones, operator));
        self
    }

    /// Whose tickets are those of `run`.
    #[must_use]
    pub fn during(mut self, run: Run) -> Self {
        self.orders.run = run;
        self
    }

    /// Folds `fact`, which reached us at `now`, and says what is to be done about it.
    #[must_use]
    pub fn learn(&mut self, fact: Fact, now: At) -> Vec<Effect> {
        let effects = self.fold(fact, now);
        // Whatever becomes of an order has a line in the audit log or leaves.
        self.changed |= !effects.is_empty();
        effects
    }

    /// Takes a request, which reached us at `now`, and says what is to be done about it.
    #[must_use]
    pub fn ask(&mut self, asked: Asked, now: At) -> Vec<Effect> {
        let Asked { session, principal, request } = asked;
        match request {
            Request::Order(order) => {
                self.changed = true;
                let OrderRequest { number, aim, action, at } = *order;
                let subject = self.resolve(aim);
                let verdict = self.own(&subject, &action);
                let agent = match &subject {
                    Subject::Call { key, .. } => self.call(key).and_then(|row| row.agent.clone()),
                    Subject::Agent { seen, .. } => Some(seen.name.clone()),
                };
                let ticket = Ticket { run: self.orders.run, session, number };
                let order = Order { ticket, operator: principal.operator.clone(), subject, action, at };
                let verdict = principal.permissions.may_order().map_err(str::to_owned).and(verdict);
                self.orders.ordered((order, agent), verdict, now)
            }
            Request::Refresh(account) => self
                .lines
                .iter()
                .filter(|line| account.as_ref().is_none_or(|account| line.account == *account))
                .map(|line| Effect::Refresh(line.account.clone()))
                .collect(),
        }
    }

    /// Whether the board is another than when this was asked last: if not, nobody has to look at it again.
    pub fn take_change(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    fn fold(&mut self, fact: Fact, now: At) -> Vec<Effect> {
        match fact {
            Fact::Joined { account, abilities, every } => {
                self.change(&account, |line| line.joined(abilities, every));
                Vec::new()
            }
            Fact::Polled(mut polled) => {
                self.phones.leave_out(&polled.account, &mut polled.snapshot);
                let mut sightings = self.sightings;
                let (account, began) = (polled.account.clone(), polled.began());
                let mut changes = Vec::new();
                self.change(&account, |line| changes = line.polled(*polled, &mut sightings));
                self.sightings = sightings;
                self.count();
                let Some(line) = self.lines.iter().find(|line| line.account == account) else {
                    return Vec::new();
                };
                let happened = changes.into_iter().map(|change| Effect::Happened(Box::new(change)));
                self.orders.observe(line, &self.phones, (began, now)).into_iter().chain(happened).collect()
            }
            Fact::Crashed { account, why, again } => {
                self.change(&account, |line| line.crashed(why, now, again));
                self.count();
                Vec::new()
            }
            Fact::Recorded { ticket, result } => {
                let Some(filed) = self.orders.find(ticket) else { return Vec::new() };
                let verdict = self.own(&filed.order.subject, &filed.order.action);
                self.orders.recorded(ticket, result, verdict, now)
            }
            Fact::Departed { account, ticket, at } => self.orders.departed(&account, ticket, at),
            Fact::Acted { account, ticket, result } => {
                let Some(line) = self.lines.iter().find(|line| line.account == account) else {
                    return Vec::new();
                };
                self.orders.acted(line, ticket, result, now)
            }
        }
    }

    /// When [`Board::expire`] has something to do.
    pub fn due(&self) -> Option<At> {
        self.orders.due()
    }

    /// Ends the waiting for what has not come by `now`.
    #[must_use]
    pub fn expire(&mut self, now: At) -> Vec<Effect> {
        let effects = self.orders.expire(now);
        self.changed |= !effects.is_empty();
        effects
    }

    /// The account's line.
    pub fn line(&self, account: &Account) -> Option<&Line> {
        self.lines.iter().find(|line| line.account == *account).map(|line| &**line)
    }

    /// The call `key` as its account last told of it.
    pub fn call(&self, key: &CallKey) -> Option<&Arc<CallRow>> {
        self.line(&key.account)?.call(&key.id)
    }

    /// The agent `key` as its account last told of it.
    pub fn agent(&self, key: &AgentKey) -> Option<&Arc<AgentRow>> {
        self.line(&key.account)?.agents.find(&key.id, |agent| &agent.id)
    }

    /// Whose agent `key` is, if the configuration maps it to a person.
    pub fn person(&self, key: &AgentKey) -> Option<&Person> {
        self.people.person(&key.account, &key.id)
    }

    /// Which of the person's agents tells most of them now, also where its list is old: one on a call (talking,
    /// held, ringing), else one that is ready, in wrap-up, paused, not ready, in a state of the vendor's own,
    /// unreachable, offline. Of equals, the one that the configuration names first.
    pub fn foremost(&self, person: &Person) -> Option<AgentKey> {
        people::foremost(&self.lines, person).map(|(line, agent)| AgentKey::new(&line.account, &agent.id))
    }

    /// Finds the people among the agents, and counts everything anew.
    fn count(&mut self) {
        if !self.people.is_empty() {
            self.people = Arc::new(self.people.among(&self.lines));
        }
        self.totals = Totals::of(&self.lines, &self.people);
    }

    fn change(&mut self, account: &Account, change: impl FnOnce(&mut Line)) {
        if let Some(line) = self.lines.iter_mut().find(|line| line.account == *account) {
            change(Arc::make_mut(line));
            self.changed = true;
        }
    }

    /// How old the oldest of these lists is at `now`, of all accounts, if one is.
    pub fn oldest(&self, kinds: &[FeedKind], now: At) -> Option<Duration> {
        let standings = self.lines.iter().flat_map(|line| kinds.iter().map(|kind| line.standing(*kind, now)));
        let ages = standings.filter_map(|standing| match standing {
            Standing::Stale { age, .. } => age,
            Standing::Awaited | Standing::Fresh | Standing::NotOffered => None,
        });
        ages.max()
    }

    /// How fresh a list of an account is at `now`.
    pub fn standing(&self, account: &Account, kind: FeedKind, now: At) -> Standing {
        self.line(account).map_or(Standing::Awaited, |line| line.standing(kind, now))
    }
}
