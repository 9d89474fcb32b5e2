//! One call's way through queue, ringing, talking, hold and parking, as events tell it and queues count it.

use super::super::world::{AgentIx, Call, CallId, Direction, Ms, QueueIx, Site, Stage};
use super::dialplan;
use super::legs::Leg;
use super::lists;
use super::look::{Look, configured};
use super::names::Part;
use super::plan::Route;
use super::queues;
use super::sessions::Class;
use super::switch::Switch;

/// What is remembered of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// The queue it waits in, and since when.
    waits: Option<(QueueIx, Ms)>,
    position: usize,
    /// Whose phones ring for it in a queue.
    ringing: Vec<AgentIx>,
    rang: Ms,
    /// Who talks to a caller from a queue, and since when.
    talks: Option<(AgentIx, Ms)>,
    queue: Option<QueueIx>,
    entered: Ms,
    held: bool,
    slot: Option<u32>,
}

impl Seen {
    /// `position` is the call's in its queue, if it waits.
    pub(super) fn of(switch: &Switch, call: &Call, position: usize) -> Self {
        let sent = matches!(switch.routes.get(&call.id), Some(Route::Dial));
        let queue = call.queue.filter(|_| !sent && call.direction == Direction::Inbound);
        let entered = call.entered.unwrap_or(call.started);
        let waits = queue.filter(|_| matches!(call.stage, Stage::Waiting | Stage::Ringing));
        let answered = call.answered.unwrap_or(call.since);
        Self {
            waits: waits.map(|queue| (queue, entered)),
            position,
            ringing: if waits.is_some() { call.ringing.clone() } else { Vec::new() },
            rang: call.since,
            talks: call.agent.filter(|_| queue.is_some() && call.connected()).map(|ix| (ix, answered)),
            queue,
            entered,
            held: call.stage == Stage::Held,
            slot: switch.lot.of(call.id).map(|(slot, _)| slot),
        }
    }
}

/// One call before and after, with the legs of both times.
#[derive(Debug)]
pub(super) struct Change<'a> {
    pub(super) id: CallId,
    pub(super) before: Option<&'a Seen>,
    pub(super) after: Option<&'a Seen>,
    pub(super) old: &'a [Leg],
    pub(super) new: &'a [Leg],
}

impl Change<'_> {
    fn waited(&self) -> Option<(QueueIx, Ms)> {
        self.before.and_then(|seen| seen.waits)
    }

    fn waits(&self) -> Option<(QueueIx, Ms)> {
        self.after.and_then(|seen| seen.waits)
    }

    fn talked(&self) -> Option<(AgentIx, Ms)> {
        self.before.and_then(|seen| seen.talks)
    }

    fn talks(&self) -> Option<(AgentIx, Ms)> {
        self.after.and_then(|seen| seen.talks)
    }
}

/// Whole seconds.
fn seconds(span: Ms) -> i64 {
    span.max(0) / 1_000
}

impl Switch {
    pub(super) fn tell_call(&mut self, now: (&Site, Look), change: &Change<'_>) {
        self.tell_missed(now, change);
        self.tell_left(now, change);
        self.tell_completed(now, change);
        self.tell_joined(now, change);
        self.tell_called(now, change);
        self.tell_connected(now, change);
        self.tell_held(now, change);
        self.tell_parked(now, change);
    }

    /// The queue's name, and the agent's place and name in it.
    fn member_lines(site: &Site, queue: Option<QueueIx>, ix: AgentIx) -> Vec<(&'static str, String)> {
        let queue = queue.and_then(|queue| site.queues.get(queue));
        let mut lines = vec![("Queue", queue.map_or_else(String::new, |queue| configured(&queue.name)))];
        if let Some(agent) = site.agents.get(ix) {
            lines.push(("Interface", dialplan::location(agent)));
            lines.push(("MemberName", configured(&agent.name())));
        }
        lines
    }

    /// Phones that rang and ring no more, without an answer.
    fn tell_missed(&mut self, now: (&Site, Look), change: &Change<'_>) {
        let Some(seen) = change.before else { return };
        let rings = |ix: &AgentIx| change.after.is_some_and(|after| after.ringing.contains(ix));
        for ix in
            seen.ringing.iter().filter(|ix| !rings(ix) && change.talks().map(|talk| talk.0) != Some(**ix))
        {
            let mut lines = Self::member_lines(now.0, seen.queue, *ix);
            lines.push(("RingTime", (now.0.now() - seen.rang).max(0).to_string()));
            let legs = (change.old, change.id, Some(Part::Agent(change.id, *ix)));
            self.tell_caller(now, "AgentRingNoAnswer", legs, &lines);
        }
    }

    /// Out of a queue: to an agent, or not.
    fn tell_left(&mut self, now: (&Site, Look), change: &Change<'_>) {
        let Some((queue, entered)) = change.waited().filter(|_| change.waited() != change.waits()) else {
            return;
        };
        let waited = seconds(now.0.now() - entered);
        let position = change.before.map_or(0, |seen| seen.position).to_string();
        let name = now.0.queues.get(queue).map_or_else(String::new, |queue| configured(&queue.name));
        let legs = (change.old, change.id, None);
        let mut lines = vec![("Queue", name), ("Position", position.clone())];
        if change.talks().is_none() {
            self.figures(queue, |figures| figures.abandon(waited));
            let more = [("OriginalPosition", position), ("HoldTime", waited.to_string())];
            self.tell_caller(now, "QueueCallerAbandon", legs, &[&lines[..], &more[..]].concat());
        }
        lines.push(("Count", queues::entries(self, now.0, queue).count().to_string()));
        self.tell_caller(now, "QueueCallerLeave", legs, &lines);
    }

