//! The queues and their figures (8x8 §4.2).

use std::collections::BTreeMap;

use super::metrics::{Figures, Unit, row};
use crate::domain::{At, Counts, Feed, Queue, QueueId, Text};
use crate::vendor::{Listing, feed, rows};

/// What is asked for.
pub(super) const METRICS: &[&str] = &[
    "interactionsWaitInQueue.rt",
    "interactionsLongestWaitInQueue.rt",
    "interactionsHandling.rt",
    "interactionsWrapUp.rt",
    "offering.rt",
    "enabled.rt",
    "availableIdle.rt",
    "busy.rt",
    "busyOther.rt",
    "onBreak.rt",
    "workingOffline.rt",
    "wrapUp.rt",
    "entered.today",
    "accepted.today",
    "totalAbandoned.today",
    "shortAbandoned.today",
    "acceptedInSla.today",
    "diverted.today",
    "interactionsAvgWaitTime.today",
    "interactionsLongestWaitInQueue.today",
    "avgHandlingTime.today",
    "avgWrapUpTime.today",
    "slaPercentage.today",
    "slaPercentageTarget.today",
    "slaTimeThreshold.today",
];

/// What stands in the details pane: the vendor's own averages and percentages, which no sum can be made of.
const DETAILS: &[(&str, &str, Unit)] = &[
    ("service level today", "slaPercentage.today", Unit::Share),
    ("its target", "slaPercentageTarget.today", Unit::Share),
    ("average wait today", "interactionsAvgWaitTime.today", Unit::Span),
    ("longest wait today", "interactionsLongestWaitInQueue.today", Unit::Span),
    ("average handling today", "avgHandlingTime.today", Unit::Span),
    ("average wrap-up today", "avgWrapUpTime.today", Unit::Span),
    ("diverted today", "diverted.today", Unit::Count),
    ("in wrap-up", "interactionsWrapUp.rt", Unit::Count),
    ("agents busy", "busy.rt", Unit::Count),
    ("agents busy for other queues", "busyOther.rt", Unit::Count),
    ("agents in wrap-up", "wrapUp.rt", Unit::Count),
    ("agents on break", "onBreak.rt", Unit::Count),
    ("agents working offline", "workingOffline.rt", Unit::Count),
];

/// What the queues tell.
#[derive(Debug)]
pub(super) struct Queues {
    /// For the board.
    pub(super) feed: Feed<Queue>,
    /// How many wait in each, calls or not; without those that do not say.
    pub(super) waiting: BTreeMap<QueueId, u32>,
}

/// Reads `listing`.
pub(super) fn queues(listing: Listing) -> Queues {
    let Listing { rows: raw, reply } = listing;
    let (rows, unread) = rows(raw, |value| row(&value).map(|parts| queue(parts, reply.at)));
    let waiting = rows.iter().filter_map(|queue| Some((queue.id.clone(), queue.waiting?))).collect();
    Queues { feed: feed(rows, unread), waiting }
}

/// The durations are the server's of up to five seconds ago (8x8 §7); the answer's arrival is the nearest instant
/// that is known.
fn queue((id, name, figures): (String, String, Figures), at: At) -> Queue {
    let waiting = figures.small("interactionsWaitInQueue.rt");
    let longest = figures.span("interactionsLongestWaitInQueue.rt");
    let (answered, in_time) = (figures.count("accepted.today"), figures.count("acceptedInSla.today"));
    let mut queue = Queue::new(QueueId::from(id), Text::new(&name));
    queue.waiting = waiting;
    queue.longest = longest.filter(|_| waiting.is_some_and(|waiting| waiting > 0)).map(|span| at - span);
    queue.ringing = figures.small("offering.rt");
    queue.talking = figures.small("interactionsHandling.rt");
    queue.staffed = figures.small("enabled.rt");
    queue.ready = figures.small("availableIdle.rt");
    queue.target = figures.span("slaTimeThreshold.today").filter(|target| !target.is_zero());
    queue.counts = Counts {
        offered: figures.count("entered.today"),
        answered,
        // Without the short ones it is `abandoned` (8x8 §4.2).
        abandoned: figures.count("totalAbandoned.today"),
        short_abandoned: figures.count("shortAbandoned.today"),
        in_time,
        late: answered.zip(in_time).and_then(|(answered, in_time)| answered.checked_sub(in_time)),
        // The average wait is not said to be that of the answered ones.
        answer_wait: None,
        talk: None,
    };
    queue.details = figures.details(DETAILS);
    queue
}

#[cfg(test)]
mod tests;
