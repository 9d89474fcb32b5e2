//! `QueueStatus`: queues, their members, and who waits (fact sheet §4).

use super::answer::List;
use super::names;
use super::wire::Block;
use crate::domain::{At, Party, Unread};
use crate::vendor::Reply;

/// Everything that one answer told.
#[derive(Clone, Debug, Default)]
pub(super) struct Status {
    /// The queues.
    pub(super) queues: Rows<Params>,
    /// Their members: an agent in two queues is here twice.
    pub(super) members: Rows<Member>,
    /// Who waits.
    pub(super) entries: Rows<Waiter>,
}

/// The rows of one kind.
#[derive(Clone, Debug)]
pub(super) struct Rows<T> {
    /// Those that could be read.
    pub(super) read: Vec<T>,
    /// Those that could not.
    pub(super) unread: Vec<Unread>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { read: Vec::new(), unread: Vec::new() }
    }
}

impl<T> Rows<T> {
    fn take(&mut self, place: &str, row: Result<T, String>) {
        match row {
            Ok(row) => self.read.push(row),
            Err(why) => self.unread.push(Unread::row(format!("{place}{why}"))),
        }
    }
}

/// The rows of a list whose blocks are all of one kind, `event`; others are left out.
pub(super) fn rows<T>(
    list: &List,
    event: &str,
    read: impl Fn(&Block, &Reply) -> Result<T, String>,
) -> Rows<T> {
    let mut rows = Rows::default();
    let ours = |block: &&Block| block.get("Event") == Some(event);
    for (index, block) in list.rows.iter().filter(ours).enumerate() {
        rows.take(&format!("{event}[{index}]"), read(block, &list.reply));
    }
    rows
}

/// A queue.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Params {
    pub(super) name: String,
    pub(super) strategy: Option<String>,
    pub(super) most: Option<u32>,
    pub(super) weight: Option<i64>,
    pub(super) calls: Option<u32>,
    pub(super) hold_time: Option<u64>,
    pub(super) talk_time: Option<u64>,
    pub(super) completed: Option<u64>,
    pub(super) abandoned: Option<u64>,
    pub(super) target: Option<u64>,
    pub(super) level: Option<f64>,
    pub(super) level_with_abandoned: Option<f64>,
}

/// A member of one queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) queue: String,
    pub(super) name: Option<String>,
    /// What the queue rings.
    pub(super) interface: String,
    /// Whose seat it is: the interface, or another one of the same person.
    pub(super) agent: String,
    pub(super) device: Option<String>,
    pub(super) membership: Option<String>,
    pub(super) penalty: Option<i64>,
    pub(super) taken: Option<u64>,
    pub(super) last_call: Option<At>,
    pub(super) last_pause: Option<At>,
    pub(super) login: Option<At>,
    /// Whether the member is on a call of this queue; servers before 13.18 do not tell.
    pub(super) in_call: Option<bool>,
    pub(super) status: Option<u32>,
    pub(super) paused: Option<bool>,
    pub(super) reason: Option<String>,
    pub(super) wrapup: Option<u64>,
}

/// A caller who waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Waiter {
    pub(super) queue: String,
    pub(super) id: String,
    pub(super) channel: Option<String>,
    pub(super) position: Option<u32>,
    pub(super) caller: Party,
    pub(super) rung: Party,
    pub(super) entered: Option<At>,
    pub(super) priority: Option<i64>,
}

impl Status {
    /// Reads `list`.
    pub(super) fn read(list: &List) -> Self {
        Self {
            queues: rows(list, "QueueParams", Params::read),
            members: rows(list, "QueueMember", Member::read),
            entries: rows(list, "QueueEntry", Waiter::read),
        }
    }
}

impl Status {
    /// The queue that the dialplan calls `name`, as it is listed: the server compares names without regard to case.
    pub(super) fn spelled<'a>(&'a self, name: &'a str) -> &'a str {
        let mut names = self.queues.read.iter().map(|queue| queue.name.as_str());
        let exact = names.clone().find(|listed| *listed == name);
        exact.or_else(|| names.find(|listed| same_queue(listed, name))).unwrap_or(name)
    }

    /// Whether the leg `id` is listed as waiting.
    pub(super) fn lists(&self, id: &str) -> bool {
        self.entries.read.iter().any(|waiter| waiter.id == id)
    }

