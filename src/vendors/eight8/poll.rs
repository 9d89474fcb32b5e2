//! One poll: what is due is asked for at once, and what came is put together.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::agents::{Beside, Roster};
use super::derived::{self, Spells};
use super::desk::{Desk, Listed};
use super::directory::{self, News};
use super::enrich::{self, Extra};
use super::queues::{self, Queues};
use super::reconcile::Figures;
use super::statuses::{self, Known, Labels, Status};
use super::stream::Stream;
use super::told::Link;
use super::{Eight8, agents, calls};
use crate::domain::{Agent, At, Call, Fault, Feed, Queue, Snapshot};
use crate::vendor::Http;

/// The vendor's figures are renewed so often (8x8 §4.1); a little earlier, since polls do not come to the second.
const EVERY: Duration = Duration::from_millis(4_400);
/// How long the first poll waits for the stream, so that it has calls to show.
const PATIENCE: Duration = Duration::from_millis(2_500);
/// How often a feature is looked for again that the tenant does not have.
const OFF: Duration = Duration::from_mins(10);

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
struct Found {
    queues: Option<Listed>,
    agents: Option<Listed>,
    statuses: Option<statuses::Listed>,
    news: Option<News>,
    data: Vec<(String, Result<Extra, Fault>)>,
}

impl Eight8 {
    /// Asks for what is due, and once more for what a dead token kept away.
    pub(super) async fn survey(&mut self, http: &Http) -> Snapshot {
        let first = self.listen();
        let plan = self.plan(http);
        let signed = if plan.has(Job::Queues) || plan.has(Job::Agents) {
            self.token.ensure(http, &self.config).await
        } else {
            Ok(())
        };
        let asked = self.ask(http, &plan, signed);
        let (mut found, ()) = tokio::join!(asked, self.settled(first));
        if found.is_unsigned() && self.token.renews(http.now()) {
            let again = match self.token.ensure(http, &self.config).await {
                Ok(()) => self.ask(http, &found.unsigned(), Ok(())).await,
                Err(fault) => Found::failed(&found.unsigned(), &fault),
            };
            found = found.completed(again);
            if found.is_unsigned() {
                self.token.distrust(http.now());
            }
        }
        self.settle(found, http.now())
    }

    /// Makes sure that the stream is listened to; whether that has just begun.
    pub(super) fn listen(&mut self) -> bool {
        if self.stream.as_ref().is_some_and(|stream| !stream.is_lost()) {
            return false;
        }
        self.stream = Stream::open(&self.config);
        self.stream.is_some()
    }

    fn plan(&self, http: &Http) -> Plan {
        let (now, budget) = (http.now(), http.budget());
        let due = self.asked.is_none_or(|asked| now.since(asked) >= EVERY);
        // What changes seldom waits until there is plenty left for the lists and for orders.
        let plenty = budget.left > budget.per_minute / 3;
        let statuses = self.config.actions().is_some() && self.status_due.is_none_or(|due| now >= due);
        let jobs = [
            (Job::Queues, true),
            (Job::Agents, true),
            (Job::Statuses, statuses),
            (Job::Directory, plenty && self.directory.due(now)),
        ];
        let jobs = jobs.into_iter().filter(|(_, wanted)| due && *wanted).map(|(job, _)| job).collect();
        Plan { jobs, data: if plenty { self.undescribed(now) } else { Vec::new() } }
    }

    /// The calls whose data is read now.
    fn undescribed(&self, now: At) -> Vec<String> {
        let Some(stream) = self.stream.as_ref().filter(|_| self.config.call_data) else { return Vec::new() };
        let told = stream.told.borrow();
        if told.link != Link::Live {
            return Vec::new();
        }
        let calls = told.table.rows().filter(|(_, row)| calls::is_call(&row.live)).map(|(id, _)| id);
        self.enrichment.due(calls, now)
    }

    /// Waits for a stream that was only just opened, but not for long.
    async fn settled(&self, first: bool) {
        if let Some(stream) = self.stream.as_ref().filter(|_| first) {
            let mut told = stream.told.clone();
            let settled = told.wait_for(|told| matches!(told.link, Link::Live | Link::Down(_)));
            drop(timeout(PATIENCE, settled).await);
        }
    }