    fn tell_completed(&mut self, now: (&Site, Look), change: &Change<'_>) {
        let (Some(seen), Some((ix, answered))) = (change.before, change.talked()) else { return };
        if change.talks() == change.talked() {
            return;
        }
        let (hold, talk) = (seconds(answered - seen.entered), seconds(now.0.now() - answered));
        let reason = match change.after {
            Some(_) => "transfer",
            None => self.enders.get(&change.id).copied().unwrap_or("caller"),
        };
        let mut lines = Self::member_lines(now.0, seen.queue, ix);
        lines.extend([("HoldTime", hold.to_string()), ("TalkTime", talk.to_string())]);
        lines.push(("Reason", reason.to_owned()));
        if let Some(queue) = seen.queue {
            self.figures(queue, |figures| figures.complete(hold, talk));
        }
        let legs = (change.old, change.id, Some(Part::Agent(change.id, ix)));
        self.tell_caller(now, "AgentComplete", legs, &lines);
    }

    fn tell_joined(&mut self, now: (&Site, Look), change: &Change<'_>) {
        let Some((queue, _)) = change.waits().filter(|_| change.waited() != change.waits()) else { return };
        let name = now.0.queues.get(queue).map_or_else(String::new, |queue| configured(&queue.name));
        let position = change.after.map_or(0, |seen| seen.position).to_string();
        let count = queues::entries(self, now.0, queue).count().to_string();
        let lines = [("Queue", name), ("Position", position), ("Count", count)];
        self.tell_caller(now, "QueueCallerJoin", (change.new, change.id, None), &lines);
    }

    fn tell_called(&mut self, now: (&Site, Look), change: &Change<'_>) {
        let Some(seen) = change.after else { return };
        let rang = |ix: &AgentIx| change.before.is_some_and(|before| before.ringing.contains(ix));
        for ix in seen.ringing.iter().filter(|ix| !rang(ix)) {
            let lines = Self::member_lines(now.0, seen.queue, *ix);
            let legs = (change.new, change.id, Some(Part::Agent(change.id, *ix)));
            self.tell_caller(now, "AgentCalled", legs, &lines);
        }
    }

    fn tell_connected(&mut self, now: (&Site, Look), change: &Change<'_>) {
        let (Some(seen), Some((ix, answered))) = (change.after, change.talks()) else { return };
        // Somebody who took the call from a parking slot was not connected by the queue.
        if change.talked() == change.talks() || change.waited().is_none() {
            return;
        }
        let hold = seconds(answered - seen.entered);
        let rang = change.before.map_or(0, |before| seconds(answered - before.rang));
        let mut lines = Self::member_lines(now.0, seen.queue, ix);
        lines.extend([("HoldTime", hold.to_string()), ("RingTime", rang.to_string())]);
        if let Some(queue) = seen.queue {
            self.figures(queue, |figures| figures.answered(hold));
        }
        let legs = (change.new, change.id, Some(Part::Agent(change.id, ix)));
        self.tell_caller(now, "AgentConnect", legs, &lines);
    }

    /// The event names the leg whose side holds: the agent's in a caller's call, else the other party's.
    fn tell_held(&mut self, now: (&Site, Look), change: &Change<'_>) {
        let (Some(before), Some(after)) = (change.before, change.after) else { return };
        if before.held == after.held {
            return;
        }
        let holds = |leg: &&Leg| match leg.part {
            Part::Agent(id, _) => id == change.id && after.queue.is_some(),
            Part::Called(id) => id == change.id,
            Part::Caller(_) | Part::Half(..) | Part::Phone(_) => false,
        };
        let Some(leg) = change.new.iter().find(holds).cloned() else { return };
        let (name, more) = if after.held {
            ("Hold", vec![("MusicClass", "default".to_owned())])
        } else {
            ("Unhold", Vec::new())
        };
        self.tell_leg(now, name, &leg, &more);
    }

    fn tell_parked(&mut self, now: (&Site, Look), change: &Change<'_>) {
        let (site, look) = now;
        let slot = |seen: Option<&Seen>| seen.and_then(|seen| seen.slot);
        let (left, came) = (slot(change.before), slot(change.after));
        let find = |legs: &[Leg]| {
            legs.iter()
                .find(|leg| [Part::Caller(change.id), Part::Called(change.id)].contains(&leg.part))
                .cloned()
        };
        let (name, leg, slot) = match (left, came) {
            (None, Some(slot)) => ("ParkedCall", find(change.new), slot),
            (Some(slot), None) if change.after.is_none() => ("ParkedCallGiveUp", find(change.old), slot),
            (Some(slot), None) => ("UnParkedCall", find(change.new), slot),
            (Some(_), Some(_)) | (None, None) => return,
        };
        let Some(leg) = leg else { return };
        let (film, parked) = (self.tapes.film(&leg.unique), self.lot.of(change.id).map(|(_, parked)| parked));
        self.events.push((site, look), Class::Call, name, |block| {
            lists::parked_lines(block, (&leg, film), (slot, parked), now);
        });
    }
}
