//! An order and how far it has come.

use crate::domain::{At, Text};
use crate::messages::Order;

/// An order and what became of it so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Filed {
    /// The order.
    pub order: Order,
    /// Who had the call when it was ordered, by the name that the board showed.
    pub agent: Option<Text>,
    /// How far it has come.
    pub stage: Stage,
    /// When it came so far.
    pub at: At,
    /// When its acting request left, if it did.
    pub sent: Option<At>,
    /// When the first reading began, after that, of the lists that show its effect.
    pub read: Option<At>,
    /// Whether the vendor said yes.
    pub accepted: bool,
}

/// How far an order has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Its line is being written to the audit log.
    Noted,
    /// With its account's task. Nothing that acts has left yet.
    Handed,
    /// Its acting request left for the vendor.
    Sent,
    /// The vendor said yes; its lists are watched for the effect.
    Accepted(Option<Text>),
    /// The vendor said yes, and its lists do not show this effect: that is the last word.
    Done(Option<Text>),
    /// Not sent, or declined by the vendor: why.
    Refused(Text),
    /// Sent, and no answer came; its lists are watched for the effect.
    Unanswered(Text),
    /// The vendor's lists show the effect.
    Seen,
    /// The vendor's lists did not show the effect in time.
    NotSeen,
    /// What was begun has ended, by another order or by itself: how long it lasted.
    Over(Text),
    /// The audit log of an earlier run has it and does not tell what became of it.
    Lost,
}

impl Stage {
    /// Whether nothing more is to come.
    pub fn ended(&self) -> bool {
        match self {
            Self::Noted | Self::Handed | Self::Sent | Self::Accepted(_) | Self::Unanswered(_) => false,
            Self::Done(_) | Self::Refused(_) | Self::Seen | Self::NotSeen | Self::Lost | Self::Over(_) => {
                true
            }
        }
    }

    /// The word for it in the audit log and on the screen.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Noted => "noted",
            Self::Handed => "handed over",
            Self::Sent => "sent",
            Self::Accepted(_) | Self::Done(_) => "accepted",
            Self::Refused(_) => "refused",
            Self::Unanswered(_) => "unanswered",
            Self::Seen => "seen",
            Self::NotSeen => "not seen",
            Self::Over(_) => "over",
            Self::Lost => "no outcome known",
        }
    }
}
