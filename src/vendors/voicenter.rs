//! Voicenter: two polled lists, and three other interfaces to act on what they show. No push (voicenter §2, §5).

mod answer;
mod ask;
mod calls;
mod check;
mod config;
mod directory;
mod epoch;
mod extensions;
mod frame;
mod keys;
mod orders;
mod people;
mod poll;
mod queues;
mod status;

pub use config::{Config, Method, Place};
pub use epoch::Epoch;

use self::directory::Directory;
use self::extensions::Notes;
use self::frame::Frame;
use crate::domain::{Abilities, Accepted, Fault, Snapshot, Text, Verb};
use crate::messages::Order;
use crate::vendor::{Http, Vendor};

/// An account of Voicenter.
#[derive(Debug)]
pub struct Voicenter {
    config: Config,
    frame: Frame,
    /// Whether those who wait contradicted the `Date` headers in the last poll.
    contradicted: bool,
    directory: Directory,
    notes: Notes,
    /// Whether the code has ever opened a list of extensions in this run.
    opened: bool,
}

impl Vendor for Voicenter {
    type Config = Config;

    fn new(config: Config) -> Result<Self, Text> {
        config.check()?;
        let frame = Frame::new(config.epoch);
        let (directory, notes) = (Directory::new(), Notes::default());
        Ok(Self { config, frame, contradicted: false, directory, notes, opened: false })
    }

    fn hosts(config: &Config) -> Vec<&str> {
        config.hosts()
    }

    /// The same for every account: the vendor does not tell what a code may do.
    fn abilities(&self) -> Abilities {
        Abilities::new()
            .seen(&[Verb::HangUp, Verb::Record, Verb::Place, Verb::SetState])
            .without(
                &[Verb::Monitor, Verb::Whisper, Verb::Barge],
                "Voicenter has no interface for listening in: use its own panel, or your phone",
            )
            .without(&[Verb::Leave], "Voicenter has no interface for listening in: hang up your phone")
            .without(&[Verb::Hold], "Voicenter has no interface for hold: the agent's phone has the button")
            .without(&[Verb::Park, Verb::Retrieve], "Voicenter has no interface for parking")
            .without(
                &[Verb::Transfer, Verb::Requeue],
                "Voicenter has no interface for transfers: the agent's phone has them",
            )
            .without(&[Verb::Dispose], "Voicenter has no interface for dispositions")
    }

    fn renewal(&self) -> std::time::Duration {
        poll::RENEWAL
    }

    async fn poll(&mut self, http: &Http) -> Snapshot {
        self.round(http).await
    }

    fn contradicts(&self) -> bool {
        self.contradicted
    }

    async fn act(&mut self, http: &Http, order: &Order) -> Result<Accepted, Fault> {
        self.carry(http, order).await
    }
}

#[cfg(test)]
mod tests;
