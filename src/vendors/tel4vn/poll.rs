//! One poll: what is due is asked for at once, and what came is put together (tel4vn §2).

use super::agents::{Staff, states};
use super::answer::{Listed, Listing};
use super::book::Book;
use super::calls::{Sorted, sorted};
use super::desk::{Desk, Found, Plan};
use super::ears::Cleared;
use super::feeds::Outcome;
use super::legs::{Leg, legs};
use super::people::{busy, listed, live};
use super::queues::{Missed, lines, members};
use super::waits::queues;
use super::{Tel4vn, faults};
use crate::domain::{Agent, At, Call, Fault, Feed, FeedKind, Listener, Queue, Snapshot, Unread};
use crate::vendor::{Http, Urgency, readable};

/// What the lists of one poll made, before it is a snapshot.
struct Made {
    calls: Result<Vec<Unread>, Fault>,
    busy: (Outcome, Vec<Unread>),
    live: (Outcome, Vec<Unread>),
    members: (Outcome, Vec<Unread>),
    missed: Missed,
    listeners: Option<Vec<Listener>>,
}

impl Tel4vn {
    /// Asks for what is due, and once more for what a dead token kept away.
    pub(super) async fn survey(&mut self, http: &Http) -> Result<Snapshot, Fault> {
        self.login.ensure(http, Urgency::Read).await?;
        let plan = self.plan(http.now());
        let mut found = self.desk(http).ask(plan).await;
        let dead = |found: &Found| found.unsigned(plan) != Plan::default();
        if dead(&found) && self.login.may_renew(http) {
            self.login.drop_token();
            self.login.ensure(http, Urgency::Read).await?;
            found = self.again(http, found, plan).await;
            if dead(&found) && found.any() && self.login.tell_apart() {
                self.login.ensure(http, Urgency::Read).await?;
                found = self.again(http, found, plan).await;
            }
            if dead(&found) {
                self.login.be_wary(http);
            }
        }
        Ok(self.settle(found, http.now()))
    }

    /// `found`, with what of `plan` a dead token kept away asked for once more.
    async fn again(&self, http: &Http, found: Found, plan: Plan) -> Found {
        let again = self.desk(http).ask(found.unsigned(plan)).await;
        found.completed(again)
    }

    /// The way to this account.
    pub(super) fn desk<'a>(&'a self, http: &'a Http) -> Desk<'a> {
        Desk { http, login: &self.login, config: &self.config, monitor: self.monitor }
    }

    fn plan(&self, now: At) -> Plan {
        Plan {
            calls: true,
            busy: self.busy.due(now),
            live: self.live.due(now),
            members: self.members.due(now),
            lines: self.lines.due(now),
            roster: self.roster.due(now),
        }
    }

    /// Puts together what came. Nothing is awaited from here on, so a poll is taken in whole or not at all.
    pub(super) fn settle(&mut self, found: Found, now: At) -> Snapshot {
        let good = found.any();
        let named = |fault| faults::named(fault, good, self.login.sees);
        let Found { calls, busy: heard, live: logged_in, members: waiting, lines: queues, roster } = found;
        let calls = calls.unwrap_or_else(|| Err(Fault::Malformed("the calls were not asked for".into())));
        let calls = calls.map_err(|fault| named(fault).misplaced("check `url`"));
        let calls = calls.and_then(|Listing { rows, frame, .. }| {
            let (legs, odd) = legs(rows, frame);
            readable(legs, odd)
        });
        let others = calls.is_ok();
        if let Some(page) = queues {
            self.lines.take(page.map_err(named), lines, now);
        }
        if let Some(page) = roster {
            self.roster.take(page.map_err(named), listed, now);
        }
        let monitor = heard.as_ref().and_then(|heard| heard.as_ref().ok()).map(|(monitor, _)| *monitor);
        let heard = heard.map(|heard| heard.map(|(_, listing)| listing).map_err(named));
        let (heard, heard_odd) = read(heard, |listing| busy(listing.rows, listing.frame));
        let logged_in = logged_in.map(|listed| listed.map_err(named));
        let (logged_in, live_odd) = read(logged_in, |listing| live(listing.rows, listing.frame));
        let mut missed = Missed::default();
        let waiting = waiting.map(|listed| listed.map_err(named));
        let (waiting, odd) = read(waiting, |listing| {
            let (rows, odd, lost) = members(listing.rows, listing.frame);
            missed = lost;
            (rows, odd)
        });
        self.monitor = monitor.unwrap_or(self.monitor);
        self.name(heard.as_ref().and_then(|heard| heard.as_ref().ok()));
        let busy = (self.busy.take(heard, others, false, now), heard_odd);
        let live = (self.live.take(logged_in, others, true, now), live_odd);
        let members = (self.members.take(waiting, others, false, now), odd);
        self.rights.learn(&live.0);
        let made = Made { calls: Ok(Vec::new()), busy, live, members, missed, listeners: None };
        self.join(calls, made, now)
    }

    /// Remembers what agents are called: the list of agents on calls names them only while they are on one.
    fn name(&mut self, heard: Option<&Vec<super::people::Busy>>) {
        for agent in heard.into_iter().flatten() {
            if let Some(name) = &agent.name {
                self.names.insert(agent.extension.clone(), name.clone());
            }
        }
    }

