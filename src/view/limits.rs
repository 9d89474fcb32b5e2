//! From when on a time is worth a look, and from when on it needs a decision.

use std::time::Duration;

use crate::domain::{AgentState, ClockOffset, Phase};

/// The two steps of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    /// Worth a look from here on.
    pub warn: Duration,
    /// Needs a decision from here on.
    pub alarm: Duration,
}

/// How urgent a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Urgency {
    /// As it should be.
    Calm,
    /// Worth a look.
    Warn,
    /// Needs a decision.
    Alarm,
}

impl Steps {
    const fn seconds(warn: u64, alarm: u64) -> Self {
        Self { warn: Duration::from_secs(warn), alarm: Duration::from_secs(alarm) }
    }

    pub(super) fn judge(self, span: Duration) -> Urgency {
        match span {
            span if span >= self.alarm => Urgency::Alarm,
            span if span >= self.warn => Urgency::Warn,
            _ => Urgency::Calm,
        }
    }
}

/// What is urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A customer's wait.
    pub wait: Steps,
    /// A customer on hold.
    pub held: Steps,
    /// A call that rings at an agent.
    pub ringing: Steps,
    /// After-call work.
    pub wrapup: Steps,
    /// A break.
    pub paused: Steps,
    /// Logged in and not available for another reason.
    pub not_ready: Steps,
    /// A percentage over fewer calls than this is drawn faint.
    pub sample: u64,
    /// A vendor's clock that differs by more than this is said so.
    pub skew: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            wait: Steps::seconds(60, 120),
            held: Steps::seconds(60, 180),
            ringing: Steps::seconds(20, 40),
            wrapup: Steps::seconds(120, 300),
            paused: Steps::seconds(15 * 60, 45 * 60),
            not_ready: Steps::seconds(5 * 60, 15 * 60),
            sample: 20,
            skew: Duration::from_secs(2),
        }
    }
}

impl Limits {
    /// How urgent it is that an agent has been in `state` for `span`.
    pub(super) fn agent(&self, state: &AgentState, span: Duration) -> Urgency {
        match state {
            AgentState::Ringing => self.ringing.judge(span),
            AgentState::Held => self.held.judge(span),
            AgentState::Wrapup => self.wrapup.judge(span),
            AgentState::Paused => self.paused.judge(span),
            AgentState::NotReady | AgentState::Busy | AgentState::Unreachable => self.not_ready.judge(span),
            AgentState::Ready
            | AgentState::Dialing
            | AgentState::Talking
            | AgentState::Offline
            | AgentState::Unknown(_) => Urgency::Calm,
        }
    }

    /// How urgent it is that a call has been in `phase` for `span`; how long its customer waits is judged apart.
    pub(super) fn call(&self, phase: &Phase, span: Duration) -> Urgency {
        match phase {
            Phase::Ringing => self.ringing.judge(span),
            Phase::Held => self.held.judge(span),
            Phase::Queued
            | Phase::Dialing
            | Phase::Talking
            | Phase::Parked
            | Phase::Wrapup
            | Phase::Other(_) => Urgency::Calm,
        }
    }

    /// Whether a clock that is so far from ours is said so.
    pub(super) fn is_skewed(&self, offset: ClockOffset) -> bool {
        offset.is_doubted() || Duration::from_millis(offset.millis.unsigned_abs()) > self.skew
    }
}
