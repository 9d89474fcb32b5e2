//! Orders to queue members, and to callers who wait (asterisk §5).

use super::super::world::{AgentIx, QueueIx, Site};
use super::dialplan;
use super::legs::Leg;
use super::look::configured;
use super::members::{Extra, kind};
use super::names::Part;
use super::packet::ack;
use super::queues;
use super::switch::{Said, Switch, Turn};

fn queue(site: &Site, name: &str) -> Option<QueueIx> {
    site.queues.iter().find(|queue| configured(&queue.name) == name).map(|queue| queue.ix)
}

fn agent(site: &Site, interface: &str) -> Option<AgentIx> {
    site.agents.iter().find(|agent| dialplan::location(agent) == interface).map(|agent| agent.ix)
}

pub(super) fn pause(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    let get = |name| turn.params.get(name);
    let (interface, only, why) = (get("Interface"), get("Queue"), get("Reason"));
    if interface.is_empty() || get("Paused").is_empty() {
        return Err("Need 'Interface' and 'Paused' parameters.".to_owned());
    }
    let paused = turn.params.yes("Paused");
    let within = queue(turn.site, only);
    let missing = Err("Interface not found".to_owned());
    if !only.is_empty() && within.is_none() {
        return missing;
    }
    let ix = agent(turn.site, interface);
    let found = match (ix, within) {
        (Some(ix), Some(queue)) => pause_in(turn.site, ix, queue, paused.then_some(why)),
        (Some(ix), None) => turn.site.pause(ix, paused.then(|| kind(why)), if paused { why } else { "" }),
        (None, _) => {
            let now = turn.site.now();
            let mut found = false;
            let meant = |extra: &&mut Extra| {
                extra.interface == interface && within.is_none_or(|ix| extra.queue == ix)
            };
            for extra in switch.roster.extras.iter_mut().filter(meant) {
                (extra.paused, extra.since, found) = (paused.then(|| why.to_owned()), now, true);
            }
            found
        }
    };
    if !found {
        return missing;
    }
    Ok(ack(turn.params, &format!("Interface {}paused successfully", if paused { "" } else { "un" })).into())
}

/// In one queue only. Who is paused in all of them and returns to one stays away from the others.
fn pause_in(site: &mut Site, ix: AgentIx, queue: QueueIx, why: Option<&str>) -> bool {
    let Some(agent) = site.agents.get(ix).filter(|agent| agent.queues.contains(&queue)) else { return false };
    let others: Vec<(QueueIx, String)> = agent
        .queues
        .iter()
        .filter(|other| **other != queue)
        .filter_map(|other| Some((*other, super::members::away(agent, *other)?)))
        .collect();
    if why.is_none() {
        site.pause(ix, None, "");
        for (other, why) in others {
            site.close(ix, other, Some(&why));
        }
    }
    site.close(ix, queue, why)
}

pub(super) fn add(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    let get = |name| turn.params.get(name);
    if get("Queue").is_empty() {
        return Err("'Queue' not specified.".to_owned());
    }
    if get("Interface").is_empty() {
        return Err("'Interface' not specified.".to_owned());
    }
    let within = queue(turn.site, get("Queue")).ok_or("Unable to add interface to queue: No such queue")?;
    let interface = get("Interface").to_owned();
    let there = switch.members(turn.site, &switch.legs);
    if there.iter().any(|member| member.queue == within && member.location == interface) {
        return Err("Unable to add interface: Already there".to_owned());
    }
    let penalty = get("Penalty").parse().unwrap_or(0);
    let (paused, since) = (turn.params.yes("Paused"), turn.site.now());
    if let Some(ix) = agent(turn.site, &interface) {
        turn.site.assign(ix, within, true);
        turn.site.close(ix, within, paused.then_some(get("Reason")));
        switch.roster.hired.insert((ix, within));
        switch.roster.penalties.insert((ix, within), penalty);
    } else {
        let name = if get("MemberName").is_empty() { &interface } else { get("MemberName") };
        let (name, paused) = (name.to_owned(), paused.then(|| get("Reason").to_owned()));
        switch.roster.extras.push(Extra { queue: within, interface, name, penalty, paused, since });
    }
    Ok(ack(turn.params, "Added interface to queue").into())
}

pub(super) fn remove(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    let (name, interface) = (turn.params.get("Queue"), turn.params.get("Interface"));
    if name.is_empty() || interface.is_empty() {
        return Err("Need 'Queue' and 'Interface' parameters.".to_owned());
    }
    let within = queue(turn.site, name).ok_or("Unable to remove interface from queue: No such queue")?;
    let there = switch.members(turn.site, &switch.legs);
    let member = there.iter().find(|member| member.queue == within && member.location == interface);
    if !member.ok_or("Unable to remove interface: Not there")?.dynamic {
        return Err("Member not dynamic".to_owned());
    }
    if let Some(ix) = agent(turn.site, interface) {
        turn.site.assign(ix, within, false);
        switch.roster.hired.remove(&(ix, within));
    }
    switch.roster.extras.retain(|extra| extra.queue != within || extra.interface != interface);
    Ok(ack(turn.params, "Removed interface from queue").into())
}

pub(super) fn penalty(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    let (name, interface) = (turn.params.get("Queue"), turn.params.get("Interface"));
    let penalty = turn.params.get("Penalty");
    if interface.is_empty() || penalty.is_empty() {
        return Err("Need 'Interface' and 'Penalty' parameters.".to_owned());
    }
    let (penalty, within) = (penalty.parse().unwrap_or(0), queue(turn.site, name));
    let ix = agent(turn.site, interface).ok_or("Invalid interface")?;
    let queues = turn.site.agents.get(ix).map(|agent| agent.queues.clone()).unwrap_or_default();
    for queue in queues.into_iter().filter(|queue| within.is_none_or(|only| only == *queue)) {
        switch.roster.penalties.insert((ix, queue), penalty);
    }
    Ok(ack(turn.params, "Interface penalty set successfully").into())
}

/// The leg of a caller who waits in the queue that was named.
fn waiting(switch: &Switch, turn: &Turn<'_>, verb: &str) -> Result<Leg, String> {
    for name in ["Queue", "Caller"] {
        if turn.params.get(name).is_empty() {
            return Err(format!("'{name}' not specified."));
        }
    }
    let within =
        queue(turn.site, turn.params.get("Queue")).ok_or(format!("Unable to {verb}: No such queue"))?;
    let leg = switch.leg(turn.params.get("Caller"));
    let waits = |leg: &&Leg| matches!(leg.part, Part::Caller(id) if queues::entries(switch, turn.site, within).any(|call| call.id == id));
    Ok(leg.filter(waits).ok_or(format!("Unable to {verb}: No such caller"))?.clone())
}

/// Told at once, but the order of those who wait does not change with it.
pub(super) fn prefer(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    if turn.params.get("Priority").is_empty() {
        return Err("'Priority' not specified.".to_owned());
    }
    let leg = waiting(switch, turn, "change priority caller to queue")?;
    if let Some(id) = leg.part.call() {
        switch.priorities.insert(id, turn.params.get("Priority").parse().unwrap_or(0));
    }
    Ok(ack(turn.params, "Priority change for caller on queue").into())
}

/// The dialplan goes on after the queue: it hangs up.
pub(super) fn withdraw(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    let leg = waiting(switch, turn, "request withdraw from queue")?;
    switch.drop_leg(turn.site, turn.look, &leg);
    Ok(ack(turn.params, "Withdraw requested successfully").into())
}
