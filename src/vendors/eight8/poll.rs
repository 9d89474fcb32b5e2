//! One poll: what is due is asked for at once, and what came is put together.

use std::time::Duration;

use tokio::time::timeout;

use super::config::Source;
use super::desk::Desk;
use super::directory::{self, News};
use super::enrich::{self, Extra};
use super::statuses;
use super::stream::open;
use super::told::Link;
use super::{Eight8, agents, calls, queues, rtstats};
use crate::domain::{At, Fault, Snapshot};
use crate::vendor::{Http, Listed};

/// The vendor's figures are renewed so often (8x8 §4.1).
const EVERY: Duration = Duration::from_secs(5);
/// And the older ones so often (8x8 §4.8).
const EVERY_OLDER: Duration = Duration::from_secs(10);
/// How long the first poll waits for the stream, so that it has calls to show.
const PATIENCE: Duration = Duration::from_millis(2_500);

/// A list that a poll may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Job {
    Queues,
    Agents,
    Statuses,
    Directory,
}

/// What a poll asks for beside the stream.
#[derive(Clone, Debug, Default)]
struct Plan {
    jobs: Vec<Job>,
    /// The calls whose data is read.
    data: Vec<String>,
}

/// What came; `None` was not asked for.
pub(super) struct Found {
    /// The queues.
    pub(super) queues: Option<Listed>,
    /// The agents.
    pub(super) agents: Option<Listed>,
    /// Agents' states by number.
    pub(super) statuses: Option<statuses::Listed>,
    /// What changes seldom.
    pub(super) news: Option<News>,
    /// Calls' data.
    pub(super) data: Vec<(String, Result<Extra, Fault>)>,
}

impl Eight8 {
    /// Asks for what is due, and once more for what a dead token kept away.
    pub(super) async fn survey(&mut self, http: &Http) -> Snapshot {
        let first = self.listen(http);
        let plan = self.plan(http);
        if plan.jobs.is_empty() {
            self.renewed.put_off();
        } else {
            self.renewed.begin();
        }
        let keyed = self.config.source == Source::Realtime;
        let signed = if keyed && (plan.has(Job::Queues) || plan.has(Job::Agents)) {
            self.token.ensure(http, &self.config).await
        } else {
            Ok(())
        };
        let asked = self.ask(http, &plan, signed);
        let (mut found, ()) = tokio::join!(asked, self.settled(first));
        if keyed && found.is_unsigned() && self.token.renews(http.now()) {
            let again = match self.token.ensure(http, &self.config).await {
                Ok(()) => self.ask(http, &found.unsigned(), Ok(())).await,
                Err(fault) => Found::failed(&found.unsigned(), &fault),
            };
            found = found.completed(again);
            if found.is_unsigned() {
                self.token.distrust(http.now());
            }
        }
        // The stream's times are read by it too, and may be read anew before the next list comes.
        self.skew = http.offset(&self.config.metrics_url).unwrap_or(self.skew);
        self.settle(found, http.now())
    }

    /// Makes sure that the stream is listened to; whether that has just begun.
    pub(super) fn listen(&mut self, http: &Http) -> bool {
        if self.stream.as_ref().is_some_and(|stream| !stream.is_lost()) {
            return false;
        }
        self.stream = open(&self.config, http);
        self.stream.is_some()
    }

    /// How often the figures are renewed.
    pub(super) fn every(&self) -> Duration {
        match self.config.source {
            Source::Realtime => EVERY,
            Source::Rtstats => EVERY_OLDER,
        }
    }

