//! What every dialect's server does alike: reads a request, strikes it with faults, logs it, answers.

mod ask;
mod hall;
mod log;
mod stale;

pub(super) use ask::{Ask, Reply, find};
pub(super) use hall::{Desk, Hall, attend, router};
pub(super) use log::Requests;
pub(super) use stale::Stale;
