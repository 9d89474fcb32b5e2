//! Lists of legs, bridges and parked calls (asterisk §3 and §5).

use std::collections::BTreeMap;

use super::super::world::Site;
use super::legs::Leg;
use super::look::Look;
use super::lot::{self, Lot, Parked};
use super::names::{self, Part};
use super::packet::{Block, List, error};
use super::switch::{Said, Switch, Turn};

impl Switch {
    /// Every leg, in the order of the server's table.
    pub(super) fn sorted(&self) -> Vec<&Leg> {
        let mut legs: Vec<&Leg> = self.legs.iter().collect();
        legs.sort_by_key(|leg| names::mix(&leg.unique));
        legs
    }

    /// The leg with that name or `Uniqueid`.
    pub(super) fn leg(&self, name: &str) -> Option<&Leg> {
        self.legs.iter().find(|leg| leg.is(name))
    }
}

/// `CoreShowChannels`.
pub(super) fn channels(switch: &mut Switch, turn: &mut Turn<'_>) -> Vec<u8> {
    let partial = turn.ask.trouble.has("torn");
    let mut list = List::start(turn.params, "CoreShowChannels", "Channels will follow");
    for leg in switch.sorted().into_iter().filter(|leg| !partial || switch.listed.contains(&leg.unique)) {
        list.item("CoreShowChannel", |block| {
            block.channel("", leg, switch.tapes.film(&leg.unique), turn.look);
            block.add("Application", leg.app).add("ApplicationData", &leg.data);
            block.add("Duration", clock(turn.site.age(leg.born)));
            block.add("BridgeId", leg.bridge.as_deref().unwrap_or_default());
        });
    }
    let bytes = list.complete();
    switch.listed = switch.legs.iter().map(|leg| leg.unique.clone()).collect();
    bytes
}

/// Seconds as hours, minutes and seconds.
fn clock(seconds: i64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// `Status`: one leg, or all.
pub(super) fn status(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    let name = turn.params.get("Channel");
    let legs: Vec<&Leg> = switch.sorted().into_iter().filter(|leg| name.is_empty() || leg.is(name)).collect();
    if legs.is_empty() && !name.is_empty() {
        return Err("No such channel".to_owned());
    }
    let mut list = List::start(turn.params, "Status", "Channel status will follow");
    for leg in legs {
        list.item_marked_last("Status", |block| {
            block.add("Privilege", "Call");
            block.channel("", leg, switch.tapes.film(&leg.unique), turn.look);
            status_lines(block, leg, turn);
            for variable in turn.params.get("Variables").split(',').filter(|name| !name.is_empty()) {
                let value = switch.variable(leg, variable);
                block.add("Variable", format!("{variable}={value}"));
            }
        });
    }
    let bytes = list.complete_with(|block, count| {
        block.add("Items", count);
    });
    Ok(bytes.into())
}

fn status_lines(block: &mut Block, leg: &Leg, turn: &Turn<'_>) {
    let kind = leg.channel.split('/').next().unwrap_or_default();
    let number = if leg.other.number.is_empty() { "<unknown>" } else { &leg.other.number };
    block.add("Type", kind).add("DNID", &leg.dialled).add("EffectiveConnectedLineNum", number);
    block.raw("EffectiveConnectedLineName", &turn.look.escaped(&leg.other.name)).add("TimeToHangup", 0);
    block.add("BridgeID", leg.bridge.as_deref().unwrap_or_default());
    block.add("Application", leg.app).add("Data", &leg.data).add("Nativeformats", "(ulaw)");
    block.add("Readformat", "ulaw").add("Readtrans", "").add("Writeformat", "ulaw").add("Writetrans", "");
    block.add("Callgroup", 0).add("Pickupgroup", 0).add("Seconds", turn.site.age(leg.born));
}

/// The bridges and their legs, by identifier, which is how the server sorts them.
pub(super) fn bridges(legs: &[Leg]) -> BTreeMap<&str, Vec<&Leg>> {
    let mut all: BTreeMap<&str, Vec<&Leg>> = BTreeMap::new();
    for leg in legs {
        if let Some(id) = &leg.bridge {
            all.entry(id).or_default().push(leg);
        }
    }
    all
}

/// The lines of a bridge with so many legs.
pub(super) fn bridge_lines(block: &mut Block, id: &str, legs: usize) {
    let parking = id == Lot::bridge();
    block.add("BridgeUniqueid", id).add("BridgeType", if parking { "parking" } else { "basic" });
    block.add("BridgeTechnology", if parking { "holding_bridge" } else { "simple_bridge" });
    block.add("BridgeCreator", if parking { "Parking" } else { "<unknown>" });
    block.add("BridgeName", if parking { lot::NAME } else { "<unknown>" });
    block.add("BridgeNumChannels", legs).add("BridgeVideoSourceMode", "none");
}

pub(super) fn bridge_list(switch: &mut Switch, turn: &mut Turn<'_>) -> Vec<u8> {
    let mut list = List::start(turn.params, "BridgeList", "Bridge listing will follow");
    for (id, legs) in bridges(&switch.legs) {
        list.item("BridgeListItem", |block| bridge_lines(block, id, legs.len()));
    }
    list.complete()
}

pub(super) fn bridge_info(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    let id = turn.params.get("BridgeUniqueid");
    if id.is_empty() {
        return Err("BridgeUniqueid must be provided".to_owned());
    }
    let bridges = bridges(&switch.legs);
    let Some(legs) = bridges.get(id) else {
        return Ok(error(turn.params, "Specified BridgeUniqueid not found").into());
    };
    let mut list = List::start(turn.params, "BridgeInfo", "Bridge channel listing will follow");
    for leg in legs {
        let film = switch.tapes.film(&leg.unique);
        list.item("BridgeInfoChannel", |block| {
            block.channel("", leg, film, turn.look);
        });
    }
    Ok(list.complete_with(|block, _| bridge_lines(block, id, legs.len())).into())
}

/// `ParkedCalls`.
pub(super) fn parked(switch: &mut Switch, turn: &mut Turn<'_>) -> Vec<u8> {
    let mut list = List::start(turn.params, "ParkedCalls", "Parked calls will follow");
    for (slot, parked) in switch.lot.waiting() {
        let parts = [Part::Caller(parked.call), Part::Called(parked.call)];
        let Some(leg) = switch.legs.iter().find(|leg| parts.contains(&leg.part)) else { continue };
        let film = switch.tapes.film(&leg.unique);
        list.item_marked_last("ParkedCall", |block| {
            parked_lines(block, (leg, film), (slot, Some(parked)), (turn.site, turn.look));
        });
    }
    list.complete_with(|block, count| {
        block.add("Total", count);
    })
}

/// The lines of a parked call, or of one that has just left its slot.
pub(super) fn parked_lines(
    block: &mut Block,
    (leg, film): (&Leg, &str),
    (slot, parked): (u32, Option<&Parked>),
    (site, look): (&Site, Look),
) {
    let since = parked.map_or(site.now(), |parked| parked.since);
    block.channel("Parkee", leg, film, look);
    block.add("ParkerDialString", parked.map_or(leg.endpoint(), |parked| parked.parker.as_str()));
    block.add("Parkinglot", lot::NAME).add("ParkingSpace", slot);
    block.add("ParkingTimeout", parked.map_or(0, |parked| parked.left(site.now())));
    block.add("ParkingDuration", site.age(since));
}
