//! Rows about agents: those on calls, those who are logged in, and every extension (tel4vn §2.2, §2.3, §2.5).

use serde::Deserialize;
use serde_json::Value;

use super::stamp::{Frame, Stamp};
use super::states::{Heard, heard};
use crate::domain::{Direction, Text, Unread};
use crate::vendor::{loose, rows_at};

/// A row of either list of agents on calls: the generations differ in names of keys we do without, and in what
/// the newer one has on top.
#[derive(Debug, Deserialize)]
struct WireBusy {
    #[serde(default, deserialize_with = "loose::word")]
    extension: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    username: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    agent_name: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    call_state: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    call_id: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    call_time: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    destination: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    direction: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    b_cid_num: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    cid_num: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    user_agent: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    domain_name: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    last_name: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    middle_name: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    first_name: Option<String>,
}

#[derive(Debug, Deserialize)]
struct WireLive {
    #[serde(default, deserialize_with = "loose::word")]
    extension: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    username: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    domain_name: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    campaign_uuid: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    status: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    pause_code: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    last_update_time: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    last_name: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    middle_name: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    first_name: Option<String>,
}

#[derive(Debug, Deserialize)]
struct WireListed {
    #[serde(default, deserialize_with = "loose::word")]
    extension: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    username: Option<String>,
    #[serde(default, deserialize_with = "loose::flag")]
    enabled: Option<bool>,
    #[serde(default, deserialize_with = "loose::flag")]
    is_link_call_center: Option<bool>,
    #[serde(default, deserialize_with = "loose::word")]
    domain_name: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    follow_me: Option<String>,
}

/// An agent as the list of agents on calls has them; idle ones may be in it, with an empty state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Busy {
    /// Their extension.
    pub(super) extension: String,
    /// What they log in as.
    pub(super) username: Option<String>,
    /// What they are called.
    pub(super) name: Option<Text>,
    /// What their call does; `None` if there is none.
    pub(super) heard: Option<Heard>,
    /// Their call.
    pub(super) call: Option<String>,
    /// Since when.
    pub(super) since: Stamp,
    /// Which way it was placed.
    pub(super) direction: Direction,
    /// The customer, where the list has a field of its own for them.
    pub(super) customer: Option<String>,
    /// Every other number in the row: the other party, or the hotline.
    pub(super) numbers: Vec<String>,
    /// The softphone.
    pub(super) user_agent: Option<String>,
    /// The tenant.
    pub(super) domain: Option<String>,
}

/// An agent who is logged in to a campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Live {
    /// Their extension.
    pub(super) extension: String,
    /// What they log in as.
    pub(super) username: Option<String>,
    /// What they are called.
    pub(super) name: Option<Text>,
    /// `RESUME`, `PAUSE`, or another word.
    pub(super) status: Option<String>,
    /// Why they paused.
    pub(super) pause: Option<Text>,
    /// Since when they are in that status.
    pub(super) since: Stamp,
    /// The campaign.
    pub(super) campaign: Option<String>,
    /// The tenant.
    pub(super) domain: Option<String>,
}

/// An extension of the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    /// Its number.
    pub(super) extension: String,
    /// Whose it is.
    pub(super) username: Option<String>,
    /// Whether it is switched on.
    pub(super) enabled: Option<bool>,
    /// Whether it belongs to the call centre.
    pub(super) linked: Option<bool>,
    /// The tenant.
    pub(super) domain: Option<String>,
    /// The number that is called while it is offline.
    pub(super) follow_me: Option<String>,
}

/// A whole name, in the order of the country: last, middle, first; in that of `agent_name`, where the vendor has put
/// the same words into another (tel4vn §2.2).
fn whole(parts: [Option<String>; 3], agent_name: Option<&str>) -> Option<Text> {
    let whole = Text::some(&parts.into_iter().flatten().collect::<Vec<_>>().join(" "));
    let written = agent_name.and_then(Text::some);
    match (whole, written) {
        (Some(whole), Some(written)) if same_words(&whole, &written) => Some(written),
        (whole, _) => whole,
    }
}

/// Whether two names are the same words, in whatever order.
pub(super) fn same_words(one: &str, other: &str) -> bool {
    let words = |name: &str| {
        let mut words: Vec<String> = name.split(' ').map(str::to_lowercase).collect();
        words.sort();
        words
    };
    words(one) == words(other)
}

/// The agents of the list of agents on calls.
pub(super) fn busy(list: Vec<Value>, frame: Frame) -> (Vec<Busy>, Vec<Unread>) {
    rows_at("monitor", list, |row: WireBusy| {
        let plain = row.agent_name.as_deref().or(row.username.as_deref()).and_then(Text::some);
        Ok(Busy {
            extension: row.extension.ok_or(".extension: missing")?,
            username: row.username,
            name: whole([row.last_name, row.middle_name, row.first_name], row.agent_name.as_deref())
                .or(plain),
            heard: heard(row.call_state.as_deref()),
            call: row.call_id,
            since: frame.past(row.call_time.as_deref()),
            direction: super::legs::direction(&row.direction.unwrap_or_default()),
            customer: row.b_cid_num,
            numbers: [row.destination, row.cid_num].into_iter().flatten().collect(),
            user_agent: row.user_agent,
            domain: row.domain_name,
        })
    })
}

/// The agents who are logged in.
pub(super) fn live(list: Vec<Value>, frame: Frame) -> (Vec<Live>, Vec<Unread>) {
    rows_at("live", list, |row: WireLive| {
        let plain = row.username.as_deref().and_then(Text::some);
        Ok(Live {
            extension: row.extension.ok_or(".extension: missing")?,
            username: row.username,
            name: whole([row.last_name, row.middle_name, row.first_name], None).or(plain),
            status: row.status,
            pause: row.pause_code.as_deref().and_then(Text::some),
            since: frame.past(row.last_update_time.as_deref()),
            campaign: row.campaign_uuid,
            domain: row.domain_name,
        })
    })
}

/// The extensions of one page of the roster.
pub(super) fn listed(list: Vec<Value>) -> (Vec<Listed>, Vec<Unread>) {
    rows_at("roster", list, |row: WireListed| {
        Ok(Listed {
            extension: row.extension.ok_or(".extension: missing")?,
            username: row.username,
            enabled: row.enabled,
            linked: row.is_link_call_center,
            domain: row.domain_name,
            follow_me: row.follow_me,
        })
    })
}

impl Busy {
    /// The customer's number, as far as it can be told: the older list names only who was called.
    pub(super) fn party(&self) -> Option<&str> {
        let called = self.numbers.first().filter(|_| self.direction == Direction::Outbound);
        self.customer.as_deref().or_else(|| called.map(String::as_str))
    }
}
