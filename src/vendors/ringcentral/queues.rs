//! `realTimeData/inbound`: the queues and their figures (ringcentral §4.4).

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

use super::directory::Directory;
use super::entries::Gate;
use crate::domain::{At, Counts, Detail, Feed, Queue, QueueId, Text};
use crate::vendor::{Listing, loose};
use crate::vendor::{readable, rows};

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Wire {
    #[serde(deserialize_with = "loose::word")]
    gate_id: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    gate_name: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    group_name: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    state: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    schedule: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    schedule_override: Option<String>,
    #[serde(deserialize_with = "loose::count")]
    active: Option<u64>,
    #[serde(deserialize_with = "loose::count")]
    in_queue: Option<u64>,
    #[serde(deserialize_with = "loose::count")]
    routing: Option<u64>,
    #[serde(deserialize_with = "loose::seconds")]
    longest_in_queue: Option<Duration>,
    #[serde(deserialize_with = "loose::count")]
    staffed: Option<u64>,
    #[serde(deserialize_with = "loose::count")]
    available: Option<u64>,
    #[serde(deserialize_with = "loose::count")]
    presented: Option<u64>,
    #[serde(deserialize_with = "loose::count")]
    accepted: Option<u64>,
    #[serde(deserialize_with = "loose::count")]
    abandoned: Option<u64>,
    #[serde(deserialize_with = "loose::count")]
    deflected: Option<u64>,
    #[serde(deserialize_with = "loose::count")]
    short_abandon: Option<u64>,
    #[serde(deserialize_with = "loose::count")]
    short_call: Option<u64>,
    #[serde(deserialize_with = "loose::count")]
    long_call: Option<u64>,
    #[serde(deserialize_with = "loose::count")]
    sla_pass: Option<u64>,
    #[serde(deserialize_with = "loose::count")]
    sla_fail: Option<u64>,
    #[serde(deserialize_with = "loose::count")]
    total_answer_time: Option<u64>,
    #[serde(deserialize_with = "loose::count")]
    total_talk_time: Option<u64>,
    #[serde(deserialize_with = "loose::count")]
    success_dispositions: Option<u64>,
}

/// Reads `listing`; what `directory` knows of a queue completes it.
pub(super) fn feed(listing: Listing, directory: &Directory) -> Feed<Queue> {
    let Listing { rows: raw, reply } = listing;
    let (rows, unread) = rows(raw, |wire: Wire| read(&wire, reply.at, directory));
    match readable(rows, unread) {
        Ok((rows, mut unread)) => {
            unread.extend(directory.unread_queues().cloned());
            Feed::Fresh { rows, unread }
        }
        Err(fault) => Feed::Failed(fault),
    }
}

/// The queues of the directory without figures, for an account that offers none; `None` before it is known.
pub(super) fn bare(directory: &Directory) -> Option<Feed<Queue>> {
    let rows: Vec<Queue> = directory
        .queues()
        .filter(|gate| gate.active)
        .map(|gate| completed(Queue::new(gate.id.clone(), gate.name.clone()), Some(gate), directory))
        .collect();
    let unread = directory.unread_queues().cloned().collect();
    (!rows.is_empty()).then_some(Feed::Fresh { rows, unread })
}

/// The ids of queues by their names, without names that two queues share: a waiting caller's row carries only
/// the name (ringcentral §4.2).
pub(super) fn by_name<'a>(queues: impl Iterator<Item = (&'a str, &'a QueueId)>) -> BTreeMap<String, QueueId> {
    let mut names: BTreeMap<String, Option<QueueId>> = BTreeMap::new();
    for (name, id) in queues {
        let known = names.entry(name.to_owned()).or_insert_with(|| Some(id.clone()));
        if known.as_ref().is_some_and(|known| known != id) {
            *known = None;
        }
    }
    names.into_iter().filter_map(|(name, id)| Some((name, id?))).collect()
}

fn read(wire: &Wire, at: At, directory: &Directory) -> Result<Queue, String> {
    let id = QueueId::from(wire.gate_id.as_deref().ok_or(".gateId: missing")?);
    let gate = directory.queue(&id);
    let name = wire.gate_name.as_deref().and_then(Text::some).or_else(|| Some(gate?.name.clone()));
    let mut queue = Queue::new(id.clone(), name.unwrap_or_else(|| id.text()));
    queue.group = wire.group_name.as_deref().and_then(Text::some);
    queue.state = wire.state.as_deref().and_then(Text::some);
    queue.waiting = small(wire.in_queue);
    let waits = wire.in_queue.is_some_and(|waiting| waiting > 0);
    queue.longest = wire.longest_in_queue.filter(|_| waits).map(|span| at - span);
    queue.ringing = small(wire.routing);
    queue.talking = small(wire.active);
    queue.staffed = small(wire.staffed);
    queue.ready = small(wire.available);
    queue.counts = Counts {
        offered: wire.presented,
        answered: wire.accepted,
        abandoned: wire.abandoned,
        short_abandoned: wire.short_abandon,
        in_time: wire.sla_pass,
        late: wire.sla_fail,
        answer_wait: wire.total_answer_time,
        talk: wire.total_talk_time,
    };
    let count = |count: Option<u64>| count.map(|count| count.to_string());
    let details = [
        ("schedule", wire.schedule.clone()),
        ("override", wire.schedule_override.clone()),
        ("deflected", count(wire.deflected)),
        ("short calls", count(wire.short_call)),
        ("long calls", count(wire.long_call)),
        ("successes", count(wire.success_dispositions)),
    ];
    queue.details = details.into_iter().filter_map(|(label, value)| Detail::plain(label, &value?)).collect();
    Ok(completed(queue, gate, directory))
}

fn completed(mut queue: Queue, gate: Option<&Gate>, directory: &Directory) -> Queue {
    if let Some(gate) = gate {
        queue.group = queue.group.or_else(|| gate.group_name.clone());
        queue.target = gate.target;
        queue.details.extend(gate.details.iter().cloned());
    }
    let dispositions = directory.dispositions(&queue.id);
    queue.dispositions = dispositions.iter().map(|disposition| disposition.choice.clone()).collect();
    queue
}

fn small(count: Option<u64>) -> Option<u32> {
    count.and_then(loose::at_once)
}

#[cfg(test)]
mod tests;
