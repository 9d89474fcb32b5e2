//! Supervisors' legs: what they listen to, and which of them are ours (fact sheet §5).

use std::collections::BTreeMap;

use super::legs::Leg;
use crate::domain::Text;

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
    /// The leg that is listened to, by its id or name.
    pub(super) target: String,
    /// Whether it was answered and listens.
    pub(super) answered: bool,
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
    let told = leg.is_in("ChanSpy").then(|| leg.data.as_deref().and_then(|data| data.split(',').next()));
    let given = leg.id.strip_prefix(OURS).and_then(|rest| rest.split_once('-')).map(|(_, target)| target);
    if told.is_none() && given.is_none() {
        return None;
    }
    Some(Spy {
        id: leg.id.clone(),
        endpoint: leg.endpoint().to_owned(),
        target: told.flatten().or(given).unwrap_or_default().to_owned(),
        answered: told.is_some() && leg.state == super::legs::State::Up,
    })
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
