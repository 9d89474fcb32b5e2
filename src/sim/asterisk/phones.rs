//! Phones that `Originate` rings: from the first ring to the end of what they were called for (asterisk §5).

use std::collections::BTreeMap;

use super::super::world::{CallId, Mode, Ms, Site};
use super::dialplan::{self, Place};
use super::legs::{Leg, State, Who};
use super::look::Look;
use super::lot;
use super::names::{Name, Part};
use super::plan::Route;
use super::sessions::Class;
use super::switch::Switch;

/// How long a call lasts that a phone of nobody's places.
const CHAT: Ms = 120_000;

/// A supervisor's ear on a leg.
#[derive(Clone, Debug)]
pub(super) struct Spy {
    /// As it was asked for: target and options.
    pub(super) data: String,
    pub(super) target: String,
    pub(super) options: String,
    /// The listener in the world, while there is one.
    pub(super) listener: Option<(CallId, u64)>,
    /// The leg it is on.
    pub(super) on: Option<Box<Leg>>,
}

impl Spy {
    /// The leg that the target names and that can be heard: with `u` by name or `Uniqueid`, else the first
    /// whose name begins so.
    pub(super) fn find<'a>(&self, legs: &'a [Leg]) -> Option<&'a Leg> {
        let full = self.options.contains('u');
        let begins = |leg: &Leg| leg.channel.starts_with(&self.target);
        let meant = |leg: &&Leg| if full { leg.is(&self.target) } else { begins(leg) };
        legs.iter().filter(meant).find(|leg| leg.state == State::Up)
    }

    /// What it is in the world when it begins.
    pub(super) fn mode(&self, target: &Leg) -> Mode {
        let mode = match (self.options.contains('d'), self.options.contains('B')) {
            (false, true) => Mode::Barge,
            _ if self.options.contains('w') => Mode::Whisper,
            _ => Mode::Monitor,
        };
        Self::heard(mode, target)
    }

    /// What a mode on that leg is in the world. Who whispers to the caller is heard by the wrong party: the
    /// world knows that as barging only.
    pub(super) fn heard(mode: Mode, target: &Leg) -> Mode {
        match (mode, target.part) {
            (Mode::Whisper, Part::Caller(_) | Part::Called(_)) => Mode::Barge,
            _ => mode,
        }
    }
}

/// What a phone was called for.
#[derive(Clone, Debug)]
pub(super) enum Aim {
    Spy(Spy),
    Dial {
        context: String,
        exten: String,
    },
    /// The world has the call, and the phone is one of its legs.
    Placed {
        call: CallId,
        context: String,
        exten: String,
    },
    /// An application that does not exist, or ends at once.
    Nothing,
}

/// One phone.
#[derive(Clone, Debug)]
pub(super) struct Rung {
    pub(super) number: u64,
    /// As `Originate` named it.
    pub(super) phone: String,
    pub(super) name: Name,
    /// The caller id to show; empty for the phone's own.
    pub(super) caller: Who,
    pub(super) aim: Aim,
    /// When it is picked up, if ever.
    pub(super) answers: Option<Ms>,
    /// When the server gives up.
    pub(super) until: Ms,
    /// The `ActionID` of an asynchronous request, which is told how it went.
    pub(super) told: Option<String>,
    pub(super) up: Option<Ms>,
}

/// All of them, and how it went with those that somebody waits for.
#[derive(Debug, Default)]
pub(super) struct Phones {
    pub(super) rung: Vec<Rung>,
    outcomes: BTreeMap<u64, bool>,
    next: u64,
}

impl Phones {
    pub(super) fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Whether the phone was picked up, once that is known; told once.
    pub(super) fn outcome(&mut self, number: u64) -> Option<bool> {
        self.outcomes.remove(&number)
    }

    pub(super) fn get(&mut self, number: u64) -> Option<&mut Rung> {
        self.rung.iter_mut().find(|rung| rung.number == number)
    }
}

impl Rung {
    pub(super) fn leg(&self, bridge: Option<String>) -> Leg {
        let mut leg = Leg::rung(Part::Phone(self.number), self.name.clone(), &self.name.unique);
        leg.own = self.caller.clone();
        leg.other = self.caller.clone();
        if self.caller == Who::default() {
            let number = self.phone.rsplit('/').next().unwrap_or_default();
            leg.own = Who::new(number, if self.phone == dialplan::SUPERVISOR { "Supervisor" } else { "" });
        }
        (leg.app, leg.exten) = ("AppDial2", "s".to_owned());
        if self.up.is_none() {
            return leg;
        }
        leg.state = State::Up;
        match &self.aim {
            Aim::Spy(spy) => (leg.app, leg.data) = ("ChanSpy", spy.data.clone()),
            Aim::Dial { exten, .. } => {
                let parked = bridge.is_some();
                leg.data = if parked {
                    format!("{},{exten}", lot::NAME)
                } else {
                    format!("PJSIP/{exten}@carrier,40")
                };
                leg.app = if parked { "ParkedCall" } else { "Dial" };
                leg.exten.clone_from(exten);
            }
            Aim::Placed { .. } | Aim::Nothing => {}
        }
        leg.bridge = bridge;
        leg
    }

