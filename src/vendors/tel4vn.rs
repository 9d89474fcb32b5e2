//! TEL4VN, which is PiTel: FreeSWITCH behind three generations of one REST interface, polled. Its webhooks need a
//! public address, which a terminal has not (tel4vn §6).

mod agents;
mod answer;
mod book;
mod calls;
mod config;
mod desk;
mod ears;
mod faults;
mod feeds;
mod groups;
mod legs;
mod look;
mod orders;
mod pages;
mod people;
mod poll;
mod queues;
mod rights;
mod sign_in;
mod stamp;
mod states;
mod tokens;
mod waits;
mod words;

use std::collections::{BTreeMap, BTreeSet};

pub use config::{Config, Generation, Keeps, Offset, Place};

use self::calls::Ends;
use self::ears::Ears;
use self::feeds::Feed;
use self::pages::Pages;
use self::people::{Busy, Listed, Live};
use self::queues::{Line, Member};
use self::rights::Rights;
use self::sign_in::Login;
use crate::domain::{Abilities, Accepted, CallId, Fault, Snapshot, Text};
use crate::messages::Order;
use crate::vendor::{Http, Vendor};

/// An account of TEL4VN.
#[derive(Debug)]
pub struct Tel4vn {
    config: Config,
    login: Login,
    rights: Rights,
    /// Which list of agents on calls is asked first.
    monitor: Generation,
    busy: Feed<Vec<Busy>>,
    live: Feed<Vec<Live>>,
    members: Feed<Vec<Member>>,
    lines: Pages<Line>,
    roster: Pages<Listed>,
    ears: Ears,
    /// What agents have been called.
    names: BTreeMap<String, Text>,
    /// The legs of the last list of calls.
    listed: BTreeSet<String>,
    /// The ends of those by which calls are acted on.
    ends: BTreeMap<CallId, Ends>,
    /// Whether it has been said that the offset of times is wrong.
    doubted: bool,
}

impl Vendor for Tel4vn {
    type Config = Config;

    fn new(config: Config) -> Result<Self, Text> {
        config.check()?;
        Ok(Self {
            login: Login::new(config.clone()),
            rights: Rights::default(),
            monitor: config.monitor,
            config,
            busy: Feed::default(),
            live: Feed::default(),
            members: Feed::default(),
            lines: Pages::default(),
            roster: Pages::default(),
            ears: Ears::default(),
            names: BTreeMap::new(),
            listed: BTreeSet::new(),
            ends: BTreeMap::new(),
            doubted: false,
        })
    }

    fn hosts(config: &Config) -> Vec<&str> {
        vec![&config.url]
    }

    fn abilities(&self) -> Abilities {
        self.rights.abilities(self.ears.shown, &self.campaigns())
    }

    async fn poll(&mut self, http: &Http) -> Snapshot {
        self.rights.retry(http.now());
        match self.survey(http).await {
            Ok(snapshot) => snapshot,
            Err(fault) => poll::failed(&fault),
        }
    }

    async fn act(&mut self, http: &Http, order: &Order) -> Result<Accepted, Fault> {
        self.carry(http, order).await
    }
}

#[cfg(test)]
mod tests;
