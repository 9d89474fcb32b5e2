//! What only events tell: holds, the exact state of recordings, when talking began, how calls ended
//! (fact sheet §3, §5, §6).

use std::collections::BTreeMap;

use super::legs::Leg;
use super::wire::Block;
use crate::domain::At;
use crate::vendor::Reply;

/// How much is remembered at most. A server of more calls than that is not one that one board shows.
const MOST: usize = 50_000;

/// Everything that was heard since the session for events began. Without it, nothing here is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// Since when events come; `None` if they do not.
    pub(super) since: Option<At>,
    /// Whether one of class `call` came. Nobody says that a user may not read a class: its events just do not come.
    pub(super) calls: bool,
    /// Whether one of class `agent` came.
    pub(super) agents: bool,
    /// Legs that hold the other side.
    pub(super) holds: BTreeMap<String, Hold>,
    /// The bridge that each leg was heard to enter last.
    pub(super) places: BTreeMap<String, String>,
    /// Whom each supervisor's leg listens to, by the legs' ids.
    pub(super) spied: BTreeMap<String, String>,
    /// The recordings of legs.
    pub(super) tapes: BTreeMap<String, Tape>,
    /// When the second leg entered each bridge.
    pub(super) talks: BTreeMap<String, At>,
    /// When the callers entered their queues.
    pub(super) joined: BTreeMap<String, (String, At)>,
    /// How the last call of each agent ended, by the interface.
    pub(super) ended: BTreeMap<String, Ended>,
    /// How often each agent let a call ring, by the interface.
    pub(super) unanswered: BTreeMap<String, u32>,
    /// Who gave up in each queue.
    pub(super) given_up: BTreeMap<String, GivenUp>,
}

/// A leg that holds the other side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hold {
    /// Since when.
    pub(super) at: At,
    /// In which bridge, if it was heard to enter or leave that. A phone that asks a colleague before it hands a call on
    /// goes to another bridge meanwhile, with the same leg: whom it holds is who stayed.
    pub(super) bridge: Option<String>,
}

/// What was heard of the recordings of one leg.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tape {
    /// How many began.
    pub(super) started: u32,
    /// How many were stopped.
    pub(super) stopped: u32,
    /// Whether the last word was that it is muted.
    pub(super) muted: Option<bool>,
}

/// The end of an agent's call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ended {
    /// When.
    pub(super) at: At,
    /// The queue that it came through.
    pub(super) queue: String,
    /// How long they talked, in seconds.
    pub(super) talked: Option<u64>,
    /// Who ended it: `caller`, `agent` or `transfer`.
    pub(super) by: Option<String>,
}

/// Callers who gave up in a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GivenUp {
    /// How many.
    pub(super) count: u32,
    /// How long the last one waited, in seconds.
    pub(super) waited: Option<u64>,
}

impl Facts {
    /// A session that began at `at`, of which nothing was heard yet.
    pub(super) fn begun(at: At) -> Self {
        Self { since: Some(at), ..Self::default() }
    }

    /// Whether `leg` holds whoever is in its bridge now.
    pub(super) fn holds(&self, leg: &Leg) -> bool {
        let here = |hold: &Hold| hold.bridge.is_none() || hold.bridge == leg.bridge;
        self.holds.get(&leg.id).is_some_and(here)
    }

    /// Takes in one event that came with `reply`. Returns whether the lists look different from now on.
    pub(super) fn take(&mut self, event: &Block, reply: &Reply) -> bool {
        let name = event.get("Event").unwrap_or_default();
        if let Some(classes) = event.get("Privilege") {
            let mut classes = classes.split(',').map(str::trim);
            match classes.next() {
                Some("call") => self.calls = true,
                Some("agent") => self.agents = true,
                _ => {}
            }
        }
        let at = instant(event, reply);
        self.fold_call(name, event, at);
        self.fold_spy(name, event);
        self.fold_agent(name, event, at);
        if self.size() > MOST {
            *self = Self::begun(at);
        }
        NEWS.contains(&name)
    }

