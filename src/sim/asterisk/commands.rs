//! The table of actions: what each is called, which class it needs (asterisk §8), and what it does.

use super::sessions::Class::{self, Agent, Call, Originate, Reporting, System};
use super::switch::{Said, Switch, Turn};
use super::{agents, calls, core, devices, dialplan, lists, originate, queues, recording, switch, transfer};
use Run::{Act, Tell, Wait};

/// One action.
pub(super) struct Command {
    pub(super) name: &'static str,
    /// A user needs one of these; anybody may if there is none.
    pub(super) classes: &'static [Class],
    pub(super) what: &'static str,
    pub(super) run: Run,
}

/// How an action is carried out.
#[derive(Clone, Copy)]
pub(super) enum Run {
    /// It always has an answer.
    Tell(fn(&mut Switch, &mut Turn<'_>) -> Vec<u8>),
    /// It may fail.
    Act(fn(&mut Switch, &mut Turn<'_>) -> Said),
    /// It waits for events.
    Wait,
}

const fn row(name: &'static str, classes: &'static [Class], what: &'static str, run: Run) -> Command {
    Command { name, classes, what, run }
}

const LOOKS: &[Class] = &[System, Reporting];
const STATES: &[Class] = &[Call, Reporting];
const CALLS: &[Class] = &[Call];
const TALKS: &[Class] = &[System, Call];
const STAFF: &[Class] = &[Agent];

/// Every action but Login, which needs no session.
pub(super) const COMMANDS: &[Command] = &[
    row("BlindTransfer", CALLS, "Blind transfer channel(s) to the given destination", Act(transfer::blind)),
    row("BridgeDestroy", &[], "Destroy a bridge.", Act(calls::destroy)),
    row("BridgeInfo", &[], "Get information about a bridge.", Act(lists::bridge_info)),
    row("BridgeKick", &[], "Kick a channel from a bridge.", Act(calls::kick)),
    row("BridgeList", &[], "Get a list of bridges in the system.", Tell(lists::bridge_list)),
    row("CoreSettings", LOOKS, "Show PBX core settings (version etc).", Tell(core::settings)),
    row("CoreShowChannels", LOOKS, "List currently active channels.", Tell(lists::channels)),
    row("CoreStatus", LOOKS, "Show PBX core status variables.", Tell(core::status)),
    row("DeviceStateList", STATES, "List the current known device states.", Tell(devices::states)),
    row("Events", &[], "Control Event Flow.", Tell(core::events)),
    row("ExtensionStateList", STATES, "List the current known extension states.", Tell(devices::hints)),
    row("Getvar", STATES, "Gets a channel variable or function value.", Act(core::get_variable)),
    row("Hangup", TALKS, "Hangup channel.", Act(calls::hang_up)),
    row("ListCommands", &[], "List available manager commands.", Tell(core::commands)),
    row("Logoff", &[], "Logoff Manager.", Tell(switch::log_off)),
    row(
        "MixMonitor",
        &[System],
        "Record a call and mix the audio during the recording.",
        Act(recording::start),
    ),
    row("MixMonitorMute", TALKS, "Mute / unMute a Mixmonitor recording.", Act(recording::mute)),
    row("MuteAudio", &[System], "Mute an audio stream.", Act(recording::mute_audio)),
    row("Originate", &[Originate], "Originate a call.", Act(originate::originate)),
    row("Park", CALLS, "Park a channel.", Act(transfer::park)),
    row("ParkedCalls", CALLS, "List parked calls.", Tell(lists::parked)),
    row("Ping", &[], "Keepalive command.", Tell(core::ping)),
    row("PlayDTMF", CALLS, "Play DTMF signal on a specific channel.", Act(originate::dtmf)),
    row("QueueAdd", STAFF, "Add interface to queue.", Act(agents::add)),
    row("QueueChangePriorityCaller", &[], "Change priority of a caller on queue.", Act(agents::prefer)),
    row("QueuePause", STAFF, "Makes a queue member temporarily unavailable.", Act(agents::pause)),
    row("QueuePenalty", STAFF, "Set the penalty for a queue member.", Act(agents::penalty)),
    row("QueueRemove", STAFF, "Remove interface from queue.", Act(agents::remove)),
    row("QueueStatus", &[], "Show queue status.", Tell(queues::status)),
    row("QueueSummary", &[], "Show queue summary.", Tell(queues::summary)),
    row("QueueWithdrawCaller", &[], "Request to withdraw a caller from the queue.", Act(agents::withdraw)),
    row("Redirect", CALLS, "Redirect (transfer) a call.", Act(transfer::redirect)),
    row("Setvar", CALLS, "Sets a channel variable or function value.", Act(core::set_variable)),
    row("ShowDialPlan", &[Reporting], "Show dialplan contexts and extensions", Act(dialplan::show)),
    row("Status", &[System, Call, Reporting], "List channel status.", Act(lists::status)),
    row("StopMixMonitor", TALKS, "Stop recording a call through MixMonitor.", Act(recording::stop)),
    row("WaitEvent", &[], "Wait for an event to occur.", Wait),
];

/// Actions that change something.
pub(super) const ACTIONS: &[&str] = &[
    "BlindTransfer",
    "BridgeDestroy",
    "BridgeKick",
    "Hangup",
    "MixMonitor",
    "MixMonitorMute",
    "MuteAudio",
    "Originate",
    "Park",
    "PlayDTMF",
    "QueueAdd",
    "QueueChangePriorityCaller",
    "QueuePause",
    "QueuePenalty",
    "QueueRemove",
    "QueueWithdrawCaller",
    "Redirect",
    "Setvar",
    "StopMixMonitor",
];

/// The actions by name, and what else can be asked.
pub(super) const ENDPOINTS: &[&str] = &[
    "Login",
    "BlindTransfer",
    "BridgeDestroy",
    "BridgeInfo",
    "BridgeKick",
    "BridgeList",
    "CoreSettings",
    "CoreShowChannels",
    "CoreStatus",
    "DeviceStateList",
    "Events",
    "ExtensionStateList",
    "Getvar",
    "Hangup",
    "ListCommands",
    "Logoff",
    "MixMonitor",
    "MixMonitorMute",
    "MuteAudio",
    "Originate",
    "Park",
    "ParkedCalls",
    "Ping",
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
    "Setvar",
    "ShowDialPlan",
    "Status",
    "StopMixMonitor",
    "WaitEvent",
    "rawman",
    "ari",
    "other",
];

/// The action's row; its name is case-blind.
pub(super) fn find(action: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.name.eq_ignore_ascii_case(action))
}

/// The endpoint of an action; what is none is only the door it came to.
pub(super) fn name(action: &str) -> &'static str {
    if action.eq_ignore_ascii_case("login") {
        return "Login";
    }
    find(action).map_or("rawman", |command| command.name)
}

/// In which words an action is refused that fails for no reason of its own.
pub(super) fn refusal(action: &str) -> &'static str {
    match action {
        "Originate" => originate::FAILED,
        "Redirect" => "Redirect failed",
        "BlindTransfer" => "Transfer failed",
        "Park" => "Park failed",
        "MixMonitor" => "Could not start monitoring channel",
        "StopMixMonitor" => "Could not stop monitoring channel",
        "MixMonitorMute" => "Cannot set mute flag",
        "QueuePause" => "Interface not found",
        "QueueAdd" => "Unable to add interface: Out of Memory",
        "QueueRemove" => "Member not dynamic",
        "PlayDTMF" => "Channel not found",
        _ => "No such channel",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_an_endpoint_and_every_change_is_an_action() {
        let actions: Vec<&str> = COMMANDS.iter().map(|command| command.name).collect();
        let doors = ["rawman", "ari", "other"];
        let all: Vec<&str> = ["Login"].into_iter().chain(actions.iter().copied()).chain(doors).collect();
        assert_eq!(ENDPOINTS, all);
        assert!(ACTIONS.iter().all(|action| actions.contains(action)));
        assert_eq!((name("hangup"), name("LOGIN"), name("nothing")), ("Hangup", "Login", "rawman"));
    }
}
