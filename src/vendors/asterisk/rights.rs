//! Which classes the user has, and what can be done with them (fact sheet §8).

use std::collections::BTreeSet;

use super::ask::Ask;
use super::config::AsteriskConfig;
use super::specials;
use super::wire::Block;
use crate::domain::{Abilities, Fault, Text, Verb};

/// A class of actions, as `write` in `manager.conf` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// To look at channels, phones and the dialplan.
    Reporting,
    /// To act on channels.
    Call,
    /// To act on queue members.
    Agent,
    /// To make phones ring.
    Originate,
    /// To start recordings, and to load modules.
    System,
}

impl Class {
    /// Its name in `manager.conf`.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Reporting => "reporting",
            Self::Call => "call",
            Self::Agent => "agent",
            Self::Originate => "originate",
            Self::System => "system",
        }
    }

    /// The class that `action` needs; `None` if it needs none.
    pub(super) fn of(action: &str) -> Option<Self> {
        match action {
            "CoreShowChannels" | "Status" | "DeviceStateList" | "ExtensionStateList" | "ShowDialPlan" => {
                Some(Self::Reporting)
            }
            "Hangup" | "Redirect" | "BlindTransfer" | "Park" | "ParkedCalls" | "PlayDTMF"
            | "StopMixMonitor" | "MixMonitorMute" => Some(Self::Call),
            "QueuePause" | "QueueAdd" | "QueueRemove" | "QueuePenalty" => Some(Self::Agent),
            "Originate" => Some(Self::Originate),
            "MixMonitor" | "MuteAudio" => Some(Self::System),
            _ => None,
        }
    }
}

/// What a transfer brings about, by which waiting callers move too (fact sheet §5).
const ELSEWHERE: &str = "The customer goes there, and the agent is free. For one who still waits the wait begins anew, \
                         and the old queue counts them as abandoned.";

/// What has been learnt from answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rights {
    /// Whether the server has told what the user may send.
    listed: bool,
    missing: BTreeSet<Class>,
    /// Actions that this server does not know.
    unknown: BTreeSet<&'static str>,
}

/// The action that tells every action that the user may send, each with the classes of which one is enough. Nothing
/// that acts is ever tried for it: the server would write that down as a breach.
pub(super) const COMMANDS: &str = "ListCommands";
/// Everything that is sent beside the sign-in.
const USED: [&str; 25] = [
    "BlindTransfer",
    "BridgeList",
    "CoreShowChannels",
    "DeviceStateList",
    "ExtensionStateList",
    "Hangup",
    "MixMonitor",
    "MixMonitorMute",
    "MuteAudio",
    "Originate",
    "Park",
    "ParkedCalls",
    "PlayDTMF",
    "QueueAdd",
    "QueueChangePriorityCaller",
    "QueuePause",
    "QueuePenalty",
    "QueueRemove",
    "QueueStatus",
    "QueueSummary",
    "QueueWithdrawCaller",
    "Redirect",
    "ShowDialPlan",
    "Status",
    "StopMixMonitor",
];

/// What asks for the user's rights.
pub(super) fn ask() -> Ask {
    Ask::new("ask for the user's rights", COMMANDS)
}

/// The classes of which one is enough for a command, as `what` stands behind its name in the list of commands.
fn privileges(what: &str) -> impl Iterator<Item = &str> {
    let told = what.rsplit_once("(Priv: ").map_or("", |(_, told)| told.trim_end_matches(')'));
    told.split(',').filter(|class| *class != "all")
}

impl Rights {
    /// Whether the user lacks `class`, as far as is known.
    pub(super) fn lacks(&self, class: Class) -> bool {
        self.missing.contains(&class)
    }

    /// Learns from the list of commands, which is whole: what is not in it may not be sent, or is not there. It is not
    /// there for certain where the user has its class, as something shows that needs this class and no other.
    pub(super) fn listed(&mut self, commands: &Block) {
        if commands.get(COMMANDS).is_none() {
            return;
        }
        *self = Self { listed: true, ..Self::default() };
        let has = |class: Class| {
            commands.pairs().any(|(_, what)| {
                let mut needs = privileges(what);
                needs.next() == Some(class.word()) && needs.next().is_none()
            })
        };
        // What is done to queues is there or not with what reads them, which needs no class.
        let queues = commands.get("QueueStatus").is_some();
        for action in USED.into_iter().filter(|action| commands.get(action).is_none()) {
            match Class::of(action) {
                Some(class) if !has(class) && (queues || !action.starts_with("Queue")) => {
                    self.missing.insert(class)
                }
                Some(_) | None => self.unknown.insert(action),
            };
        }
    }

