//! What can be done with Asterisk that other vendors have no word for (fact sheet §5).

use super::config::AsteriskConfig;
use super::rights::Rights;
use crate::domain::{Choice, Field, FieldKind, Phase, Shows, Special, Text, Weight};

/// What a caller who has no agent yet is doing.
const WAITS: &[Phase] = &[Phase::Queued, Phase::Ringing];
/// What a customer with an agent is doing.
const TALKS: &[Phase] = &[Phase::Talking, Phase::Held];

/// Moves a waiting caller to another queue.
pub(super) const MOVE: &str = "move";
/// Takes a waiting caller out of the queue.
pub(super) const WITHDRAW: &str = "withdraw";
/// Changes a waiting caller's priority.
pub(super) const PRIORITY: &str = "priority";
/// Makes the recording silent.
pub(super) const MUTE_RECORDING: &str = "mute-recording";
/// Makes it audible again.
pub(super) const UNMUTE_RECORDING: &str = "unmute-recording";
/// Stops a recording, for users who cannot start one.
pub(super) const STOP_RECORDING: &str = "stop-recording";
/// Makes a leg silent.
pub(super) const MUTE: &str = "mute";
/// Makes it audible again.
pub(super) const UNMUTE: &str = "unmute";
/// Pauses an agent in one queue.
pub(super) const PAUSE_IN: &str = "pause-in";
/// Lets an agent work in one queue again.
pub(super) const UNPAUSE_IN: &str = "unpause-in";
/// Makes an agent a member of a queue.
pub(super) const JOIN: &str = "join";
/// Ends that.
pub(super) const PART: &str = "part";
/// Sets who is rung first.
pub(super) const PENALTY: &str = "penalty";

/// Everything that can be done by this user at this server, where the queues are called `queues`.
pub(super) fn all(config: &AsteriskConfig, rights: &Rights, queues: &[String]) -> Vec<Special> {
    let can = |actions: &[&'static str]| actions.iter().all(|action| rights.why_not(action).is_none());
    let mut all = Vec::new();
    if can(&["Redirect", "ShowDialPlan"])
        && config.queue_context.is_some()
        && !config.queue_extensions.is_empty()
    {
        all.push(moving(config));
    }
    if can(&["QueueWithdrawCaller"]) {
        all.push(withdraw());
    }
    if can(&["QueueChangePriorityCaller"]) {
        all.push(priority());
    }
    if can(&["MixMonitorMute"]) {
        all.extend(recording());
    }
    if can(&["StopMixMonitor"]) && !can(&["MixMonitor"]) {
        let says = "From now on the call is not recorded. This user cannot start it again.";
        all.push(
            Special::call(STOP_RECORDING, "stop the recording", Weight::Noticed, says).shows(Shows::Changed),
        );
    }
    if can(&["MuteAudio"]) {
        all.extend(muting());
    }
    if can(&["QueuePause"]) && !queues.is_empty() {
        all.extend(membership(config, queues));
    }
    all
}

fn choices<'a>(names: impl Iterator<Item = &'a String>) -> FieldKind {
    FieldKind::Choice(names.map(|name| Choice::new(name, name)).collect())
}

fn moving(config: &AsteriskConfig) -> Special {
    let says = "The caller leaves this queue, which counts it as abandoned, and waits in the other one from the \
                beginning: the wait so far is lost.";
    Special::call(MOVE, "move to another queue", Weight::Noticed, says)
        .asks(vec![Field::required("queue", "queue", choices(config.queue_extensions.keys()))])
        .within(WAITS)
        .shows(Shows::Moved)
}

fn withdraw() -> Special {
    let says = "The caller leaves the queue and goes on with what follows it in the dialplan; where nothing \
                follows, the call ends.";
    Special::call(WITHDRAW, "take out of the queue", Weight::Final, says).within(WAITS).shows(Shows::Moved)
}

fn priority() -> Special {
    let says = "Callers of a higher priority are served first. The position follows later.";
    Special::call(PRIORITY, "change the priority", Weight::Noticed, says)
        .asks(vec![Field::required("priority", "priority", FieldKind::Line(Text::new("5")))])
        .within(WAITS)
        .shows(Shows::Changed)
}

fn recording() -> [Special; 2] {
    [
        Special::call(
            MUTE_RECORDING,
            "mute in the recording",
            Weight::Noticed,
            "The recording goes on, silent, until it is unmuted.",
        )
        .shows(Shows::Changed),
        Special::call(
            UNMUTE_RECORDING,
            "unmute in the recording",
            Weight::Noticed,
            "The recording hears again.",
        )
        .shows(Shows::Changed),
    ]
}

fn muting() -> [Special; 2] {
    let who = || vec![Field::required("who", "who", FieldKind::Party)];
    [
        Special::call(MUTE, "mute a person", Weight::Noticed, "The other side no longer hears this person.")
            .asks(who())
            .within(TALKS),
        Special::call(UNMUTE, "unmute a person", Weight::Noticed, "The other side hears this person again.")
            .asks(who())
            .within(TALKS),
    ]
}

fn membership(config: &AsteriskConfig, queues: &[String]) -> Vec<Special> {
    let queue = || Field::required("queue", "queue", choices(queues.iter()));
    let penalty = |required| {
        let kind = FieldKind::Line(Text::new("0"));
        if required {
            Field::required("penalty", "penalty", kind)
        } else {
            Field::optional("penalty", "penalty", kind)
        }
    };
    let mut pause = vec![queue()];
    if !config.pause_reasons.is_empty() {
        pause.push(Field::optional("reason", "reason", choices(config.pause_reasons.iter())));
    }
    let one = |id, label, says| Special::agent(id, label, Weight::Noticed, says);
    vec![
        one(
            PAUSE_IN,
            "pause in one queue",
            "The agent gets no calls of this queue, and goes on with the others.",
        )
        .asks(pause),
        one(UNPAUSE_IN, "unpause in one queue", "The agent gets calls of this queue again.")
            .asks(vec![queue()]),
        one(JOIN, "add to a queue", "The agent gets calls of this queue too, until removed or a restart.")
            .asks(vec![queue(), penalty(false)]),
        one(
            PART,
            "remove from a queue",
            "The agent gets no more calls of this queue. Members by configuration stay.",
        )
        .asks(vec![queue()]),
        one(PENALTY, "change the penalty", "Members of a lower penalty are rung first.")
            .asks(vec![queue(), penalty(true)]),
    ]
}
