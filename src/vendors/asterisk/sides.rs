//! Who is one's own and who is not, and which person a leg is: stated nowhere, and told from endpoints, members of
//! queues and contexts (fact sheet §3, §4).
//!
//! One person has several names: the queue rings `Local/101@from-queue/n`, takes its state from `hint:101@ext-local`,
//! and the phone is `PJSIP/101`, or whatever the hint names; an agent of a pool is `Agent:1001`, at whatever phone ran
//! `AgentLogin(1001)`. An interface that the queue rings is the person's id ([`super::seats`]), and legs lead to it by
//! name, by login, by hint, or by number.

use std::collections::BTreeMap;

use super::config::AsteriskConfig;
use super::hints::Hints;
use super::legs::Leg;
use super::names;
use super::status::Member;

/// What tells one's own phones from customers and trunks.
#[derive(Clone, Debug)]
pub(super) struct Sides<'a> {
    config: &'a AsteriskConfig,
    /// The queue members' ids by every endpoint that the queue itself names.
    members: BTreeMap<&'a str, &'a str>,
    /// The same by the phones of their extensions' hints, where a phone is one member's alone.
    hinted: BTreeMap<&'a str, Option<&'a str>>,
    /// The same by the number, where that is all that is known of a member, and one's alone.
    numbers: BTreeMap<&'a str, Option<&'a str>>,
}

impl<'a> Sides<'a> {
    /// What the configuration, the members of queues and the hints tell.
    pub(super) fn new(config: &'a AsteriskConfig, members: &'a [Member], hints: &'a Hints) -> Self {
        let mut sides =
            Self { config, members: BTreeMap::new(), hinted: BTreeMap::new(), numbers: BTreeMap::new() };
        for member in members {
            let agent = member.agent.as_str();
            if let Some(device) = &member.device {
                sides.members.entry(names::interface(device)).or_insert(agent);
            }
            sides.members.insert(names::interface(&member.interface), agent);
            let phones = hints.of(member).map_or(&[][..], |hint| &hint.phones);
            for phone in phones {
                alone(&mut sides.hinted, phone, agent);
            }
            // Where the dialplan says which phones are theirs, one that only has their number is not.
            if let Some(number) = extension(member, hints).filter(|_| phones.is_empty()) {
                alone(&mut sides.numbers, number, agent);
            }
        }
        sides
    }

    /// The queue member whose leg it is, by the member's id.
    pub(super) fn member(&self, leg: &Leg) -> Option<&'a str> {
        if let Some(agent) = leg.logged_in() {
            let of = |kind: &str| self.members.get(format!("{kind}{agent}").as_str()).copied();
            return of("Agent:").or_else(|| of("Agent/"));
        }
        let endpoint = leg.endpoint();
        if self.is_trunk(&leg.channel) {
            return None;
        }
        let named = self.members.get(endpoint).copied();
        let hinted = || self.hinted.get(endpoint).copied().flatten();
        // A pair is not the phone behind it.
        let numbered = || names::number(endpoint).filter(|_| leg.half().is_none() && !self.is_outer(leg));
        named.or_else(hinted).or_else(|| self.numbers.get(numbered()?).copied().flatten())
    }

    /// Whether `channel`, or what is left of its name without the call, is a customer or a trunk by the configuration.
    pub(super) fn is_trunk(&self, channel: &str) -> bool {
        let (line, endpoint) = (names::line(channel), names::endpoint(channel));
        self.config.outside.iter().any(|outside| names::fits(outside, endpoint) || names::fits(outside, line))
    }

    /// Whether its context is a customer's or a trunk's.
    fn is_outer(&self, leg: &Leg) -> bool {
        leg.context.as_ref().is_some_and(|context| self.config.outside_contexts.contains(context))
    }

    /// Whether the leg is a customer's or a trunk's (`true`) or one's own; `None` if nothing tells.
    pub(super) fn outside(&self, leg: &Leg) -> Option<bool> {
        if self.is_trunk(&leg.channel) {
            return Some(true);
        }
        if leg.half().is_some() || self.member(leg).is_some() {
            return Some(false);
        }
        let inner = leg.context.as_ref().is_some_and(|context| self.config.inside_contexts.contains(context));
        match (self.is_outer(leg), inner) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => (!self.config.outside.is_empty()).then_some(false),
        }
    }

    /// The id of the person at `leg`: the member's interface, else the phone.
    pub(super) fn person<'s>(&self, leg: &'s Leg) -> &'s str
    where
        'a: 's,
    {
        self.member(leg).unwrap_or(leg.endpoint())
    }
}

/// Notes that `name` is `agent`'s, or nobody's where it is another's too.
fn alone<'a>(names: &mut BTreeMap<&'a str, Option<&'a str>>, name: &'a str, agent: &'a str) {
    let only = names.entry(name).or_insert(Some(agent));
    *only = only.filter(|only| *only == agent);
}

/// The number by which people call a member: that of the extension whose phone it is, of the agent or the device that its
/// state is told by, else of the interface.
pub(super) fn extension<'a>(member: &'a Member, hints: &'a Hints) -> Option<&'a str> {
    let told = hints.place(member).map(|(extension, _)| extension);
    told.or_else(|| member.device.as_deref().and_then(names::number))
        .or_else(|| names::number(&member.interface))
}
