//! Hints: of which devices the state of an extension is made, by `ExtensionStateList` (fact sheet §4). The dialplan says
//! so, and only it tells which phone is an extension's: `101` may be `PJSIP/8101&PJSIP/101-mobile&Custom:DND101`.

use std::collections::BTreeMap;
use std::time::Duration;

use super::answer::List;
use super::names;
use super::status::{Member, rows};
use crate::domain::At;

/// How long a list is good. The dialplan changes seldom; the states themselves come with every poll.
const GOOD: Duration = Duration::from_mins(1);
/// The context of a hint that a member names without one (`app_queue`'s own).
const CONTEXT: &str = "default";

/// An extension and its context.
pub(super) type Place<'a> = (&'a str, &'a str);

/// Every hint, and when they were listed.
#[derive(Clone, Debug, Default)]
pub(super) struct Hints {
    all: BTreeMap<(String, String), Hint>,
    listed: Option<At>,
}

/// The devices of one extension.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hint {
    /// The phones.
    pub(super) phones: Vec<String>,
    /// States that people or the dialplan set: `Custom:DND101`.
    pub(super) set: Vec<String>,
}

impl Hint {
    /// Reads what the dialplan says: devices, and behind a comma what is shown of somebody's presence.
    fn read(text: &str) -> Self {
        let devices = text.split(',').next().unwrap_or_default().split('&').map(str::trim);
        let (set, others): (Vec<&str>, Vec<&str>) =
            devices.filter(|device| !device.is_empty()).partition(|device| device.starts_with("Custom:"));
        let phones = others.into_iter().filter(|device| names::is_phone(device) && !names::is_local(device));
        Self {
            phones: phones.map(str::to_owned).collect(),
            set: set.into_iter().map(str::to_owned).collect(),
        }
    }
}

impl Hints {
    /// Reads `list`, which came at `now`.
    pub(super) fn read(list: &List, now: At) -> Self {
        let all = rows(list, "ExtensionStatus", |block, _| {
            let place = (block.must("Exten")?.to_owned(), block.must("Context")?.to_owned());
            Ok((place, Hint::read(block.known("Hint").unwrap_or_default())))
        });
        Self { all: all.read.into_iter().collect(), listed: Some(now) }
    }

    /// Whether it is time to ask for them.
    pub(super) fn due(&self, now: At) -> bool {
        self.listed.is_none_or(|listed| now.since(listed) >= GOOD)
    }

    /// Asks for them at the next poll.
    pub(super) fn hasten(&mut self) {
        self.listed = None;
    }

    /// The hint of `member`, if it has one: that of its extension.
    pub(super) fn of(&self, member: &Member) -> Option<&Hint> {
        let (extension, context) =
            self.place(member).or_else(|| self.only(names::number(&member.interface)?))?;
        self.all.get(&(extension.to_owned(), context.to_owned()))
    }

    /// The extension whose state `member`'s is, or whose phone it is, where that is told and not guessed.
    pub(super) fn place<'a>(&'a self, member: &'a Member) -> Option<Place<'a>> {
        let state = member.device.as_deref().unwrap_or(&member.interface);
        match names::hinted(state) {
            Some(hinted) => Some(hinted.split_once('@').unwrap_or((hinted, CONTEXT))),
            None => self.naming(names::interface(state)),
        }
    }

    /// The only extension that has the phone `device`.
    fn naming(&self, device: &str) -> Option<Place<'_>> {
        one(self.all.iter().filter(|(_, hint)| hint.phones.iter().any(|phone| phone == device)))
    }

    /// The only extension that is called `number`, whatever its context.
    fn only(&self, number: &str) -> Option<Place<'_>> {
        one(self.all.iter().filter(|((extension, _), _)| extension == number))
    }
}

fn one<'a>(mut found: impl Iterator<Item = (&'a (String, String), &'a Hint)>) -> Option<Place<'a>> {
    let ((extension, context), _) = found.next()?;
    found.next().is_none().then_some((extension, context))
}
