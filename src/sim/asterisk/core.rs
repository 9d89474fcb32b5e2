//! What the server says about itself, and variables.

use super::commands;
use super::legs::Leg;
use super::packet::{ack, head};
use super::sessions::Mask;
use super::switch::{Said, Switch, Turn};

pub(super) fn ping(_: &mut Switch, turn: &mut Turn<'_>) -> Vec<u8> {
    let now = turn.look.utc(turn.site, turn.site.now());
    let stamp = format!("{}.{:06}", now.timestamp(), now.timestamp_subsec_micros());
    head("Success", turn.params).add("Ping", "Pong").add("Timestamp", stamp).end()
}

pub(super) fn settings(_: &mut Switch, turn: &mut Turn<'_>) -> Vec<u8> {
    let mut block = head("Success", turn.params);
    for (key, value) in [
        ("AMIversion", "11.0.0"),
        ("AsteriskVersion", "22.10.1"),
        ("SystemName", ""),
        ("CoreMaxCalls", "0"),
        ("CoreMaxLoadAvg", "0.000000"),
        ("CoreRunUser", ""),
        ("CoreRunGroup", ""),
        ("CoreMaxFilehandles", "0"),
        ("CoreRealTimeEnabled", "No"),
        ("CoreCDRenabled", "No"),
        ("CoreHTTPenabled", "Yes"),
        ("SoundsSearchCustomDir", "No"),
    ] {
        block.add(key, value);
    }
    block.end()
}

/// Dates and times are local, and do not say where (asterisk §9).
pub(super) fn status(switch: &mut Switch, turn: &mut Turn<'_>) -> Vec<u8> {
    let start = turn.look.utc(turn.site, 0).with_timezone(&turn.site.habits.zone);
    let (date, time) = (start.format("%Y-%m-%d"), start.format("%H:%M:%S"));
    let mut block = head("Success", turn.params);
    block.add("CoreStartupDate", &date).add("CoreStartupTime", &time);
    block.add("CoreReloadDate", &date).add("CoreReloadTime", &time);
    block.add("CoreCurrentCalls", switch.legs.len()).add("CoreProcessedCalls", switch.names.count());
    block.end()
}

/// The commands that the session may use.
pub(super) fn commands(switch: &mut Switch, turn: &mut Turn<'_>) -> Vec<u8> {
    let mut block = head("Success", turn.params);
    let session = switch.sessions.get(turn.cookie);
    for command in commands::COMMANDS {
        if session.as_ref().is_some_and(|session| session.may(turn.ask, command.classes)) {
            let classes: Vec<&str> =
                command.classes.iter().map(|class| class.word()).chain(["all"]).collect();
            let classes = if command.classes.is_empty() { "<none>".to_owned() } else { classes.join(",") };
            block.add(command.name, format!("{}  (Priv: {classes})", command.what));
        }
    }
    block.end()
}

/// `Events`: which of them `WaitEvent` is to give.
pub(super) fn events(switch: &mut Switch, turn: &mut Turn<'_>) -> Vec<u8> {
    let mask = Mask::parse(turn.params.get("EventMask"));
    if let Some(session) = switch.sessions.get(turn.cookie) {
        session.set_mask(mask);
    }
    head("Success", turn.params).add("Events", if mask.any() { "On" } else { "Off" }).end()
}

pub(super) fn get_variable(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    let (name, channel) = (turn.params.get("Variable"), turn.params.get("Channel"));
    if name.is_empty() {
        return Err("No variable specified".to_owned());
    }
    let value = match switch.leg(channel) {
        Some(leg) => switch.variable(leg, name),
        None if channel.is_empty() => String::new(),
        None => return Err("No such channel".to_owned()),
    };
    Ok(head("Success", turn.params).add("Variable", name).add("Value", value).end().into())
}

pub(super) fn set_variable(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    let (name, channel) = (turn.params.get("Variable"), turn.params.get("Channel"));
    if name.is_empty() {
        return Err("No variable specified".to_owned());
    }
    if !channel.is_empty() {
        let leg = switch.leg(channel).ok_or("No such channel")?;
        let key = (leg.unique.clone(), name.to_owned());
        switch.vars.insert(key, turn.params.get("Value").to_owned());
    }
    Ok(ack(turn.params, "Variable Set").into())
}

impl Switch {
    /// A channel variable; empty if it was never set, which cannot be told apart.
    pub(super) fn variable(&self, leg: &Leg, name: &str) -> String {
        match name {
            "MIXMONITOR_FILENAME" => self.tapes.film(&leg.unique).to_owned(),
            "CHANNEL(linkedid)" => leg.linked.clone(),
            "BRIDGEPEER" => {
                let peer = |other: &&Leg| other.bridge == leg.bridge && other.unique != leg.unique;
                let peer = leg.bridge.as_ref().and_then(|_| self.legs.iter().find(peer));
                peer.map(|leg| leg.channel.clone()).unwrap_or_default()
            }
            _ => self.vars.get(&(leg.unique.clone(), name.to_owned())).cloned().unwrap_or_default(),
        }
    }
}