    /// Learns that the user may send `action`.
    pub(super) fn allow(&mut self, action: &'static str) {
        self.unknown.remove(action);
        // Other classes than these let a user see phones, so that this proves nothing (fact sheet §8).
        if let Some(class) = Class::of(action).filter(|_| !action.ends_with("StateList")) {
            self.missing.remove(&class);
        }
    }

    /// Learns that the user may not.
    pub(super) fn deny(&mut self, action: &'static str) {
        self.missing.extend(Class::of(action));
    }

    /// Learns that the server does not know `action`.
    pub(super) fn unlearn(&mut self, action: &'static str) {
        self.unknown.insert(action);
    }

    /// Whether the server does not know `action`, as far as is known.
    pub(super) fn is_unknown(&self, action: &str) -> bool {
        self.unknown.contains(action)
    }

    /// Why `action` cannot be done, if so.
    pub(super) fn why_not(&self, action: &'static str) -> Option<String> {
        // The server lets everybody take callers out of queues. A user who may not act on calls shall not
        // (fact sheet §8).
        let class = match action {
            "QueueWithdrawCaller" | "QueueChangePriorityCaller" => Some(Class::Call),
            _ => Class::of(action),
        };
        match class.filter(|class| self.missing.contains(class)) {
            Some(class) => Some(lacks(class)),
            None if self.unknown.contains(action) => {
                Some(format!("this Asterisk has no {action}: it is too old, or a module is not loaded"))
            }
            None => None,
        }
    }

    /// What can be done by an account with these settings and `queues`; `told` if events tell of recordings.
    pub(super) fn abilities(&self, config: &AsteriskConfig, queues: &[String], told: bool) -> Abilities {
        let mut all = Abilities::new()
            .without(
                &[Verb::Hold],
                "Asterisk cannot put a call on hold from outside: the agent's phone has the button, or park it",
            )
            .without(&[Verb::Dispose], "Asterisk has no dispositions")
            .bringing(Verb::Transfer, ELSEWHERE)
            .bringing(Verb::Requeue, ELSEWHERE);
        let context = |key: &str, value: &Option<String>| {
            value.is_none().then(|| format!("`{key}` is not set in this account's section"))
        };
        let dial = context("dial_context", &config.dial_context);
        let requeue = context("queue_context", &config.queue_context).or_else(|| {
            let none = config.queue_extensions.is_empty();
            none.then(|| "`queue_extensions` is not set in this account's section".to_owned())
        });
        let why = |actions: &[&'static str]| actions.iter().find_map(|action| self.why_not(action));
        let verbs: [(&[Verb], Option<String>); 9] = [
            (&[Verb::Monitor, Verb::Whisper, Verb::Barge], why(&["Originate", "Status"])),
            (&[Verb::Leave], why(&["Hangup"]).map(|why| format!("{why}; hang up your phone"))),
            (&[Verb::HangUp], why(&["Hangup"])),
            (&[Verb::Park], why(&["Park"])),
            (&[Verb::Retrieve], dial.clone().or_else(|| why(&["Originate", "ParkedCalls"]))),
            (
                &[Verb::Transfer],
                context("transfer_context", &config.transfer_context)
                    .or_else(|| why(&["BlindTransfer", "ShowDialPlan"])),
            ),
            (&[Verb::Requeue], requeue.or_else(|| why(&["BlindTransfer", "ShowDialPlan"]))),
            (&[Verb::Place], dial.or_else(|| why(&["Originate", "ShowDialPlan"]))),
            (&[Verb::SetState], why(&["QueuePause"])),
        ];
        for (verbs, why) in verbs {
            all = match why {
                Some(why) => all.without(verbs, &why),
                None => all.seen(verbs),
            };
        }
        all = match why(&["StopMixMonitor"]).or_else(|| why(&["MixMonitor"])) {
            Some(why) if self.why_not("StopMixMonitor").is_some() => all.without(&[Verb::Record], &why),
            Some(why) => {
                all.without(&[Verb::Record], &format!("{why}; one that runs can be stopped under V"))
            }
            None if told => all.seen(&[Verb::Record]),
            None => all.unseen(&[Verb::Record]),
        };
        if self.listed {
            all = all.granted();
        }
        if why(&["PlayDTMF"]).is_none() {
            all = all.switching();
        }
        let own = specials::all(config, self, queues);
        if own.is_empty() {
            return all.without(&[Verb::Special], &lacks(Class::Call));
        }
        all.with(own)
    }

    /// What to report of a class that is missing.
    pub(super) fn denied(label: &str, class: Option<Class>) -> Fault {
        let which = class.map_or_else(|| "a class that it needs".to_owned(), lacks);
        Fault::Forbidden(Text::from(format!("failed to {label}: {which}")))
    }
}

/// That the user lacks `class`, in words.
pub(super) fn lacks(class: Class) -> String {
    format!("the manager user lacks the class `{}` (write = in manager.conf)", class.word())
}
