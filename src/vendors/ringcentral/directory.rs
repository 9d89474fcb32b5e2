//! What changes rarely: queues, agents who are not logged in, labels, dispositions (ringcentral §4.5, §4.6).

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use super::entries::{Aux, Disposition, Gate, Group, aux_states, dispositions, gates, groups, people};
use super::lists::Desk;
use super::states::normal;
use crate::domain::{Agent, At, Fault, QueueId, Unread};
use crate::vendor::{Listed, Listing};

/// How many directory requests one poll carries along: a large account's directory arrives over a minute or
/// two instead of crowding out the live lists.
const PER_POLL: usize = 4;
/// Of those, how many may be for dispositions.
const DISPOSITIONS_PER_POLL: usize = 2;
/// How long dispositions are believed.
const DISPOSITIONS_EVERY: Duration = Duration::from_mins(30);
/// How long the directory requests of one poll may take together before the rest waits.
const LONG: Duration = Duration::from_secs(2);
/// When a directory that could not be had is asked for again.
const AGAIN: Duration = Duration::from_mins(1);

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Job {
    /// The groups of queues, with their queues where the vendor sends them along.
    QueueGroups,
    /// The queues of a group.
    Queues { group: String, name: Option<String> },
    /// The groups of agents.
    AgentGroups,
    /// The agents of a group.
    Agents { group: String, name: Option<String> },
    /// The account's own labels for states.
    AuxStates,
    /// The dispositions of a queue.
    Dispositions { group: String, queue: QueueId },
}

/// What is known so far.
#[derive(Debug, Default)]
pub(super) struct Directory {
    jobs: VecDeque<Job>,
    begun: Option<At>,
    again: Option<At>,
    gates: BTreeMap<String, (Vec<Gate>, Vec<Unread>)>,
    people: BTreeMap<String, (Vec<Agent>, Vec<Unread>)>,
    aux: Vec<Aux>,
    dispositions: BTreeMap<QueueId, (At, Vec<Disposition>)>,
}

impl Directory {
    /// Files the requests that are due at `now`, when all of it is read `every` so often.
    pub(super) fn plan(&mut self, now: At, every: Duration) {
        let due = self.begun.is_none_or(|begun| now >= begun + every);
        let again = self.again.is_some_and(|again| now >= again);
        if !(due || again) || !self.jobs.is_empty() {
            return;
        }
        self.begun = Some(now);
        self.again = None;
        self.jobs.extend([Job::QueueGroups, Job::AgentGroups, Job::AuxStates]);
        let old: Vec<Job> = self
            .queues()
            .filter(|gate| gate.active)
            .filter(|gate| {
                self.dispositions.get(&gate.id).is_none_or(|(read, _)| now >= *read + DISPOSITIONS_EVERY)
            })
            .map(|gate| Job::Dispositions { group: gate.group.clone(), queue: gate.id.clone() })
            .collect();
        self.jobs.extend(old);
    }

    /// The next few requests. They stay filed until [`Self::take`]: the poll that carries them may be dropped.
    pub(super) fn next(&self) -> Vec<Job> {
        let mut dispositions = 0;
        let few = |job: &&Job| {
            let of_these = matches!(job, Job::Dispositions { .. });
            dispositions += usize::from(of_these);
            !of_these || dispositions <= DISPOSITIONS_PER_POLL
        };
        self.jobs.iter().filter(few).take(PER_POLL).cloned().collect()
    }

    /// Takes the answers to some of [`Self::next`].
    pub(super) fn take(&mut self, answers: Vec<(Job, Listed)>, now: At) {
        for (job, listed) in answers {
            self.jobs.retain(|filed| *filed != job);
            match listed {
                Ok(listing) => self.learn(job, listing, now),
                Err(fault) => self.fail(job, &fault, now),
            }
        }
    }

    /// Every known queue.
    pub(super) fn queues(&self) -> impl Iterator<Item = &Gate> {
        self.gates.values().flat_map(|(gates, _)| gates)
    }

    /// The queue of that id.
    pub(super) fn queue(&self, id: &QueueId) -> Option<&Gate> {
        self.queues().find(|gate| gate.id == *id)
    }

    /// Every known agent, as offline.
    pub(super) fn agents(&self) -> impl Iterator<Item = &Agent> {
        self.people.values().flat_map(|(people, _)| people)
    }

    /// Rows of the queue directory that could not be read.
    pub(super) fn unread_queues(&self) -> impl Iterator<Item = &Unread> {
        self.gates.values().flat_map(|(_, unread)| unread)
    }

    /// Rows of the agent directory that could not be read.
    pub(super) fn unread_agents(&self) -> impl Iterator<Item = &Unread> {
        self.people.values().flat_map(|(_, unread)| unread)
    }

