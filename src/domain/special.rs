//! Actions that one vendor has and others do not, as its adapter describes them.

use std::borrow::Cow;

use super::{Agent, Call, Field, Phase, Text};

/// An action that only some vendors have. The adapter says everything an operator must know of it; whoever
/// shows, asks, sends and records orders needs to know no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Special {
    /// What the adapter calls it.
    pub id: Cow<'static, str>,
    /// What it does, in words that follow a name: `free line 1`.
    pub label: Text,
    /// What it is done to.
    pub target: Target,
    /// How much is asked before it is sent.
    pub weight: Weight,
    /// What happens then, as a sentence.
    pub consequence: Text,
    /// What is asked before.
    pub fields: Vec<Field>,
    /// The phases of a call in which it can be done; empty means any.
    pub phases: Cow<'static, [Phase]>,
    /// What the vendor's lists show of it.
    pub shows: Shows,
    /// Which of the agent's calls it ends or changes, where it is done to an agent.
    pub reach: Reach,
}

impl Special {
    /// What is done to a call.
    pub fn call(id: &'static str, label: &str, weight: Weight, consequence: &str) -> Self {
        Self {
            id: Cow::Borrowed(id),
            label: Text::new(label),
            target: Target::Call,
            weight,
            consequence: Text::new(consequence),
            fields: Vec::new(),
            phases: Cow::Borrowed(&[]),
            shows: Shows::Nothing,
            reach: Reach::Nothing,
        }
    }

    /// What is done to an agent.
    pub fn agent(id: &'static str, label: &str, weight: Weight, consequence: &str) -> Self {
        Self { target: Target::Agent, ..Self::call(id, label, weight, consequence) }
    }

    /// With what is asked before.
    #[must_use]
    pub fn asks(self, fields: Vec<Field>) -> Self {
        Self { fields, ..self }
    }

    /// Only in these phases of a call.
    #[must_use]
    pub fn within(self, phases: &'static [Phase]) -> Self {
        Self { phases: Cow::Borrowed(phases), ..self }
    }

    /// With what the vendor's lists show of it.
    #[must_use]
    pub fn shows(self, shows: Shows) -> Self {
        Self { shows, ..self }
    }

    /// With which of the agent's calls it ends or changes.
    #[must_use]
    pub fn reaching(self, reach: Reach) -> Self {
        Self { reach, ..self }
    }

    /// Whether it can be done to a call in `phase`.
    pub fn fits(&self, phase: &Phase) -> bool {
        self.phases.is_empty() || self.phases.contains(phase)
    }
}

/// What a [`Special`] is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A call.
    Call,
    /// An agent, or the agent of a call.
    Agent,
}

/// Which calls of an agent a [`Special`] ends or changes. A vendor that is told only the agent, the extension or
/// the line takes whatever call is there by then, so an order names the calls that it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// None.
    Nothing,
    /// One, and nobody tells which: the agent must have no other.
    One,
    /// All of them.
    Every,
}

impl Reach {
    /// Whether it is clear which of the agent's `calls` (so many) are meant.
    pub fn fits(self, agent: &str, calls: usize) -> Result<(), String> {
        match (self, calls) {
            (Self::Nothing, _) | (Self::One, 1) | (Self::Every, 1..) => Ok(()),
            (Self::One | Self::Every, 0) => Err(format!("{agent} is on no call that the board knows")),
            (Self::One, _) => {
                Err(format!("{agent} has {calls} calls, and nothing tells which of them this would end"))
            }
        }
    }
}

/// How much is asked before an order is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// No customer, agent or recording can notice: sent at once.
    Quiet,
    /// One of them may notice: asked, and only `y` is a yes.
    Noticed,
    /// Ends a call for somebody: two digits must be typed.
    Final,
}

/// What a vendor's lists show of a [`Special`] that was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// Nothing: the vendor's "accepted" is the last word.
    Nothing,
    /// The call is gone, or with somebody else, or does something else.
    Moved,
    /// The call's details, recording or times change.
    Changed,
    /// The agent's state or status changes.
    Agent,
}

impl Shows {
    /// Whether `now` shows it of the call that was `seen`; `None` is a call that is gone.
    pub fn on_call(self, seen: &Call, now: Option<&Call>) -> bool {
        let Some(now) = now else { return self == Self::Moved };
        match self {
            Self::Moved => now.phase != seen.phase || now.agent != seen.agent || now.queue != seen.queue,
            Self::Changed => now.details != seen.details || now.recording != seen.recording,
            Self::Nothing | Self::Agent => false,
        }
    }

    /// Whether `now` shows it of the agent who was `seen`.
    pub fn on_agent(self, seen: &Agent, now: &Agent) -> bool {
        self == Self::Agent && (now.state != seen.state || now.reason != seen.reason)
    }
}
