//! 8x8 Contact Center: queues and agents polled over REST, calls folded from the event stream (8x8 §1).

mod agents;
mod aim;
mod calls;
mod config;
mod derived;
mod desk;
mod directory;
mod enrich;
mod events;
mod faults;
#[cfg(test)]
mod fixtures;
mod frames;
mod live;
mod metrics;
mod orders;
mod place;
mod poll;
mod queues;
mod reconcile;
mod renewed;
mod rights;
mod rtstats;
mod settle;
mod special;
mod states;
mod statuses;
mod stream;
mod table;
mod token;
mod told;
mod variable;
mod verdict;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::domain::{Abilities, Ability, Accepted, AgentId, At, CallId, Fault, QueueId, Snapshot, Text};
use crate::messages::Order;
use crate::vendor::{Http, Stream, Vendor};

use agents::{Roster, Spans};
use derived::Spells;
use directory::Directory;
use enrich::Enrichment;
use orders::{Act, Answer, Office};
use reconcile::Doubts;
use renewed::Renewed;
use rights::Rights;
use token::Token;
use told::StreamTold;

pub use config::{Config, Source, StatusCode, StatusState, TransactionCode};

/// One tenant.
#[derive(Debug)]
pub struct Eight8 {
    config: Config,
    token: Token,
    directory: Directory,
    rights: Rights,
    stream: Option<Stream<StreamTold>>,
    enrichment: Enrichment,
    /// The agents as they were read last, and since when they are in their states.
    roster: Option<Roster>,
    spans: Spans,
    spells: Spells,
    /// How many wait in each queue, and what the queues are called.
    waiting: BTreeMap<QueueId, u32>,
    names: BTreeMap<String, Text>,
    doubts: Doubts,
    /// When queues and agents are asked for.
    renewed: Renewed,
    /// When the agent status list is tried again that the tenant does not have.
    status_due: Option<At>,
    /// By how many milliseconds the vendor's clock is ahead.
    skew: i64,
}

impl Vendor for Eight8 {
    type Config = Config;

    fn new(config: Config) -> Result<Self, Text> {
        config.check()?;
        Ok(Self {
            config,
            token: Token::default(),
            directory: Directory::default(),
            rights: Rights::default(),
            stream: None,
            enrichment: Enrichment::default(),
            roster: None,
            spans: Spans::new(),
            spells: Spells::default(),
            waiting: BTreeMap::new(),
            names: BTreeMap::new(),
            doubts: Doubts::default(),
            renewed: Renewed::default(),
            status_due: None,
            skew: 0,
        })
    }

    fn hosts(config: &Config) -> Vec<&str> {
        config.hosts()
    }

    fn abilities(&self) -> Abilities {
        let queues: Vec<_> =
            self.names.iter().map(|(id, name)| (QueueId::from(id.as_str()), name.clone())).collect();
        self.rights.abilities(&self.config, &queues)
    }

    /// The stream tells the present, and the lists beside it have a turn of their own.
    fn renewal(&self) -> Duration {
        if self.config.stream().is_some() { Duration::ZERO } else { self.every() }
    }

    async fn poll(&mut self, http: &Http) -> Snapshot {
        self.rights.retry(http.now());
        self.survey(http).await
    }

    async fn act(&mut self, http: &Http, order: &Order) -> Result<Accepted, Fault> {
        let verb = order.action.verb();
        if let Ability::No(why) = self.abilities().of(verb) {
            return Err(Fault::Refused(why));
        }
        let act = self.act_of(order)?;
        self.look(http, order).await?;
        let result = self.carry(http, act).await;
        if let Err(fault) = &result {
            self.rights.told(&order.action, fault, http.now());
        }
        result
    }

    async fn wake(&mut self) {
        let every = self.every();
        let news = async {
            match &mut self.stream {
                Some(stream) => stream.news().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = news => {}
            () = self.renewed.comes(every) => {}
        }
    }
}

impl Eight8 {
    /// The one request of `order`.
    fn act_of(&self, order: &Order) -> Result<Act, Fault> {
        let access =
            self.config.actions().ok_or_else(|| Fault::Refused("actions are not configured".into()))?;
        let code = |agent: &AgentId| self.code(agent);
        let agent_on = |call: &CallId, name: &str| self.agent_on(call, name);
        let office = Office { config: &self.config, access, code: &code, agent_on: &agent_on };
        office.act(order)
    }

    async fn carry(&mut self, http: &Http, act: Act) -> Result<Accepted, Fault> {
        let Act { request, answer, call } = act;
        let reply = verdict::verdict(http.send(request).await?)?;
        match (answer, call) {
            (Answer::Data, Some(call)) => {
                let (accepted, extra) = verdict::data(&reply)?;
                self.enrichment.keep(call.as_str(), extra);
                Ok(accepted)
            }
            (Answer::Placed, _) => Ok(verdict::placed(&reply)),
            (_, Some(call)) => {
                self.enrichment.forget(call.as_str());
                Ok(Accepted::default())
            }
            (_, None) => Ok(Accepted::default()),
        }
    }

    /// The number of the agent's state: by the stream, where that is newer than the figures.
    fn code(&self, agent: &AgentId) -> Option<i64> {
        let person = self.roster.as_ref()?.find(agent)?;
        person.code.or_else(|| states::code_of(&person.agent.state))
    }

    /// The agent on `call` whose name or id is `name`.
    fn agent_on(&self, call: &CallId, name: &str) -> Option<AgentId> {
        let told = self.stream.as_ref()?.told();
        let legs = &told.table.find(call.as_str())?.live.legs;
        let called = |agent: &str| {
            agent == name
                || self
                    .roster
                    .as_ref()
                    .is_some_and(|roster| roster.name(agent).to_lowercase() == name.to_lowercase())
        };
        legs.iter().find(|leg| called(&leg.agent)).map(|leg| AgentId::from(leg.agent.as_str()))
    }
}

#[cfg(test)]
pub(in crate::vendors) mod tests;
