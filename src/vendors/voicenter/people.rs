//! Extensions as agents (voicenter §2.1).

use serde::Deserialize;
use serde_json::Value;

use super::directory::Directory;
use crate::domain::DetailClass::{Name, Number};
use crate::domain::{Agent, AgentId, AgentState, At, Call, Detail, Phase, Text};
use crate::vendor::loose;

/// An extension without its calls.
#[derive(Debug, Deserialize)]
pub(super) struct Wire {
    #[serde(default, deserialize_with = "loose::word")]
    name: Option<String>,
    #[serde(default, rename = "userID", deserialize_with = "loose::word")]
    user: Option<String>,
    /// A name here, a number in the realtime feed.
    #[serde(default)]
    representative: Value,
    #[serde(default, rename = "onlineUserID", deserialize_with = "loose::whole")]
    online: Option<i64>,
    #[serde(default, deserialize_with = "loose::word")]
    username: Option<String>,
    #[serde(default, rename = "onlineUserStatus", deserialize_with = "loose::word")]
    status: Option<String>,
}

/// What an extension's calls mean for its agent.
#[derive(Clone, Debug, Default)]
pub(super) struct Load {
    /// Its calls: what they do, and since when as far as that is known.
    pub calls: Vec<(Phase, Option<At>)>,
    /// How many of its calls could not be read.
    pub unread: usize,
}

impl Load {
    /// With one more call.
    pub(super) fn add(&mut self, call: &Call) {
        let since = match call.phase {
            Phase::Ringing | Phase::Dialing => call.started,
            Phase::Talking | Phase::Other(_) => call.answered,
            Phase::Queued | Phase::Held | Phase::Parked | Phase::Wrapup => None,
        };
        self.calls.push((call.phase.clone(), since));
    }

    /// How many calls there are.
    pub(super) fn count(&self) -> usize {
        self.calls.len() + self.unread
    }

    /// The vendor's own rule: a call on hold, else any call, else the status (voicenter §2.1). Where all that is
    /// known is that there is a call, that is what it says.
    fn state(&self) -> Option<(AgentState, Option<At>)> {
        let since = |phase: &Phase| {
            self.calls.iter().filter(|(other, _)| other == phase).filter_map(|(_, since)| *since).min()
        };
        let any = |phase: &Phase| self.calls.iter().any(|(other, _)| other == phase);
        if any(&Phase::Held) {
            Some((AgentState::Held, None))
        } else if any(&Phase::Talking) {
            Some((AgentState::Talking, since(&Phase::Talking)))
        } else if any(&Phase::Dialing) {
            Some((AgentState::Dialing, since(&Phase::Dialing)))
        } else if self.unread > 0 {
            Some((AgentState::Unknown("on a call".into()), None))
        } else if any(&Phase::Ringing) {
            Some((AgentState::Ringing, since(&Phase::Ringing)))
        } else {
            // A word that is not known: an answer alone tells that they talk.
            let answered = self.calls.iter().find_map(|(_, since)| *since);
            let state = if answered.is_some() {
                AgentState::Talking
            } else {
                AgentState::Unknown("on a call".into())
            };
            (!self.calls.is_empty()).then_some((state, answered))
        }
    }
}

impl Wire {
    /// The extension's key.
    pub(super) fn username(&self) -> Option<&str> {
        self.username.as_deref().filter(|name| !name.trim().is_empty())
    }

    /// The id of the user whom the extension belongs to, which a change of status needs (voicenter §5.4).
    pub(super) fn user(&self) -> Option<&str> {
        self.user.as_deref().map(str::trim).filter(|user| !user.is_empty() && *user != "0")
    }

    /// The agent, whose calls are `load`.
    pub(super) fn agent(&self, load: &Load, directory: &Directory) -> Result<Agent, String> {
        let username = self.username().ok_or(".username: missing")?;
        // The representative's name stays filled after they left; only the id tells (voicenter §2.1).
        let nobody = self.online == Some(0);
        let owner = self.name.as_deref().and_then(Text::some);
        let present = self.representative.as_str().and_then(Text::some).filter(|_| !nobody);
        let listed = directory.extension(username);
        let name =
            present.or_else(|| owner.clone()).or_else(|| listed.and_then(|listed| listed.name.clone()));
        let name = name.unwrap_or_else(|| Text::new(username));
        let status = self.status.as_deref().map(str::trim).filter(|status| !status.is_empty());
        let (state, reason, since) = if let Some((state, since)) = load.state() {
            (state, status.and_then(|code| directory.statuses().reason(code)), since)
        } else {
            let (state, reason) = directory.statuses().idle(status, nobody);
            (state, reason, None)
        };
        let details = [
            (Name, "owner", owner.filter(|owner| *owner != name)),
            (Name, "line", listed.and_then(|listed| listed.name.clone())),
            (Number, "short number", listed.and_then(|listed| listed.short.clone())),
        ];
        let details =
            details.into_iter().filter_map(|(class, label, value)| Detail::of(class, label, &value?));
        Ok(Agent {
            extension: Text::some(username),
            status: status.filter(|code| code.parse::<i64>().is_ok()).map(Into::into),
            reason,
            since,
            group: listed.and_then(|listed| listed.group.clone()),
            details: details.collect(),
            ..Agent::new(AgentId::from(username), name, state)
        })
    }
}