    /// Joins the lists: legs to calls, agents and callers to both.
    fn join(&mut self, calls: Result<(Vec<Leg>, Vec<Unread>), Fault>, mut made: Made, now: At) -> Snapshot {
        let heard = self.busy.known(now).cloned().unwrap_or_default();
        let waiting = self.members.known(now).cloned().unwrap_or_default();
        let listed_calls = calls.is_ok();
        let cleared = match calls {
            Ok((legs, odd)) => {
                made.calls = Ok(odd);
                self.doubt(legs.iter().any(|leg| leg.started.ahead));
                let cleared = self.ears.clear(legs, heard, now);
                made.listeners = self.ears.shown.then(|| cleared.listeners.clone());
                cleared
            }
            Err(fault) => {
                made.calls = Err(fault);
                Cleared { busy: heard, ..Cleared::default() }
            }
        };
        let live = self.live.known(now).map(Vec::as_slice);
        let whole = self.roster.whole.as_ref().is_some_and(|(rows, _)| !rows.is_empty());
        let people = (cleared.busy.as_slice(), live.unwrap_or_default());
        let book = Book::new(people, (self.roster.rows(), whole), self.lines.rows());
        let mut found = sorted(&cleared.legs, &cleared.busy, &waiting, &book, self.config.utc_offset);
        let staff = Staff {
            busy: &cleared.busy,
            live,
            listed: self.roster.rows(),
            names: &self.names,
            listening: &cleared.listening,
        };
        let agents = staff.agents(&found.calls);
        let missed = matches!(made.members.0, Outcome::Fresh).then_some(&made.missed);
        let queues = queues(self.lines.rows(), &waiting, &found, missed, listed_calls);
        if listed_calls {
            self.listed = cleared.legs.iter().map(|leg| leg.id.clone()).collect();
            self.ends = std::mem::take(&mut found.ends);
        }
        self.snapshot(made, found, agents, queues)
    }

    /// Warns once if calls begin in the future: then the offset of zone-less times is wrong (tel4vn §3).
    fn doubt(&mut self, ahead: bool) {
        if ahead && !std::mem::replace(&mut self.doubted, true) {
            let offset = self.config.utc_offset;
            tracing::warn!(%offset, "calls begin in the future: utc_offset is probably wrong");
        }
    }

    fn snapshot(&self, made: Made, found: Sorted, agents: Vec<Agent>, queues: Vec<Queue>) -> Snapshot {
        let Made { calls, busy, live, members, listeners, .. } = made;
        let agents = self.agents_feed(busy, live, agents);
        let queues = self.queues_feed(&members.0, queues);
        let waiting: Feed<Call> = match members.0 {
            Outcome::Fresh => Feed::Fresh { rows: found.waiting, unread: members.1 },
            Outcome::Absent(why) => Feed::NotOffered(faults::absent(FeedKind::Waiting, &why)),
            Outcome::Failed(fault) => Feed::Failed(fault),
        };
        let calls = match calls {
            Ok(unread) => Feed::Fresh { rows: found.calls, unread },
            Err(fault) => Feed::Failed(fault),
        };
        Snapshot { calls, waiting, agents, queues, states: states(), listeners }
    }

    fn agents_feed(
        &self,
        (busy, mut unread): (Outcome, Vec<Unread>),
        (live, odd): (Outcome, Vec<Unread>),
        rows: Vec<Agent>,
    ) -> Feed<Agent> {
        unread.extend(odd);
        unread.extend(self.roster.whole.iter().flat_map(|(_, odd)| odd.iter().cloned()));
        match (busy, live) {
            (Outcome::Failed(fault), _) | (_, Outcome::Failed(fault)) => Feed::Failed(fault),
            (Outcome::Absent(why), Outcome::Absent(_)) if rows.is_empty() => match &self.roster.fault {
                Some(fault) => Feed::Failed(fault.clone()),
                None => Feed::NotOffered(faults::absent(FeedKind::Agents, &why)),
            },
            (Outcome::Fresh | Outcome::Absent(_), Outcome::Fresh | Outcome::Absent(_)) => {
                match self.roster.fault.as_ref().filter(|_| rows.is_empty()) {
                    // Nobody is logged in, and the list of everybody else is missing: that is not "nobody".
                    Some(fault) => Feed::Failed(fault.clone()),
                    None => Feed::Fresh { rows, unread },
                }
            }
        }
    }

    /// Who waits is part of a queue's figures, so queues are as good as the list of callers.
    fn queues_feed(&self, members: &Outcome, rows: Vec<Queue>) -> Feed<Queue> {
        let whole = self.lines.whole.as_ref();
        match (members, &self.lines.fault, whole) {
            // What the queues are called is known once it was read; their figures are the callers'.
            (Outcome::Failed(fault), ..) | (_, Some(fault), None) => Feed::Failed(fault.clone()),
            (Outcome::Absent(why), None, None) if self.lines.absent => {
                Feed::NotOffered(faults::absent(FeedKind::Queues, why))
            }
            (_, None, None) if !self.lines.absent => Feed::Skipped,
            (_, _, _) => {
                let unread = whole.map(|(_, odd)| odd.clone()).unwrap_or_default();
                Feed::Fresh { rows, unread }
            }
        }
    }
}

/// The rows of what came, and those that could not be read.
fn read<T>(
    came: Option<Listed>,
    read: impl FnOnce(Listing) -> (Vec<T>, Vec<Unread>),
) -> (Option<Result<Vec<T>, Fault>>, Vec<Unread>) {
    match came {
        None => (None, Vec::new()),
        Some(Err(fault)) => (Some(Err(fault)), Vec::new()),
        Some(Ok(listing)) => {
            let (rows, odd) = read(listing);
            match readable(rows, odd) {
                Ok((rows, odd)) => (Some(Ok(rows)), odd),
                Err(fault) => (Some(Err(fault)), Vec::new()),
            }
        }
    }
}

/// Every list failed for one reason.
pub(super) fn failed(fault: &Fault) -> Snapshot {
    Snapshot { waiting: Feed::Failed(fault.clone()), ..Snapshot::failed(fault) }
}
