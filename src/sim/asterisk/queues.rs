//! `QueueStatus` and `QueueSummary` (asterisk §4).

use std::collections::BTreeMap;

use super::super::world::{Call, CallId, Queue, QueueIx, Site, Stage};
use super::figures::{Figures, service_level};
use super::legs::{Leg, Who};
use super::look::configured;
use super::names::{self, Part};
use super::packet::List;
use super::plan::Route;
use super::switch::{Switch, Turn};

/// Who waits in a queue, longest first; a caller whose call rings waits still.
pub(super) fn entries<'a>(
    switch: &'a Switch,
    site: &'a Site,
    queue: QueueIx,
) -> impl Iterator<Item = &'a Call> {
    let mut waiting: Vec<&Call> = site
        .calls
        .values()
        .filter(|call| call.queue == Some(queue) && matches!(call.stage, Stage::Waiting | Stage::Ringing))
        .filter(|call| !matches!(switch.routes.get(&call.id), Some(Route::Dial)))
        .collect();
    waiting.sort_by_key(|call| (call.entered, call.id));
    waiting.into_iter()
}

/// The position of everybody who waits, from 1.
pub(super) fn positions(switch: &Switch, site: &Site) -> BTreeMap<CallId, usize> {
    let queues = site.queues.iter();
    queues
        .flat_map(|queue| (1..).zip(entries(switch, site, queue.ix)).map(|(n, call)| (call.id, n)))
        .collect()
}

/// The queues in the order of the server's table: all, or the one asked for.
fn shown<'a>(turn: &'a Turn<'_>) -> Vec<&'a Queue> {
    let only = turn.params.get("Queue");
    let mut all: Vec<&Queue> = turn.site.queues.iter().collect();
    all.retain(|queue| only.is_empty() || configured(&queue.name) == only);
    all.sort_by_key(|queue| names::mix(&queue.name));
    all
}

pub(super) fn status(switch: &mut Switch, turn: &mut Turn<'_>) -> Vec<u8> {
    let only = turn.params.get("Member");
    let mut members = switch.members(turn.site, &switch.legs);
    members.retain(|member| only.is_empty() || member.location == only || member.name == only);
    members.sort_by_key(|member| names::mix(&format!("{} {}", member.queue, member.location)));
    let mut list = List::start(turn.params, "QueueStatus", "Queue status will follow");
    for queue in shown(turn) {
        let name = configured(&queue.name);
        let figures = switch.figures_of(turn.site, queue);
        let calls = entries(switch, turn.site, queue.ix).count();
        list.item_marked_last("QueueParams", |block| {
            block.add("Queue", &name).add("Max", 0).add("Strategy", "ringall").add("Calls", calls);
            block.add("Holdtime", figures.hold).add("TalkTime", figures.talk);
            block.add("Completed", figures.completed).add("Abandoned", figures.abandoned);
            block.add("ServiceLevel", service_level()).add("ServicelevelPerf", figures.level());
            block.add("ServicelevelPerf2", figures.level_of_all()).add("Weight", queue.weight);
        });
        for member in members.iter().filter(|member| member.queue == queue.ix) {
            list.item_marked_last("QueueMember", |block| {
                block.add("Queue", &name);
                member.fill(block, (turn.site, turn.look), false);
            });
        }
        for (place, call) in (1..).zip(entries(switch, turn.site, queue.ix)) {
            entry(switch, turn, &mut list, (&name, place, call));
        }
    }
    list.complete()
}

/// One caller. Unlike in blocks made of a channel, the names are as they came, and absence has no brackets.
fn entry(switch: &Switch, turn: &Turn<'_>, list: &mut List<'_>, (queue, place, call): (&str, usize, &Call)) {
    let Some(leg) = switch.legs.iter().find(|leg| leg.part == Part::Caller(call.id)) else { return };
    let known = |text: &str| if text.is_empty() { "unknown".to_owned() } else { text.to_owned() };
    let other = connected(turn.site, call, leg);
    let entered = call.entered.unwrap_or(call.started);
    list.item_marked_last("QueueEntry", |block| {
        block.add("Queue", queue).add("Position", place);
        block.add("Channel", &leg.channel).add("Uniqueid", &leg.unique);
        block.add("CallerIDNum", known(&leg.own.number));
        block.raw("CallerIDName", &turn.look.raw(&known(&leg.own.name)));
        block.add("ConnectedLineNum", known(&other.number));
        block.raw("ConnectedLineName", &turn.look.raw(&known(&other.name)));
        block.add("Wait", turn.site.age(entered));
        block.add("Priority", switch.priorities.get(&call.id).copied().unwrap_or(0));
    });
}

/// Whose phone rings for a caller; or whoever the leg is left with.
fn connected(site: &Site, call: &Call, leg: &Leg) -> Who {
    let agent = call.ringing.first().and_then(|ix| site.agents.get(*ix));
    agent.map_or_else(|| leg.other.clone(), Who::agent)
}

pub(super) fn summary(switch: &mut Switch, turn: &mut Turn<'_>) -> Vec<u8> {
    let members = switch.members(turn.site, &switch.legs);
    let mut list = List::start(turn.params, "QueueSummary", "Queue summary will follow");
    for queue in shown(turn) {
        let figures = switch.figures_of(turn.site, queue);
        let mine = || members.iter().filter(|member| member.queue == queue.ix);
        let waits: Vec<i64> = entries(switch, turn.site, queue.ix)
            .map(|call| turn.site.age(call.entered.unwrap_or(call.started)))
            .collect();
        list.item_marked_last("QueueSummary", |block| {
            block.add("Queue", configured(&queue.name));
            block.add("LoggedIn", mine().filter(|member| member.presence().0).count());
            block.add("Available", mine().filter(|member| member.presence().1).count());
            block.add("Callers", waits.len()).add("HoldTime", figures.hold).add("TalkTime", figures.talk);
            block.add("LongestHoldTime", waits.iter().max().copied().unwrap_or(0));
        });
    }
    list.complete()
}

impl Switch {
    /// A queue's counts at the moment.
    pub(super) fn figures_of(&mut self, site: &Site, queue: &Queue) -> Figures {
        *self.counts.entry(queue.ix).or_insert_with(|| Figures::of(site, queue))
    }

    pub(super) fn figures(&mut self, queue: QueueIx, change: impl FnOnce(&mut Figures)) {
        if let Some(figures) = self.counts.get_mut(&queue) {
            change(figures);
        }
    }
}
