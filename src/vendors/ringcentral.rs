//! RingCentral Engage Voice, which is RingCX Voice: polled over REST, supervised from a phone.

mod accounts;
mod agents;
mod calls;
mod config;
mod directory;
mod entries;
mod faults;
#[cfg(test)]
mod fixtures;
mod jwt;
mod lists;
mod orders;
mod pages;
mod poll;
mod queues;
mod rights;
mod sign_in;
mod stamp;
mod states;
mod tokens;
mod turns;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::domain::{
    Abilities, Accepted, Action, Agent, At, CallId, Fault, QueueId, Snapshot, Subject, Text,
};
use crate::messages::Order;
use crate::vendor::{Http, Request, Urgency, Vendor, join};

use agents::Roster;
use directory::Directory;
use lists::Desk;
use orders::{Act, Place, refused};
use rights::Rights;
use sign_in::Login;
use turns::Feeds;

pub use config::{Parameters, RingCentralConfig};

/// How long a number that we placed a call to is looked for in the list.
const PLACED: Duration = Duration::from_mins(10);

/// One account.
#[derive(Debug)]
pub struct RingCentral {
    config: RingCentralConfig,
    login: Login,
    account: Option<String>,
    feeds: Feeds,
    directory: Directory,
    roster: Option<Roster>,
    queues: BTreeMap<String, QueueId>,
    rights: Rights,
    listed: BTreeSet<CallId>,
    recordings: BTreeMap<CallId, bool>,
    placed: Vec<(String, At)>,
}

impl Vendor for RingCentral {
    type Config = RingCentralConfig;

    fn new(config: RingCentralConfig) -> Result<Self, Text> {
        config.check()?;
        let login = Login::new(config.sign_in()?, &config);
        Ok(Self {
            login,
            account: config.account_id.clone(),
            feeds: Feeds::default(),
            directory: Directory::default(),
            roster: None,
            queues: BTreeMap::new(),
            rights: Rights::new(config.caller_id.is_some()),
            listed: BTreeSet::new(),
            recordings: BTreeMap::new(),
            placed: Vec::new(),
            config,
        })
    }

    fn hosts(config: &RingCentralConfig) -> Vec<&str> {
        let platform = config.jwt.is_some().then_some(config.platform_url.as_str());
        [config.ringcx_url.as_str()].into_iter().chain(platform).collect()
    }

    fn abilities(&self) -> Abilities {
        self.rights.abilities(self.feeds.agents_absent())
    }

    /// What is done shows up within seconds (ringcentral §5): before one is over nothing is new.
    fn renewal(&self) -> Duration {
        Duration::from_secs(1)
    }

    async fn poll(&mut self, http: &Http) -> Snapshot {
        self.rights.retry(http.now());
        match self.survey(http).await {
            Ok(snapshot) => snapshot,
            Err(fault) => Snapshot::failed(&fault),
        }
    }

    async fn act(&mut self, http: &Http, order: &Order) -> Result<Accepted, Fault> {
        let act = self.act_of(order)?;
        self.login.ensure(http, Urgency::Order, tokens::SPARE).await?;
        self.find_account(http, Urgency::Order).await?;
        let request = Request::post(act.label, join(&self.base(), &act.segments()));
        let request = act.parameterise(self.login.signed(request), self.config.parameters).acting();
        let now = http.now();
        let before = self.doubt(order, now);
        let result = http.send(request).await.and_then(verdict::verdict);
        self.remember(&order.action, &act, &result, before);
        result.map_err(|fault| {
            self.rights.told(order.action.verb(), fault, (&self.listed, act.call.as_ref()), now)
        })
    }
}

impl RingCentral {
    /// What stands before `/activeCalls`.
    fn base(&self) -> String {
        join(&self.config.api(), &["admin", "accounts", self.account.as_deref().unwrap_or_default()])
    }

    fn desk<'a>(&'a self, http: &'a Http, base: &'a str) -> Desk<'a> {
        let account = self.account.as_deref().unwrap_or_default();
        Desk { http, login: &self.login, account, base, page_rows: self.config.page_rows }
    }

    /// The one request of `order`.
    fn act_of(&self, order: &Order) -> Result<Act, Fault> {
        match (&order.subject, &order.action) {
            (Subject::Agent { seen, .. }, Action::Place { to, .. }) => self.place(seen, to),
            (Subject::Agent { .. }, _) => Err(refused("this is done to a call, not to an agent")),
            (Subject::Call { seen, .. }, action) => {
                self.check_note(seen.queue.as_ref(), action)?;
                Act::on_call(&seen.id, action)
            }
        }
    }

    fn place(&self, agent: &Agent, to: &str) -> Result<Act, Fault> {
        let caller_id = self.config.caller_id.as_deref().ok_or_else(|| refused(rights::NO_CALLER_ID))?;
        let live = self.roster.iter().flat_map(|roster| &roster.live).find(|live| live.agent.id == agent.id);
        let username = live
            .ok_or_else(|| refused("the agent is not logged in"))?
            .username
            .as_deref()
            .ok_or_else(|| refused("the platform does not tell the agent's user name"))?;
        Act::place(to, Place { username, ring_seconds: self.config.ring_seconds, caller_id })
    }

    /// A disposition that wants a note is refused here, where the operator can still add one.
    fn check_note(&self, queue: Option<&QueueId>, action: &Action) -> Result<(), Fault> {
        let Action::Dispose { codes, note, .. } = action else { return Ok(()) };
        let known = queue.map(|queue| self.directory.dispositions(queue)).unwrap_or_default();
        let needs =
            known.iter().any(|known| known.needs_note && codes.iter().any(|code| code.id == known.choice.id));
        if needs && note.is_empty() { Err(refused("this disposition needs a note")) } else { Ok(()) }
    }

    /// What we no longer know once a request has left, in case nobody waits for its answer. Returns what the
    /// recording was set to before.
    fn doubt(&mut self, order: &Order, now: At) -> Option<bool> {
        self.feeds.hurry();
        if let Action::Place { to, .. } = &order.action {
            self.placed.retain(|(_, at)| now.since(*at) < PLACED);
            self.placed.push((to.to_string(), now));
        }
        match (&order.action, &order.subject) {
            (Action::Record(_), Subject::Call { seen, .. }) => self.recordings.remove(&seen.id),
            (_, Subject::Call { .. } | Subject::Agent { .. }) => None,
        }
    }

    /// What an answer lets us know again.
    fn remember(
        &mut self,
        action: &Action,
        act: &Act,
        result: &Result<Accepted, Fault>,
        before: Option<bool>,
    ) {
        if matches!(result, Err(Fault::Unauthorized(_))) {
            self.login.drop_access();
        }
        let (Action::Record(on), Some(call)) = (action, &act.call) else { return };
        let set = match result {
            Ok(_) => Some(*on),
            Err(Fault::Unanswered(_)) => None,
            Err(_) => before,
        };
        if let Some(on) = set {
            self.recordings.insert(call.clone(), on);
        }
    }
}

#[cfg(test)]
mod tests;
