//! One poll: what is due is asked for at once, and what came is put together.

use std::time::Duration;

use super::agents::Roster;
use super::calls::{self, Known};
use super::directory::Job;
use super::lists::Desk;
use super::{RingCentral, queues};
use crate::domain::{Agent, At, Call, Fault, Feed, Queue, Snapshot, Text};
use crate::vendor::{Http, Listed, Urgency};

/// How much older than its cadence a list of agents may be to explain calls.
const STALE: Duration = Duration::from_secs(20);

const NO_AGENTS: &str = "this account does not offer its agents' states";
const NO_QUEUES: &str = "this account does not offer its queues' figures";

/// What one poll asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Plan {
    calls: bool,
    agents: bool,
    queues: bool,
    jobs: Vec<Job>,
}

/// What came; `None` was not asked for.
struct Found {
    calls: Option<Listed>,
    agents: Option<Listed>,
    queues: Option<Listed>,
    jobs: Vec<(Job, Listed)>,
}

impl RingCentral {
    /// Asks for what is due, and once more for what a dead token kept away.
    pub(super) async fn survey(&mut self, http: &Http) -> Result<Snapshot, Fault> {
        self.login.ensure(http, Urgency::Read, Duration::ZERO).await?;
        self.find_account(http, Urgency::Read).await?;
        let plan = self.plan(http);
        let base = self.base();
        let mut found = ask(self.desk(http, &base), &plan).await;
        if self.login.renews() && found.is_unsigned() {
            self.login.drop_access();
            self.login.ensure(http, Urgency::Read, Duration::ZERO).await?;
            let again = ask(self.desk(http, &base), &found.unsigned()).await;
            found = found.completed(again);
            if found.is_unsigned() {
                self.login.distrust();
            }
        }
        Ok(self.settle(found, http.now()))
    }

    fn plan(&mut self, http: &Http) -> Plan {
        let (now, budget) = (http.now(), http.budget());
        self.directory.plan(now, self.config.directories_every.0);
        // The directories wait until there is plenty left for the live lists and for orders.
        let plenty = budget.left > budget.per_minute / 3;
        Plan {
            calls: true,
            agents: self.feeds.agents.due(now, self.config.agents_every.0),
            queues: self.feeds.queues.due(now, self.config.queues_every.0),
            jobs: if plenty { self.directory.next() } else { Vec::new() },
        }
    }

    /// Puts together what came. Nothing is awaited from here on, so a poll is taken in whole or not at all.
    fn settle(&mut self, found: Found, now: At) -> Snapshot {
        let Found { calls, agents, queues, jobs } = found;
        let others = matches!(calls, Some(Ok(_)));
        self.directory.take(jobs, now);
        let agents = self.settle_agents(agents, others, now);
        let queues = self.settle_queues(queues, others, now);
        let calls = calls.map_or(Feed::Skipped, |listed| self.settle_calls(listed, now));
        Snapshot { calls, waiting: Feed::Skipped, agents, queues, states: Vec::new(), listeners: None }
    }

    fn settle_agents(&mut self, listed: Option<Listed>, others: bool, now: At) -> Feed<Agent> {
        if let Some(listed) = &listed {
            self.feeds.agents.note(listed, others, now);
        }
        if self.feeds.agents_absent() {
            self.roster = None;
            return Feed::NotOffered(Text::new(NO_AGENTS));
        }
        match listed {
            None => Feed::Skipped,
            Some(Err(fault)) => Feed::Failed(named(fault, self.feeds.agents.known())),
            Some(Ok(listing)) => {
                let roster = Roster::read(listing, &self.directory);
                if let Some(fault) = roster.unreadable() {
                    return Feed::Failed(fault);
                }
                let feed = roster.feed(&self.directory);
                self.roster = Some(roster);
                feed
            }
        }
    }

    fn settle_queues(&mut self, listed: Option<Listed>, others: bool, now: At) -> Feed<Queue> {
        if let Some(listed) = &listed {
            self.feeds.queues.note(listed, others, now);
        }
        let feed = match (self.feeds.queues.absent(), listed) {
            (true, _) => {
                queues::bare(&self.directory).unwrap_or_else(|| Feed::NotOffered(Text::new(NO_QUEUES)))
            }
            (false, None) => Feed::Skipped,
            (false, Some(Err(fault))) => Feed::Failed(named(fault, self.feeds.queues.known())),
            (false, Some(Ok(listing))) => queues::feed(listing, &self.directory),
        };
        if let Feed::Fresh { rows, .. } = &feed {
            self.queues = queues::by_name(rows.iter().map(|queue| (queue.name.as_str(), &queue.id)));
        }
        feed
    }

    fn settle_calls(&mut self, listed: Listed, now: At) -> Feed<Call> {
        let listing = match listed {
            Ok(listing) => listing,
            Err(fault) => return Feed::Failed(named(fault, false)),
        };
        let old = self.config.agents_every.0 + STALE;
        let roster = self.roster.as_ref().filter(|roster| now.since(roster.at) <= old);
        let known = Known {
            agents: roster.map(Roster::by_call).unwrap_or_default(),
            queues: &self.queues,
            recordings: &self.recordings,
            placed: self.placed.iter().map(|(to, _)| to.as_str()).collect(),
        };
        let (feed, alive) = calls::feed(listing, &known);
        if matches!(feed, Feed::Failed(_)) {
            return feed;
        }
        self.recordings.retain(|call, _| alive.contains(call));
        self.rights.learn(&alive, now);
        self.listed = alive;
        feed
    }
}

/// The lists of `plan`, all at once.
async fn ask(desk: Desk<'_>, plan: &Plan) -> Found {
    let calls = async {
        let account = desk.account;
        let request = || {
            let request = desk.get("read the call list", &["activeCalls", "list"]);
            request.query("product", "ACCOUNT").query("productId", account)
        };
        if plan.calls { Some(desk.pages("uii", request).await) } else { None }
    };
    let live = async |due: bool, label, path| {
        if due { Some(desk.list(desk.get(label, &["realTimeData", path])).await) } else { None }
    };
    let (calls, agents, queues, jobs) = tokio::join!(
        calls,
        live(plan.agents, "read the agents", "agent"),
        live(plan.queues, "read the queues", "inbound"),
        desk.directory(plan.jobs.clone()),
    );
    Found { calls, agents, queues, jobs }
}

impl Found {
    fn is_unsigned(&self) -> bool {
        [&self.calls, &self.agents, &self.queues].into_iter().any(|listed| unsigned(listed.as_ref()))
    }

    /// The plan of what a dead token kept away.
    fn unsigned(&self) -> Plan {
        Plan {
            calls: unsigned(self.calls.as_ref()),
            agents: unsigned(self.agents.as_ref()),
            queues: unsigned(self.queues.as_ref()),
            jobs: Vec::new(),
        }
    }

    fn completed(self, again: Self) -> Self {
        Self {
            calls: again.calls.or(self.calls),
            agents: again.agents.or(self.agents),
            queues: again.queues.or(self.queues),
            jobs: self.jobs,
        }
    }
}

fn unsigned(listed: Option<&Listed>) -> bool {
    matches!(listed, Some(Err(Fault::Unauthorized(_))))
}

/// The `fault` of a list. Of one that is `known` the address was right before.
fn named(fault: Fault, known: bool) -> Fault {
    if known && matches!(fault, Fault::Gone(_)) {
        fault.adding("the platform does not know this address just now")
    } else {
        fault.misplaced("check `account_id`, `ringcx_url` and `api_path`")
    }
}
