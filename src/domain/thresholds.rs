//! From when on a time is worth a look and from when on it needs a decision, and what can hardly be true: for the whole
//! floor, for an account, for a queue.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::{Account, AgentState, ClockOffset, Phase, QueueId};

/// How urgent a figure is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// As it should be.
    #[default]
    Calm,
    /// Worth a look.
    Warn,
    /// Needs a decision.
    Critical,
}

/// The two levels of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    /// Worth a look from here on.
    pub warn: Duration,
    /// Needs a decision from here on; never before `warn`.
    pub critical: Duration,
}

impl Steps {
    /// Two levels in seconds.
    pub const fn seconds(warn: u64, critical: u64) -> Self {
        Self { warn: Duration::from_secs(warn), critical: Duration::from_secs(critical) }
    }

    /// How urgent a time is that has lasted for `span`.
    pub fn judge(self, span: Duration) -> Urgency {
        match span {
            span if span >= self.critical => Urgency::Critical,
            span if span >= self.warn => Urgency::Warn,
            _ => Urgency::Calm,
        }
    }
}

/// A time that has two levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timed {
    /// A customer's wait.
    Wait,
    /// A customer on hold.
    Hold,
    /// A call that rings at an agent.
    Ringing,
    /// After-call work.
    Wrapup,
    /// A break.
    Paused,
    /// Logged in and not available for another reason.
    NotReady,
}

impl Timed {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Wait, Self::Hold, Self::Ringing, Self::Wrapup, Self::Paused, Self::NotReady];

    /// What it is called in the configuration.
    pub fn key(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::Hold => "hold",
            Self::Ringing => "ringing",
            Self::Wrapup => "wrapup",
            Self::Paused => "paused",
            Self::NotReady => "not_ready",
        }
    }

    /// What it is called on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Wait => "a wait",
            Self::Hold => "on hold",
            Self::Ringing => "ringing",
            Self::Wrapup => "wrap-up",
            Self::Paused => "a break",
            Self::NotReady => "not ready",
        }
    }

    /// Which of the times it is that an agent spends in `state`, if it has levels.
    pub fn of_agent(state: &AgentState) -> Option<Self> {
        match state {
            AgentState::Ringing => Some(Self::Ringing),
            AgentState::Held => Some(Self::Hold),
            AgentState::Wrapup => Some(Self::Wrapup),
            AgentState::Paused => Some(Self::Paused),
            AgentState::NotReady | AgentState::Busy | AgentState::Unreachable => Some(Self::NotReady),
            AgentState::Ready
            | AgentState::Dialing
            | AgentState::Talking
            | AgentState::Offline
            | AgentState::Unknown(_) => None,
        }
    }

    /// Which of the times it is that a call spends in `phase`, if it has levels; its customer's wait is a time apart.
    pub fn of_call(phase: &Phase) -> Option<Self> {
        match phase {
            Phase::Ringing => Some(Self::Ringing),
            Phase::Held => Some(Self::Hold),
            Phase::Queued
            | Phase::Dialing
            | Phase::Talking
            | Phase::Parked
            | Phase::Wrapup
            | Phase::Other(_) => None,
        }
    }
}

/// What is urgent, and what is doubted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// See [`Timed::Wait`].
    pub wait: Steps,
    /// See [`Timed::Hold`].
    pub hold: Steps,
    /// See [`Timed::Ringing`].
    pub ringing: Steps,
    /// See [`Timed::Wrapup`].
    pub wrapup: Steps,
    /// See [`Timed::Paused`].
    pub paused: Steps,
    /// See [`Timed::NotReady`].
    pub not_ready: Steps,
    /// A call older than this has most likely ended without its vendor's noticing.
    pub phantom_call: Duration,
    /// So long an agent may be said to talk while no call that is listed names them: the lists of one account are not
    /// asked in the same instant.
    pub phantom_agent: Duration,
    /// A vendor's clock that differs by more than this is said so.
    pub clock_offset: Duration,
    /// A percentage over fewer calls than this is drawn faint.
    pub small_sample: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            wait: Steps::seconds(60, 120),
            hold: Steps::seconds(60, 180),
            ringing: Steps::seconds(20, 40),
            wrapup: Steps::seconds(120, 300),
            paused: Steps::seconds(15 * 60, 45 * 60),
            not_ready: Steps::seconds(5 * 60, 15 * 60),
            phantom_call: Duration::from_hours(4),
            phantom_agent: Duration::from_secs(30),
            clock_offset: Duration::from_secs(2),
            small_sample: 20,
        }
    }
}

impl Limits {
    /// The levels of a time.
    pub fn steps(&self, of: Timed) -> Steps {
        match of {
            Timed::Wait => self.wait,
            Timed::Hold => self.hold,
            Timed::Ringing => self.ringing,
            Timed::Wrapup => self.wrapup,
            Timed::Paused => self.paused,
            Timed::NotReady => self.not_ready,
        }
    }

