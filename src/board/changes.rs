//! What happened to calls: what their vendor tells of them at one reading, beside what it told at the one before.
//!
//! ```text
//! began ──▶ waits or rings ──answered──▶ with an agent ──held──▶ on hold
//!             │  ▲                         │  ▲  ▲  ◀─taken back──┘ │
//!             │  └───transferred (to none)─┤  └──┘ transferred      │
//!             ▼                            ▼                        ▼
//!         abandoned                      ended                    ended
//! ```
//!
//! A call that is gone while it waited was abandoned, unless nobody looked: what is lost in a gap has only ended.

use std::collections::BTreeMap;
use std::mem;
use std::sync::Arc;

use super::source::{Reading, Source};
use super::{CallRow, Line};
use crate::domain::{AgentId, At, CallId, CallKey, FeedKind, Phase};

/// Something that happened to a call.
#[derive(Clone, Debug)]
pub struct Change {
    /// The call, by the row that tells of it.
    pub call: CallKey,
    /// What.
    pub what: Happened,
    /// When: for [`Source::Seen`] and [`Source::Gap`] the latest that it can have been.
    pub at: At,
    /// How that is known.
    pub source: Source,
    /// The call as its vendor told of it then; of one that is gone, as it last did. Its agent is the one to whom it
    /// happened.
    pub row: Arc<CallRow>,
}

/// What can happen to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// It was there for the first time.
    Began,
    /// An agent took it, for the first time or after it had waited again.
    Answered,
    /// It was put on hold.
    Held,
    /// It was taken back from hold.
    TakenBack,
    /// It left the agent `from` for another agent, or for none.
    Transferred {
        /// Who had it.
        from: Option<AgentId>,
    },
    /// It was gone while its caller waited.
    Abandoned,
    /// It was over.
    Ended,
}

/// The calls of an account that go on, as far as the last readings tell.
#[derive(Clone, Debug, Default)]
pub(super) struct Ongoing(Arc<BTreeMap<Identity, OngoingCall>>);

/// What one call is known by while it goes on: its rows may come and go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Identity {
    Conversation(Arc<str>),
    Id(CallId),
}

/// Whether an agent has a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    Never,
    Now,
    /// Not any more: it waits again.
    Before,
}

/// A call that goes on.
#[derive(Clone, Debug)]
struct OngoingCall {
    kind: FeedKind,
    row: Arc<CallRow>,
    taken: Taken,
    held: bool,
    over: bool,
    /// Since when its list lacks it, while another list may have it now that was not read since.
    missed: Option<At>,
}

impl Line {
    /// What a reading that ended at `at` can tell of the list `kind`, by how that stood before.
    pub(super) fn reading(&self, kind: FeedKind, at: At) -> Reading {
        let list = self.freshness(kind);
        let known = list.good.filter(|good| {
            list.fault.is_none() && self.health.crash.is_none() && at.since(*good) <= self.silence()
        });
        let source = known.map_or(Source::Gap { after: list.good }, |after| Source::Seen { after });
        Reading { at, source }
    }

    /// What has happened to the calls by the lists as they are now. `readings` are those of the calls and of the waiting
    /// callers, as [`Self::reading`] had them before.
    pub(super) fn changes(&mut self, readings: [Reading; 2]) -> Vec<Change> {
        let reading = |kind| {
            let [calls, waiting] = readings;
            if kind == FeedKind::Waiting { waiting } else { calls }
        };
        let mut before = mem::take(&mut self.ongoing).0;
        let before = Arc::make_mut(&mut before);
        let (mut ongoing, mut changes) = (BTreeMap::new(), Vec::new());
        let account = &self.account;
        let mut note = |row: &Arc<CallRow>, (what, at, source): Dated| {
            let call = CallKey::new(account, &row.call.id);
            changes.push(Change { call, what, at, source, row: Arc::clone(row) });
        };
        for (kind, row) in self.all_calls() {
            let identity = Identity::of(row);
            if ongoing.contains_key(&identity) {
                // Another leg of it.
                continue;
            }
            let reading = reading(kind);
            let known = before.remove(&identity);
            // An id that another call has got; but who left a list may come back in another one.
            let other = |call: &OngoingCall| {
                let same =
                    call.row.sighting == row.sighting || call.missed.is_some() && call.row.fits(&row.call);
                matches!(identity, Identity::Id(_)) && !same
            };
            let (gone, known) = match known {
                Some(call) if other(&call) => (Some(call), None),
                known => (None, known),
            };
            if let Some(gone) = gone {
                gone.ends(reading).into_iter().for_each(|what| note(&gone.row, what));
            }
            let (call, happened) = OngoingCall::follow(known, kind, row, reading);
            for what in happened {
                note(row, what);
            }
            ongoing.insert(identity, call);
        }
        for (identity, mut call) in mem::take(before) {
            let reading = reading(call.kind);
            if call.missed.is_none() && self.freshness(call.kind).good == Some(reading.at) {
                call.missed = Some(reading.at);
            }
            let certain = call.missed.is_some_and(|missed| self.both_read_since(missed));
            if certain {
                call.ends(reading).into_iter().for_each(|what| note(&call.row, what));
            } else {
                ongoing.insert(identity, call);
            }
        }
        self.ongoing = Ongoing(Arc::new(ongoing));
        changes
    }

