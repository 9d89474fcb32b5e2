//! Counts over the vendor's intervals: what the world counts since midnight, and what it does not count.

use std::collections::BTreeMap;

use chrono::{Datelike, Timelike};

use super::super::world::{Agent, Ms, Queue, Site};
use super::status::State;

/// Counts and sums of milliseconds by name.
pub(super) type Counts = BTreeMap<&'static str, i64>;

/// The intervals, by name and length in minutes; each begins anew at the tenant's midnight (8x8 §4.1).
pub(super) const PERIODS: [(&str, i64); 7] = [
    ("int-15m", 15),
    ("int-30m", 30),
    ("int-1h", 60),
    ("int-4h", 240),
    ("int-8h", 480),
    ("int-12h", 720),
    ("today", 1_440),
];

/// Whose counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    Agent(usize),
    Queue(usize),
}

/// One interval.
#[derive(Debug, Default)]
struct Period {
    /// Which one of its kind, counted from long ago.
    number: i64,
    /// The counts when it began.
    base: BTreeMap<Who, Counts>,
    /// The greatest values since.
    peaks: BTreeMap<Who, Counts>,
}

/// Every count.
#[derive(Debug, Default)]
pub(super) struct Tallies {
    own: BTreeMap<Who, Counts>,
    periods: BTreeMap<&'static str, Period>,
    looked: Option<Ms>,
}

impl Tallies {
    pub(super) fn add(&mut self, who: Who, name: &'static str, value: i64) {
        *self.own.entry(who).or_default().entry(name).or_default() += value;
    }

    /// Notes a value of which only the greatest counts.
    pub(super) fn peak(&mut self, who: Who, name: &'static str, value: i64) {
        for (period, _) in PERIODS {
            let peaks = &mut self.periods.entry(period).or_default().peaks;
            let peak = peaks.entry(who).or_default().entry(name).or_default();
            *peak = value.max(*peak);
        }
    }

    /// Counts the time that agents spent since the last look, and begins the intervals that are due.
    pub(super) fn follow(&mut self, site: &Site, states: &[State]) {
        let span = site.now() - self.looked.unwrap_or(site.now());
        for (agent, state) in site.agents.iter().zip(states) {
            if let Some(name) = state.spent() {
                self.add(Who::Agent(agent.ix), name, span);
                self.add(Who::Agent(agent.ix), "loggedInTime", span);
            }
        }
        let local = site.utc(site.now()).with_timezone(&site.habits.zone);
        let minute = i64::from(local.hour() * 60 + local.minute());
        let day = i64::from(local.num_days_from_ce());
        for (name, length) in PERIODS {
            let number = day * 1_440 / length + minute / length;
            let began = self.periods.get(name).map(|period| period.number);
            if began == Some(number) {
                continue;
            }
            // The world counts since midnight, and has not been open for longer than since its opening.
            let first = self.looked.is_none();
            let whole = first && (name == "today" || (minute % length) * 60_000 >= site.now());
            let base = if whole { BTreeMap::new() } else { self.everything(site) };
            let period = self.periods.entry(name).or_default();
            (period.number, period.base) = (number, base);
            if !first {
                period.peaks.clear();
            }
        }
        self.looked = Some(site.now());
    }

    fn everything(&self, site: &Site) -> BTreeMap<Who, Counts> {
        let agents = site.agents.iter().map(|agent| (Who::Agent(agent.ix), of_agent(agent)));
        let queues = site.queues.iter().map(|queue| (Who::Queue(queue.ix), of_queue(queue)));
        agents.chain(queues).map(|(who, counts)| (who, self.with_own(who, counts))).collect()
    }

    fn with_own(&self, who: Who, mut counts: Counts) -> Counts {
        counts.extend(self.own.get(&who).into_iter().flatten().map(|(name, value)| (*name, *value)));
        counts
    }

    /// What was counted for somebody in an interval.
    pub(super) fn within(&self, site: &Site, who: Who, period: &str) -> Counts {
        let counts = match who {
            Who::Agent(ix) => site.agents.get(ix).map(of_agent),
            Who::Queue(ix) => site.queues.get(ix).map(of_queue),
        };
        let mut counts = self.with_own(who, counts.unwrap_or_default());
        let Some(period) = self.periods.get(period) else { return counts };
        let base = period.base.get(&who);
        for (name, value) in &mut counts {
            let before = base.and_then(|base| base.get(name)).copied().unwrap_or(0);
            // The world's counts fall to zero at midnight and when an agent logs in.
            *value = (*value - before).max(0);
        }
        counts.extend(period.peaks.get(&who).into_iter().flatten().map(|(name, value)| (*name, *value)));
        counts
    }
}

fn of_agent(agent: &Agent) -> Counts {
    let (handled, missed) = (i64::from(agent.handled), i64::from(agent.missed));
    Counts::from([
        ("accepted", handled),
        ("offered", handled + missed),
        ("rejectTimeout", missed),
        ("talked", agent.talked),
    ])
}

fn of_queue(queue: &Queue) -> Counts {
    let today = queue.today;
    Counts::from([
        ("entered", i64::from(today.presented)),
        ("accepted", i64::from(today.accepted)),
        ("left", i64::from(today.abandoned)),
        ("diverted", i64::from(today.deflected)),
        ("acceptedInSla", i64::from(today.in_time)),
        ("answerSpan", today.answer_time),
        ("talkSpan", today.talk_time),
    ])
}
