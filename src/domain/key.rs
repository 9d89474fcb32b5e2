//! Identity. A vendor's id means nothing without the account it came from.

use std::fmt;
use std::sync::Arc;

use super::Text;

/// One configured login of a vendor: the table `[vendor.name]` of the configuration.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account {
    vendor: Arc<str>,
    name: Arc<str>,
}

impl Account {
    /// The account `name` of the dialect `vendor`, both as the configuration spells them.
    pub fn new(vendor: &str, name: &str) -> Self {
        Self { vendor: vendor.into(), name: name.into() }
    }

    /// The dialect it speaks, such as `ringcentral`.
    pub fn vendor(&self) -> &str {
        &self.vendor
    }

    /// The operator's name for it, such as `sales`.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.vendor, self.name)
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An opaque id of a vendor's, and the key that an account makes of it.
macro_rules! identity {
    ($id:ident, $key:ident, $what:literal) => {
        #[doc = concat!("The vendor's own id of ", $what, ": opaque, kept to the letter, sent back as it came.")]
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $id(Arc<str>);

        impl $id {
            /// The id exactly as the vendor wrote it. Not safe to print: use [`Self::text`] for that.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The id as it may stand on a screen or in a log.
            pub fn text(&self) -> Text {
                Text::new(&self.0)
            }
        }

        impl From<&str> for $id {
            fn from(id: &str) -> Self {
                Self(id.into())
            }
        }

        impl From<String> for $id {
            fn from(id: String) -> Self {
                Self(id.into())
            }
        }

        #[doc = concat!("Which ", stringify!($id), " of which account: the identity of ", $what, ".")]
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $key {
            /// Whose id it is.
            pub account: Account,
            /// The vendor's id.
            pub id: $id,
        }

        impl $key {
            /// The key of `id` at `account`.
            pub fn new(account: &Account, id: &$id) -> Self {
                Self { account: account.clone(), id: id.clone() }
            }
        }
    };
}

identity!(CallId, CallKey, "a call");
identity!(AgentId, AgentKey, "an agent");
identity!(QueueId, QueueKey, "a queue");
