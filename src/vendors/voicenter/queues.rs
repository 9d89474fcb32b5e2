//! Queues and who waits in them (voicenter §2.2).

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::answer::List;
use super::frame::{Frame, Present};
use super::keys::under;
use crate::domain::{At, Call, Detail, Direction, Only, Party, Phase, Queue, QueueId, Text, Unread};
use crate::vendor::{loose, rows_at};

#[derive(Debug, Deserialize)]
struct WireQueue {
    #[serde(rename = "Name", default, deserialize_with = "loose::word")]
    name: Option<String>,
    #[serde(rename = "ID", default, deserialize_with = "loose::word")]
    id: Option<String>,
    #[serde(rename = "Weight", default, deserialize_with = "loose::word")]
    weight: Option<String>,
}

#[derive(Debug, Deserialize)]
struct WireCaller {
    #[serde(rename = "Phone", default, deserialize_with = "loose::word")]
    phone: Option<String>,
    #[serde(rename = "CallID", default, deserialize_with = "loose::word")]
    id: Option<String>,
    #[serde(rename = "JoinTime", default, deserialize_with = "loose::whole")]
    joined: Option<i64>,
    #[serde(rename = "Duration", default, deserialize_with = "loose::seconds")]
    waited: Option<Duration>,
}

/// What a queue list tells.
#[derive(Debug)]
pub(super) struct Queues {
    /// The queues.
    pub rows: Vec<Queue>,
    /// Those that could not be read.
    pub unread: Vec<Unread>,
    /// Who waits, queue by queue.
    pub callers: Vec<Call>,
    /// Those of them who could not be read.
    pub callers_unread: Vec<Unread>,
}

/// Who waits in one queue.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    waiting: Option<u32>,
    longest: Option<At>,
}

/// The queues of `list`. A queue that cannot be read does not hide its callers, who are counted by their rows.
pub(super) fn queues(list: List, frame: Frame) -> Queues {
    let (mut callers, mut callers_unread) = (Vec::new(), Vec::new());
    let (mut heads, mut lines) = (Vec::with_capacity(list.rows.len()), Vec::new());
    for (index, mut row) in list.rows.into_iter().enumerate() {
        let waiting = take_callers(&mut row);
        let field = |key| row.as_object().and_then(|row| under(row, key)).and_then(loose::text_of);
        let (id, name) = (field("ID"), field("Name"));
        let mut line = Line::default();
        if let Some(waiting) = waiting {
            let path = format!("QUEUES[{index}].Callers");
            line.waiting = u32::try_from(waiting.len()).ok();
            let (read, unread) = rows_at(&path, waiting, |wire: WireCaller| {
                wire.call(id.as_deref(), name.as_deref(), frame, list.present)
            });
            line.longest = read.iter().filter_map(|call| call.entered).min();
            callers.extend(read);
            callers_unread.extend(unread);
        } else {
            callers_unread.push(Unread::row(format!("QUEUES[{index}].Callers: not a list")));
        }
        lines.extend(id.map(|id| (id, line)));
        heads.push(row);
    }
    let (rows, unread) = rows_at("QUEUES", heads, |wire: WireQueue| wire.queue(&lines));
    Queues { rows, unread, callers, callers_unread }
}

/// `JoinTime` and `Duration` of everyone who waits, for the frame.
pub(super) fn signs(list: &List) -> Vec<(i64, i64)> {
    let callers = list.rows.iter().filter_map(|row| under(row.as_object()?, "Callers")?.as_array()).flatten();
    let read = |caller: &Value| {
        let field = |key| under(caller.as_object()?, key);
        let waited = field("Duration").and_then(loose::seconds_of)?;
        Some((loose::whole_of(field("JoinTime")?)?, i64::try_from(waited.as_secs()).ok()?))
    };
    callers.filter_map(read).collect()
}

/// Takes the callers out of a queue's row; `None` if they are no list, or not there: that is not nobody.
fn take_callers(row: &mut Value) -> Option<Vec<Value>> {
    match row.as_object_mut().and_then(|row| row.remove("Callers")) {
        Some(Value::Array(callers)) => Some(callers),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_))
        | None => None,
    }
}

impl WireQueue {
    fn queue(self, lines: &[(String, Line)]) -> Result<Queue, String> {
        let id = self.id.ok_or(".ID: missing")?;
        let name = self.name.as_deref().and_then(Text::some).unwrap_or_else(|| Text::new(&id));
        let line = lines.iter().find(|(known, _)| *known == id).map(|(_, line)| *line).unwrap_or_default();
        Ok(Queue {
            waiting: line.waiting,
            longest: line.longest,
            details: Detail::plain("weight", &self.weight.unwrap_or_default()).into_iter().collect(),
            ..Queue::new(QueueId::from(id), name)
        })
    }
}

impl WireCaller {
    /// The caller, in the queue `id` if that could be read. `Duration` needs no clock (voicenter §3).
    fn call(
        self,
        id: Option<&str>,
        name: Option<&str>,
        frame: Frame,
        present: Present,
    ) -> Result<Call, String> {
        let call = self.id.as_deref().map(str::trim).filter(|id| !id.is_empty()).ok_or(".CallID: missing")?;
        let joined = || self.joined.and_then(|joined| frame.past(present, joined));
        let row = format!("queue/{}/{call}", id.unwrap_or_default());
        Ok(Call {
            conversation: Some(call.into()),
            direction: Direction::Inbound,
            caller: Party::new(None, self.phone.as_deref()),
            queue: id.map(QueueId::from),
            queue_name: name.and_then(Text::some),
            entered: self.waited.map(|waited| present.at - waited).or_else(joined),
            only: Some(Only::new(
                &[],
                Text::new("the caller still waits, and Voicenter acts on calls at extensions only"),
            )),
            details: Detail::plain("call id", call).into_iter().collect(),
            ..Call::new(row.into(), Phase::Queued)
        })
    }
}