    /// Whether `agent` is on a call of `queue`; `None` if the server does not tell. Who is a member of other queues, or of
    /// none by now, is on no call of this one.
    pub(super) fn in_call(&self, queue: &str, agent: &str) -> Option<bool> {
        let seats = self.members.read.iter().filter(|seat| seat.agent == agent);
        let mut told = seats.filter(|seat| same_queue(&seat.queue, queue)).map(|seat| seat.in_call);
        told.try_fold(false, |on, seat| Some(on || seat?))
    }

    /// The only queue of which `agent` is on a call.
    pub(super) fn calls_of(&self, agent: &str) -> Option<&str> {
        let seats = self.members.read.iter().filter(|seat| seat.agent == agent);
        let mut on = seats.filter(|seat| seat.in_call == Some(true));
        on.next().filter(|_| on.next().is_none()).map(|seat| seat.queue.as_str())
    }

    /// The only member of `queue` who is on a call of it at a number that `trunk` reaches.
    pub(super) fn beyond(&self, queue: &str, trunk: &str) -> Option<&str> {
        let seats = self.members.read.iter().filter(|seat| same_queue(&seat.queue, queue));
        let mut there =
            seats.filter(|seat| seat.in_call == Some(true) && names::reaches(&seat.interface) == trunk);
        there.next().filter(|_| there.next().is_none()).map(|seat| seat.agent.as_str())
    }
}

/// Whether two names are one queue's.
pub(super) fn same_queue(one: &str, other: &str) -> bool {
    one == other || one.to_lowercase() == other.to_lowercase()
}

impl Params {
    fn read(block: &Block, _: &Reply) -> Result<Self, String> {
        Ok(Self {
            name: block.must("Queue")?.to_owned(),
            strategy: block.known("Strategy").map(str::to_owned),
            most: block.optional("Max"),
            weight: block.optional("Weight"),
            calls: block.optional("Calls"),
            hold_time: block.optional("Holdtime"),
            talk_time: block.optional("TalkTime"),
            completed: block.optional("Completed"),
            abandoned: block.optional("Abandoned"),
            target: block.optional("ServiceLevel").filter(|seconds| *seconds > 0),
            level: block.optional("ServicelevelPerf"),
            level_with_abandoned: block.optional("ServicelevelPerf2"),
        })
    }
}

impl Member {
    fn read(block: &Block, reply: &Reply) -> Result<Self, String> {
        let text = |key: &str| block.known(key).map(str::to_owned);
        Ok(Self {
            queue: block.must("Queue")?.to_owned(),
            name: text("Name").or_else(|| text("MemberName")),
            interface: block.must("Location")?.to_owned(),
            agent: block.must("Location")?.to_owned(),
            device: text("StateInterface"),
            membership: text("Membership"),
            penalty: block.optional("Penalty"),
            taken: block.optional("CallsTaken"),
            last_call: instant(block, "LastCall", reply),
            last_pause: instant(block, "LastPause", reply),
            login: instant(block, "LoginTime", reply),
            in_call: block.optional::<u8>("InCall").map(|in_call| in_call != 0),
            status: block.optional("Status"),
            paused: block.optional::<u8>("Paused").map(|paused| paused != 0),
            reason: text("PausedReason"),
            wrapup: block.optional("Wrapuptime").filter(|seconds| *seconds > 0),
        })
    }
}

impl Waiter {
    fn read(block: &Block, reply: &Reply) -> Result<Self, String> {
        let wait = block.optional::<u64>("Wait");
        // Unlike those of channels, these names are as they came (fact sheet §2).
        let party = |name, number| Party::new(block.known(name), block.known(number));
        Ok(Self {
            queue: block.must("Queue")?.to_owned(),
            id: block.must("Uniqueid")?.to_owned(),
            channel: block.known("Channel").map(str::to_owned),
            position: block.optional("Position"),
            caller: party("CallerIDName", "CallerIDNum"),
            rung: party("ConnectedLineName", "ConnectedLineNum"),
            entered: wait.map(|seconds| reply.at - std::time::Duration::from_secs(seconds)),
            priority: block.optional("Priority"),
        })
    }
}

/// Unix seconds of the server's clock, of which zero is never (fact sheet §4).
fn instant(block: &Block, key: &str, reply: &Reply) -> Option<At> {
    let seconds = block.optional::<i64>(key).filter(|seconds| *seconds > 0);
    seconds.map(|seconds| reply.instant(seconds.saturating_mul(1_000)))
}
