//! Agents' states by their numbers: the agent status list, the event stream, and what codes are called
//! (8x8 §4.6).

use std::collections::BTreeMap;

use serde_json::Value;

use super::agents::LAG;
use super::config::{Access, Config, StatusCode};
use super::faults::{answered, is_xml};
use super::states;
use crate::domain::{Agent, At, Choice, Detail, Fault, Text};
use crate::vendor::loose::field;
use crate::vendor::{Http, Request, join};

/// The most pages that the list is read in: 25 000 agents.
const MOST: i64 = 50;
/// The rows of a page, where there are pages.
const SIZE: &str = "500";

/// A state by its number, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Status {
    /// The number.
    pub(super) code: i64,
    /// The list and the item of the status code.
    pub(super) item: Option<(i64, i64)>,
    /// The item's short code.
    pub(super) short: Option<String>,
    /// What of their chats, if it is told.
    pub(super) sub: Option<String>,
    /// Since when, on our time line.
    pub(super) since: Option<At>,
}

/// Everybody's states, as far as they are told by number.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    listed: BTreeMap<String, Status>,
    streamed: BTreeMap<String, Status>,
}

/// What status codes are called.
#[derive(Clone, Copy, Debug)]
pub(super) struct Labels<'a>(pub(super) &'a [StatusCode]);

/// What became of the agent status list.
#[derive(Debug)]
pub(super) enum Listed {
    /// It came.
    Statuses(BTreeMap<String, Status>),
    /// The tenant has no such feature (8x8 §2.1).
    Off(Text),
    /// It failed.
    Failed(Fault),
}

impl Known {
    /// What the list and the stream tell.
    pub(super) fn new(listed: BTreeMap<String, Status>, streamed: BTreeMap<String, Status>) -> Self {
        Self { listed, streamed }
    }

    /// The newest that is told of `agent` beside figures that were read at `at` and say `figures`. The stream's
    /// word counts for what the figures may not hold yet, and for the reason of what they do hold.
    pub(super) fn of(&self, agent: &str, at: At, figures: Option<i64>) -> Option<&Status> {
        let (listed, streamed) = (self.listed.get(agent), self.streamed.get(agent));
        let news = streamed.filter(|told| told.since.is_some_and(|since| at.since(since) <= LAG));
        let agrees = || streamed.filter(|told| figures == Some(told.code));
        news.or(listed).or_else(agrees)
    }
}

impl Status {
    /// Gives `agent` this state, unless the figures say the same and more.
    pub(super) fn put(&self, agent: &mut Agent, labels: Labels<'_>) {
        let (state, reason) = states::code(self.code);
        if agent.state != state {
            (agent.state, agent.since) = (state, self.since);
            agent.reason = None;
        } else if self.since.is_some() {
            agent.since = self.since;
        }
        let label = self.item.and_then(|(list, code)| labels.find(list, code)).map(|code| &*code.label);
        let told = label.or(self.short.as_deref()).map(Text::new);
        agent.reason = told.or(agent.reason.take()).or_else(|| reason.map(Text::new));
        agent.status = Some(self.id(labels).into());
        if let Some(sub) = self.sub.as_deref().filter(|sub| *sub != "none") {
            agent.details.extend(Detail::plain("sub-status", sub));
        }
    }

    /// The id of the choice that this state is.
    fn id(&self, labels: Labels<'_>) -> String {
        let code = self.item.and_then(|(list, code)| labels.find(list, code));
        let code = code.filter(|code| code.state.code() == self.code);
        code.map_or_else(|| self.code.to_string(), id)
    }

    /// The state of an event (8x8 §4.5): `"801=1722"` is its reason.
    pub(super) fn streamed(code: i64, reason: Option<&str>, since: Option<At>) -> Self {
        let item = reason
            .and_then(|reason| reason.split_once('='))
            .and_then(|(list, code)| Some((list.trim().parse().ok()?, code.trim().parse().ok()?)));
        Self { code, item, short: None, sub: None, since }
    }
}

