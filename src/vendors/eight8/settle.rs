//! What came, put together: lists for the board, and what is kept for the next poll.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use super::agents::{Beside, Roster};
use super::config::Source;
use super::derived::{self, Spells};
use super::enrich::Extra;
use super::poll::Found;
use super::queues::{self, Queues};
use super::reconcile::{Figures, SLACK};
use super::statuses::{self, Known, Labels, Status};
use super::table::AgentTold;
use super::told::{Link, StreamTold};
use super::{Eight8, agents, calls, rtstats};
use crate::domain::{Agent, AgentState, At, Call, Fault, Feed, Queue, Snapshot, Text};
use crate::vendor::Listed;

/// How often a feature is looked for again that the tenant does not have.
const OFF: Duration = Duration::from_mins(10);
/// How soon a refused token is tried again.
const AGAIN: Duration = Duration::from_mins(1);
/// For how long a stream may say nothing at all while agents are busy.
const DEAF: Duration = Duration::from_mins(1);

impl Eight8 {
    /// Puts together what came. Nothing is awaited from here on, so a poll is taken in whole or not at all.
    pub(super) fn settle(&mut self, found: Found, now: At) -> Snapshot {
        let Found { queues, agents, statuses, news, data } = found;
        if queues.is_some() || agents.is_some() {
            self.renewed.end();
        }
        let queues = self.settle_queues(queues);
        if let Some(news) = news {
            self.directory.learn(news, &self.names, now);
        }
        let known = self.settle_statuses(statuses, now);
        let agents = self.settle_agents(agents, &known);
        self.learn_data(data, now);
        let calls = self.settle_calls(&agents, now);
        let queues = self.calls_alone(queues);
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
                let Queues { feed, waiting } = match self.config.source {
                    Source::Realtime => queues::queues(listing),
                    Source::Rtstats => rtstats::queues(listing),
                };
                if let Feed::Fresh { rows, .. } = &feed {
                    let name = |queue: &Queue| (queue.id.as_str().to_owned(), queue.name.clone());
                    self.names = rows.iter().map(name).collect();
                    self.waiting = waiting;
                }
                feed
            }
        }
    }

    /// The queues without the chats and e-mails that the stream knows to wait in them.
    fn calls_alone(&self, mut queues: Feed<Queue>) -> Feed<Queue> {
        if let (Some(stream), Feed::Fresh { rows, .. }) = (&self.stream, &mut queues) {
            let told = stream.told();
            for queue in rows {
                let others = told.table.others_waiting(queue.id.as_str());
                queue.waiting = queue.waiting.map(|all| all.saturating_sub(others));
                queue.longest = queue.longest.filter(|_| queue.waiting != Some(0));
            }
        }
        queues
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
                // Repeated bad sign-ins may lock the user out.
                let refused = matches!(fault, Fault::Unauthorized(_) | Fault::Forbidden(_));
                self.status_due = refused.then(|| now + AGAIN);
                BTreeMap::new()
            }
        };
        Known::new(statuses, self.streamed())
    }

    /// Agents' newest states by the stream, if it is up to date.
    fn streamed(&self) -> BTreeMap<String, Status> {
        let Some(stream) = &self.stream else { return BTreeMap::new() };
        let told = stream.told();
        if told.link != Link::Live {
            return BTreeMap::new();
        }
        let at = |millis: i64| At::from_millis(millis.saturating_sub(self.skew));
        let status = |(agent, told): (&str, &AgentTold)| {
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
        let mut roster = match self.config.source {
            Source::Realtime => Roster::read(listing, beside),
            Source::Rtstats => rtstats::roster(listing, &self.spans),
        };
        if let Some(fault) = roster.unreadable() {
            return Feed::Failed(fault);
        }
        self.tell_more(&mut roster);
        let feed = roster.feed();
        (self.spans, self.spells) = (roster.spans(), self.spells.follow(&roster));
        self.roster = Some(roster);
        feed
    }

    /// What only the stream tells of agents: their phones, and who is on no call as they handle chats or e-mails, or on
    /// none that was answered.
    fn tell_more(&self, roster: &mut Roster) {
        let Some(stream) = &self.stream else { return };
        let told = stream.told();
        for agent in roster.people.iter_mut().map(|person| &mut person.agent) {
            agent.extension = told.table.phone(agent.id.as_str()).and_then(Text::some);
            if told.link != Link::Live || agent.state != AgentState::Talking {
                continue;
            }
            if let Some(media) = told.table.only_media(agent.id.as_str()) {
                (agent.state, agent.reason) = (AgentState::NotReady, Some(Text::new(media)));
            } else if told.table.dials(agent.id.as_str()) {
                agent.state = AgentState::Dialing;
            }
        }
    }

    fn learn_data(&mut self, data: Vec<(String, Result<Extra, Fault>)>, now: At) {
        let Some(stream) = &self.stream else { return };
        let told = stream.told();
        self.enrichment.learn(data, |id| told.table.find(id).is_some(), now);
    }

    /// The calls: as the stream tells them, or from what agents do.
    fn settle_calls(&mut self, agents: &Feed<Agent>, now: At) -> Feed<Call> {
        let Some(stream) = &mut self.stream else {
            return derived(self.roster.as_ref(), &self.spells, derived::NO_STREAM, agents);
        };
        // What comes from here on wakes us again.
        let (link, warm) = {
            let told = stream.newest();
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
        let told = stream.told();
        if let Some(fault) = self.deaf(&told) {
            return Feed::Failed(fault);
        }
        let (current, table) = (told.current.unwrap_or_else(Instant::now), &told.table);
        // The older statistics call agents by their logins, which the stream does not know.
        let comparable = self.config.source == Source::Realtime && matches!(agents, Feed::Fresh { .. });
        let figures = self.roster.as_ref().filter(|_| comparable);
        let doubts = match figures {
            Some(roster) => {
                let figures = Figures { at: roster.at, roster, waiting: &self.waiting };
                self.doubts.weigh(table, current, figures)
            }
            None => self.doubts.clone(),
        };
        let dead = doubts.dead(now);
        // What was up before the stream's oldest event is looked for at once, and later only what lasts.
        let cold = told.warm.is_none_or(|warm| warm.elapsed() < SLACK);
        let slack = if cold { Duration::ZERO } else { SLACK };
        let look = calls::Look { skew: self.skew, roster: self.roster.as_ref(), config: &self.config };
        let live = table.rows().filter(|(id, row)| calls::is_call(&row.live) && !dead.contains(*id));
        let mut rows: Vec<Call> =
            live.map(|(id, row)| look.call(id, &row.live, self.enrichment.of(id))).collect();
        if let Some(roster) = &self.roster {
            // Figures that are a little old may still count what the agent has just left.
            let engaged = |agent: &Agent| agent.state.on_call() || agent.state == AgentState::Wrapup;
            let untold = |person: &agents::Person| {
                if cold && !engaged(&person.agent) { 0 } else { doubts.untold(table, person, now, slack) }
            };
            rows.extend(derived::rows(roster, &self.spells, derived::BEFORE, untold));
        }
        let unread = table.unread().cloned().collect();
        drop(told);
        stream.mend(|told| told.table.forget(&dead));
        self.doubts = doubts;
        Feed::Fresh { rows, unread }
    }

    /// A stream of another region connects fine and stays silent (8x8 §1.1): why it is taken for one.
    fn deaf(&self, told: &StreamTold) -> Option<Fault> {
        let silent = told.events == 0 && told.current.is_some_and(|since| since.elapsed() > DEAF);
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
