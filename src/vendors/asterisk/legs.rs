//! One block of `CoreShowChannels` is one leg of a call (fact sheet §3).

use std::time::Duration;

use super::names;
use super::wire::{Block, unescaped};
use crate::domain::{At, Party};
use crate::vendor::Reply;

/// The variable that names a recording's file (fact sheet §5).
const TAPE: &str = "MIXMONITOR_FILENAME";

/// A leg: one phone's or one trunk's side of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Leg {
    /// The server's id of it, good for as long as the server runs.
    pub(super) id: String,
    /// Its name, such as `PJSIP/102-00000001`.
    pub(super) channel: String,
    /// What it does.
    pub(super) state: State,
    /// Who is at this end.
    pub(super) caller: Party,
    /// Who the server says is at the other end.
    pub(super) connected: Party,
    /// Where it is in the dialplan.
    pub(super) context: Option<String>,
    /// See [`Self::context`].
    pub(super) extension: Option<String>,
    /// The application that it is in.
    pub(super) application: Option<String>,
    /// What that was told.
    pub(super) data: Option<String>,
    /// The oldest leg of what it belongs to. Not reliable after transfers.
    pub(super) linked: Option<String>,
    /// The bridge in which it hears others.
    pub(super) bridge: Option<String>,
    /// When it began.
    pub(super) since: Option<At>,
    /// What its variable tells of recordings.
    pub(super) tape: Variable,
    /// What it is billed to.
    pub(super) account: Option<String>,
}

/// The variable that names the file of the newest recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Variable {
    /// The server does not list it.
    Untold,
    /// There never was a recording.
    Empty,
    /// There is one, or there was: it stays when the recording is stopped.
    File(String),
}

impl Variable {
    /// The file, if there is or was one.
    pub(super) fn file(&self) -> Option<&str> {
        match self {
            Self::File(file) => Some(file),
            Self::Untold | Self::Empty => None,
        }
    }
}

/// What a leg does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It was answered.
    Up,
    /// It calls somebody, and was not answered itself.
    Asking,
    /// It is being called and has not answered.
    Called(&'static str),
    /// The server's own word.
    Other(String),
}

impl State {
    fn read(block: &Block) -> Self {
        match block.get("ChannelState").unwrap_or_default().trim() {
            "0" => Self::Called("Down"),
            "1" => Self::Called("Rsrvd"),
            "3" => Self::Called("Dialing"),
            "5" => Self::Called("Ringing"),
            "9" => Self::Called("Pre-ring"),
            "4" => Self::Asking,
            "6" => Self::Up,
            _ => Self::Other(block.get("ChannelStateDesc").unwrap_or("unknown").to_owned()),
        }
    }

    /// The server's word for it.
    pub(super) fn word(&self) -> &str {
        match self {
            Self::Up => "Up",
            Self::Asking => "Ring",
            Self::Called(word) => word,
            Self::Other(word) => word,
        }
    }
}

impl Leg {
    /// Reads a block that came with `reply`, or says what is wrong with it.
    pub(super) fn read(block: &Block, reply: &Reply) -> Result<Self, String> {
        let since = block.known("Duration").and_then(clock).map(|span| reply.at - span);
        Ok(Self {
            id: block.must("Uniqueid")?.to_owned(),
            channel: block.must("Channel")?.to_owned(),
            state: State::read(block),
            caller: party(block, "CallerIDName", "CallerIDNum"),
            connected: party(block, "ConnectedLineName", "ConnectedLineNum"),
            context: block.known("Context").map(str::to_owned),
            extension: block.known("Exten").map(str::to_owned),
            application: block.known("Application").map(str::to_owned),
            data: block.known("ApplicationData").map(str::to_owned),
            linked: block.known("Linkedid").map(str::to_owned),
            bridge: block.known("BridgeId").map(str::to_owned),
            since,
            tape: tape(block),
            account: block.known("AccountCode").map(str::to_owned),
        })
    }

    /// The phone or trunk: `PJSIP/102` of `PJSIP/102-00000001`.
    pub(super) fn endpoint(&self) -> &str {
        names::endpoint(&self.channel)
    }

    /// Which half of a pair of local legs it is, and the name that both share.
    pub(super) fn half(&self) -> Option<(&str, char)> {
        names::half(&self.channel)
    }

    /// Whether it is in `application`.
    pub(super) fn is_in(&self, application: &str) -> bool {
        self.application.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(application))
    }

    /// Whether somebody called it, rather than it somebody.
    pub(super) fn called(&self) -> bool {
        matches!(self.state, State::Called(_))
            || ["AppQueue", "AppDial", "AppDial2"].iter().any(|application| self.is_in(application))
    }

    /// The queue that it waits in or came through, as the dialplan spells it.
    pub(super) fn queue(&self) -> Option<&str> {
        self.first("Queue")
    }

    /// The conference of the older kind that it is in, which has no bridge.
    pub(super) fn room(&self) -> Option<&str> {
        self.first("MeetMe")
    }

    /// The agent of a pool who is logged in with it.
    pub(super) fn logged_in(&self) -> Option<&str> {
        self.first("AgentLogin")
    }

    /// Whether it is in a conference.
    pub(super) fn confers(&self) -> bool {
        self.is_in("ConfBridge") || self.is_in("MeetMe")
    }

    /// What it has called, as the dialplan spells it.
    pub(super) fn dials(&self) -> impl Iterator<Item = &str> {
        let dialled = self.first("Dial").or_else(|| self.first("RetryDial"));
        dialled.into_iter().flat_map(|dialled| dialled.split('&')).filter(|one| one.contains('/'))
    }

    /// What `application` was told first, while it is in that.
    fn first(&self, application: &str) -> Option<&str> {
        let data = self.data.as_deref().filter(|_| self.is_in(application))?;
        data.split(',').next().filter(|first| !first.is_empty())
    }
}

/// A name and a number, in a block in which names are escaped.
pub(super) fn party(block: &Block, name: &str, number: &str) -> Party {
    Party::new(block.plain(name).as_deref(), block.known(number))
}

/// What the variable says that names the recording.
fn tape(block: &Block) -> Variable {
    let mut variables = block.all("ChanVariable").filter_map(|pair| pair.split_once('='));
    match variables.find(|(name, _)| *name == TAPE) {
        None => Variable::Untold,
        Some((_, "")) => Variable::Empty,
        Some((_, file)) => Variable::File(unescaped(file)),
    }
}

/// `hh:mm:ss` as a span.
fn clock(text: &str) -> Option<Duration> {
    let parts: Option<Vec<u64>> = text.trim().split(':').map(|part| part.parse().ok()).collect();
    let [hours, minutes, seconds] = parts?.try_into().ok()?;
    Some(Duration::from_secs(hours.checked_mul(3_600)? + minutes.checked_mul(60)?.checked_add(seconds)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_hours_minutes_and_seconds() {
        assert_eq!(clock("00:00:38"), Some(Duration::from_secs(38)));
        assert_eq!(clock("101:01:01"), Some(Duration::from_secs(363_661)));
        for odd in ["", "38", "00:38", "a:b:c", "99999999999999999999:0:0", "9999999999999999999:0:0"] {
            assert_eq!(clock(odd), None, "{odd}");
        }
    }
}