    async fn ask(&self, http: &Http, plan: &Plan, signed: Result<(), Fault>) -> Found {
        let desk = Desk { http, config: &self.config, token: &self.token };
        let list = async |due: bool, label, path, metrics: &[&str]| {
            let metrics = [("metrics", metrics.join(","))];
            match (due, &signed) {
                (false, _) => None,
                (true, Ok(())) => Some(desk.list(label, path, &metrics).await),
                (true, Err(fault)) => Some(Err(fault.clone())),
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
            list(plan.has(Job::Queues), "read the queues", "queues", queues::METRICS),
            list(plan.has(Job::Agents), "read the agents", "agents", agents::METRICS),
            statuses,
            news,
            enrich::ask(http, &self.config, plan.data.clone()),
        );
        Found { queues, agents, statuses, news, data }
    }

    /// Puts together what came. Nothing is awaited from here on, so a poll is taken in whole or not at all.
    fn settle(&mut self, found: Found, now: At) -> Snapshot {
        let Found { queues, agents, statuses, news, data } = found;
        if queues.is_some() || agents.is_some() {
            self.asked = Some(now);
        }
        for listing in [&queues, &agents].into_iter().flatten().flatten() {
            self.skew = listing.reply.skew.unwrap_or(self.skew);
        }
        let queues = self.settle_queues(queues);
        if let Some(news) = news {
            self.directory.learn(news, &self.names, now);
        }
        let known = self.settle_statuses(statuses, now);
        let agents = self.settle_agents(agents, &known);
        self.learn_data(data, now);
        let calls = self.settle_calls(&agents, now);
        let waiting = if self.config.stream().is_some() {
            Feed::Skipped
        } else {
            Feed::NotOffered(
                "8x8 tells how many wait and for how long, but not who: `stream_key` lists them".into(),
            )
        };
        let states = statuses::choices(&self.config);
        Snapshot { calls, waiting, agents, queues, states, listeners: None }
    }

    fn settle_queues(&mut self, listed: Option<Listed>) -> Feed<Queue> {
        match listed {
            None => Feed::Skipped,
            Some(Err(fault)) => Feed::Failed(fault),
            Some(Ok(listing)) => {
                let Queues { feed, waiting } = queues::queues(listing);
                if let Feed::Fresh { rows, .. } = &feed {
                    let name = |queue: &Queue| (queue.id.as_str().to_owned(), queue.name.clone());
                    self.names = rows.iter().map(name).collect();
                }
                self.waiting = waiting;
                feed
            }
        }
    }

    /// What is told of agents' states by number: by the list, if the tenant has it, and by the stream.
    fn settle_statuses(&mut self, listed: Option<statuses::Listed>, now: At) -> Known {
        let statuses = match listed {
            None => BTreeMap::new(),
            Some(statuses::Listed::Statuses(statuses)) => {
                self.rights.proven();
                self.status_due = None;
                statuses
            }
            Some(statuses::Listed::Off(why)) => {
                self.rights.without_status(&why);
                self.status_due = Some(now + OFF);
                BTreeMap::new()
            }
            Some(statuses::Listed::Failed(fault)) => {
                self.rights.doubted(&fault);
                BTreeMap::new()
            }
        };
        Known::new(statuses, self.streamed())
    }

    /// Agents' newest states by the stream, if it is up to date.
    fn streamed(&self) -> BTreeMap<String, Status> {
        let Some(stream) = &self.stream else { return BTreeMap::new() };
        let told = stream.told.borrow();
        if told.link != Link::Live {
            return BTreeMap::new();
        }
        let at = |millis: i64| At::from_millis(millis.saturating_sub(self.skew));
        let status = |(agent, told): (&str, &super::table::AgentTold)| {
            (agent.to_owned(), Status::streamed(told.code, told.reason.as_deref(), told.at.map(at)))
        };
        told.table.agents().map(status).collect()
    }

    fn settle_agents(&mut self, listed: Option<Listed>, known: &Known) -> Feed<Agent> {
        let listing = match listed {
            None => return Feed::Skipped,
            Some(Err(fault)) => return Feed::Failed(fault),
            Some(Ok(listing)) => listing,
        };
        let labels = Labels(&self.config.statuses);
        let beside = Beside { directory: &self.directory, known, labels, before: &self.spans };
        let roster = Roster::read(listing, beside);
        let feed = roster.feed();
        (self.spans, self.spells) = (roster.spans(), self.spells.follow(&roster));
        self.roster = Some(roster);
        feed
    }

    fn learn_data(&mut self, data: Vec<(String, Result<Extra, Fault>)>, now: At) {
        let Some(stream) = &self.stream else { return };
        let told = stream.told.borrow();
        self.enrichment.learn(data, |id| told.table.find(id).is_some(), now);
    }

    /// The calls: as the stream tells them, or from what agents do.
    fn settle_calls(&mut self, agents: &Feed<Agent>, now: At) -> Feed<Call> {
        let Some(stream) = &mut self.stream else {
            return derived(self.roster.as_ref(), &self.spells, derived::NO_STREAM, agents);
        };
        // What comes from here on wakes us again.
        let (link, warm) = {
            let told = stream.told.borrow_and_update();
            (told.link.clone(), told.warm.is_some())
        };
        match link {
            Link::Down(fault) => Feed::Failed(fault),
            Link::Live => self.told_calls(agents, now),
            // What was known stays as it is until what was missed has come.
            Link::Opening | Link::Replaying { .. } if warm => Feed::Skipped,
            Link::Opening | Link::Replaying { .. } => {
                derived(self.roster.as_ref(), &self.spells, derived::WARMING, agents)
            }
        }
    }

    /// The calls that the stream has told of, held against what agents and queues say.
    fn told_calls(&mut self, agents: &Feed<Agent>, now: At) -> Feed<Call> {
        let Some(stream) = &self.stream else { return Feed::Skipped };
        let told = stream.told.borrow();
        if let Some(fault) = self.deaf(&told) {
            return Feed::Failed(fault);
        }
        let (current, table) = (told.current.unwrap_or_else(Instant::now), &told.table);
        let figures = matches!(agents, Feed::Fresh { .. }).then_some(self.roster.as_ref()).flatten();
        let doubts = match figures {
            Some(roster) => {
                let figures = Figures { at: roster.at, roster, waiting: &self.waiting };
                self.doubts.weigh(table, current, figures)
            }
            None => self.doubts.clone(),
        };
        let dead = doubts.dead(now);
        let look = calls::Look { skew: self.skew, roster: self.roster.as_ref(), config: &self.config };
        let live = table.rows().filter(|(id, row)| calls::is_call(&row.live) && !dead.contains(*id));
        let mut rows: Vec<Call> =
            live.map(|(id, row)| look.call(id, &row.live, self.enrichment.of(id))).collect();
        if let Some(roster) = &self.roster {
            let untold = |person: &agents::Person| doubts.untold(table, person, now);
            rows.extend(derived::rows(roster, &self.spells, derived::BEFORE, untold));
        }
        let unread = table.unread().cloned().chain(doubts.unseen(table, &self.waiting, now)).collect();
        drop(told);
        stream.mend(|told| told.table.forget(&dead));
        self.doubts = doubts;
        Feed::Fresh { rows, unread }
    }

    /// A stream of another region connects fine and stays silent (8x8 §1.1): why it is taken for one.
    fn deaf(&self, told: &super::told::StreamTold) -> Option<Fault> {
        const PATIENCE: Duration = Duration::from_mins(1);
        let silent = told.events == 0 && told.current.is_some_and(|since| since.elapsed() > PATIENCE);
        let busy = self.waiting.values().any(|waiting| *waiting > 0)
            || self.roster.iter().flat_map(|roster| &roster.people).any(|person| derived::all(person) > 0);
        (silent && busy).then(|| {
            Fault::Refused(
                "the event stream is connected and says nothing, although agents are busy: `stream_url` probably \
                 names another region (pulsar-ws-euw2, -use1, -usw2), or `tenant` is another one's"
                    .into(),
            )
        })
    }
}

/// Rows from what agents do, as fresh as the list of agents.
fn derived(roster: Option<&Roster>, spells: &Spells, why: &str, agents: &Feed<Agent>) -> Feed<Call> {
    match (agents, roster) {
        (Feed::Fresh { .. }, Some(roster)) => Feed::fresh(derived::rows(roster, spells, why, derived::all)),
        (Feed::Failed(fault), _) => Feed::Failed(fault.clone()),
        (Feed::Fresh { .. } | Feed::Skipped | Feed::NotOffered(_), _) => Feed::Skipped,
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
