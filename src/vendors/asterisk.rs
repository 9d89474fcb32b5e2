//! Asterisk: the manager interface over HTTP, polled in one session and listened to in another (fact sheet §1).

mod agents;
mod answer;
mod ari;
mod ask;
mod calls;
mod cast;
mod conference;
mod config;
mod details;
mod facts;
mod hints;
mod legs;
mod login;
mod names;
mod orders;
mod past;
mod phases;
mod poll;
mod queues;
mod retries;
mod rights;
mod roles;
mod seats;
mod settle;
mod setup;
mod side;
mod sides;
mod specials;
mod spies;
mod status;
mod stream;
mod tapes;
mod verbs;
mod verdict;
mod wire;
mod wires;
mod words;

use std::collections::BTreeMap;

pub use config::AsteriskConfig;

use self::calls::{Aim, Placed};
use self::facts::Facts;
use self::hints::Hints;
use self::login::Login;
use self::past::Past;
use self::retries::Retries;
use self::rights::Rights;
use self::side::{Holding, Parked};
use self::spies::{Phones, Spy};
use self::status::Member;
use self::tapes::Tapes;
use crate::domain::{Abilities, Accepted, At, CallId, Fault, Snapshot, Text};
use crate::messages::Order;
use crate::vendor::{Http, Stream, Vendor};

/// One server.
#[derive(Debug)]
pub struct Asterisk {
    config: AsteriskConfig,
    login: Login,
    stream: Option<Stream<Facts>>,
    /// Whether this session's rights are known.
    probed: bool,
    rights: Rights,
    /// What the server did not know.
    retries: Retries,
    facts: Facts,
    /// Whether callers were ever listed apart from calls. From then on that list is told, empty where they are among
    /// the calls: one of which nothing more is told would stay as old as the last fault.
    apart: bool,
    /// Whether channels were ever listed.
    saw: bool,
    /// Since when the user may not see them, as far as the server tells.
    lost: Option<At>,
    past: Past,
    tapes: Tapes,
    aims: BTreeMap<CallId, Aim>,
    holding: Holding,
    parked: Vec<Parked>,
    devices: BTreeMap<String, String>,
    hints: Hints,
    queues: Vec<String>,
    /// The seats in queues.
    members: Vec<Member>,
    spies: Vec<Spy>,
    /// The call that each supervisor's leg is on, by the leg's id, as far as that is certain.
    heard: BTreeMap<String, Option<CallId>>,
    /// Where agents of a pool are logged in.
    logins: BTreeMap<String, String>,
    phones: Phones,
    placed: Placed,
}

impl Vendor for Asterisk {
    type Config = AsteriskConfig;

    fn new(config: AsteriskConfig) -> Result<Self, Text> {
        config.check()?;
        Ok(Self {
            login: Login::new(&config, None),
            stream: None,
            probed: false,
            rights: Rights::default(),
            retries: Retries::default(),
            facts: Facts::default(),
            apart: false,
            saw: false,
            lost: None,
            past: Past::default(),
            tapes: Tapes::default(),
            aims: BTreeMap::new(),
            holding: Holding::default(),
            parked: Vec::new(),
            devices: BTreeMap::new(),
            hints: Hints::default(),
            queues: Vec::new(),
            members: Vec::new(),
            spies: Vec::new(),
            heard: BTreeMap::new(),
            logins: BTreeMap::new(),
            phones: Phones::default(),
            placed: Placed::new(),
            config,
        })
    }

    fn hosts(config: &AsteriskConfig) -> Vec<&str> {
        vec![&config.url]
    }

    fn abilities(&self) -> Abilities {
        let told = self.facts.since.is_some() && self.facts.calls;
        self.rights.abilities(&self.config, &self.queues, told)
    }

    fn setup(config: &AsteriskConfig) -> Option<String> {
        Some(setup::text(config))
    }

    async fn poll(&mut self, http: &Http) -> Snapshot {
        match self.survey(http).await {
            Ok(snapshot) => snapshot,
            Err(fault) => Snapshot::failed(&fault),
        }
    }

    async fn act(&mut self, http: &Http, order: &Order) -> Result<Accepted, Fault> {
        self.carry(http, order).await
    }

    fn refresh(&mut self) {
        self.retries.hasten();
        self.hints.hasten();
    }

    async fn wake(&mut self) {
        match &mut self.stream {
            Some(stream) => stream.news().await,
            None => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests;