impl<'a> Labels<'a> {
    fn find(self, list: i64, code: i64) -> Option<&'a StatusCode> {
        self.0.iter().find(|known| known.list == list && known.code == code)
    }

    /// What the realtime metrics' code is called; verbatim if it is none of ours.
    pub(super) fn of(self, told: &str) -> Text {
        let known = self.0.iter().find(|known| {
            known.short == told
                || known.code.to_string() == told
                || format!("{}={}", known.list, known.code) == told
        });
        Text::new(known.map_or(told, |known| &known.label))
    }

    /// Whether the state `code` can be chosen with a reason, so that its number alone does not tell which choice
    /// it is.
    pub(super) fn has_reasons(self, code: i64) -> bool {
        self.0.iter().any(|known| known.state.code() == code)
    }
}

/// The id of a state with a reason.
fn id(code: &StatusCode) -> String {
    format!("{}/{}/{}", code.state.code(), code.list, code.code)
}

/// What an operator can choose from.
pub(super) fn choices(config: &Config) -> Vec<Choice> {
    let plain = [("4", "available"), ("3", "on break"), ("5", "working offline"), ("1", "logged out")];
    let plain = plain.map(|(id, label)| Choice::new(id, label));
    plain.into_iter().chain(config.statuses.iter().map(|code| Choice::new(&id(code), &code.label))).collect()
}

/// The state and the status code that `choice` stands for.
pub(super) fn chosen<'a>(config: &'a Config, choice: &str) -> Option<(i64, Option<&'a StatusCode>)> {
    let code = config.statuses.iter().find(|code| id(code) == choice);
    match code {
        Some(code) => Some((code.state.code(), Some(code))),
        None => choice.parse().ok().map(|state| (state, None)),
    }
}

/// Reads the agent status list, whose pages are optional (8x8 §4.6).
pub(super) async fn list(http: &Http, config: &Config, access: Access<'_>) -> Listed {
    let (mut statuses, mut page) = (BTreeMap::new(), None);
    loop {
        let path = ["api", "v1", "tenants", &config.tenant, "agentstatus", "agents"];
        let request = Request::get("read the agents' statuses", join(access.url, &path))
            .basic(access.user, access.token.expose())
            .header("Accept", "application/json");
        let request = match page {
            Some(index) => request.query("pageSize", SIZE).query("pageIndex", i64::to_string(&index)),
            None => request,
        };
        let reply = match http.send(request).await {
            Ok(reply) => reply,
            Err(fault) => return Listed::Failed(fault),
        };
        let off = reply.status == 403 && is_xml(&reply);
        let read = answered(reply).and_then(|reply| reply.json::<Value>());
        let answer = match read {
            Ok(answer) => answer,
            Err(Fault::Forbidden(why)) if off => return Listed::Off(why),
            Err(fault) => return Listed::Failed(fault),
        };
        let rows = match answer.get("data") {
            Some(Value::Array(rows)) => rows.clone(),
            // One agent may come as itself (8x8 §4.6).
            None if answer.is_object() => vec![answer.clone()],
            Some(_) | None => {
                return Listed::Failed(Fault::Malformed(
                    "failed to read the agents' statuses: no list".into(),
                ));
            }
        };
        statuses.extend(rows.iter().filter_map(status));
        let next = answer.get("page").and_then(next);
        match next {
            Some(next) if next < MOST && page.is_none_or(|page| next > page) => page = Some(next),
            Some(_) | None => return Listed::Statuses(statuses),
        }
    }
}

/// The page after this one, if there is one.
fn next(page: &Value) -> Option<i64> {
    let index = field::whole(page, "pageIndex")?;
    (index + 1 < field::whole(page, "totalPages")?).then_some(index + 1)
}

fn status(row: &Value) -> Option<(String, Status)> {
    let agent = field::text(row, "agent-id")?;
    let code = field::whole(row, "agent-status")?;
    let item = field::whole(row, "status-code-list-id").zip(field::whole(row, "status-code-item-id"));
    let (short, sub) =
        (field::text(row, "status-code-item-short-code"), field::text(row, "agent-sub-status"));
    Some((agent, Status { code, item, short, sub, since: None }))
}

#[cfg(test)]
mod tests;