    /// Whether no list can have a call that another one lacked at `missed`.
    fn both_read_since(&self, missed: At) -> bool {
        [FeedKind::Calls, FeedKind::Waiting].into_iter().all(|kind| {
            let list = self.freshness(kind);
            list.not_offered.is_some()
                || (list.fault.is_none() && list.good.is_none_or(|good| good >= missed))
        })
    }
}

/// What happened, when, and how that is known.
type Dated = (Happened, At, Source);

/// `what`, at the vendor's own time for it if there is one.
fn dated(reading: Reading, what: Happened, told: Option<At>) -> Dated {
    let (at, source) = reading.dated(told);
    (what, at, source)
}

impl Identity {
    fn of(row: &CallRow) -> Self {
        let conversation = row.call.conversation.clone().map(Self::Conversation);
        conversation.unwrap_or_else(|| Self::Id(row.call.id.clone()))
    }
}

impl OngoingCall {
    /// The call of `row`, which was `known` before, and what happened to it by this `reading`.
    fn follow(
        known: Option<Self>,
        kind: FeedKind,
        row: &Arc<CallRow>,
        reading: Reading,
    ) -> (Self, Vec<Dated>) {
        let mut happened = Vec::new();
        // What goes on after it was over has begun anew, whatever the vendor's times of it are.
        let over = row.call.phase == Phase::Wrapup;
        let again = known.as_ref().is_some_and(|known| known.over && !over);
        let known = known.filter(|_| !again);
        if let Some(known) = known.as_ref().filter(|known| known.over) {
            return (Self { kind, row: Arc::clone(row), missed: None, ..known.clone() }, happened);
        }
        let before = known.unwrap_or_else(|| {
            happened.push(dated(reading, Happened::Began, row.call.began().filter(|_| !again)));
            let row = Arc::clone(row);
            Self { kind, row, taken: Taken::Never, held: false, over: false, missed: None }
        });
        let (agent, had) = (&row.call.agent, &before.row.call.agent);
        let taken = match row.call.phase {
            Phase::Talking | Phase::Held | Phase::Wrapup => true,
            Phase::Queued | Phase::Ringing | Phase::Dialing => false,
            // Nobody tells whether the agent still has it.
            Phase::Parked | Phase::Other(_) => before.taken == Taken::Now || row.call.answered.is_some(),
        };
        let left = before.taken == Taken::Now && had.is_some() && agent != had;
        if left {
            happened.push(dated(reading, Happened::Transferred { from: had.clone() }, None));
        }
        let taken = match (before.taken, taken) {
            (Taken::Now, true) => Taken::Now,
            (before, true) => {
                // Of one that was taken before, the vendor's time may be that of the first answer.
                let told = row.call.answered.filter(|_| before == Taken::Never);
                happened.push(dated(reading, Happened::Answered, told));
                Taken::Now
            }
            (Taken::Never, false) => Taken::Never,
            (Taken::Now | Taken::Before, false) => Taken::Before,
        };
        let held = row.call.phase == Phase::Held;
        if held && !before.held {
            happened.push(dated(reading, Happened::Held, None));
        } else if before.held && !held && row.call.phase == Phase::Talking && !left {
            happened.push(dated(reading, Happened::TakenBack, None));
        }
        if over {
            happened.push(dated(reading, Happened::Ended, None));
        }
        (Self { kind, row: Arc::clone(row), taken, held, over, missed: None }, happened)
    }

    /// What it means that it is gone.
    fn ends(&self, reading: Reading) -> Option<Dated> {
        let gave_up =
            self.taken != Taken::Now && self.row.waits() && !matches!(reading.source, Source::Gap { .. });
        let what = if gave_up { Happened::Abandoned } else { Happened::Ended };
        (!self.over).then(|| dated(reading, what, None))
    }
}
