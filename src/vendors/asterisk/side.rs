//! The smaller lists: summaries, bridges, devices, parked calls (fact sheet §3, §4, §5).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::answer::List;
use super::legs::{Leg, party};
use super::names;
use super::status::rows;
use super::wire::Block;
use crate::domain::{At, Party};
use crate::vendor::Reply;

/// What `QueueSummary` says of one queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Summary {
    pub(super) name: String,
    pub(super) staffed: Option<u32>,
    pub(super) ready: Option<u32>,
    pub(super) callers: Option<u32>,
    pub(super) longest: Option<At>,
}

impl Summary {
    /// Reads `list`, by the queues' names.
    pub(super) fn read(list: &List) -> BTreeMap<String, Self> {
        let all = rows(list, "QueueSummary", |block, reply| {
            let longest = block.optional::<u64>("LongestHoldTime");
            let callers = block.optional::<u32>("Callers");
            Ok(Self {
                name: block.must("Queue")?.to_owned(),
                staffed: block.optional("LoggedIn"),
                ready: block.optional("Available"),
                callers,
                // With nobody there a wait of zero is none.
                longest: longest
                    .filter(|_| callers.is_some_and(|callers| callers > 0))
                    .map(|seconds| reply.at - Duration::from_secs(seconds)),
            })
        });
        all.read.into_iter().map(|summary| (summary.name.clone(), summary)).collect()
    }
}

/// The bridges in which nobody hears anybody, by `BridgeList`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Holding {
    /// All of them: parking lots, the idle agents of a pool, waiting rooms.
    pub(super) all: BTreeSet<String>,
    /// Of these, those in which calls are parked.
    pub(super) parking: BTreeSet<String>,
}

impl Holding {
    /// Reads `list`. Of how a bridge works its technology tells, of what it is for its type.
    pub(super) fn read(list: &List) -> Self {
        let bridges = rows(list, "BridgeListItem", |block, _| {
            let parking = block.get("BridgeType") == Some("parking");
            let holding = parking || block.get("BridgeTechnology") == Some("holding_bridge");
            Ok((block.must("BridgeUniqueid")?.to_owned(), holding, parking))
        });
        let of = |which: fn(&(String, bool, bool)) -> bool| {
            bridges.read.iter().filter(|bridge| which(bridge)).map(|(id, ..)| id.clone()).collect()
        };
        Self { all: of(|(_, holding, _)| *holding), parking: of(|(.., parking)| *parking) }
    }

    /// With the bridges among `legs` in which everybody waits by what they do: the list of bridges is of another
    /// moment, or this user may not have it.
    pub(super) fn among(&self, legs: &[Leg]) -> Self {
        let waits = |leg: &Leg| ["AgentLogin", "BridgeWait", "Park"].iter().any(|idle| leg.is_in(idle));
        let of = |leg: &Leg| leg.bridge.clone();
        let talked_in: BTreeSet<String> = legs.iter().filter(|leg| !waits(leg)).filter_map(of).collect();
        let mut holding = self.clone();
        holding.all.extend(legs.iter().filter_map(of).filter(|bridge| !talked_in.contains(bridge)));
        holding
    }
}

/// The states of devices, by `DeviceStateList`: of phones, and of what people set themselves (`Custom:DND101`). What
/// stands for queues, hints and the like is left out.
pub(super) fn devices(list: &List) -> BTreeMap<String, String> {
    let all = rows(list, "DeviceStateChange", |block, _| {
        Ok((block.must("Device")?.to_owned(), block.must("State")?.to_owned()))
    });
    all.read
        .into_iter()
        .filter(|(device, _)| names::is_phone(device) || device.starts_with("Custom:"))
        .collect()
}

/// A parked call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parked {
    /// The leg that is parked.
    pub(super) id: String,
    /// Who is parked.
    pub(super) caller: Party,
    /// The extension that picks it up.
    pub(super) slot: Option<String>,
    /// The lot.
    pub(super) lot: Option<String>,
    /// Since when.
    pub(super) since: Option<At>,
    /// When it comes back.
    pub(super) until: Option<At>,
    /// Where it comes back to.
    pub(super) parker: Option<String>,
}

impl Parked {
    /// Reads `list`.
    pub(super) fn read(list: &List) -> Vec<Self> {
        rows(list, "ParkedCall", Self::row).read
    }

    fn row(block: &Block, reply: &Reply) -> Result<Self, String> {
        let seconds = |key| block.optional::<u64>(key).map(Duration::from_secs);
        let text = |key: &str| block.known(key).map(str::to_owned);
        Ok(Self {
            id: block.must("ParkeeUniqueid")?.to_owned(),
            caller: party(block, "ParkeeCallerIDName", "ParkeeCallerIDNum"),
            slot: text("ParkingSpace"),
            lot: text("Parkinglot"),
            since: seconds("ParkingDuration").map(|span| reply.at - span),
            until: seconds("ParkingTimeout").map(|span| reply.at + span),
            parker: text("ParkerDialString"),
        })
    }
}
