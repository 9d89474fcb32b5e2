//! Supervisors' legs: what they listen to, and which of them are ours (fact sheet §5).
//!
//! A dialplan names its target in several ways, most of which fit more than one leg: `ChanSpy(SIP/101,q)` is every
//! channel whose name begins so, `ChanSpy(,q)` is everybody, `ExtenSpy(101@office)` is whoever is at that extension of
//! the dialplan. Which leg it is at the moment is told by an event; without it, a target is certain only where
//! everything that fits is one call.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Facts;
use super::legs::{Leg, State};
use super::wires::{groups, rings};
use crate::domain::{At, Text};

/// What every channel id that this program gives begins with. Nobody else's does, so that only what was placed
/// from here is ever hung up or sent a digit.
const OURS: &str = "callboard-spy-";

/// A supervisor's leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spy {
    /// Its own id.
    pub(super) id: String,
    /// The phone, as the server spells it.
    pub(super) endpoint: String,
    /// What is listened to.
    pub(super) target: Target,
    /// Whether it was answered and listens.
    pub(super) answered: bool,
    /// When it began.
    pub(super) since: Option<At>,
}

/// What a supervisor's leg listens to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// The leg of this id or name.
    Leg(String),
    /// Legs whose names begin so: everybody, if it is empty.
    Prefix(String),
    /// Legs of a group, or of whoever is at an extension: the lists do not say which those are.
    Untold,
    /// Legs at this extension of the dialplan, in this context or in any.
    Extension(String, Option<String>),
}

impl Target {
    /// Whether it is the leg `id`, called `channel`, and no other.
    pub(super) fn is(&self, id: &str, channel: &str) -> bool {
        match self {
            Self::Leg(target) => target == id || target == channel,
            Self::Prefix(prefix) => prefix == channel,
            Self::Untold | Self::Extension(..) => false,
        }
    }

    /// Whether `leg` may be the one.
    pub(super) fn fits(&self, leg: &Leg) -> bool {
        match self {
            Self::Leg(_) => self.is(&leg.id, &leg.channel),
            // As the server compares names (fact sheet §5).
            Self::Prefix(prefix) => {
                leg.channel.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
            }
            Self::Untold => false,
            Self::Extension(extension, context) => {
                leg.extension.as_deref() == Some(extension)
                    && context.as_ref().is_none_or(|context| leg.context.as_ref() == Some(context))
            }
        }
    }

    /// What `ChanSpy` was told.
    fn of_name(data: &str) -> Self {
        let (name, options) = data.split_once(',').unwrap_or((data, ""));
        let among = name.is_empty() && (options.contains("g(") || options.contains("e("));
        if among {
            return Self::Untold;
        }
        if options.contains('u') { Self::Leg(name.to_owned()) } else { Self::Prefix(name.to_owned()) }
    }

    /// What `ExtenSpy` was told.
    fn of_extension(data: &str) -> Self {
        let place = data.split(',').next().unwrap_or_default();
        let (extension, context) = place.split_once('@').unwrap_or((place, ""));
        Self::Extension(extension.to_owned(), Some(context.to_owned()).filter(|context| !context.is_empty()))
    }
}

impl Spy {
    /// The legs among `legs` that it may listen to; the one, where an event told.
    pub(super) fn on<'a>(&self, legs: &'a [Leg], facts: &Facts) -> Vec<&'a Leg> {
        if let Some(told) = facts.spied.get(&self.id) {
            return legs.iter().filter(|leg| leg.id == *told).collect();
        }
        legs.iter().filter(|leg| leg.id != self.id && spy(leg).is_none() && self.target.fits(leg)).collect()
    }
}

/// The id of a new leg that listens to the leg `target`; `mark` tells it from others on the same one.
pub(super) fn own_id(target: &str, mark: &str) -> String {
    format!("{OURS}{mark}-{target}")
}

/// Whether `id` was given by [`own_id`].
pub(super) fn is_ours(id: &str) -> bool {
    id.starts_with(OURS)
}

/// `leg` as a supervisor's, if it is one. One that rings is not in its application yet; ours can be told by its id.
pub(super) fn spy(leg: &Leg) -> Option<Spy> {
    let data = leg.data.as_deref().unwrap_or_default();
    let told = match leg.application.as_deref().unwrap_or_default().to_ascii_lowercase().as_str() {
        "chanspy" => Some(Target::of_name(data)),
        "extenspy" => Some(Target::of_extension(data)),
        _ => None,
    };
    let given = leg.id.strip_prefix(OURS).and_then(|rest| rest.split_once('-')).map(|(_, target)| target);
    let given = given.map(|target| Target::Leg(target.to_owned()));
    let answered = told.is_some() && leg.state == State::Up;
    let (target, endpoint) = (told.or(given)?, leg.endpoint().to_owned());
    Some(Spy { id: leg.id.clone(), endpoint, target, answered, since: leg.since })
}

/// The supervisors' legs among `legs`, and the other legs that lead to them: a phone may be put on a call through
/// pairs of local legs, at whose end it is the one that listens.
pub(super) fn spies<'a>(legs: &'a [Leg], holding: &BTreeSet<String>) -> (Vec<Spy>, Vec<&'a Leg>) {
    let mut spies: Vec<Spy> = legs.iter().filter_map(spy).collect();
    let mut leading = Vec::new();
    let all: Vec<&Leg> = legs.iter().collect();
    let paired = |leg: &Leg| leg.half().is_some() && spy(leg).is_some() && !is_ours(&leg.id);
    for group in groups(&all, holding) {
        let Some(end) = group.legs.iter().find(|leg| paired(leg)) else { continue };
        let mut phones = group.legs.iter().filter(|leg| leg.half().is_none());
        let phone = phones.next().filter(|_| phones.next().is_none());
        for spy in spies.iter_mut().filter(|spy| spy.id == end.id) {
            if let Some(phone) = phone {
                phone.endpoint().clone_into(&mut spy.endpoint);
                spy.answered &= !rings(phone);
            }
        }
        if phone.is_some() {
            leading.extend(group.legs.iter().filter(|leg| leg.id != end.id));
        }
    }
    (spies, leading)
}

/// How operators spell their phones: `PJSIP/200`, or `200` for short.
#[derive(Clone, Debug, Default)]
pub(super) struct Phones {
    spelled: BTreeMap<String, Text>,
}

impl Phones {
    /// The phone that an operator calls `phone`, as the server spells it, among `devices`.
    pub(super) fn endpoint<'a>(phone: &str, mut devices: impl Iterator<Item = &'a str>) -> String {
        let phone = phone.trim();
        if phone.contains('/') {
            return phone.to_owned();
        }
        let known = devices.find(|device| device.split_once('/').is_some_and(|(_, name)| name == phone));
        known.map_or_else(|| format!("PJSIP/{phone}"), str::to_owned)
    }

    /// Remembers that `phone` is the operator's word for `endpoint`.
    pub(super) fn learn(&mut self, endpoint: &str, phone: &Text) {
        self.spelled.insert(endpoint.to_owned(), phone.clone());
    }

    /// The operator's word for `endpoint`, or the server's.
    pub(super) fn shown(&self, endpoint: &str) -> Text {
        self.spelled.get(endpoint).cloned().unwrap_or_else(|| Text::new(endpoint))
    }
}
