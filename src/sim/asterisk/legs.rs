//! A leg: what the vendor calls a channel (asterisk §3).

use super::super::world::{Agent, Call, Ms};
use super::dialplan;
use super::look::configured;
use super::names::{Name, Part};

/// The states that occur here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Down,
    /// Calls out, not answered yet.
    Ring,
    /// Is being rung.
    Ringing,
    Up,
}

impl State {
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Down => 0,
            Self::Ring => 4,
            Self::Ringing => 5,
            Self::Up => 6,
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Down => "Down",
            Self::Ring => "Ring",
            Self::Ringing => "Ringing",
            Self::Up => "Up",
        }
    }
}

/// A number and a name, each empty if unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Who {
    pub(super) number: String,
    pub(super) name: String,
}

impl Who {
    pub(super) fn new(number: impl Into<String>, name: impl Into<String>) -> Self {
        Self { number: number.into(), name: name.into() }
    }

    /// An agent, as the endpoint's configuration names them; nobody for one without a phone.
    pub(super) fn agent(agent: &Agent) -> Self {
        if dialplan::is_robot(agent) {
            return Self::default();
        }
        Self::new(&agent.extension, configured(&agent.name()))
    }

    /// Whoever is outside.
    pub(super) fn party(call: &Call) -> Self {
        Self::new(&call.party, &call.party_name)
    }
}

/// One leg at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Leg {
    pub(super) part: Part,
    pub(super) channel: String,
    pub(super) unique: String,
    pub(super) linked: String,
    pub(super) born: Ms,
    pub(super) state: State,
    pub(super) own: Who,
    pub(super) other: Who,
    pub(super) context: &'static str,
    pub(super) exten: String,
    pub(super) priority: u8,
    pub(super) app: &'static str,
    pub(super) data: String,
    /// The bridge it is in.
    pub(super) bridge: Option<String>,
    /// What its caller dialled.
    pub(super) dialled: String,
}

impl Leg {
    /// A leg that is being rung by another one.
    pub(super) fn rung(part: Part, name: Name, linked: &str) -> Self {
        Self {
            part,
            channel: name.channel,
            unique: name.unique,
            linked: linked.to_owned(),
            born: name.born,
            state: State::Ringing,
            own: Who::default(),
            other: Who::default(),
            context: "from-agents",
            exten: String::new(),
            priority: 1,
            app: "AppDial",
            data: "(Outgoing Line)".to_owned(),
            bridge: None,
            dialled: String::new(),
        }
    }

    /// The endpoint: the channel's name without its running number.
    pub(super) fn endpoint(&self) -> &str {
        self.channel.rsplit_once('-').map_or(self.channel.as_str(), |(endpoint, _)| endpoint)
    }

    /// Whether this is its name or its `Uniqueid`.
    pub(super) fn is(&self, name: &str) -> bool {
        self.unique == name || self.channel.eq_ignore_ascii_case(name)
    }
}