    /// The platform's state behind the account's own label `word`.
    pub(super) fn base_state(&self, word: &str) -> Option<&str> {
        let word = normal(word);
        self.aux.iter().find(|aux| normal(&aux.label) == word).map(|aux| aux.base.as_str())
    }

    /// What a call of that queue can be closed with.
    pub(super) fn dispositions(&self, queue: &QueueId) -> &[Disposition] {
        self.dispositions.get(queue).map_or(&[], |(_, list)| list)
    }

    fn learn(&mut self, job: Job, listing: Listing, now: At) {
        match job {
            Job::QueueGroups => {
                let groups = groups(listing.rows, "gateGroupId");
                self.gates.retain(|id, _| groups.iter().any(|group| group.id == *id));
                for Group { id, name, gates: inside } in groups {
                    match inside {
                        Some(rows) => self.learn_gates(id, name.as_deref(), rows),
                        None => self.jobs.push_back(Job::Queues { group: id, name }),
                    }
                }
            }
            Job::Queues { group, name } => self.learn_gates(group, name.as_deref(), listing.rows),
            Job::AgentGroups => {
                let groups = groups(listing.rows, "agentGroupId");
                self.people.retain(|id, _| groups.iter().any(|group| group.id == *id));
                let jobs = groups.into_iter().map(|group| Job::Agents { group: group.id, name: group.name });
                self.jobs.extend(jobs);
            }
            Job::Agents { group, name } => {
                let read = people(&group, name.as_deref(), listing.rows);
                self.people.insert(group, read);
            }
            Job::AuxStates => self.aux = aux_states(listing.rows),
            Job::Dispositions { queue, .. } => {
                self.dispositions.insert(queue, (now, dispositions(listing.rows)));
            }
        }
    }

    fn learn_gates(&mut self, group: String, name: Option<&str>, rows: Vec<serde_json::Value>) {
        let read = gates(&group, name, rows);
        for gate in read.0.iter().filter(|gate| gate.active && !self.dispositions.contains_key(&gate.id)) {
            let job = Job::Dispositions { group: group.clone(), queue: gate.id.clone() };
            if !self.jobs.contains(&job) {
                self.jobs.push_back(job);
            }
        }
        self.gates.insert(group, read);
    }

    /// A directory is a help, not a list of the board: what is known of it stays. What is not there or not
    /// allowed is asked for again with the next reading, anything else sooner.
    fn fail(&mut self, job: Job, fault: &Fault, now: At) {
        tracing::debug!(?job, fault = fault.short(), "a directory could not be read");
        let absent = matches!(fault, Fault::Gone(_) | Fault::Forbidden(_));
        match job {
            Job::Dispositions { queue, .. } if absent => {
                self.dispositions.insert(queue, (now, Vec::new()));
            }
            Job::QueueGroups
            | Job::Queues { .. }
            | Job::AgentGroups
            | Job::Agents { .. }
            | Job::AuxStates
            | Job::Dispositions { .. } => {
                if !absent {
                    self.again = Some(now + AGAIN);
                }
            }
        }
    }
}

impl Desk<'_> {
    /// Carries out `jobs`, one after the other, beside the live lists.
    pub(super) async fn directory(&self, jobs: Vec<Job>) -> Vec<(Job, Listed)> {
        let (mut answers, began) = (Vec::with_capacity(jobs.len()), self.http.now());
        for job in jobs {
            let listed = self.entry(&job).await;
            let stop = matches!(listed, Err(Fault::RateLimited { .. } | Fault::Unauthorized(_)));
            if stop {
                break;
            }
            answers.push((job, listed));
            // The rest waits for the next poll: answers that take long add up, and the live lists wait with them.
            if self.http.now().since(began) > LONG {
                break;
            }
        }
        answers
    }

    async fn entry(&self, job: &Job) -> Listed {
        match job {
            Job::QueueGroups => {
                let path = ["gateGroups", "withChildren"];
                let request =
                    || self.get("read the queue groups", &path).query("includePermissions", "false");
                self.pages("gateGroupId", request).await
            }
            Job::Queues { group, .. } => {
                self.pages("gateId", || self.get("read a group's queues", &["gateGroups", group, "gates"]))
                    .await
            }
            Job::AgentGroups => self.list(self.get("read the agent groups", &["agentGroups"])).await,
            Job::Agents { group, .. } => {
                self.list(self.get("read a group's agents", &["agentGroups", group, "agents"])).await
            }
            Job::AuxStates => {
                self.list(self.get("read the agent states", &["auxStates"]).query("active", "1")).await
            }
            Job::Dispositions { group, queue } => {
                let path = ["gateGroups", group, "gates", queue.as_str(), "dispositions"];
                self.list(self.get("read a queue's dispositions", &path)).await
            }
        }
    }
}

#[cfg(test)]
mod tests;
