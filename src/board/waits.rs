//! Who waits: the one set that every count, list and row of waiting callers is made of.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::{Board, CallRow, Line};
use crate::domain::{At, ClockOffset, Direction, FeedKind, Limits, Phase, Queue, QueueId, Urgency};

/// A queue's head that has waited longer than the listed ones by no more than this is one of them.
const SLIP: Duration = Duration::from_secs(5);

/// How many wait, in two parts that are never silently added: a queue's count is of another moment than a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Callers {
    /// Those who are listed, each once.
    pub listed: u32,
    /// How many more the queues count.
    pub unlisted: u32,
}

impl Callers {
    /// Both parts together.
    pub fn all(self) -> u32 {
        self.listed + self.unlisted
    }
}

/// Who waits in one queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InQueue {
    /// How many.
    pub callers: Callers,
    /// When the one of the listed who has waited longest began to.
    pub longest: Option<At>,
    /// When the head of the queue began to, if that is nobody who is listed.
    pub unlisted_longest: Option<At>,
}

impl InQueue {
    /// When the one who has waited longest began to, listed or not.
    pub fn head(self) -> Option<At> {
        self.unlisted_longest.or(self.longest)
    }
}

/// Who waits at one account.
#[derive(Clone, Debug, Default)]
pub struct Waits {
    /// Everyone who is listed and the list they are in: the longest wait first, unknown ones last.
    pub listed: Vec<(FeedKind, Arc<CallRow>)>,
    queues: BTreeMap<QueueId, InQueue>,
    /// Of the listed, how many are in a queue that is not known: some queue counts them.
    strays: u32,
}

impl CallRow {
    /// Whether the customer waits: in a queue, or while a phone rings for them. Whom an agent calls does not, unless
    /// they have come into a queue, and neither does who is in a menu or has just been put through to a colleague.
    pub fn waits(&self) -> bool {
        let call = &self.call;
        let queued = call.queue.is_some() || call.queue_name.is_some() || call.entered.is_some();
        let between = self.agent.is_some() && (call.caller.name.is_some() || call.caller.number.is_some());
        match call.phase {
            Phase::Queued => call.direction != Direction::Outbound || call.entered.is_some(),
            Phase::Ringing => match call.direction {
                Direction::Inbound => true,
                Direction::Internal => queued,
                Direction::Unknown => queued || between,
                Direction::Outbound => false,
            },
            Phase::Dialing
            | Phase::Talking
            | Phase::Held
            | Phase::Parked
            | Phase::Wrapup
            | Phase::Other(_) => false,
        }
    }

    /// When the customer who waits began to, if the vendor tells. Who was answered once waits since it rings again.
    pub fn waits_since(&self) -> Option<At> {
        match self.call.answered {
            Some(_) if self.call.phase == Phase::Ringing => self.since,
            Some(_) | None => self.call.entered.or(self.call.started),
        }
    }
}

impl Waits {
    /// Who waits by the lists of `line`. What its queues count beyond them is found out when they have been
    /// `counted` anew; until then callers who come or go change nothing of it but that it may be found listed.
    pub(super) fn of(line: &Line, counted: bool) -> Self {
        let mut listed: Vec<_> = line
            .all_calls()
            .filter(|(_, row)| row.waits())
            .map(|(kind, row)| (kind, Arc::clone(row)))
            .collect();
        listed.sort_by_key(|(_, row)| {
            let since = row.waits_since();
            (since.is_none(), since, row.sighting)
        });
        let mut queues: BTreeMap<_, _> =
            line.queues.rows().iter().map(|queue| (queue.id.clone(), InQueue::default())).collect();
        let mut strays = 0;
        for (_, row) in &listed {
            match queue_of(line, row).and_then(|id| queues.get_mut(id)) {
                Some(queue) => {
                    queue.callers.listed += 1;
                    queue.longest = queue.longest.or(row.waits_since());
                }
                None => strays += u32::from(row.call.phase == Phase::Queued),
            }
        }
        for queue in line.queues.rows().iter() {
            let Some(here) = queues.get_mut(&queue.id) else { continue };
            let beyond = queue.waiting.unwrap_or(0).saturating_sub(here.callers.listed);
            let before = line.waits.queue(&queue.id).callers.unlisted;
            here.callers.unlisted = if counted { beyond } else { beyond.min(before) };
            here.unlisted_longest = queue.longest.filter(|head| {
                here.callers.unlisted > 0 && here.longest.is_none_or(|longest| *head + SLIP < longest)
            });
        }
        Self { listed, queues, strays }
    }

