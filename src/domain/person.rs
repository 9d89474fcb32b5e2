//! One person who takes calls at several accounts.

use super::{Account, AgentId, Text};

/// A person as an operator describes them: which agents they are, account by account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// What they are called.
    pub name: Text,
    /// Their agents; one at least.
    pub agents: Vec<Mention>,
}

/// An agent as an operator writes it, before anyone knows which agents there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Whose agent.
    pub account: Account,
    /// What was written, in case it is the vendor's id.
    pub id: AgentId,
    /// What was written, in case it is a name or an extension.
    pub name: Text,
}

impl Mention {
    /// The agent that is `written` so, at `account`.
    pub fn new(account: &Account, written: &str) -> Self {
        Self { account: account.clone(), id: AgentId::from(written), name: Text::new(written) }
    }
}
