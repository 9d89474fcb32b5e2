//! The closed vocabularies between tasks: what has happened, what somebody wants, and what an account is told to do.

mod commands;
mod facts;
mod requests;

pub use commands::{AccountCommand, Order};
pub use facts::{Budget, Fact, Polled};
pub use requests::{Aim, Asked, CallAim, OrderRequest, Request, Run, Ticket};