    /// The levels of a time, to be changed.
    pub fn steps_mut(&mut self, of: Timed) -> &mut Steps {
        match of {
            Timed::Wait => &mut self.wait,
            Timed::Hold => &mut self.hold,
            Timed::Ringing => &mut self.ringing,
            Timed::Wrapup => &mut self.wrapup,
            Timed::Paused => &mut self.paused,
            Timed::NotReady => &mut self.not_ready,
        }
    }

    /// How urgent it is that an agent has been in `state` for `span`.
    pub fn agent(&self, state: &AgentState, span: Duration) -> Urgency {
        Timed::of_agent(state).map_or(Urgency::Calm, |of| self.steps(of).judge(span))
    }

    /// How urgent it is that a call has been in `phase` for `span`; how long its customer waits is judged apart.
    pub fn call(&self, phase: &Phase, span: Duration) -> Urgency {
        Timed::of_call(phase).map_or(Urgency::Calm, |of| self.steps(of).judge(span))
    }

    /// Whether a clock that is so far from ours is said so.
    pub fn is_skewed(&self, offset: ClockOffset) -> bool {
        offset.is_doubted() || Duration::from_millis(offset.millis.unsigned_abs()) > self.clock_offset
    }
}

/// The limits of one account, and those of its queues that have others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountLimits {
    /// What holds for the account: its agents, its calls, every queue that has none of its own.
    pub own: Limits,
    /// What holds for a queue, by its id or by its name, with what it inherits.
    pub queues: BTreeMap<String, Limits>,
}

impl AccountLimits {
    /// What holds for the queue that has this id or else this name; for the account where neither is known.
    pub fn queue(&self, id: Option<&QueueId>, name: Option<&str>) -> &Limits {
        if self.queues.is_empty() {
            return &self.own;
        }
        let of = |key: &str| self.queues.get(key);
        id.and_then(|id| of(id.as_str())).or_else(|| name.and_then(of)).unwrap_or(&self.own)
    }
}

/// All limits: those of the floor, and those of accounts that have others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thresholds {
    floor: Arc<AccountLimits>,
    accounts: BTreeMap<Account, Arc<AccountLimits>>,
}

impl Thresholds {
    /// What holds for the floor; `accounts` have others, with what they inherit.
    pub fn new(floor: Limits, accounts: impl IntoIterator<Item = (Account, AccountLimits)>) -> Self {
        let accounts = accounts.into_iter().map(|(account, limits)| (account, Arc::new(limits))).collect();
        Self { floor: Arc::new(AccountLimits { own: floor, queues: BTreeMap::new() }), accounts }
    }

    /// What holds where an account has no other, and for the figures of all accounts together.
    pub fn floor(&self) -> &Limits {
        &self.floor.own
    }

    /// What holds for `account` and its queues.
    pub fn account(&self, account: &Account) -> &Arc<AccountLimits> {
        self.accounts.get(account).unwrap_or(&self.floor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_judged_from_each_level_on() {
        let steps = Steps::seconds(60, 120);
        let judged = [0, 59, 60, 119, 120].map(|seconds| steps.judge(Duration::from_secs(seconds)));
        let [calm, warn, critical] = [Urgency::Calm, Urgency::Warn, Urgency::Critical];
        assert_eq!(judged, [calm, calm, warn, warn, critical]);
    }

    #[test]
    fn the_nearest_limit_holds_a_queue_before_its_account_before_the_floor() {
        let waits = |warn| Limits { wait: Steps::seconds(warn, 900), ..Limits::default() };
        let queues =
            [("q1".to_owned(), waits(1)), ("Sales".to_owned(), waits(2)), ("q9".to_owned(), waits(9))];
        let [own, other] = ["a", "b"].map(|name| Account::new("v", name));
        let of_account = AccountLimits { own: waits(3), queues: queues.into() };
        let all = Thresholds::new(waits(4), [(own.clone(), of_account)]);
        for (account, id, name, warn) in [
            (&own, Some("q1"), Some("Support"), 1),
            (&own, Some("q1"), Some("q9"), 1),
            (&own, Some("q2"), Some("Sales"), 2),
            (&own, None, Some("Sales"), 2),
            (&own, Some("q2"), Some("sales"), 3),
            (&own, None, None, 3),
            (&other, Some("q1"), Some("Sales"), 4),
        ] {
            let limits = all.account(account).queue(id.map(QueueId::from).as_ref(), name);
            assert_eq!(limits.wait.warn, Duration::from_secs(warn), "{account} {id:?} {name:?}");
        }
        assert_eq!(all.floor().wait.warn, Duration::from_secs(4));
    }
}
