//! What changes rarely and is asked now and then: the extensions' own names and the statuses' (voicenter §2.1,
//! §2.3). The board does without both.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::answer::list;
use super::keys::under;
use super::status::Statuses;
use crate::domain::{At, Fault, Text};
use crate::vendor::{Reply, loose, rows};

/// How often it is asked: the vendor's own advice is 15 to 30 minutes (voicenter §2.3).
const EVERY: Duration = Duration::from_mins(15);
/// How soon it is asked again while the account itself does not answer.
const SOON: Duration = Duration::from_mins(1);

/// What is known of extensions and statuses beside the live lists.
#[derive(Clone, Debug)]
pub(super) struct Directory {
    extensions: BTreeMap<String, Extension>,
    statuses: Statuses,
    next: Option<At>,
}

/// What the roster tells of an extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Extension {
    /// What the extension itself is called.
    pub name: Option<Text>,
    /// Its short number.
    pub short: Option<Text>,
    /// The account or department that it belongs to.
    pub group: Option<Text>,
}

#[derive(Deserialize)]
struct Listed {
    #[serde(rename = "SIP", default, deserialize_with = "loose::word")]
    sip: Option<String>,
    #[serde(rename = "Name", default, deserialize_with = "loose::word")]
    name: Option<String>,
    #[serde(rename = "SpeedDial", default, deserialize_with = "loose::word")]
    short: Option<String>,
    #[serde(rename = "AccountName", default, deserialize_with = "loose::word")]
    account: Option<String>,
}

#[derive(Deserialize)]
struct Status {
    #[serde(rename = "ID", default, deserialize_with = "loose::word")]
    id: Option<String>,
    #[serde(rename = "Name", default, deserialize_with = "loose::word")]
    name: Option<String>,
}

/// What a round of asking found; nothing where it failed.
#[derive(Debug, Default)]
pub(super) struct News {
    /// The roster.
    pub extensions: Option<BTreeMap<String, Extension>>,
    /// The statuses.
    pub statuses: Option<Statuses>,
}

impl Directory {
    /// The documented statuses and no extension.
    pub(super) fn new() -> Self {
        Self { extensions: BTreeMap::new(), statuses: Statuses::documented(), next: None }
    }

    /// Whether it is time to ask again.
    pub(super) fn due(&self, now: At) -> bool {
        self.next.is_none_or(|next| next <= now)
    }

    /// Takes in what asking at `now` found. What failed stays as it was, and is asked again no sooner, unless the
    /// account itself did not answer (`up`): then its side lists have had no fair chance.
    pub(super) fn learn(&mut self, news: News, now: At, up: bool) {
        self.next = Some(now + if up { EVERY } else { SOON });
        if let Some(extensions) = news.extensions {
            self.extensions = extensions;
        }
        if let Some(statuses) = news.statuses {
            self.statuses = statuses;
        }
    }

    /// What the roster tells of the extension `username`.
    pub(super) fn extension(&self, username: &str) -> Option<&Extension> {
        self.extensions.get(username)
    }

    /// The statuses.
    pub(super) fn statuses(&self) -> &Statuses {
        &self.statuses
    }
}

/// The roster of `reply`; `None` if it is empty, which is how a wrong code is answered.
pub(super) fn roster(reply: Reply) -> Result<Option<BTreeMap<String, Extension>>, Fault> {
    let (listed, _) = rows(list(reply, "EXTENSIONS", None)?.rows, |row: Listed| {
        let clean = |text: Option<String>| text.as_deref().and_then(Text::some);
        let extension =
            Extension { name: clean(row.name), short: clean(row.short), group: clean(row.account) };
        Ok((row.sip.ok_or(".SIP: missing")?, extension))
    });
    let listed: BTreeMap<_, _> = listed.into_iter().collect();
    Ok((!listed.is_empty()).then_some(listed))
}

/// The statuses of `reply`, which has no `ERR`.
pub(super) fn statuses(reply: Reply) -> Result<Option<Statuses>, Fault> {
    let told = reply.ok()?.json::<Map<String, Value>>()?;
    let listed = under(&told, "Statuses").and_then(Value::as_array).cloned().unwrap_or_default();
    let (listed, _) = rows(listed, |row: Status| {
        let name = row.name.as_deref().and_then(Text::some).ok_or(".Name: missing")?;
        Ok((row.id.ok_or(".ID: missing")?, name))
    });
    Ok(Statuses::listed(listed))
}
