//! Sending a call elsewhere: `Redirect`, `BlindTransfer`, `Park` (asterisk §5). Nobody checks the place.

use super::super::world::{CallId, Site};
use super::dialplan::{self, Place};
use super::legs::Leg;
use super::look::Look;
use super::lot::Parked;
use super::names::Part;
use super::packet::ack;
use super::plan::Route;
use super::switch::{Said, Switch, Turn};

pub(super) fn redirect(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    let (name, extra) = (turn.params.get("Channel"), turn.params.get("ExtraChannel"));
    if name.is_empty() {
        return Err("Channel not specified".to_owned());
    }
    if turn.params.get("Priority").is_empty() {
        return Err("Priority not specified".to_owned());
    }
    let leg = switch.leg(name).ok_or(format!("Channel does not exist: {name}"))?.clone();
    let (context, exten) = (turn.params.get("Context").to_owned(), turn.params.get("Exten").to_owned());
    if extra.is_empty() {
        switch.send(turn.site, turn.look, &leg, (&context, &exten));
        return Ok(ack(turn.params, "Redirect successful").into());
    }
    let extra = switch.leg(extra).ok_or(format!("ExtraChannel does not exist: {extra}"))?.clone();
    // The leg that is not the agent's carries the call; the agent's is not followed any further.
    let (leg, context, exten) = match leg.part {
        Part::Agent(..) => {
            let or = |name, first: String| {
                let given = turn.params.get(name);
                if given.is_empty() { first } else { given.to_owned() }
            };
            (extra, or("ExtraContext", context), or("ExtraExten", exten))
        }
        Part::Caller(_) | Part::Called(_) | Part::Half(..) | Part::Phone(_) => (leg, context, exten),
    };
    switch.send(turn.site, turn.look, &leg, (&context, &exten));
    Ok(ack(turn.params, "Dual Redirect successful").into())
}

/// The named leg transfers: the other one goes to the extension.
pub(super) fn blind(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    let name = turn.params.get("Channel");
    if name.is_empty() {
        return Err("No channel specified".to_owned());
    }
    if turn.params.get("Exten").is_empty() {
        return Err("No exten specified".to_owned());
    }
    let leg = switch.leg(name).ok_or("Channel specified does not exist")?.clone();
    let other = |other: &&Leg| other.bridge == leg.bridge && other.unique != leg.unique;
    let bridged = leg.bridge.is_some();
    let other = switch.legs.iter().filter(|_| bridged).find(other).ok_or("Transfer invalid")?.clone();
    let (context, exten) = (turn.params.get("Context").to_owned(), turn.params.get("Exten").to_owned());
    switch.send(turn.site, turn.look, &other, (&context, &exten));
    Ok(ack(turn.params, "Transfer succeeded").into())
}

pub(super) fn park(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    let name = turn.params.get("Channel");
    if name.is_empty() {
        return Err("Channel not specified".to_owned());
    }
    let leg = switch.leg(name).ok_or(format!("Channel does not exist: {name}"))?.clone();
    let id = match leg.part {
        Part::Caller(id) | Part::Called(id) => id,
        // The agent would be parked, and the caller hung up.
        Part::Agent(..) | Part::Half(..) | Part::Phone(_) => {
            switch.drop_leg(turn.site, turn.look, &leg);
            return Ok(ack(turn.params, "Park successful").into());
        }
    };
    if !switch.lot.room() || !turn.site.park(id) {
        return Err("Park failed".to_owned());
    }
    let parker = ["AnnounceChannel", "TimeoutChannel"].map(|name| turn.params.get(name));
    let parker = parker.into_iter().find(|name| !name.is_empty());
    let parker = parker.and_then(|name| name.rsplit_once('-')).map_or(leg.endpoint(), |(phone, _)| phone);
    let span = turn.params.get("Timeout").parse().unwrap_or(120_000);
    let since = turn.site.now();
    switch.lot.put(Parked { call: id, since, span: Some(span), parker: parker.to_owned(), taken: None });
    Ok(ack(turn.params, "Park successful").into())
}

impl Switch {
    /// Sends a leg to an extension; its other leg is hung up. What leads nowhere is hung up, too.
    fn send(&mut self, site: &mut Site, look: Look, leg: &Leg, (context, exten): (&str, &str)) {
        let Some((id, _)) = Self::call_of(site, leg) else { return self.drop_leg(site, look, leg) };
        // The agent goes there alone: the call is over for whoever is outside.
        let outside = matches!(leg.part, Part::Caller(_) | Part::Called(_));
        let sent = outside
            && match dialplan::find(site, context, exten) {
                Some((_, Place::Queue(queue))) => self.enqueue(site, id, queue),
                Some((_, Place::Agent(ix))) => {
                    let rung = self.welcomed(id, |_| site.offer(id, ix));
                    if rung {
                        self.routes.insert(id, Route::Dial);
                    }
                    rung
                }
                // Whoever goes out again has left the floor.
                Some((_, Place::Phone(_) | Place::Slot(_) | Place::Outside(_) | Place::Echo)) | None => false,
            };
        if !sent {
            self.enders.insert(id, "transfer");
            site.end(id);
        }
    }

    fn enqueue(&mut self, site: &mut Site, id: CallId, queue: usize) -> bool {
        self.routes.remove(&id);
        self.welcomed(id, |_| site.welcome(id, queue))
    }

    /// Does what makes a caller of whom an agent had called, who keeps the leg.
    fn welcomed(&mut self, id: CallId, change: impl FnOnce(&mut Self) -> bool) -> bool {
        let name = self.names.get(Part::Called(id)).cloned();
        let changed = change(self);
        if let Some(name) = name.filter(|_| changed) {
            self.names.give(Part::Caller(id), name);
        }
        changed
    }
}