    /// The event for an asynchronous request: 4 answered, 3 not answered, 0 no such phone.
    pub(super) fn tell(&self, switch: &mut Switch, (site, look): (&Site, Look), reason: u8) {
        switch.phones.outcomes.insert(self.number, reason == 4);
        let Some(mark) = &self.told else { return };
        switch.phones.outcomes.remove(&self.number);
        let channel = if reason == 4 { &self.name.channel } else { &self.phone };
        switch.events.push((site, look), Class::Call, "OriginateResponse", |block| {
            if !mark.is_empty() {
                block.add("ActionID", mark);
            }
            block.add("Response", if reason == 4 { "Success" } else { "Failure" }).add("Channel", channel);
            match &self.aim {
                Aim::Spy(spy) => block.add("Application", "ChanSpy").add("Data", &spy.data),
                Aim::Dial { context, exten } | Aim::Placed { context, exten, .. } => {
                    block.add("Context", context).add("Exten", exten)
                }
                Aim::Nothing => block,
            };
            block.add("Reason", reason).add("Uniqueid", &self.name.unique);
            block.add("CallerIDNum", "<unknown>").add("CallerIDName", "<unknown>");
            if reason == 4 && !look.bare {
                block.add(&format!("ChanVariable({channel})"), "MIXMONITOR_FILENAME=");
            }
        });
    }
}

impl Switch {
    /// Lets phones be picked up, be given up and be hung up. Answers whether that changed a call.
    pub(super) fn turn_phones(&mut self, site: &mut Site, look: Look, legs: &[Leg]) -> bool {
        let (mut changed, now) = (false, site.now());
        for mut rung in std::mem::take(&mut self.phones.rung) {
            let ended = matches!(rung.aim, Aim::Placed { call, .. } if !site.calls.contains_key(&call));
            if rung.up.is_none() && !ended && rung.answers.is_some_and(|at| at <= now) {
                rung.up = Some(now);
                rung.tell(self, (site, look), 4);
                let (stays, took) = self.begin(site, look, (&mut rung, legs));
                changed |= took;
                if !stays {
                    continue;
                }
            } else if rung.up.is_none() && (ended || rung.until <= now) {
                rung.tell(self, (site, look), 3);
                self.deafen(site, look, &rung);
                continue;
            }
            if self.goes_on(site, &rung, legs) {
                self.phones.rung.push(rung);
            } else {
                self.deafen(site, look, &rung);
            }
        }
        changed
    }

    /// Somebody picked up: whether the phone stays, and whether a call changed.
    fn begin(&mut self, site: &mut Site, look: Look, (rung, legs): (&mut Rung, &[Leg])) -> (bool, bool) {
        match &mut rung.aim {
            Aim::Placed { .. } | Aim::Nothing => (false, false),
            Aim::Spy(spy) => {
                spy.on = spy.find(legs).cloned().map(Box::new);
                let stays = spy.on.is_some() || !spy.options.contains('S');
                if spy.on.is_some() {
                    self.tell_spy((site, look), "ChanSpyStart", rung);
                } else {
                    self.deafen(site, look, rung);
                }
                (stays, false)
            }
            Aim::Dial { context, exten } => match dialplan::find(site, context, exten) {
                Some((_, Place::Slot(slot))) => self.take_parked(site, rung, slot),
                Some(_) => (true, false),
                None => (false, false),
            },
        }
    }

    /// The phone of an agent gives the agent the parked call; another phone keeps it itself.
    fn take_parked(&mut self, site: &mut Site, rung: &Rung, slot: u32) -> (bool, bool) {
        let agent = site.agents.iter().find(|agent| dialplan::desk_phone(agent) == rung.phone);
        let agent = agent.map(|agent| agent.ix);
        let Some(parked) = self.lot.at(slot).filter(|parked| parked.taken.is_none()) else {
            return (false, false);
        };
        let call = parked.call;
        if let Some(ix) = agent.filter(|ix| site.retrieve(call, *ix)) {
            self.names.give(Part::Agent(call, ix), rung.name.clone());
            self.routes.insert(call, Route::Taken(slot));
            return (false, true);
        }
        parked.taken = Some(rung.number);
        (true, true)
    }

    /// Whether a phone is not hung up by what it was called for.
    fn goes_on(&self, site: &Site, rung: &Rung, legs: &[Leg]) -> bool {
        let Some(up) = rung.up else { return true };
        match &rung.aim {
            Aim::Placed { .. } | Aim::Nothing => false,
            Aim::Spy(spy) => {
                let target = spy.on.as_ref();
                let gone = target.is_some_and(|on| !legs.iter().any(|leg| leg.unique == on.unique));
                !(gone && spy.options.contains(['E', 'S']))
            }
            Aim::Dial { exten, .. } => {
                let parked = dialplan::find(site, "parkedcalls", exten).is_some();
                if parked { self.lot.taken_by(rung.number).is_some() } else { site.now() < up + CHAT }
            }
        }
    }

    /// Takes a supervisor off the call in the world.
    pub(super) fn deafen(&mut self, site: &mut Site, look: Look, rung: &Rung) {
        let Aim::Spy(spy) = &rung.aim else { return };
        if let Some((call, listener)) = spy.listener {
            site.unlisten(call, |leg| leg.id == listener);
        }
        if spy.on.is_some() {
            self.tell_spy((site, look), "ChanSpyStop", rung);
        }
    }

    fn tell_spy(&mut self, (site, look): (&Site, Look), name: &str, rung: &Rung) {
        let Aim::Spy(Spy { on: Some(target), .. }) = &rung.aim else { return };
        let (spyer, film) = (rung.leg(None), self.tapes.film(&target.unique));
        self.events.push((site, look), Class::Call, name, |block| {
            block.channel("Spyer", &spyer, "", look).channel("Spyee", target, film, look);
        });
    }

    /// The legs of the phones themselves.
    pub(super) fn phone_legs(&self, legs: &mut Vec<Leg>) {
        for rung in self.phones.rung.iter().filter(|rung| !matches!(rung.aim, Aim::Placed { .. })) {
            let bridge = self.lot.taken_by(rung.number).and_then(|call| self.bridges.get(&call));
            legs.push(rung.leg(bridge.map(|bridge| bridge.id.clone())));
        }
    }
}
