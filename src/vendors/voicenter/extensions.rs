//! The extension list: agents and their calls, each readable without the other (voicenter §2.1).

use std::collections::BTreeMap;

use serde_json::Value;

use super::answer::List;
use super::calls;
use super::directory::Directory;
use super::frame::Frame;
use super::keys::under;
use super::people::{Load, Wire};
use crate::domain::{Agent, AgentId, Call, CallId, Only, Text, Unread, Verb};
use crate::vendor::{loose, rows_at};

/// What an extension list tells.
#[derive(Debug)]
pub(super) struct Extensions {
    /// The agents.
    pub agents: Vec<Agent>,
    /// Those that could not be read.
    pub agents_unread: Vec<Unread>,
    /// The calls of all of them.
    pub calls: Vec<Call>,
    /// Those that could not be read.
    pub calls_unread: Vec<Unread>,
    /// What an order needs and the board does not.
    pub notes: Notes,
}

/// What an order needs to know of the last list.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    /// The user of each extension.
    pub users: BTreeMap<AgentId, String>,
    /// `callStarted` of each call, as it came: no clock can blur it.
    pub started: BTreeMap<CallId, i64>,
}

/// The extensions of `list`. One that cannot be read does not hide its calls.
pub(super) fn extensions(list: List, frame: Frame, directory: &Directory) -> Extensions {
    let (mut found, mut calls_unread, mut notes) = (Vec::new(), Vec::new(), Notes::default());
    let (mut heads, mut loads) = (Vec::with_capacity(list.rows.len()), BTreeMap::<String, Load>::new());
    for (index, mut row) in list.rows.into_iter().enumerate() {
        let calls = row.as_object_mut().and_then(|row| row.remove("calls")).unwrap_or_default();
        let username = username(&row);
        let path = format!("EXTENSIONS[{index}].calls");
        let (read, unread) = match calls {
            Value::Array(calls) => {
                rows_at(&path, calls, |wire: calls::Wire| wire.call(username.as_deref(), frame, list.present))
            }
            Value::Null => (Vec::new(), Vec::new()),
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                (Vec::new(), vec![Unread::row(format!("{path}: not a list"))])
            }
        };
        if let Some(username) = username {
            let load = loads.entry(username).or_default();
            load.unread += unread.len();
            for sighted in &read {
                load.add(&sighted.call);
            }
        }
        notes.started.extend(read.iter().filter_map(|seen| Some((seen.call.id.clone(), seen.started?))));
        found.extend(read.into_iter().map(|sighted| sighted.call));
        calls_unread.extend(unread);
        heads.push(row);
    }
    for call in &mut found {
        call.only = only(call.agent.as_ref(), &loads);
    }
    let (agents, agents_unread) = rows_at("EXTENSIONS", heads, |wire: Wire| {
        let load = wire.username().and_then(|name| loads.get(name)).cloned().unwrap_or_default();
        let agent = wire.agent(&load, directory)?;
        notes.users.extend(user(&agent, &wire));
        Ok(agent)
    });
    Extensions { agents, agents_unread, calls: found, calls_unread, notes }
}

/// What can be done to a call on extension `agent`: a hang-up is addressed to the extension, and with several calls
/// there nobody can say which of them it ends (voicenter §5.2).
fn only(agent: Option<&AgentId>, loads: &BTreeMap<String, Load>) -> Option<Only> {
    let Some(extension) = agent else {
        return Some(Only::new(&[], Text::new("the extension of this call could not be read")));
    };
    let count = loads.get(extension.as_str()).map_or(0, Load::count);
    let why = format!("Voicenter ends calls by extension, and {} has {count} of them", extension.as_str());
    (count > 1).then(|| Only::new(&[Verb::Record], Text::new(&why)))
}

/// The newest `callStarted`, for the frame.
pub(super) fn newest(list: &List) -> Option<i64> {
    let calls = list.rows.iter().filter_map(|row| under(row.as_object()?, "calls")?.as_array()).flatten();
    calls.filter_map(|call| loose::whole_of(under(call.as_object()?, "callStarted")?)).max()
}

/// The key of an extension's row.
pub(super) fn username(row: &Value) -> Option<String> {
    let name = row.as_object().and_then(|row| under(row, "username")).and_then(loose::text_of);
    name.filter(|name| !name.trim().is_empty())
}

fn user(agent: &Agent, wire: &Wire) -> Option<(AgentId, String)> {
    Some((agent.id.clone(), wire.user()?.to_owned()))
}