    fn plan(&self, http: &Http) -> Plan {
        let (now, budget) = (http.now(), http.budget());
        let older = self.config.source == Source::Rtstats;
        let due = self.renewed.is_due(self.every());
        // What changes seldom waits until there is plenty left for the lists and for orders.
        let plenty = budget.left > budget.per_minute / 3;
        let statuses = self.config.actions().is_some() && self.status_due.is_none_or(|due| now >= due);
        let jobs = [
            (Job::Queues, true),
            (Job::Agents, true),
            (Job::Statuses, statuses),
            (Job::Directory, !older && plenty && self.directory.due(now)),
        ];
        let jobs = jobs.into_iter().filter(|(_, wanted)| due && *wanted).map(|(job, _)| job).collect();
        Plan { jobs, data: if plenty { self.undescribed(now) } else { Vec::new() } }
    }

    /// The calls whose data is read now.
    fn undescribed(&self, now: At) -> Vec<String> {
        let Some(stream) = self.stream.as_ref().filter(|_| self.config.call_data) else { return Vec::new() };
        let told = stream.told();
        if told.link != Link::Live {
            return Vec::new();
        }
        let calls = told.table.rows().filter(|(_, row)| calls::is_call(&row.live)).map(|(id, _)| id);
        self.enrichment.due(calls, now)
    }

    /// Waits for a stream that was only just opened, but not for long.
    async fn settled(&self, first: bool) {
        if let Some(stream) = self.stream.as_ref().filter(|_| first) {
            let mut told = stream.listener();
            let settled = told.wait_for(|told| matches!(told.link, Link::Live | Link::Down(_)));
            drop(timeout(PATIENCE, settled).await);
        }
    }

    async fn ask(&self, http: &Http, plan: &Plan, signed: Result<(), Fault>) -> Found {
        let desk = Desk { http, config: &self.config, token: &self.token };
        let list = async |due: bool, label, (path, root): (&str, &str), metrics: &[&str]| {
            let metrics = [("metrics", metrics.join(","))];
            match (due, &signed, self.config.source) {
                (false, _, _) => None,
                (true, Err(fault), _) => Some(Err(fault.clone())),
                (true, Ok(()), Source::Realtime) => Some(desk.list(label, path, &metrics).await),
                (true, Ok(()), Source::Rtstats) => {
                    Some(rtstats::list(http, &self.config, label, (path, root)).await)
                }
            }
        };
        let statuses = async {
            let access = self.config.actions().filter(|_| plan.has(Job::Statuses))?;
            Some(statuses::list(http, &self.config, access).await)
        };
        let news = async {
            if plan.has(Job::Directory) && signed.is_ok() { Some(directory::ask(desk).await) } else { None }
        };
        let (queues, agents, statuses, news, data) = tokio::join!(
            list(plan.has(Job::Queues), "read the queues", ("queues", "queue"), queues::METRICS),
            list(plan.has(Job::Agents), "read the agents", ("agents", "agent"), agents::METRICS),
            statuses,
            news,
            enrich::ask(http, &self.config, plan.data.clone()),
        );
        Found { queues, agents, statuses, news, data }
    }
}

impl Plan {
    fn has(&self, job: Job) -> bool {
        self.jobs.contains(&job)
    }
}

impl Found {
    fn is_unsigned(&self) -> bool {
        !self.unsigned().jobs.is_empty()
    }

    /// The plan of what a dead token kept away.
    fn unsigned(&self) -> Plan {
        let unsigned = |listed: Option<&Listed>| matches!(listed, Some(Err(Fault::Unauthorized(_))));
        let jobs = [(Job::Queues, self.queues.as_ref()), (Job::Agents, self.agents.as_ref())];
        let jobs = jobs.into_iter().filter(|(_, listed)| unsigned(*listed)).map(|(job, _)| job).collect();
        Plan { jobs, data: Vec::new() }
    }

    fn failed(plan: &Plan, fault: &Fault) -> Self {
        let failed = |job| plan.has(job).then(|| Err(fault.clone()));
        let (queues, agents) = (failed(Job::Queues), failed(Job::Agents));
        Self { queues, agents, statuses: None, news: None, data: Vec::new() }
    }

    fn completed(self, again: Self) -> Self {
        Self { queues: again.queues.or(self.queues), agents: again.agents.or(self.agents), ..self }
    }
}
