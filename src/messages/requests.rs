//! What somebody who looks wants of the floor.

use std::fmt;
use std::sync::Arc;

use crate::domain::{Account, Action, AgentKey, At, CallKey, Principal, SeenCall, Sighting, Subject};

/// What a session can ask for.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Do something to a call or by an agent.
    Order(Box<OrderRequest>),
    /// Poll an account, or all of them, now.
    Refresh(Option<Account>),
}

/// An order as a session gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderRequest {
    /// The how-manieth order of the session it is, counted from one.
    pub number: u32,
    /// Who it is for.
    pub aim: Aim,
    /// What is to be done.
    pub action: Action,
    /// When the key went down.
    pub at: At,
}

/// Who an order is for, by what identifies them on the board that the session saw: it carries no rows, for those that the
/// floor has are the ones that count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aim {
    /// A call.
    Call(CallAim),
    /// An agent, as in [`Subject::Agent`].
    Agent {
        /// Which.
        key: AgentKey,
        /// Which appearance of that id.
        sighting: u64,
        /// The calls that the order is for.
        calls: Vec<CallAim>,
    },
}

/// A call, and which appearance of its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallAim {
    /// Which.
    pub key: CallKey,
    /// Which appearance of that id, in whose hands.
    pub sighting: Sighting,
}

impl Aim {
    /// What identifies `subject`.
    pub fn at(subject: &Subject) -> Self {
        let call = |call: &SeenCall| CallAim { key: call.key.clone(), sighting: call.sighting };
        match subject {
            Subject::Call { key, sighting, .. } => {
                Self::Call(CallAim { key: key.clone(), sighting: *sighting })
            }
            Subject::Agent { key, sighting, calls, .. } => {
                Self::Agent { key: key.clone(), sighting: *sighting, calls: calls.iter().map(call).collect() }
            }
        }
    }
}

/// A request, and whose it is: the floor's door writes that down, no session does.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The session, by the number that the floor gave it.
    pub session: u32,
    /// Who sits there.
    pub principal: Arc<Principal>,
    /// What they want.
    pub request: Request,
}

/// The receipt of an order: no other order has it, whichever run of the program it was given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket {
    /// The run of the program.
    pub run: Run,
    /// The session that gave it, counted from one in each run. Session 0 is nobody's: the end of a listening that
    /// was found, not ordered.
    pub session: u32,
    /// Counted from one in each session.
    pub number: u32,
}

/// One run of the program, on any host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Run {
    /// When it began, in milliseconds of Unix time.
    began: u64,
    /// Its process.
    process: u32,
    /// What tells it from one on another host with the same process number that began in the same instant.
    salt: u32,
}

impl Run {
    /// The run that begins at `now` as this process.
    pub fn begin(now: At) -> Self {
        let began = u64::try_from(now.millis()).unwrap_or_default();
        Self { began, process: std::process::id(), salt: fastrand::u32(..) }
    }

    /// The run that is written as `text`; `None` if none is.
    pub fn named(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (began, process, salt) = (parts.next()?, parts.next()?, parts.next()?);
        let short = |digits| u32::from_str_radix(digits, 16).ok();
        let run = Self {
            began: u64::from_str_radix(began, 16).ok()?,
            process: short(process)?,
            salt: short(salt)?,
        };
        parts.next().is_none().then_some(run)
    }
}

/// As in the audit log: `19C8B2F5A00-1F4-0A1B2C3D` in small letters.
impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}-{:x}-{:08x}", self.began, self.process, self.salt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_read_as_it_is_written() {
        let run = Run { began: 0x19c_8b2f_5a00, process: 0x1f4, salt: 0xa1b_2c3d };
        assert_eq!(run.to_string(), "19c8b2f5a00-1f4-0a1b2c3d");
        assert_eq!(Run::named("19c8b2f5a00-1f4-0a1b2c3d"), Some(run));
        for text in ["", "1", "1-2", "1-2-x", "1-2-3-4", "r1"] {
            assert_eq!(Run::named(text), None, "{text}");
        }
    }

    #[test]
    fn two_runs_that_begin_in_one_instant_are_two() {
        let now = At::from_millis(1_772_000_000_000);
        let runs: std::collections::BTreeSet<Run> = (0..100).map(|_| Run::begin(now)).collect();
        assert_eq!(runs.len(), 100);
    }
}
