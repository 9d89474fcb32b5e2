//! Asterisk as its fact sheet has it: the manager interface (AMI) over HTTP, and two lists of the REST
//! interface (ARI).

mod agents;
mod answer;
mod ari;
mod calls;
mod commands;
mod core;
mod devices;
mod dialplan;
mod events;
mod figures;
mod legs;
mod lists;
mod look;
mod lot;
mod members;
mod names;
mod originate;
mod packet;
mod phones;
mod plan;
mod queues;
mod recording;
mod request;
mod sessions;
mod slips;
mod story;
mod switch;
mod tapes;
mod tell;
mod transfer;

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::Dialect;
use super::http::Reply;
use super::world::{CallId, Habits, Site};

pub(super) const DIALECT: Dialect = Dialect {
    name: "asterisk",
    habits: Habits { zone: chrono_tz::Europe::Berlin, ring_group: 2, consults: true, phone, key },
    endpoints: commands::ENDPOINTS,
    endpoint,
    actions: commands::ACTIONS,
    slips: slips::SLIPS,
    serve: answer::serve,
    failure,
    config,
};

/// How many queues the configuration knows an extension of.
const KNOWN_QUEUES: usize = 24;

fn config(base: &str) -> String {
    let mut queues = String::new();
    for ix in 0..KNOWN_QUEUES {
        let comma = if ix == 0 { "" } else { ", " };
        // Writing to a text cannot fail.
        write!(queues, "{comma}\"{}\" = \"{}\"", Site::queue_name(ix), dialplan::queue_exten(ix))
            .unwrap_or_default();
    }
    format!(
        "[asterisk.pbx]\nurl = \"{base}\"\nuser = \"recorder\"\nsecret = \"{}\"\nphone = \"{}\"\n\
         outside = [\"{}\"]\ndial_context = \"from-agents\"\ntransfer_context = \"from-agents\"\n\
         queue_context = \"queues\"\nqueue_extensions = {{ {queues} }}\npark_lot = \"{}\"\n\
         ari_user = \"{}\"\nari_secret = \"{}\"\n",
        sessions::RECORDER_SECRET,
        dialplan::SUPERVISOR,
        dialplan::CARRIER,
        lot::NAME,
        ari::USER,
        ari::SECRET,
    )
}

/// An international number in the ranges kept for fiction. Its plus sign is the test of a client's encoding.
fn phone(rng: &mut fastrand::Rng) -> String {
    let area = *rng.choice(&[202, 303, 415, 512, 617, 650]).unwrap_or(&202);
    format!("+1{area}55501{:02}", rng.u8(..100))
}

/// A `Uniqueid`: the second of the leg's creation and a running number (asterisk §3). Even numbers are left to
/// calls, odd ones to their other legs.
fn key(at: DateTime<Utc>, id: CallId) -> String {
    format!("{}.{}", at.timestamp(), 2 * id)
}

/// As far as a path can tell; the action stands in the query or in the body.
fn endpoint(_method: &str, path: &str) -> &'static str {
    match request::Door::at(path) {
        request::Door::Rawman => "rawman",
        request::Door::Ari(_) => "ari",
        request::Door::None => "other",
    }
}

/// The pages of the built-in web server.
fn failure(status: u16) -> Reply {
    let title = match status {
        404 => "Not Found",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        _ => "Error",
    };
    let text = if status == 404 { "The requested URL was not found on this server." } else { "" };
    let page = format!(
        "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\r\n<html><head>\r\n<title>{status} {title}</title>\r\n\
         </head><body>\r\n<h1>{title}</h1>\r\n<p>{text}</p>\r\n<hr />\r\n<address>Asterisk</address>\r\n</body></html>\r\n"
    );
    served(Reply { kind: "text/html", ..Reply::text(status, page) })
}

/// What every answer of this web server says about itself.
fn served(reply: Reply) -> Reply {
    reply.with("server", "Asterisk").with("cache-control", "no-cache, no-store")
}
