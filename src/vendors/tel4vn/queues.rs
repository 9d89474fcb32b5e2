//! Queues and who waits in them (tel4vn §2.6, §2.7).

use serde::Deserialize;
use serde_json::Value;

use super::stamp::Frame;
use crate::domain::{At, Text, Unread};
use crate::vendor::{loose, rows_at};

#[derive(Debug, Deserialize)]
struct WireQueue {
    #[serde(default, deserialize_with = "loose::word")]
    call_center_queue_uuid: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    queue_name: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    queue_extension: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    queue_strategy: Option<String>,
}

#[derive(Debug, Deserialize)]
struct WireMember {
    #[serde(default, deserialize_with = "loose::word")]
    call_center_queue_uuid: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    call_center_queue_name: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    call_center_agent_name: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    mobile: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    status: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    joined_time: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    abandoned_time: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    bridged_time: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    rejoined_time: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    call_uuid: Option<String>,
}

/// A queue as it is configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its id.
    pub(super) id: String,
    /// What it is called.
    pub(super) name: Text,
    /// The extension that leads into it.
    pub(super) extension: Option<String>,
    /// How it picks agents.
    pub(super) strategy: Option<String>,
}

/// Where a caller of a queue stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    /// Nobody has answered yet.
    Waits,
    /// An agent answered.
    Answered,
    /// They have gone.
    Left,
}

/// A caller of a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    /// The caller's channel.
    pub(super) call: String,
    /// Their queue.
    pub(super) queue: Option<String>,
    /// That queue's name.
    pub(super) queue_name: Option<Text>,
    /// The agent who is being rung or has answered, as the queue calls them.
    pub(super) agent: Option<String>,
    /// The caller's number.
    pub(super) mobile: String,
    /// Where they stand.
    pub(super) stand: Stand,
    /// The vendor's word for that.
    pub(super) status: String,
    /// When they came.
    pub(super) joined: Option<At>,
    /// When an agent answered.
    pub(super) bridged: Option<At>,
    /// Whether they had left and came back.
    pub(super) rejoined: bool,
}

/// Callers who could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Missed {
    /// The queues whose figures would be too small without them.
    pub(super) queues: Vec<String>,
    /// Whether it is not known whose some of them were.
    pub(super) anywhere: bool,
}

/// The queues of one page.
pub(super) fn lines(list: Vec<Value>) -> (Vec<Line>, Vec<Unread>) {
    rows_at("queues", list, |row: WireQueue| {
        let id = row.call_center_queue_uuid.ok_or(".call_center_queue_uuid: missing")?;
        let name = row.queue_name.as_deref().and_then(Text::some).unwrap_or_else(|| Text::new(&id));
        Ok(Line { id, name, extension: row.queue_extension, strategy: row.queue_strategy })
    })
}

/// Every caller of every queue, those who could not be read, and which figures suffer from that.
pub(super) fn members(list: Vec<Value>, frame: Frame) -> (Vec<Member>, Vec<Unread>, Missed) {
    let queue_of = |row: &Value| loose::field::text(row, "call_center_queue_uuid");
    let (mut read, mut unread, mut missed) = (Vec::new(), Vec::new(), Missed::default());
    for (index, row) in list.into_iter().enumerate() {
        let queue = queue_of(&row);
        let (one, wrong) = rows_at("", vec![row], |row: WireMember| member(row, frame));
        read.extend(one);
        if let Some(wrong) = wrong.first() {
            let why = wrong.why.strip_prefix("[0]").unwrap_or(&wrong.why);
            unread.push(Unread::row(Text::new(&format!("[{index}]{why}"))));
            match queue {
                Some(queue) => missed.queues.push(queue),
                None => missed.anywhere = true,
            }
        }
    }
    (read, unread, missed)
}

fn member(row: WireMember, frame: Frame) -> Result<Member, String> {
    let bridged = frame.happened(row.bridged_time.as_deref());
    let left = frame.happened(row.abandoned_time.as_deref());
    let status = row.status.unwrap_or_default();
    let stand = match status.to_ascii_lowercase().as_str() {
        "answered" => Stand::Answered,
        "abandoned" => Stand::Left,
        // Whoever came back had left before, so only a row without a status is judged by that.
        "" if left && !bridged => Stand::Left,
        _ if bridged => Stand::Answered,
        _ => Stand::Waits,
    };
    Ok(Member {
        call: row.call_uuid.ok_or(".call_uuid: missing")?,
        queue: row.call_center_queue_uuid,
        queue_name: row.call_center_queue_name.as_deref().and_then(Text::some),
        agent: row.call_center_agent_name,
        mobile: row.mobile.unwrap_or_default(),
        stand,
        status,
        joined: frame.past(row.joined_time.as_deref()).at,
        bridged: frame.past(row.bridged_time.as_deref()).at,
        rejoined: frame.happened(row.rejoined_time.as_deref()),
    })
}
