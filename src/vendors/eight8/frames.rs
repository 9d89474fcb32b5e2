//! The frames of the event stream (8x8 §4.5): what wraps an event.

use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, Engine as _};
use serde_json::{Value, json};

use super::events::{Told, read};
use crate::vendor::loose::{self, field};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The byte order mark, which is no part of a text.
const MARK: char = '\u{feff}';

/// One frame.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Frame {
    /// An event. It is acknowledged by its id, even if it cannot be read: else the stream would stall.
    Data {
        /// Its id.
        id: Option<String>,
        /// When it was published, in milliseconds of the vendor's clock.
        published: Option<i64>,
        /// What it tells.
        told: Result<Told, String>,
    },
    /// About the stream itself: neither read nor acknowledged.
    Control,
}

/// Reads the text of a frame.
pub(super) fn frame(text: &str, tenant: &str) -> Frame {
    let Ok(frame) = serde_json::from_str::<Value>(text.trim_start_matches(MARK)) else {
        return Frame::Data { id: None, published: None, told: Err("a frame is not JSON".to_owned()) };
    };
    if frame.get("type").is_some() || frame.get("endOfTopic").is_some() {
        return Frame::Control;
    }
    let published = field::text(&frame, "publishTime").and_then(|time| loose::instant(&time));
    let told = payload(&frame).and_then(|payload| read(&payload, tenant, published));
    Frame::Data { id: field::text(&frame, "messageId"), published, told }
}

/// The answer to a data frame.
pub(super) fn acknowledged(id: &str) -> String {
    json!({ "messageId": id }).to_string()
}

fn payload(frame: &Value) -> Result<Value, String> {
    let payload = field::text(frame, "payload").ok_or("payload: missing")?;
    let bytes = BASE64.decode(payload).ok().ok_or("payload: not base64")?;
    let text = bytes.strip_prefix(MARK.to_string().as_bytes()).unwrap_or(&bytes);
    serde_json::from_slice(text).ok().ok_or_else(|| "payload: not JSON".to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::fixture;
    use super::*;

    #[test]
    fn the_documented_frame_is_read_and_acknowledged() {
        let Frame::Data { id, published, told } = frame(fixture!("frame.json"), "acmecorp01") else {
            panic!("a data frame")
        };
        assert_eq!(published, Some(1_669_235_836_710));
        assert_eq!(acknowledged(&id.unwrap()), r#"{"messageId":"CAEQAQ=="}"#);
        let Ok(Told::Interaction(event)) = told else { panic!("{told:?}") };
        let queued: Value = serde_json::from_str(fixture!("event-queued.json")).unwrap();
        assert_eq!(Ok(Told::Interaction(event)), read(&queued, "acmecorp01", published));
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_a_frame_or_its_payload() {
        let payload = BASE64.encode("\u{feff}{\"eventId\":\"1\"}");
        let marked = frame(&format!("\u{feff}{{\"messageId\":\"1\",\"payload\":\"{payload}\"}}"), "t");
        assert_eq!(marked, Frame::Data { id: Some("1".into()), published: None, told: Ok(Told::Other) });
    }

    #[test]
    fn control_frames_are_skipped() {
        for text in [r#"{"type":"isEndOfTopic"}"#, r#"{"endOfTopic":false}"#] {
            assert_eq!(frame(text, "t"), Frame::Control);
        }
    }

    #[test]
    fn what_cannot_be_read_is_an_error_that_can_be_acknowledged() {
        for (text, why) in [
            (r#"{"messageId":"1"}"#, "payload: missing"),
            (r#"{"messageId":"1","payload":"%%"}"#, "payload: not base64"),
            (r#"{"messageId":"1","payload":"e30x"}"#, "payload: not JSON"),
        ] {
            let expected = Frame::Data { id: Some("1".into()), published: None, told: Err(why.to_owned()) };
            assert_eq!(frame(text, "t"), expected);
        }
        assert!(matches!(frame("oops", "t"), Frame::Data { id: None, told: Err(_), .. }));
    }
}
