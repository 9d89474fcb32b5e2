//! The look before a hang-up, which is addressed to an extension and not to a call (voicenter §5.2).

use serde_json::Value;

use super::answer::List;
use super::calls::Wire;
use super::extensions::username;
use super::frame::Frame;
use super::keys::under;
use crate::domain::{Call, Fault, Text};
use crate::vendor::rows;

/// How far apart two readings of when one call began may be, in seconds.
const SLACK: u64 = 2;

/// What the operator meant to end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Aim<'a> {
    /// The extension.
    pub extension: &'a str,
    /// The vendor's id of the call.
    pub ivrid: &'a str,
    /// The call as it was seen.
    pub seen: &'a Call,
    /// Its `callStarted` in the last list.
    pub started: Option<i64>,
}

impl Aim<'_> {
    /// Whether the call is still there, still the same, and alone on its extension. `list` was read just now.
    pub(super) fn still(&self, list: List, frame: Frame) -> Result<(), Fault> {
        let present = list.present;
        let found: Vec<_> =
            list.rows.into_iter().filter(|row| username(row).as_deref() == Some(self.extension)).collect();
        if found.is_empty() {
            return Err(Fault::Gone(self.text("voicenter no longer lists extension")));
        }
        let calls: Vec<Value> = found.iter().flat_map(calls_of).collect();
        let count = calls.len();
        if count == 0 {
            return Err(Fault::Gone(self.text("the call has ended: there is none on extension")));
        }
        let (read, unread) =
            rows(
                calls,
                |call: Wire| {
                    if call.ivrid().is_some() { Ok(call) } else { Err(".ivrid: missing".to_owned()) }
                },
            );
        let Some(now) = read.iter().find(|call| call.ivrid() == Some(self.ivrid)) else {
            return Err(if unread.is_empty() {
                Fault::Gone(self.text("the call has ended: there is another one on extension"))
            } else {
                Fault::Refused(self.text("a call could not be read on extension"))
            });
        };
        let number = now.number().zip(self.seen.caller.number.clone());
        let began_anew = match (now.started(), self.started) {
            (Some(now), Some(before)) => now.abs_diff(before) > SLACK,
            (now, _) => {
                let now = now.and_then(|epoch| frame.instant(present, epoch));
                now.zip(self.seen.started).is_some_and(|(a, b)| a.since(b).max(b.since(a)).as_secs() > SLACK)
            }
        };
        if began_anew || number.is_some_and(|(now, before)| now != before) {
            return Err(Fault::Refused(
                self.text("the call has changed: another one has its id on extension"),
            ));
        }
        if count > 1 {
            let reason = format!(
                "voicenter ends calls by extension, and {} has {count} of them; none was touched",
                self.extension
            );
            return Err(Fault::Refused(Text::new(&reason)));
        }
        Ok(())
    }

    fn text(&self, what: &str) -> Text {
        Text::new(&format!("{what} {}; nothing was sent", self.extension))
    }
}

/// The calls of an extension's row. What is no list counts as one call that cannot be read.
fn calls_of(row: &Value) -> Vec<Value> {
    match row.as_object().and_then(|row| under(row, "calls")) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(calls)) => calls.clone(),
        Some(odd @ (Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_))) => {
            vec![odd.clone()]
        }
    }
}
