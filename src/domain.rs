//! The words that every vendor agrees on: call, agent, queue, snapshot, action, fault.
//!
//! Nothing here knows a vendor, a socket, a terminal or the time of day.

mod ability;
mod action;
mod agent;
mod call;
mod fault;
mod form;
mod key;
mod person;
mod phone_number;
mod principal;
mod privacy;
mod queue;
mod snapshot;
mod special;
mod text;
mod thresholds;
mod time;

pub use ability::{Abilities, Ability, Codes, Verb};
pub use action::{Accepted, Action, ListenMode, SeenCall, Sighting, Subject};
pub use agent::{Agent, AgentState};
pub use call::{Call, Detail, DetailClass, Direction, Only, Party, Phase, Recording};
pub use fault::{Fault, Retry};
pub use form::{Entries, Entry, Field, FieldKind};
pub use key::{Account, AgentId, AgentKey, CallId, CallKey, QueueId, QueueKey};
pub use person::{Mapping, Mention};
pub use phone_number::{dialled, no_part_of_a_number};
pub use principal::{Permissions, Principal};
pub use privacy::Mask;
pub use queue::{Counts, Queue};
pub use snapshot::{Choice, Feed, FeedKind, Listener, Part, Snapshot, Unread};
pub use special::{Reach, Shows, Special, Target, Weight};
pub use text::{Text, is_drawable};
pub use thresholds::{AccountLimits, Limits, Steps, Thresholds, Timed, Urgency};
pub use time::{At, ClockOffset, Doubt};
