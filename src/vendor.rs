//! The port: what an adapter is, and the machinery that every account shares.

mod absent;
mod budget;
mod caught;
mod cause;
pub mod commas;
mod http;
pub mod loose;
mod misread;
mod optional;
mod pages;
mod phone_number;
mod poller;
mod redact;
mod reply;
mod request;
mod rhythm;
mod rows;
mod skew;
mod stream;
mod witness;

use std::future::Future;
use std::time::Duration;

use serde::de::DeserializeOwned;

pub use absent::Absent;
pub use budget::Meter;
pub use http::{Http, HttpError, HttpOptions, Trust, encrypted};
pub use optional::{Optional, Patience};
pub use pages::{Listed, Listing, Pages};
pub use phone_number::number_to_call;
pub use poller::{Cadence, Context, run};
pub use redact::Redactor;
pub use reply::Reply;
pub use request::{Body, Request, Urgency, join};
pub use rhythm::jittered;
pub use rows::{feed, readable, rows, rows_at};
pub use skew::Skew;
pub use stream::Stream;

use crate::domain::{Abilities, Accepted, Fault, Snapshot, Text};
use crate::messages::Order;

/// One dialect. An account of it is a task that owns one value of this type, so a token, a cursor or a
/// cached directory lives in `self` without a lock.
///
/// Cancellation is part of the contract: `poll` and `wake` are dropped at any `.await` when an order comes,
/// so `self` is changed only after the last `.await`, or in one assignment that is right by itself.
pub trait Vendor: Sized + Send + 'static {
    /// The vendor's keys of an account's table in the configuration.
    type Config: DeserializeOwned + Clone + Send + Sync + 'static;

    /// An adapter that has not spoken to anyone yet. An error names the key and the remedy.
    fn new(config: Self::Config) -> Result<Self, Text>;

    /// The base URLs it will speak to, so that the client suits them.
    fn hosts(config: &Self::Config) -> Vec<&str>;

    /// What can be done, verb by verb, with the reason where not. May narrow as polls learn more.
    fn abilities(&self) -> Abilities;

    /// What the vendor's own side must be set to for this configuration, as text to be copied there; `None`
    /// where there is nothing to set.
    fn setup(_config: &Self::Config) -> Option<String> {
        None
    }

    /// How long what the vendor tells stays the same: a list that is read again sooner tells old data and costs a
    /// request. Zero where it tells the present.
    fn renewal(&self) -> Duration {
        Duration::ZERO
    }

    /// Asks for everything the board shows. A list that fails is [`crate::domain::Feed::Failed`], never
    /// empty; a row that cannot be read is counted, never dropped.
    fn poll(&mut self, http: &Http) -> impl Future<Output = Snapshot> + Send;

    /// Carries out one order with exactly one acting request ([`Request::acting`]); the client lets no second one out.
    /// Never repeated, whatever happens.
    fn act(&mut self, http: &Http, order: &Order) -> impl Future<Output = Result<Accepted, Fault>> + Send;

    /// Whether durations of the last poll contradict the clock that its times were read by ([`Reply::skew`]), in a way
    /// that the board's rows do not show.
    fn contradicts(&self) -> bool {
        false
    }

    /// Somebody asks for everything anew: what was put off for a while shall be asked for again by the next poll.
    fn refresh(&mut self) {}

    /// Resolves when something changed and a poll is worth while now.
    fn wake(&mut self) -> impl Future<Output = ()> + Send {
        std::future::pending()
    }
}
