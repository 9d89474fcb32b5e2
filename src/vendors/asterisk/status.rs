//! `QueueStatus`: queues, their members, and who waits (fact sheet §4).

use super::answer::List;
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
            Err(why) => self.unread.push(Unread { why: format!("{place}{why}").into() }),
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
    pub(super) location: String,
    pub(super) device: Option<String>,
    pub(super) membership: Option<String>,
    pub(super) penalty: Option<i64>,
    pub(super) taken: Option<u64>,
    pub(super) last_call: Option<At>,
    pub(super) last_pause: Option<At>,
    pub(super) login: Option<At>,
    pub(super) in_call: bool,
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

impl Params {
    fn read(block: &Block, _: &Reply) -> Result<Self, String> {
        Ok(Self {
            name: block.must("Queue")?.to_owned(),
            strategy: block.known("Strategy").map(str::to_owned),
            most: block.number("Max")?,
            weight: block.number("Weight")?,
            calls: block.number("Calls")?,
            hold_time: block.number("Holdtime")?,
            talk_time: block.number("TalkTime")?,
            completed: block.number("Completed")?,
            abandoned: block.number("Abandoned")?,
            target: block.number("ServiceLevel")?.filter(|seconds| *seconds > 0),
            level: block.number("ServicelevelPerf")?,
            level_with_abandoned: block.number("ServicelevelPerf2")?,
        })
    }
}

impl Member {
    fn read(block: &Block, reply: &Reply) -> Result<Self, String> {
        let text = |key: &str| block.known(key).map(str::to_owned);
        Ok(Self {
            queue: block.must("Queue")?.to_owned(),
            name: text("Name").or_else(|| text("MemberName")),
            location: block.must("Location")?.to_owned(),
            device: text("StateInterface"),
            membership: text("Membership"),
            penalty: block.number("Penalty")?,
            taken: block.number("CallsTaken")?,
            last_call: instant(block, "LastCall", reply)?,
            last_pause: instant(block, "LastPause", reply)?,
            login: instant(block, "LoginTime", reply)?,
            in_call: block.get("InCall") == Some("1"),
            status: block.number("Status")?,
            paused: block.number::<u8>("Paused")?.map(|paused| paused != 0),
            reason: text("PausedReason"),
            wrapup: block.number("Wrapuptime")?.filter(|seconds| *seconds > 0),
        })
    }
}

impl Waiter {
    fn read(block: &Block, reply: &Reply) -> Result<Self, String> {
        let wait = block.number::<u64>("Wait")?;
        // Unlike those of channels, these names are as they came (fact sheet §2).
        let party = |name, number| Party::new(block.known(name), block.known(number));
        Ok(Self {
            queue: block.must("Queue")?.to_owned(),
            id: block.must("Uniqueid")?.to_owned(),
            channel: block.known("Channel").map(str::to_owned),
            position: block.number("Position")?,
            caller: party("CallerIDName", "CallerIDNum"),
            rung: party("ConnectedLineName", "ConnectedLineNum"),
            entered: wait.map(|seconds| reply.at - std::time::Duration::from_secs(seconds)),
            priority: block.number("Priority")?,
        })
    }
}

/// Unix seconds of the server's clock, of which zero is never (fact sheet §4).
fn instant(block: &Block, key: &str, reply: &Reply) -> Result<Option<At>, String> {
    let seconds = block.number::<i64>(key)?.filter(|seconds| *seconds > 0);
    Ok(seconds.map(|seconds| reply.instant(seconds.saturating_mul(1_000))))
}
