//! 8x8 Contact Center as its fact sheet has it: figures to poll, actions, and calls in a stream of events only.

mod actions;
mod agentstatus;
mod auth;
mod course;
mod data;
mod figures;
mod ids;
mod ledger;
mod lines;
mod metrics;
mod payload;
mod people;
mod refusal;
mod ring;
mod rtstats;
mod section;
mod slips;
mod status;
mod stream;
mod tallies;

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::routing::any;

use super::Dialect;
use super::http::{self, Ask, Desk, Hall, Reply, Stale};
use super::world::{Habits, Site};
use auth::Tokens;
use data::Quota;
use ledger::Ledger;
use metrics::Board;
use refusal::Refusal;

pub(super) const DIALECT: Dialect = Dialect {
    name: "8x8",
    habits: Habits {
        zone: chrono_tz::America::New_York,
        ring_group: 1,
        consults: true,
        phone: ids::phone,
        key: ids::interaction,
    },
    endpoints: &[
        "token",
        "queues",
        "queueAgents",
        "groups",
        "groupAgents",
        "agents",
        "agentsInQueueGroups",
        "place",
        "codes",
        "end",
        "hangUp",
        "free",
        "freeLine",
        "statuses",
        "status",
        "setStatus",
        "setStatuses",
        "data",
        "setData",
        "rtstats",
        "stream",
        "other",
    ],
    endpoint,
    actions: &["place", "codes", "end", "hangUp", "free", "freeLine", "setStatus", "setStatuses", "setData"],
    slips: slips::SLIPS,
    serve,
    failure: refusal::failure,
    config: section::section,
};

fn serve(hall: Arc<Hall>) -> Router {
    let ledger = Arc::new(Mutex::new(Ledger::default()));
    tokio::spawn(stream::follow(Arc::clone(&hall), Arc::clone(&ledger)));
    let desk = Eight8 {
        ledger: Arc::clone(&ledger),
        tokens: Tokens::default(),
        board: None,
        quota: Quota::default(),
        stale: Stale::default(),
    };
    let stream = any(stream::connect).with_state((Arc::clone(&hall), ledger));
    http::router(hall, desk).route("/ws/{*path}", stream)
}

/// The parts of a path.
fn parts(path: &str) -> Vec<&str> {
    path.split('/').skip(1).collect()
}

/// What is asked of the realtime metrics, with the version, whatever the region (8x8 §1.1).
fn metrics_path<'a, 'b>(parts: &'b [&'a str]) -> Option<(&'a str, &'b [&'a str])> {
    match parts {
        ["analytics", "cc", version, "realtime-metrics", tail @ ..]
        | ["eu" | "au" | "ca", "analytics", "cc", version, "realtime-metrics", tail @ ..] => {
            Some((version, tail))
        }
        _ => None,
    }
}

fn endpoint(method: &str, path: &str) -> &'static str {
    let parts = parts(path);
    if let Some((_, tail)) = metrics_path(&parts) {
        return match tail {
            ["queues"] | ["queues", _] => "queues",
            ["queues", _, "agents"] | ["queues", _, "agents", _] => "queueAgents",
            ["groups"] | ["groups", _] => "groups",
            ["groups", _, "agents"] | ["groups", _, "agents", _] => "groupAgents",
            ["agents"] => "agents",
            ["agents-in-queue-groups"] => "agentsInQueueGroups",
            _ => "other",
        };
    }
    match parts.as_slice() {
        ["oauth", "v2", "token"] => "token",
        ["ws", ..] => "stream",
        ["api", "rtstats", ..] => "rtstats",
        ["api", "v1", "interaction", "data", _] if method == "POST" => "setData",
        ["api", "v1", "interaction", "data", _] => "data",
        ["api", "v1", "tenants", _, tail @ ..] => match (tail, method) {
            (["calls"], _) => "place",
            (["calls", _, "agent", _, "transaction-codes"], _) => "codes",
            (["calls", _], _) => "end",
            (["calls", _, "agent", _], _) => "hangUp",
            (["agents", _, "calls"], _) => "free",
            (["agents", _, "calls", "line", _], _) => "freeLine",
            (["agentstatus", "agents"], _) => "statuses",
            (["agentstatus", "agents", "bulk"], "PUT" | "POST") => "setStatuses",
            (["agentstatus", "agents", _], "PUT") => "setStatus",
            (["agentstatus", "agents", _], _) => "status",
            _ => "other",
        },
        _ => "other",
    }
}

/// The vendor's servers.
struct Eight8 {
    ledger: Arc<Mutex<Ledger>>,
    tokens: Tokens,
    /// What the realtime metrics show for five seconds.
    board: Option<Board>,
    quota: Quota,
    stale: Stale,
}

impl Desk for Eight8 {
    fn answer(&mut self, site: &mut Site, ask: &Ask) -> Reply {
        let ledger = Arc::clone(&self.ledger);
        let mut ledger = ledger.lock().unwrap_or_else(PoisonError::into_inner);
        let skew = ask.trouble.millis("skew");
        ledger.follow(site, skew);
        let answer = self.route(site, ask, &mut ledger);
        // What was just done is an event too.
        ledger.follow(site, skew);
        answer.unwrap_or_else(|refusal| refusal.reply(ask))
    }
}

impl Eight8 {
    fn route(&mut self, site: &mut Site, ask: &Ask, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let parts = parts(&ask.path);
        if let Some((version, tail)) = metrics_path(&parts) {
            self.tokens.admit(ask)?;
            let board = Board::renew(&mut self.board, site, ask.trouble.millis("skew"), ledger);
            return metrics::answer(board, ask, version, tail);
        }
        match parts.as_slice() {
            ["oauth", "v2", "token"] => self.tokens.issue(ask),
            ["api", "rtstats", "stats", tail @ ..] => {
                rtstats::answer(&mut self.stale, (site, ledger), ask, tail)
            }
            ["api", "v1", "interaction", "data", id] => {
                data::answer(&mut self.quota, (site, ledger), ask, id)
            }
            ["api", "v1", "tenants", tenant, "agentstatus", tail @ ..] => {
                agentstatus::answer((site, ledger), ask, tenant, tail)
            }
            ["api", "v1", "tenants", tenant, tail @ ..] => actions::answer((site, ledger), ask, tenant, tail),
            _ => Err(Refusal::Nowhere),
        }
    }
}

#[cfg(test)]
mod tests;
