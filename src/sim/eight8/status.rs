//! What an agent is doing, in the vendor's three tongues, and the reasons for a break (8x8 §4.3, §4.6, §4.8).

use super::super::world::{Agent, Break, Call, Direction, Duty, Site, Stage};

/// A state of an agent. The order is that of the numbers of the agent status interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    /// Has never logged in.
    Unseen,
    LoggedOut,
    OnBreak,
    Available,
    WorkOffline,
    Offered,
    Handling,
    WrapUp,
    Busy,
    /// On a call of one's own that does not make one busy.
    Direct,
}

impl State {
    /// In the agent status interface and in the stream.
    pub(super) fn number(self) -> i64 {
        match self {
            Self::Unseen => 0,
            Self::LoggedOut => 1,
            Self::OnBreak => 3,
            Self::Available => 4,
            Self::WorkOffline => 5,
            Self::Offered => 6,
            Self::Handling => 7,
            Self::WrapUp => 8,
            Self::Busy => 9,
            Self::Direct => 10,
        }
    }

    /// In the realtime metrics.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Unseen | Self::LoggedOut => "LoggedOut",
            Self::OnBreak => "OnBreak",
            Self::Available | Self::Direct => "Available",
            Self::WorkOffline => "WorkingOffline",
            Self::Offered => "Offering",
            Self::Handling => "Handling",
            Self::WrapUp => "WrapUp",
            Self::Busy => "Busy",
        }
    }

    /// In the old statistics.
    pub(super) fn old_number(self) -> i64 {
        match self {
            Self::Available => 0,
            Self::Offered => 1,
            Self::Handling | Self::Busy | Self::Direct => 2,
            Self::WrapUp => 3,
            Self::OnBreak => 4,
            Self::WorkOffline => 5,
            Self::Unseen | Self::LoggedOut => 9,
        }
    }

    /// The metric that counts the time spent so.
    pub(super) fn spent(self) -> Option<&'static str> {
        match self {
            Self::Unseen | Self::LoggedOut => None,
            Self::OnBreak => Some("onBreakTime"),
            Self::Available | Self::Direct => Some("availableTime"),
            Self::WorkOffline => Some("workingOfflineTime"),
            Self::Offered => Some("offeringTime"),
            Self::Handling => Some("handlingTime"),
            Self::WrapUp => Some("wrapUpTime"),
            Self::Busy => Some("busyTime"),
        }
    }

    pub(super) fn logged_in(self) -> bool {
        self > Self::LoggedOut
    }

    /// Whether work of a call keeps the agent from another.
    pub(super) fn at_work(self) -> bool {
        self >= Self::Offered
    }
}

/// Whether a call is one of a queue.
pub(super) type IsQueued<'a> = &'a dyn Fn(&Call) -> bool;

/// What an agent is doing. Two calls: the one that says most.
pub(super) fn state(site: &Site, agent: &Agent, queued: IsQueued<'_>) -> State {
    let of_call = |call: &Call| {
        if call.stage == Stage::Ringing {
            State::Offered
        } else if queued(call) {
            State::Handling
        } else if call.direction == Direction::Placed {
            State::Direct
        } else {
            State::Busy
        }
    };
    let said = [State::Handling, State::Offered, State::Busy, State::Direct];
    let rank = |state: &State| said.iter().position(|other| other == state);
    site.calls_of(agent).map(of_call).min_by_key(rank).unwrap_or(match agent.duty {
        Duty::Offline => State::LoggedOut,
        Duty::Ready => State::Available,
        Duty::Wrapup => State::WrapUp,
        Duty::Paused(Break::Lunch | Break::Private | Break::Brief | Break::Missed) => State::OnBreak,
        Duty::Paused(Break::Desk | Break::Other | Break::Training | Break::Meeting) => State::WorkOffline,
    })
}

/// A reason that goes with a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reason {
    pub(super) list: i64,
    pub(super) item: i64,
    pub(super) short: &'static str,
    pub(super) label: &'static str,
    pub(super) state: State,
    pause: Break,
}

const fn reason(
    (list, item): (i64, i64),
    (short, label): (&'static str, &'static str),
    state: State,
    pause: Break,
) -> Reason {
    Reason { list, item, short, label, state, pause }
}

/// The tenant's own reasons.
pub(super) const REASONS: [Reason; 5] = [
    reason((800, 1_701), ("Lunch", "Lunch"), State::OnBreak, Break::Lunch),
    reason((800, 1_702), ("Priv", "Private"), State::OnBreak, Break::Private),
    reason((801, 1_722), ("Meet", "Meeting"), State::WorkOffline, Break::Meeting),
    reason((801, 1_724), ("Desk", "Paperwork"), State::WorkOffline, Break::Desk),
    reason((801, 1_726), ("Train", "Training"), State::WorkOffline, Break::Training),
];

/// The system's own reason after a call that was not answered.
const MISSED: Reason = reason((-1, 2), ("", "Reject timeout"), State::OnBreak, Break::Missed);

/// Why an agent takes no calls, if there is a reason.
pub(super) fn reason_of(agent: &Agent) -> Option<Reason> {
    match agent.duty {
        Duty::Paused(Break::Missed) => Some(MISSED),
        Duty::Paused(pause) => REASONS.into_iter().find(|reason| reason.pause == pause),
        Duty::Offline | Duty::Ready | Duty::Wrapup => None,
    }
}

/// What a state that can be set means here; the reason must be one of its own.
pub(super) fn duty(state: State, reason: Option<Reason>) -> Option<Duty> {
    match (state, reason) {
        (State::LoggedOut, _) => Some(Duty::Offline),
        (State::Available, _) => Some(Duty::Ready),
        (State::OnBreak | State::WorkOffline, Some(reason)) => Some(Duty::Paused(reason.pause)),
        (State::OnBreak, None) => Some(Duty::Paused(Break::Brief)),
        (State::WorkOffline, None) => Some(Duty::Paused(Break::Other)),
        (
            State::Unseen | State::Offered | State::Handling | State::WrapUp | State::Busy | State::Direct,
            _,
        ) => None,
    }
}
