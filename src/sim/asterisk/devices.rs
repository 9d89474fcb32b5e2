//! What phones do, whatever the call, and the lists of that (asterisk §4).

use std::collections::BTreeMap;

use super::super::world::{Agent, Call, Direction, Duty, Site, Stage};
use super::dialplan;
use super::legs::{Leg, State};
use super::look::configured;
use super::names;
use super::packet::List;
use super::queues::entries;
use super::switch::{Switch, Turn};

/// The state of a device, whatever the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Device {
    NotInUse,
    InUse,
    Unavailable,
    Ringing,
    RingInUse,
    OnHold,
}

impl Device {
    /// In a member's `Status`.
    pub(super) fn number(self) -> u8 {
        match self {
            Self::NotInUse => 1,
            Self::InUse => 2,
            Self::Unavailable => 5,
            Self::Ringing => 6,
            Self::RingInUse => 7,
            Self::OnHold => 8,
        }
    }

    /// In lists of devices.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::NotInUse => "NOT_INUSE",
            Self::InUse => "INUSE",
            Self::Unavailable => "UNAVAILABLE",
            Self::Ringing => "RINGING",
            Self::RingInUse => "RINGINUSE",
            Self::OnHold => "ONHOLD",
        }
    }

    /// In lists of extensions, which count otherwise.
    pub(super) fn hint(self) -> (u8, &'static str) {
        match self {
            Self::NotInUse => (0, "Idle"),
            Self::InUse => (1, "InUse"),
            Self::Unavailable => (4, "Unavailable"),
            Self::Ringing => (8, "Ringing"),
            Self::RingInUse => (9, "InUse&Ringing"),
            Self::OnHold => (16, "Hold"),
        }
    }
}

/// What every endpoint does that has a leg.
#[derive(Debug)]
pub(super) struct Devices<'a> {
    /// Whether one of its legs is rung, and whether it is used otherwise.
    known: BTreeMap<&'a str, (bool, bool)>,
}

impl<'a> Devices<'a> {
    pub(super) fn of(legs: &'a [Leg]) -> Self {
        let mut known: BTreeMap<&str, (bool, bool)> = BTreeMap::new();
        for leg in legs {
            let (rings, used) = known.entry(leg.endpoint()).or_default();
            let rung = leg.state == State::Ringing;
            (*rings, *used) = (*rings || rung, *used || !rung);
        }
        Self { known }
    }

    pub(super) fn get(&self, endpoint: &str) -> Device {
        match self.known.get(endpoint).copied().unwrap_or_default() {
            (false, false) => Device::NotInUse,
            (false, true) => Device::InUse,
            (true, false) => Device::Ringing,
            (true, true) => Device::RingInUse,
        }
    }

    /// What an agent's phone does. The hold that can be seen is the one by the other side, which here is what
    /// happens to calls that agents placed.
    pub(super) fn agent(&self, site: &Site, agent: &Agent) -> Device {
        let state = self.get(&dialplan::endpoint(agent));
        let held = |call: &Call| call.stage == Stage::Held && call.direction != Direction::Inbound;
        if state == Device::NotInUse && agent.duty == Duty::Offline {
            return Device::Unavailable;
        }
        if state == Device::InUse && agent.calls.len() == 1 && site.calls_of(agent).all(held) {
            return Device::OnHold;
        }
        state
    }
}

/// `DeviceStateList` (asterisk §4).
pub(super) fn states(switch: &mut Switch, turn: &mut Turn<'_>) -> Vec<u8> {
    let phones = Devices::of(&switch.legs);
    let mut all: Vec<(String, &str)> = Vec::new();
    for agent in &turn.site.agents {
        let state = phones.agent(turn.site, agent);
        if !dialplan::is_robot(agent) {
            all.push((dialplan::desk_phone(agent), state.word()));
        }
    }
    for phone in [dialplan::CARRIER, dialplan::SUPERVISOR] {
        all.push((phone.to_owned(), phones.get(phone).word()));
    }
    let used = |yes: bool| if yes { "INUSE" } else { "NOT_INUSE" };
    let members = switch.members(turn.site, &switch.legs);
    for queue in &turn.site.queues {
        let name = configured(&queue.name);
        let waits = entries(switch, turn.site, queue.ix).next().is_some();
        let mine = || members.iter().filter(|member| member.queue == queue.ix);
        all.push((format!("Queue:{name}"), if waits { "RINGING" } else { "NOT_INUSE" }));
        all.push((format!("Queue:{name}_avail"), used(!mine().any(|member| member.presence().1))));
        all.extend(mine().map(|member| {
            (format!("Queue:{name}_pause_{}", member.location), used(member.paused.is_some()))
        }));
    }
    all.sort_by_key(|(device, _)| names::mix(device));
    let mut list = List::start(turn.params, "DeviceStateList", "Device State Changes will follow");
    for (device, state) in all {
        list.item("DeviceStateChange", |block| {
            block.add("Device", device).add("State", state);
        });
    }
    list.complete()
}

/// `ExtensionStateList` (asterisk §4), whose numbers are others.
pub(super) fn hints(switch: &mut Switch, turn: &mut Turn<'_>) -> Vec<u8> {
    let phones = Devices::of(&switch.legs);
    let mut list = List::start(turn.params, "ExtensionStateList", "Extension Statuses will follow");
    for agent in turn.site.agents.iter().filter(|agent| !dialplan::is_robot(agent)) {
        let (number, word) = phones.agent(turn.site, agent).hint();
        list.item("ExtensionStatus", |block| {
            block.add("Exten", &agent.extension).add("Context", "agents");
            block.add("Hint", dialplan::desk_phone(agent)).add("Status", number).add("StatusText", word);
        });
    }
    list.complete()
}

#[cfg(test)]
mod tests {
    use super::super::DIALECT;
    use super::super::names::{Name, Part};
    use super::*;
    use crate::Settings;

    #[test]
    fn only_the_hold_by_the_other_side_can_be_seen() {
        let noon = "2026-03-10T12:00:00Z".parse().expect("an instant");
        let mut site = Site::open(&Settings::default(), 1, DIALECT.habits, noon);
        for (direction, expected) in
            [(Direction::Inbound, Device::InUse), (Direction::Outbound, Device::OnHold)]
        {
            let fits = |site: &Site, call: &Call| {
                let agent = call.agent.map(|ix| &site.agents[ix]);
                call.stage == Stage::Talking
                    && call.direction == direction
                    && agent.is_some_and(|agent| agent.calls.len() == 1 && !dialplan::is_robot(agent))
            };
            while !site.calls.values().any(|call| fits(&site, call)) {
                site.advance(site.now() + 1_000);
            }
            let call = site.calls.values().find(|call| fits(&site, call)).expect("a call");
            let (id, ix) = (call.id, call.agent.expect("an agent"));
            assert!(site.hold(id, true));
            let agent = &site.agents[ix];
            let channel = format!("{}-00000001", dialplan::endpoint(agent));
            let name = Name { channel, unique: "1.1".to_owned(), born: 0 };
            let mut leg = Leg::rung(Part::Agent(id, ix), name, "1.0");
            assert_eq!(Devices::of(&[leg.clone()]).agent(&site, agent), Device::Ringing);
            leg.state = State::Up;
            assert_eq!(Devices::of(&[leg]).agent(&site, agent), expected);
        }
    }
}
