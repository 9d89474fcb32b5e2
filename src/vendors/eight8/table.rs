//! Every interaction that the stream has told of, and agents' newest states.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use super::events::{Event, Media, Told};
use super::live::{Fate, Live, Stage};
use crate::domain::Unread;

/// The most interactions that are kept: those untouched the longest give way.
const MOST: usize = 5_000;
/// The most agents whose states are kept.
const MOST_AGENTS: usize = 20_000;
/// How long an interaction is kept that nothing is heard of: its end was missed (8x8 §4.5).
pub(super) const SILENT: Duration = Duration::from_hours(4);
/// How many unreadable events are remembered, and for how long.
const UNREAD: usize = 20;
const UNREAD_FOR: Duration = Duration::from_mins(10);

/// What the stream has told.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    rows: BTreeMap<String, Row>,
    agents: BTreeMap<String, AgentTold>,
    /// Agents' phones, as they were told with the calls that rang at them.
    phones: BTreeMap<String, String>,
    unread: VecDeque<(Instant, Unread)>,
    /// The newest instant of an event, in milliseconds of the vendor's clock.
    newest: Option<i64>,
}

/// An interaction, and when it was last heard of.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// What was told of it.
    pub(super) live: Live,
    /// Its last event, in milliseconds of the vendor's clock.
    pub(super) touched: Option<i64>,
    /// When that reached us.
    pub(super) heard: Instant,
}

/// An agent's newest state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AgentTold {
    /// Its number.
    pub(super) code: i64,
    /// `"{list}={item}"`.
    pub(super) reason: Option<String>,
    /// Since when, in milliseconds of the vendor's clock.
    pub(super) at: Option<i64>,
}

impl Table {
    /// Takes in what was told at `now`. Whether anything changed that is shown.
    pub(super) fn take(&mut self, told: Result<Told, String>, now: Instant) -> bool {
        match told {
            Ok(Told::Other) => false,
            Ok(Told::Agent { agent, code, reason, at }) => {
                let told = AgentTold { code, reason, at };
                if self.agents.len() >= MOST_AGENTS && !self.agents.contains_key(&agent) {
                    return false;
                }
                self.agents.insert(agent, told.clone()) != Some(told)
            }
            Ok(Told::Interaction(event)) => {
                self.newest = self.newest.max(event.at);
                self.note_phone(&event);
                // Whatever was missed has been told of, or is held against the figures.
                let marked = std::mem::take(&mut self.unread).is_empty();
                let Some(row) = self.rows.get_mut(&event.id) else {
                    let Some(live) = Live::born(&event) else { return !marked };
                    self.make_room();
                    self.rows.insert(event.id.clone(), Row { live, touched: event.at, heard: now });
                    return true;
                };
                (row.touched, row.heard) = (event.at.max(row.touched), now);
                if row.live.fold(&event) == Fate::Ends {
                    self.rows.remove(&event.id);
                }
                true
            }
            Err(why) => {
                if self.unread.len() >= UNREAD {
                    self.unread.pop_front();
                }
                self.unread.push_back((now, Unread::message(format!("event stream: {why}"))));
                true
            }
        }
    }

    /// Drops what nothing was heard of for hours, by our clock or by the vendor's.
    pub(super) fn prune(&mut self, now: Instant) {
        let silent = i64::try_from(SILENT.as_millis()).unwrap_or(i64::MAX);
        let newest = self.newest;
        let old = |row: &Row| {
            let by_theirs =
                newest.zip(row.touched).is_some_and(|(newest, at)| newest.saturating_sub(at) > silent);
            by_theirs || now.saturating_duration_since(row.heard) > SILENT
        };
        self.rows.retain(|_, row| !old(row));
        self.unread.retain(|(at, _)| now.saturating_duration_since(*at) <= UNREAD_FOR);
    }

    /// Drops the interaction `id`, whose end was missed.
    pub(super) fn forget(&mut self, ids: &BTreeSet<String>) {
        self.rows.retain(|id, _| !ids.contains(id));
    }

    /// Every interaction.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&str, &Row)> {
        self.rows.iter().map(|(id, row)| (id.as_str(), row))
    }

    /// The interaction `id`.
    pub(super) fn find(&self, id: &str) -> Option<&Row> {
        self.rows.get(id)
    }

    /// What `agent` handles, if that is something and none of it is a call.
    pub(super) fn only_media(&self, agent: &str) -> Option<&'static str> {
        let on = |row: &&Row| row.live.legs.iter().any(|leg| leg.agent == agent && leg.stage == Stage::On);
        let mut media: Vec<_> = self.rows.values().filter(on).map(|row| row.live.media).collect();
        media.dedup();
        match media.as_slice() {
            [Media::Chat] => Some("on chat"),
            [Media::Email] => Some("on e-mail"),
            [] => None,
            media if media.contains(&Media::Phone) => None,
            _ => Some("on chat and e-mail"),
        }
    }

    /// How many chats and e-mails wait in the queue `id`: its count has them too.
    pub(super) fn others_waiting(&self, id: &str) -> u32 {
        let here = |live: &&Live| live.queued && live.facts.queue.as_deref() == Some(id);
        let waiting = self.rows.values().map(|row| &row.live).filter(here);
        u32::try_from(waiting.filter(|live| live.media != Media::Phone).count()).unwrap_or(u32::MAX)
    }

    /// Whether `agent` is on outgoing calls alone that no customer has answered yet.
    pub(super) fn dials(&self, agent: &str) -> bool {
        let on = |row: &&Row| row.live.legs.iter().any(|leg| leg.agent == agent && leg.stage == Stage::On);
        let mut on = self.rows.values().filter(on).map(|row| &row.live).peekable();
        let dials = |live: &Live| live.media == Media::Phone && live.outbound == Some(true) && !live.customer;
        on.peek().is_some() && on.all(dials)
    }

    /// Agents' newest states.
    pub(super) fn agents(&self) -> impl Iterator<Item = (&str, &AgentTold)> {
        self.agents.iter().map(|(id, told)| (id.as_str(), told))
    }

    /// The events that could not be read since the last one that could.
    pub(super) fn unread(&self) -> impl Iterator<Item = &Unread> {
        self.unread.iter().map(|(_, unread)| unread)
    }

    /// The phone of `agent`, if a call ever rang there.
    pub(super) fn phone(&self, agent: &str) -> Option<&str> {
        self.phones.get(agent).map(String::as_str)
    }

    fn note_phone(&mut self, event: &Event) {
        if let (Some(agent), Some(phone)) = (&event.agent, &event.facts.phone)
            && (self.phones.len() < MOST_AGENTS || self.phones.contains_key(agent))
        {
            self.phones.insert(agent.clone(), phone.clone());
        }
    }

    fn make_room(&mut self) {
        if self.rows.len() < MOST {
            return;
        }
        let oldest = self.rows.iter().min_by_key(|(_, row)| (row.heard, row.touched));
        if let Some(id) = oldest.map(|(id, _)| id.clone()) {
            self.rows.remove(&id);
        }
    }
}