    fn fold_call(&mut self, name: &str, event: &Block, at: At) {
        let leg = event.known("Uniqueid").unwrap_or_default();
        match name {
            "Hold" => {
                let bridge = self.places.get(leg).cloned();
                self.holds.entry(leg.to_owned()).or_insert(Hold { at, bridge });
            }
            "Unhold" => {
                self.holds.remove(leg);
            }
            "MixMonitorStart" => {
                let tape = self.tapes.entry(leg.to_owned()).or_default();
                tape.started += 1;
                tape.muted = Some(false);
            }
            "MixMonitorStop" => self.tapes.entry(leg.to_owned()).or_default().stopped += 1,
            "MixMonitorMute" => {
                // One direction alone leaves the other one in the recording.
                let whole = event.get("Direction").is_none_or(|direction| direction == "both");
                let muted = event.get("State") == Some("1");
                self.tapes.entry(leg.to_owned()).or_default().muted = Some(muted && whole);
            }
            "BridgeEnter" => {
                if let Some(bridge) = event.known("BridgeUniqueid").filter(|_| !leg.is_empty()) {
                    self.places.insert(leg.to_owned(), bridge.to_owned());
                }
                let several = event.optional::<u32>("BridgeNumChannels");
                if let Some(bridge) = event.known("BridgeUniqueid")
                    && several == Some(2)
                    && !matches!(event.get("BridgeTechnology"), Some("holding_bridge"))
                    && event.get("BridgeType") != Some("parking")
                {
                    self.talks.entry(bridge.to_owned()).or_insert(at);
                }
            }
            "BridgeLeave" => {
                self.places.remove(leg);
                if let Some(hold) = self.holds.get_mut(leg)
                    && hold.bridge.is_none()
                {
                    hold.bridge = event.known("BridgeUniqueid").map(str::to_owned);
                }
            }
            "BridgeDestroy" => {
                self.talks.remove(event.known("BridgeUniqueid").unwrap_or_default());
            }
            "Hangup" => {
                self.holds.remove(leg);
                self.places.remove(leg);
                self.spied.remove(leg);
                self.tapes.remove(leg);
                self.joined.remove(leg);
            }
            _ => {}
        }
    }

    fn fold_spy(&mut self, name: &str, event: &Block) {
        match (name, event.known("SpyerUniqueid"), event.known("SpyeeUniqueid")) {
            ("ChanSpyStart", Some(spy), Some(on)) => {
                self.spied.insert(spy.to_owned(), on.to_owned());
            }
            ("ChanSpyStop", Some(spy), _) => {
                self.spied.remove(spy);
            }
            _ => {}
        }
    }

    fn fold_agent(&mut self, name: &str, event: &Block, at: At) {
        let text = |key: &str| event.known(key).map(str::to_owned);
        let seconds = |key: &str| event.optional::<u64>(key);
        match (name, text("Queue"), text("Interface"), text("Uniqueid")) {
            ("QueueCallerJoin", Some(queue), _, Some(leg)) => {
                self.joined.insert(leg, (queue, at));
            }
            ("QueueCallerAbandon", Some(queue), ..) => {
                let given_up = self.given_up.entry(queue).or_insert(GivenUp { count: 0, waited: None });
                given_up.count += 1;
                given_up.waited = seconds("HoldTime");
            }
            ("AgentComplete", Some(queue), Some(agent), _) => {
                let (talked, by) = (seconds("TalkTime"), text("Reason"));
                self.ended.insert(agent, Ended { at, queue, talked, by });
            }
            ("AgentConnect", _, Some(agent), _) => {
                self.ended.remove(&agent);
            }
            ("AgentRingNoAnswer", _, Some(agent), _) => *self.unanswered.entry(agent).or_insert(0) += 1,
            _ => {}
        }
    }

    fn size(&self) -> usize {
        let legs = self.holds.len() + self.tapes.len() + self.joined.len() + self.talks.len();
        let legs = legs + self.places.len() + self.spied.len();
        legs + self.ended.len() + self.unanswered.len() + self.given_up.len()
    }
}

/// Events after which the lists are worth a look.
const NEWS: &[&str] = &[
    "Newchannel",
    "Newstate",
    "Hangup",
    "BridgeEnter",
    "BridgeLeave",
    "Hold",
    "Unhold",
    "OriginateResponse",
    "MixMonitorStart",
    "MixMonitorStop",
    "MixMonitorMute",
    "ChanSpyStart",
    "ChanSpyStop",
    "ParkedCall",
    "UnParkedCall",
    "ParkedCallTimeOut",
    "ParkedCallGiveUp",
    "QueueCallerJoin",
    "QueueCallerLeave",
    "QueueCallerAbandon",
    "AgentCalled",
    "AgentConnect",
    "AgentComplete",
    "AgentRingNoAnswer",
    "QueueMemberStatus",
    "QueueMemberPause",
    "QueueMemberAdded",
    "QueueMemberRemoved",
];

/// When it happened: the server's own stamp where `timestampevents` is on, else when it was heard.
fn instant(event: &Block, reply: &Reply) -> At {
    let stamp = event.known("Timestamp").and_then(|stamp| stamp.split_once('.').or(Some((stamp, ""))));
    let millis = stamp.and_then(|(seconds, fraction)| {
        let seconds = seconds.parse::<i64>().ok()?;
        let thousandths: String = fraction.chars().chain("000".chars()).take(3).collect();
        seconds.checked_mul(1_000)?.checked_add(thousandths.parse().ok()?)
    });
    // One that is stamped in the future happened just now: nobody hears of it before.
    millis.map_or(reply.at, |millis| reply.instant(millis).min(reply.at))
}
