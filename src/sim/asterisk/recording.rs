//! Recording: start, stop and mute, each on the leg that was named (asterisk §5).

use super::super::world::Site;
use super::legs::Leg;
use super::packet::{ack, head};
use super::switch::{Said, Switch, Turn};

fn leg(switch: &Switch, turn: &Turn<'_>) -> Result<Leg, String> {
    let name = turn.params.get("Channel");
    if name.is_empty() {
        return Err("No channel specified".to_owned());
    }
    Ok(switch.leg(name).ok_or("No such channel")?.clone())
}

pub(super) fn start(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    let leg = leg(switch, turn)?;
    let (file, options) = (turn.params.get("File"), turn.params.get("Options"));
    if file.is_empty() {
        return Err("Could not start monitoring channel".to_owned());
    }
    let id = switch.tapes.start(&leg.unique, file);
    switch.tell_leg((turn.site, turn.look), "MixMonitorStart", &leg, &[]);
    switch.tell_world(turn.site, &leg);
    let variable = options.split_once("i(").and_then(|(_, rest)| rest.split_once(')')).map(|(name, _)| name);
    let mut block = head("Success", turn.params);
    if let Some(name) = variable {
        switch.vars.insert((leg.unique, name.to_owned()), id.clone());
        block.add("MixMonitorID", id);
    }
    Ok(block.end().into())
}

/// One recording by its id, or the newest.
pub(super) fn stop(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    let leg = leg(switch, turn)?;
    let id = turn.params.get("MixMonitorID");
    let tapes = switch.tapes.of(&leg.unique);
    let place = tapes.iter().rposition(|tape| id.is_empty() || tape.id == id);
    tapes.remove(place.ok_or("Could not stop monitoring channel")?);
    switch.tell_leg((turn.site, turn.look), "MixMonitorStop", &leg, &[]);
    switch.tell_world(turn.site, &leg);
    Ok(ack(turn.params, "").into())
}

/// The file goes on, silent. Only what is recorded on this very leg can be muted.
pub(super) fn mute(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    let named = turn.params.get("Channel");
    if named.is_empty() {
        return Err("No channel specified".to_owned());
    }
    let direction = turn.params.get("Direction").to_lowercase();
    if !["read", "write", "both"].contains(&direction.as_str()) {
        return Err("No direction specified. Must be read, write or both".to_owned());
    }
    let leg = leg(switch, turn)?;
    let (on, id) = (turn.params.yes("State"), turn.params.get("MixMonitorID"));
    let tapes = switch.tapes.of(&leg.unique);
    let mut meant = tapes.iter_mut().filter(|tape| id.is_empty() || tape.id == id).peekable();
    meant.peek().ok_or("Cannot set mute flag")?;
    // With one direction muted the other party is still on the tape.
    meant.for_each(|tape| tape.muted = on && direction == "both");
    let more = [("Direction", direction), ("State", u8::from(on).to_string())];
    switch.tell_leg((turn.site, turn.look), "MixMonitorMute", &leg, &more);
    switch.tell_world(turn.site, &leg);
    Ok(ack(turn.params, "").into())
}

/// `MuteAudio`: nothing here can hear the difference.
pub(super) fn mute_audio(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    for (name, missing) in [
        ("Channel", "Channel not specified"),
        ("State", "State not specified"),
        ("Direction", "Direction not specified"),
    ] {
        if turn.params.get(name).is_empty() {
            return Err(missing.to_owned());
        }
    }
    switch.leg(turn.params.get("Channel")).ok_or("Channel not found")?;
    Ok(ack(turn.params, "").into())
}

impl Switch {
    /// Lets the world know what became of a call's recordings.
    fn tell_world(&self, site: &mut Site, leg: &Leg) {
        if let Some(id) = leg.part.call() {
            site.record(id, self.tapes.verdict(&self.legs, id));
        }
    }
}
