//! `Hangup`, and what else ends a call (asterisk §5).

use super::super::world::{CallId, Site, Stage};
use super::legs::{Leg, State};
use super::look::Look;
use super::names::Part;
use super::packet::{List, ack};
use super::plan::Route;
use super::switch::{Said, Switch, Turn};

/// How long a leg is still there that was hung up, if it lingers.
const LINGER: i64 = 500;

pub(super) fn hang_up(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    let name = turn.params.get("Channel");
    if name.is_empty() {
        return Err("No channel specified".to_owned());
    }
    if name.starts_with('/') {
        // A pattern. None of the names here is told to match one.
        return Ok(List::start(turn.params, "ChannelsHungupList", "Channels hung up will follow")
            .complete()
            .into());
    }
    let leg = switch.leg(name).ok_or("No such channel")?.clone();
    if turn.ask.trouble.has("lingers") {
        switch.doomed.push((leg, turn.site.now() + LINGER));
    } else {
        switch.drop_leg(turn.site, turn.look, &leg);
    }
    Ok(ack(turn.params, "Channel Hungup").into())
}

/// No right is needed to end a call in these two ways (asterisk §8).
pub(super) fn kick(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    let name = turn.params.get("Channel");
    if name.is_empty() {
        return Err("Channel must be provided".to_owned());
    }
    let leg = switch.leg(name).ok_or("Channel does not exist")?.clone();
    if leg.bridge.is_none() {
        return Err("Channel is not in a bridge".to_owned());
    }
    switch.drop_leg(turn.site, turn.look, &leg);
    Ok(ack(turn.params, "Channel has been kicked").into())
}

pub(super) fn destroy(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    let id = turn.params.get("BridgeUniqueid");
    if id.is_empty() {
        return Err("BridgeUniqueid must be provided".to_owned());
    }
    let legs: Vec<Leg> =
        switch.legs.iter().filter(|leg| leg.bridge.as_deref() == Some(id)).cloned().collect();
    if legs.is_empty() {
        return Err("Bridge not found".to_owned());
    }
    for leg in &legs {
        switch.drop_leg(turn.site, turn.look, leg);
    }
    Ok(ack(turn.params, "Bridge has been destroyed").into())
}

impl Switch {
    /// Ends one leg. In this dialplan, as usually, that ends the call for both, except that a phone which only
    /// rings for a waiting caller just stops ringing.
    pub(super) fn drop_leg(&mut self, site: &mut Site, look: Look, leg: &Leg) {
        match leg.part {
            Part::Phone(number) => self.drop_phone(site, look, number),
            Part::Agent(id, ix) | Part::Half(id, ix) => {
                let sent = matches!(self.routes.get(&id), Some(Route::Dial));
                self.enders.insert(id, "agent");
                if sent || !site.decline(id, ix) {
                    site.end(id);
                }
            }
            Part::Caller(id) | Part::Called(id) => {
                self.enders.insert(id, "caller");
                site.end(id);
            }
        }
    }

    /// A phone that `Originate` rang, and the parked call it took.
    pub(super) fn drop_phone(&mut self, site: &mut Site, look: Look, number: u64) {
        if let Some(call) = self.lot.taken_by(number) {
            site.end(call);
        }
        let rung = self.phones.get(number).cloned();
        self.phones.rung.retain(|rung| rung.number != number);
        if let Some(rung) = rung {
            self.deafen(site, look, &rung);
            if rung.up.is_none() {
                rung.tell(self, (site, look), 3);
            }
        }
    }

    /// Ends the legs that were hung up a moment ago.
    pub(super) fn drop_doomed(&mut self, site: &mut Site, look: Look) {
        let now = site.now();
        for (leg, at) in std::mem::take(&mut self.doomed) {
            if at > now {
                self.doomed.push((leg, at));
            } else {
                self.drop_leg(site, look, &leg);
            }
        }
    }

    /// The call of a leg, if it is one of those that can be sent elsewhere.
    pub(super) fn call_of(site: &Site, leg: &Leg) -> Option<(CallId, Stage)> {
        let call = leg.part.call().and_then(|id| site.calls.get(&id));
        call.filter(|_| leg.state != State::Down).map(|call| (call.id, call.stage))
    }
}
