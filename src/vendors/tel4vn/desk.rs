//! Asking: one signed read, and the lists of one poll at once.

use super::answer::{Listed, Listing, list};
use super::config::{Config, Generation};
use super::pages::PAGE;
use super::sign_in::Login;
use crate::domain::Fault;
use crate::vendor::{Http, Reply, Request};

/// What a poll asks for. Of the lists in pages: where the page begins.
#[expect(clippy::struct_excessive_bools, reason = "four lists, each of which is asked for or not")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// The live calls.
    pub(super) calls: bool,
    /// The agents on calls.
    pub(super) busy: bool,
    /// The agents who are logged in.
    pub(super) live: bool,
    /// The callers of queues.
    pub(super) members: bool,
    /// The queues.
    pub(super) lines: Option<u64>,
    /// The extensions.
    pub(super) roster: Option<u64>,
}

/// What came; `None` was not asked for.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The live calls.
    pub(super) calls: Option<Listed>,
    /// The agents on calls, and which generation had them.
    pub(super) busy: Option<Result<(Generation, Listing), Fault>>,
    /// The agents who are logged in.
    pub(super) live: Option<Listed>,
    /// The callers of queues.
    pub(super) members: Option<Listed>,
    /// The queues.
    pub(super) lines: Option<Listed>,
    /// The extensions.
    pub(super) roster: Option<Listed>,
}

/// The way to one account.
#[derive(Clone, Copy, Debug)]
pub(super) struct Desk<'a> {
    /// The way out.
    pub(super) http: &'a Http,
    /// Who signs.
    pub(super) login: &'a Login,
    /// Where and what.
    pub(super) config: &'a Config,
    /// Which list of agents on calls is asked first.
    pub(super) monitor: Generation,
}

impl Desk<'_> {
    /// Sends `request` to a path of `generation`, signed.
    pub(super) async fn send(&self, request: Request, generation: Generation) -> Result<Reply, Fault> {
        self.http.send(self.login.signed(request, generation)).await
    }

    /// A list at `path`.
    pub(super) async fn list(&self, label: &'static str, path: &str) -> Listed {
        let request = Request::get(label, self.config.at(path));
        list(self.send(request, Generation::of(path)).await?, self.config.utc_offset)
    }

    /// A page of a list at `path`. Both numbers are always sent: without them a list may come without rows
    /// (tel4vn §7).
    async fn page(&self, label: &'static str, path: &str, offset: u64) -> Listed {
        let request = Request::get(label, self.config.at(path))
            .query("limit", PAGE.to_string())
            .query("offset", offset.to_string());
        list(self.send(request, Generation::of(path)).await?, self.config.utc_offset)
    }

    /// The agents on calls, of the generation that has them (tel4vn §2.2).
    async fn busy(&self) -> Result<(Generation, Listing), Fault> {
        let other = self.monitor.other();
        match self.monitored(self.monitor).await {
            Err(Fault::Gone(_)) => self.monitored(other).await.map(|listing| (other, listing)),
            listed => listed.map(|listing| (self.monitor, listing)),
        }
    }

    async fn monitored(&self, generation: Generation) -> Listed {
        let path = match generation {
            Generation::V1 => "/v1/monitor/agent",
            Generation::V3 => "/v3/monitor",
        };
        self.list("read the agents on calls", path).await
    }

    /// Asks for everything in `plan` at once.
    pub(super) async fn ask(&self, plan: Plan) -> Found {
        let calls =
            async { if plan.calls { Some(self.list("read the calls", "/v1/call").await) } else { None } };
        let busy = async { if plan.busy { Some(self.busy().await) } else { None } };
        let live = async {
            if plan.live { Some(self.list("read the agents", "/v3/agent/live").await) } else { None }
        };
        let members = async {
            let path = "/v3/monitor/callcenter/queue";
            if plan.members { Some(self.list("read who waits", path).await) } else { None }
        };
        let page = async |label, path: &str, offset: Option<u64>| match offset {
            Some(offset) => Some(self.page(label, path, offset).await),
            None => None,
        };
        let lines = page("read the queues", "/v1/callcenter/queue", plan.lines);
        let roster = page("read the extensions", &self.config.roster_path, plan.roster);
        let (calls, busy, live, members, lines, roster) =
            tokio::join!(calls, busy, live, members, lines, roster);
        Found { calls, busy, live, members, lines, roster }
    }
}

impl Found {
    /// What of `plan` a dead token kept away.
    pub(super) fn unsigned(&self, plan: Plan) -> Plan {
        let dead = |listed: &Option<Listed>| matches!(listed, Some(Err(Fault::Unauthorized(_))));
        Plan {
            calls: dead(&self.calls),
            busy: matches!(self.busy, Some(Err(Fault::Unauthorized(_)))),
            live: dead(&self.live),
            members: dead(&self.members),
            lines: plan.lines.filter(|_| dead(&self.lines)),
            roster: plan.roster.filter(|_| dead(&self.roster)),
        }
    }

    /// With what came when it was asked again.
    pub(super) fn completed(self, again: Self) -> Self {
        Self {
            calls: again.calls.or(self.calls),
            busy: again.busy.or(self.busy),
            live: again.live.or(self.live),
            members: again.members.or(self.members),
            lines: again.lines.or(self.lines),
            roster: again.roster.or(self.roster),
        }
    }

    /// Whether anything came: then the token is a good one.
    pub(super) fn any(&self) -> bool {
        let came = |listed: &Option<Listed>| matches!(listed, Some(Ok(_)));
        came(&self.calls) || came(&self.live) || came(&self.members) || matches!(self.busy, Some(Ok(_)))
    }
}