    /// Who waits in a queue.
    pub fn queue(&self, id: &QueueId) -> InQueue {
        self.queues.get(id).copied().unwrap_or_default()
    }

    /// How many wait at the account.
    pub fn callers(&self) -> Callers {
        let unlisted: u32 = self.queues.values().map(|queue| queue.callers.unlisted).sum();
        Callers {
            listed: u32::try_from(self.listed.len()).unwrap_or(u32::MAX),
            unlisted: unlisted.saturating_sub(self.strays),
        }
    }
}

/// The queue that a caller waits in: by its id, else by its name where one queue alone has it.
fn queue_of<'a>(line: &'a Line, row: &'a CallRow) -> Option<&'a QueueId> {
    if let Some(id) = &row.call.queue {
        return Some(id);
    }
    let name = row.call.queue_name.as_ref()?;
    let mut named = line.queues.rows().iter().filter(|queue: &&Arc<Queue>| queue.name == *name);
    named.next().filter(|_| named.next().is_none()).map(|queue| &queue.id)
}

/// The longest of all waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Longest {
    /// Since when.
    pub since: At,
    /// Whether it can hardly be true.
    pub doubtful: bool,
    /// Whether somebody may wait longer: of some the wait is not known, or not everyone can be read.
    pub least: bool,
    /// How urgent the most urgent of the waits is, each by the limits of its own queue: who has waited longest need
    /// not be the first to be overdue.
    pub urgency: Urgency,
}

impl Board {
    /// The longest wait of those who are listed, at `now`. One that can hardly be true is told only where there is
    /// no other.
    pub fn longest(&self, now: At) -> Option<Longest> {
        let (mut longest, mut least, mut urgency) = (None, self.totals.waiting.least, Urgency::Calm);
        for line in &self.lines {
            let clock = line.health.skew.is_some_and(ClockOffset::is_doubted);
            for (_, row) in &line.waits.listed {
                let Some(since) = row.waits_since() else {
                    least = true;
                    continue;
                };
                let doubtful = clock || line.implausible(row, now).is_some();
                if !doubtful {
                    urgency = urgency.max(line.limits_of(row).wait.judge(now.since(since)));
                }
                let found = (doubtful, since);
                longest = Some(longest.map_or(found, |longest: (bool, At)| longest.min(found)));
            }
        }
        longest.map(|(doubtful, since)| Longest { since, doubtful, least, urgency })
    }

    /// The longest wait of those whom a queue counts without listing them, at `now`, where that is longer.
    pub fn unlisted_longest(&self, now: At) -> Option<Longest> {
        let mut longest: Option<Longest> = None;
        for (since, limits) in self.lines.iter().flat_map(|line| line.unlisted_heads()) {
            let wait = now.since(since);
            let doubtful = wait > limits.phantom_call;
            let urgency = if doubtful { Urgency::Calm } else { limits.wait.judge(wait) };
            let urgency = longest.map_or(urgency, |longest| longest.urgency.max(urgency));
            let head = longest.filter(|longest| longest.since <= since);
            longest = Some(match head {
                Some(head) => Longest { urgency, ..head },
                None => Longest { since, doubtful, least: false, urgency },
            });
        }
        longest.filter(|head| self.longest(now).is_none_or(|listed| head.since < listed.since))
    }
}

impl Line {
    /// When the heads of its queues began to wait who are not listed and wait longer than all who are listed there,
    /// each with the limits of that queue.
    fn unlisted_heads(&self) -> impl Iterator<Item = (At, &Limits)> {
        let some = self.waits.callers().unlisted > 0;
        let queues = self.queues.rows().iter().filter(move |_| some);
        queues
            .filter_map(|queue| Some((self.waits.queue(&queue.id).unlisted_longest?, self.limits_in(queue))))
    }
}
