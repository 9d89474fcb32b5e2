//! The adapter over real sockets.

mod acting;
mod odd;
mod reading;
mod server;
mod signing;

use super::fixtures::fixture;

/// The keys of an account with the default sign-in.
const JWT: &str = "client_id = 'app'\nclient_secret = 's3cr3t-client'\njwt = 's3cr3t-jwt'\n";
/// With its sub-account.
const KEYS: &str =
    "account_id = '12440011'\nclient_id = 'app'\nclient_secret = 's3cr3t-client'\njwt = 's3cr3t-jwt'\n";
/// The call of the fixtures that is being talked on.
const UII: &str = "202005081040440132050000019657";
