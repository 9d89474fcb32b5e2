//! The configuration of an account at this server.

use super::ids::TENANT;
use super::status::{REASONS, Reason, State};
use super::{actions, auth};

/// The account's table, for the server's base URL.
pub(super) fn section(base: &str) -> String {
    let stream = base.replacen("http", "ws", 1);
    let codes = actions::named_codes()
        .map(|(list, code, label)| format!("{{ list = {list}, code = {code}, label = \"{label}\" }}"));
    format!(
        "[8x8.cloud]\ntenant = \"{TENANT}\"\nclient_id = \"{}\"\nclient_secret = \"{}\"\n\
         metrics_url = \"{base}\"\ntoken_url = \"{base}\"\ncalls_url = \"{base}\"\n\
         user = \"{TENANT}\"\naction_token = \"{}\"\n\
         stream_url = \"{stream}\"\nstream_key = \"{}\"\n\
         transaction_codes = [{}]\nstatuses = [{}]\n",
        auth::CLIENT_ID,
        auth::CLIENT_SECRET,
        auth::ACTION_TOKEN,
        auth::STREAM_KEY,
        codes.collect::<Vec<_>>().join(", "),
        REASONS.iter().map(status).collect::<Vec<_>>().join(", "),
    )
}

fn status(reason: &Reason) -> String {
    let state = if reason.state == State::OnBreak { "on_break" } else { "work_offline" };
    let Reason { list, item, short, label, .. } = reason;
    format!(
        "{{ list = {list}, code = {item}, short = \"{short}\", state = \"{state}\", label = \"{label}\" }}"
    )
}
