//! Where calls wait.

use std::time::Duration;

use super::{At, Choice, Detail, QueueId, Text};

/// Where calls wait. A figure that is `None` is one this vendor cannot give: never a zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// The vendor's id.
    pub id: QueueId,
    /// What it is called.
    pub name: Text,
    /// What it belongs to.
    pub group: Option<Text>,
    /// The vendor's word for whether it takes calls.
    pub state: Option<Text>,
    /// Callers who wait now.
    pub waiting: Option<u32>,
    /// When the caller who has waited longest entered it; `None` with `waiting == Some(0)` is "nobody".
    pub longest: Option<At>,
    /// Calls that ring at an agent.
    pub ringing: Option<u32>,
    /// Calls that are being talked on.
    pub talking: Option<u32>,
    /// Agents who are logged in for it.
    pub staffed: Option<u32>,
    /// Agents who could take a call now.
    pub ready: Option<u32>,
    /// The wait within which a call counts as answered in time.
    pub target: Option<Duration>,
    /// The day's counts.
    pub counts: Counts,
    /// Which dispositions a call of this queue can be given.
    pub dispositions: Vec<Choice>,
    /// What else the vendor tells, for the details pane.
    pub details: Vec<Detail>,
}

impl Queue {
    /// A queue of which nothing is known but its name.
    pub fn new(id: QueueId, name: Text) -> Self {
        Self {
            id,
            name,
            group: None,
            state: None,
            waiting: None,
            longest: None,
            ringing: None,
            talking: None,
            staffed: None,
            ready: None,
            target: None,
            counts: Counts::default(),
            dispositions: Vec::new(),
            details: Vec::new(),
        }
    }
}

impl Queue {
    /// The average speed of answer of the day's answered calls; `None` if it cannot be known or none was.
    pub fn asa(&self) -> Option<Duration> {
        let (wait, answered) = (self.counts.answer_wait?, self.counts.answered?);
        wait.checked_div(answered).map(Duration::from_secs)
    }
}

/// Raw counts since the vendor's day began. Percentages are made from these, never averaged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Calls that entered the queue.
    pub offered: Option<u64>,
    /// Calls that reached an agent.
    pub answered: Option<u64>,
    /// Calls whose caller left first.
    pub abandoned: Option<u64>,
    /// Of those, how many left within the vendor's short-abandon limit.
    pub short_abandoned: Option<u64>,
    /// Answered within the queue's target.
    pub in_time: Option<u64>,
    /// Answered later than that.
    pub late: Option<u64>,
    /// Seconds waited by all answered calls together.
    pub answer_wait: Option<u64>,
    /// Seconds talked on all answered calls together.
    pub talk: Option<u64>,
}
