//! Recordings: each belongs to one leg, which may have several (asterisk §5).

use std::collections::{BTreeMap, BTreeSet};

use super::super::world::{Call, CallId, Direction, Recording, Site};
use super::events::Events;
use super::legs::Leg;
use super::look::{Look, configured};
use super::names::Part;
use super::sessions::Class;

/// Where recordings are written.
pub(super) const FOLDER: &str = "/var/spool/asterisk/monitor/";

/// One recording that runs.
#[derive(Clone, Debug)]
pub(super) struct Tape {
    /// As `MixMonitorID` tells it.
    pub(super) id: String,
    /// It goes on, silent.
    pub(super) muted: bool,
}

/// The recordings of every leg, by its `Uniqueid`.
#[derive(Debug, Default)]
pub(super) struct Tapes {
    running: BTreeMap<String, Vec<Tape>>,
    /// `MIXMONITOR_FILENAME`, which nobody clears when a recording stops.
    films: BTreeMap<String, String>,
    next: u64,
}

impl Tapes {
    /// The file of the newest recording of a leg, whether it still runs or not; empty if there was none.
    pub(super) fn film(&self, unique: &str) -> &str {
        self.films.get(unique).map_or("", String::as_str)
    }

    pub(super) fn of(&mut self, unique: &str) -> &mut Vec<Tape> {
        self.running.entry(unique.to_owned()).or_default()
    }

    /// Starts one and gives its id.
    pub(super) fn start(&mut self, unique: &str, file: &str) -> String {
        self.next += 1;
        let id = format!("0x7f7a34{:06x}", 0x02_be00 + self.next * 0x60);
        let path = if file.starts_with('/') { file.to_owned() } else { format!("{FOLDER}{file}") };
        self.films.insert(unique.to_owned(), path);
        self.of(unique).push(Tape { id: id.clone(), muted: false });
        id
    }

    /// Forgets the legs that are gone.
    fn keep(&mut self, legs: &[Leg]) {
        let there: BTreeSet<&str> = legs.iter().map(|leg| leg.unique.as_str()).collect();
        let lives = |unique: &String| there.contains(unique.as_str());
        self.running.retain(|unique, tapes| !tapes.is_empty() && lives(unique));
        self.films.retain(|unique, _| lives(unique));
    }

    /// What the world is to know of a call with these legs.
    pub(super) fn verdict(&self, legs: &[Leg], id: CallId) -> Recording {
        let mine = legs.iter().filter(|leg| leg.part.call() == Some(id));
        let tapes: Vec<&Tape> = mine.filter_map(|leg| self.running.get(&leg.unique)).flatten().collect();
        match (tapes.is_empty(), tapes.iter().all(|tape| tape.muted)) {
            (true, _) => Recording::None,
            (false, true) => Recording::Muted,
            (false, false) => Recording::On,
        }
    }

    /// Follows the world, where calls are recorded from the start by the dialplan, on the leg that runs it.
    pub(super) fn follow(&mut self, (site, look): (&Site, Look), legs: &[Leg], events: &mut Events) {
        self.keep(legs);
        for call in site.calls.values() {
            let Some(leg) = legs.iter().find(|leg| leads(call, leg.part)) else { continue };
            let known = self.verdict(legs, call.id);
            if known == call.recording {
                continue;
            }
            match call.recording {
                Recording::None => self.running.remove(&leg.unique).map(drop).unwrap_or_default(),
                Recording::On | Recording::Muted => {
                    if known == Recording::None {
                        self.start(&leg.unique, &file(site, call));
                        let film = self.film(&leg.unique);
                        events.push((site, look), Class::Call, "MixMonitorStart", |block| {
                            block.channel("", leg, film, look);
                        });
                    }
                    for tape in self.of(&leg.unique) {
                        tape.muted = call.recording == Recording::Muted;
                    }
                }
            }
        }
    }
}

/// Whether this leg runs the dialplan of the call: the caller's, or the agent's who dials out.
fn leads(call: &Call, part: Part) -> bool {
    match part {
        Part::Caller(id) => id == call.id,
        Part::Agent(id, _) => id == call.id && call.direction != Direction::Inbound,
        Part::Called(_) | Part::Half(..) | Part::Phone(_) => false,
    }
}

fn file(site: &Site, call: &Call) -> String {
    let queue = call.queue.and_then(|ix| site.queues.get(ix));
    let name = queue.map_or_else(|| "out".to_owned(), |queue| configured(&queue.name).to_lowercase());
    format!("{name}-{}.gsm", call.key)
}
