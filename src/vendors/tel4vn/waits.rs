//! The figures of queues, made from who waits in them (tel4vn §2.6, §2.7).

use std::collections::BTreeSet;

use super::calls::Sorted;
use super::queues::{Line, Member, Missed, Stand};
use crate::domain::{Call, Detail, Queue, QueueId, Text};

/// Every queue: those that are configured, and those that somebody is in all the same. Figures are unknown where
/// callers could not be read, and all of them where callers are not listed at all (`missed` is `None`). Those who talk
/// are counted where calls are `listed`, for a queue may keep callers who have long gone.
pub(super) fn queues(
    lines: &[Line],
    members: &[Member],
    sorted: &Sorted,
    missed: Option<&Missed>,
    listed: bool,
) -> Vec<Queue> {
    let known: BTreeSet<&str> = lines.iter().map(|line| line.id.as_str()).collect();
    let mut all: Vec<Queue> = lines.iter().map(configured).collect();
    let mut others: BTreeSet<&str> = BTreeSet::new();
    for member in members.iter().filter(|member| member.stand != Stand::Left) {
        if let Some(id) = member.queue.as_deref().filter(|id| !known.contains(id))
            && others.insert(id)
        {
            let name = member.queue_name.clone().unwrap_or_else(|| Text::new(id));
            all.push(Queue::new(QueueId::from(id), name));
        }
    }
    let Some(missed) = missed else { return all };
    for queue in &mut all {
        let id = queue.id.as_str();
        if missed.anywhere || missed.queues.iter().any(|other| other == id) {
            continue;
        }
        let waits: Vec<&Call> =
            sorted.waiting.iter().filter(|call| call.queue == Some(queue.id.clone())).collect();
        let rings = |member: &&Member| {
            let trying = member.status.eq_ignore_ascii_case("trying") && member.stand == Stand::Waits;
            trying && member.queue.as_deref() == Some(id)
        };
        queue.waiting = u32::try_from(waits.len()).ok();
        queue.longest = waits.iter().filter_map(|call| call.entered).min();
        queue.ringing = u32::try_from(members.iter().filter(rings).count()).ok();
        queue.talking = listed.then(|| sorted.talking.get(id).copied().unwrap_or_default());
    }
    all
}

fn configured(line: &Line) -> Queue {
    let told = [("extension", &line.extension), ("strategy", &line.strategy)];
    let details = told.into_iter().filter_map(|(label, value)| Detail::plain(label, value.as_deref()?));
    Queue { details: details.collect(), ..Queue::new(QueueId::from(line.id.as_str()), line.name.clone()) }
}
