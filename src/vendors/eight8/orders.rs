//! Orders: one acting request each, never repeated (8x8 §5).

use serde_json::{Value, json};

use super::config::{Access, Config};
use super::rights::MOST_CODES;
use super::statuses;
use super::{enrich, place, special, states, variable};
use crate::domain::{
    Action, Agent, AgentId, Call, CallId, Choice, Entries, Fault, Phase, Special, Subject, Text,
};
use crate::messages::Order;
use crate::vendor::{Request, join};

/// The request that acts, and how its answer is to be read.
pub(super) struct Act {
    /// The request.
    pub(super) request: Request,
    /// What the answer is.
    pub(super) answer: Answer,
    /// The call it is about.
    pub(super) call: Option<CallId>,
}

/// What an answer tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Yes or no.
    Verdict,
    /// Yes or no, and whether the agent was busy.
    Placed,
    /// A call's data.
    Data,
}

/// What an order is judged by.
#[derive(Clone, Copy)]
pub(super) struct Office<'a> {
    /// The account's settings.
    pub(super) config: &'a Config,
    /// Where actions go.
    pub(super) access: Access<'a>,
    /// The number of an agent's state, where it is known.
    pub(super) code: &'a dyn Fn(&AgentId) -> Option<i64>,
    /// Finds an agent on a call by name or id.
    pub(super) agent_on: &'a dyn Fn(&CallId, &str) -> Option<AgentId>,
}

