//! Who gives orders, and what they may do.

use super::Text;

/// Somebody who looks at a floor, as the floor knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Their name, as in the audit log.
    pub operator: Text,
    /// What they may do.
    pub permissions: Permissions,
}

/// What a principal may do, whatever the vendors allow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Permissions {
    /// Look, and give every order.
    #[default]
    All,
    /// Look, and give none.
    ReadOnly,
}

impl Permissions {
    /// Whether orders may be given, or why not. The floor asks this of every order; a screen asks it to explain.
    pub fn may_order(self) -> Result<(), &'static str> {
        match self {
            Self::All => Ok(()),
            Self::ReadOnly => Err("this board is read-only"),
        }
    }
}
