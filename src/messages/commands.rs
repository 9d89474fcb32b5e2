//! What the floor tells an account's task to do.

use super::Ticket;
use crate::domain::{Action, At, Subject, Text};

/// Something the floor wants an account's task to do.
#[derive(Clone, Debug)]
pub enum AccountCommand {
    /// Carry out an order, before anything else.
    Carry(Box<Order>),
    /// Poll now, as far as the budget allows.
    Refresh,
}

/// An action on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// Its receipt.
    pub ticket: Ticket,
    /// Who gave it, by the name that the floor knows them by.
    pub operator: Text,
    /// Who it is for, with the rows that the board had when it was given or, if that is later, sent.
    pub subject: Subject,
    /// What is to be done.
    pub action: Action,
    /// When the key went down.
    pub at: At,
}