impl Office<'_> {
    /// What `order` comes down to, or why it cannot be done.
    pub(super) fn act(&self, order: &Order) -> Result<Act, Fault> {
        match (&order.subject, &order.action) {
            (Subject::Call { seen, .. }, Action::HangUp) => self.end(seen, false),
            (Subject::Call { seen, .. }, Action::Dispose { codes, .. }) => self.dispose(seen, codes),
            (Subject::Call { seen, .. }, Action::Special { special, with }) => {
                self.on_call(seen, special, with)
            }
            (Subject::Agent { seen, .. }, Action::Special { special, .. }) => {
                self.on_agent(&seen.id, special)
            }
            (Subject::Agent { seen, .. }, Action::Place { to, with }) => {
                let body = place::body(self.config, seen.id.as_str(), to, with)?;
                let request = Request::post("place the call", self.tenant(&["calls"])).json(body);
                Ok(self.made(request, Answer::Placed, None))
            }
            (Subject::Agent { seen, .. }, Action::SetState(choice)) => self.set_state(seen, choice),
            (Subject::Call { .. } | Subject::Agent { .. }, action) => {
                Err(refused(&format!("8x8 cannot do that here: {}", action.words())))
            }
        }
    }

    fn end(&self, call: &Call, wrap_up: bool) -> Result<Act, Fault> {
        let id = id(call)?;
        let request = Request::delete("end the call", self.tenant(&["calls", id.as_str()]));
        // Left out rather than sent as false: its mere presence may count (8x8 §5.3).
        let request = if wrap_up { request.query("endPostProcessing", "true") } else { request };
        Ok(self.made(request, Answer::Verdict, Some(id)))
    }

    fn on_call(&self, call: &Call, special: &Special, with: &Entries) -> Result<Act, Fault> {
        match &*special.id {
            special::END_ALL => self.end(call, true),
            special::HANG_UP_LEG => {
                let call_id = id(call)?;
                let agent = match with.get(special::AGENT).map(str::trim).filter(|name| !name.is_empty()) {
                    Some(name) => (self.agent_on)(call_id, name)
                        .ok_or_else(|| refused("no agent of that name or id is on this call"))?,
                    None => agent(call)?.clone(),
                };
                let path = ["calls", call_id.as_str(), "agent", agent.as_str()];
                let request = Request::delete("hang up the agent's leg", self.tenant(&path));
                Ok(self.made(request, Answer::Verdict, Some(call_id)))
            }
            special::SET_VARIABLE => {
                let call_id = id(call)?;
                let body = variable::body(with)?;
                let path = ["api", "v1", "interaction", "data", call_id.as_str()];
                let request = Request::post("set the variable", join(self.access.url, &path)).json(body);
                Ok(self.made(request, Answer::Verdict, Some(call_id)))
            }
            special::CALL_DATA => {
                let call_id = id(call)?;
                let request = enrich::request(self.access, call_id.as_str()).urgent();
                Ok(Act { request, answer: Answer::Data, call: Some(call_id.clone()) })
            }
            _ => self.on_agent(agent(call)?, special),
        }
    }

    /// Lines belong to an agent, whatever call is on them (8x8 §5.5, §5.6).
    fn on_agent(&self, agent: &AgentId, special: &Special) -> Result<Act, Fault> {
        let line = match &*special.id {
            special::FREE_LINE_1 => Some("1"),
            special::FREE_LINE_2 => Some("2"),
            special::FREE_LINES => None,
            _ => return Err(refused(&format!("8x8 cannot do that to an agent: {}", special.label))),
        };
        let path = ["agents", agent.as_str(), "calls"];
        let path = path.into_iter().chain(line.into_iter().flat_map(|line| ["line", line]));
        let label = if line.is_some() { "free the line" } else { "free the lines" };
        let request = Request::delete(label, self.tenant(&path.collect::<Vec<_>>()));
        Ok(self.made(request, Answer::Verdict, None))
    }

    /// Grouped by their lists, in the order they were chosen (8x8 §5.2).
    fn dispose(&self, call: &Call, codes: &[Choice]) -> Result<Act, Fault> {
        let call_id = id(call)?;
        let agent = agent(call)?;
        if codes.is_empty() || codes.len() > MOST_CODES {
            return Err(refused("8x8 takes one to six transaction codes"));
        }
        let mut lists: Vec<(i64, Vec<Value>)> = Vec::new();
        for choice in codes {
            let ids = choice.id.split_once('/');
            let ids = ids.and_then(|(list, code)| Some((list.parse().ok()?, code.parse::<i64>().ok()?)));
            let (list, code): (i64, i64) =
                ids.ok_or_else(|| refused("this is not one of the configured transaction codes"))?;
            let code = json!({ "id": code });
            match lists.iter_mut().find(|(known, _)| *known == list) {
                Some((_, codes)) => codes.push(code),
                None => lists.push((list, vec![code])),
            }
        }
        let lists: Vec<Value> =
            lists.into_iter().map(|(list, codes)| json!({ "id": list, "codes": codes })).collect();
        let path = ["calls", call_id.as_str(), "agent", agent.as_str(), "transaction-codes"];
        let request = Request::put("set the transaction codes", self.tenant(&path));
        Ok(self.made(request.json(json!({ "selections": lists })), Answer::Verdict, Some(call_id)))
    }

    /// Only what the vendor's table of changes allows is sent (8x8 §5.8).
    fn set_state(&self, agent: &Agent, choice: &Choice) -> Result<Act, Fault> {
        let (state, code) = statuses::chosen(self.config, &choice.id)
            .ok_or_else(|| refused("this is not one of the states that 8x8 can set"))?;
        if let Some(now) = (self.code)(&agent.id) {
            if now == state && code.is_none() {
                return Err(refused(&format!("{} is {} already", agent.name, states::name(now))));
            }
            if !states::may(now, state) {
                return Err(refused(&format!(
                    "{} is {}, and 8x8 changes the state only of agents who are available, on break or working \
                     offline",
                    agent.name,
                    states::name(now)
                )));
            }
        }
        let mut body = json!({ "agent-status": state });
        if let (Some(code), Some(fields)) = (code, body.as_object_mut()) {
            fields.insert("status-code-list-id".to_owned(), code.list.into());
            fields.insert("status-code-item-id".to_owned(), code.code.into());
            fields.insert("status-code-item-short-code".to_owned(), code.short.clone().into());
        }
        let path = ["agentstatus", "agents", agent.id.as_str()];
        let request = Request::put("set the agent's state", self.tenant(&path)).json(body);
        Ok(self.made(request, Answer::Verdict, None))
    }

    /// An address below the tenant.
    fn tenant(&self, path: &[&str]) -> String {
        join(&join(self.access.url, &["api", "v1", "tenants", &self.config.tenant]), path)
    }

    fn made(&self, request: Request, answer: Answer, call: Option<&CallId>) -> Act {
        let request = request.basic(self.access.user, self.access.token.expose());
        let request = request.header("Accept", "application/json").acting();
        Act { request, answer, call: call.cloned() }
    }
}

/// The id of a call that has one: a row that is told from an agent's activity has none.
fn id(call: &Call) -> Result<&CallId, Fault> {
    match &call.derived {
        None => Ok(&call.id),
        Some(_) => Err(refused("its call id is not known: only what is done to its agent works")),
    }
}

fn agent(call: &Call) -> Result<&AgentId, Fault> {
    let none = match call.phase {
        Phase::Queued => "no agent is on this call yet",
        Phase::Ringing
        | Phase::Dialing
        | Phase::Talking
        | Phase::Held
        | Phase::Parked
        | Phase::Wrapup
        | Phase::Other(_) => "no agent is on this call",
    };
    call.agent.as_ref().ok_or_else(|| refused(none))
}

fn refused(why: &str) -> Fault {
    Fault::Refused(Text::new(why))
}
