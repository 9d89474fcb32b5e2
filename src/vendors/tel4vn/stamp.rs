//! Time stamps: zone-less ones of Vietnam, zoned ones, and "never", which is the epoch (tel4vn §2.7, §3).

use chrono::{DateTime, NaiveDateTime};

use super::config::Offset;
use crate::domain::At;
use crate::vendor::{Reply, loose};

/// How far in the future a time may lie: two clocks are never the same.
const SLACK: i64 = 60_000;

/// When an answer was read, and in which clock and zone its times are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// When its last byte was read.
    pub(super) at: At,
    skew: i64,
    offset: i64,
}

/// A time as the board can use it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stamp {
    /// The instant; `None` if there is none that can be true.
    pub(super) at: Option<At>,
    /// Whether it lies in the future, so that the offset must be wrong. Then there is no instant: a made-up "now"
    /// would move with every poll, and a call that begins anew every time is another call each time.
    pub(super) ahead: bool,
}

impl Frame {
    /// That of `reply`, whose zone-less times are `offset` ahead of UTC.
    pub(super) fn of(reply: &Reply, offset: Offset) -> Self {
        Self { at: reply.at, skew: reply.skew.unwrap_or(0), offset: i64::from(offset.0) * 60_000 }
    }

    /// A time of something that has happened. One that cannot be read is as good as none: the row it stands in
    /// tells more than when it began.
    pub(super) fn past(&self, text: Option<&str>) -> Stamp {
        let Some(millis) = text.and_then(|text| self.millis(text)) else { return Stamp::default() };
        let at = At::from_millis(millis.saturating_sub(self.skew));
        let ahead = at.millis().saturating_sub(self.at.millis()) > SLACK;
        let near = !ahead && self.at.since(at) <= loose::LONGEST;
        Stamp { at: near.then_some(at), ahead }
    }

    /// Whether something happened whose time may also be "never", or not be there.
    pub(super) fn happened(&self, text: Option<&str>) -> bool {
        text.and_then(|text| self.millis(text)).is_some()
    }

    /// Milliseconds since the Unix epoch of the vendor's clock; `None` of what is "never" or no time.
    fn millis(&self, text: &str) -> Option<i64> {
        let text = text.trim();
        let zoned = ["%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M:%S%.f%#z"];
        let bare = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"];
        DateTime::parse_from_rfc3339(text)
            .ok()
            .or_else(|| zoned.iter().find_map(|form| DateTime::parse_from_str(text, form).ok()))
            .map(|time| time.timestamp_millis())
            .or_else(|| {
                let local = bare.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
                local.map(|local| local.and_utc().timestamp_millis().saturating_sub(self.offset))
            })
            .and_then(loose::believed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2021-06-08 17:39:19 +0700, when the documented call entered the documents (tel4vn §3).
    const NOW: i64 = 1_623_148_759_000;

    fn frame(offset: i32, skew: i64) -> Frame {
        Frame { at: At::from_millis(NOW - skew), skew, offset: i64::from(offset) * 60_000 }
    }

    fn ago(frame: Frame, text: &str) -> Option<u64> {
        frame.past(Some(text)).at.map(|at| frame.at.since(at).as_secs())
    }

    #[test]
    fn a_time_without_a_zone_is_vietnams() {
        assert_eq!(ago(frame(420, 0), "2021-06-08 17:37:37"), Some(102));
        assert_eq!(ago(frame(480, 0), "2021-06-08 17:37:37"), Some(3_702));
        assert_eq!(ago(frame(420, 0), "2021-06-08T17:37:37.250"), Some(101));
    }

    #[test]
    fn a_zone_that_is_given_counts_in_every_spelling() {
        let frame = frame(0, 0);
        for text in [
            "2021-06-08T17:37:37+07:00",
            "2021-06-08T10:37:37Z",
            "2021-06-08 17:37:37.000000+07",
            "2021-06-08T17:37:37.000000+07:00",
        ] {
            assert_eq!(ago(frame, text), Some(102), "{text}");
        }
    }

    #[test]
    fn the_vendors_clock_is_taken_out() {
        for skew in [-90_000, 90_000] {
            assert_eq!(ago(frame(420, skew), "2021-06-08 17:37:37"), Some(102), "{skew}");
        }
    }

    #[test]
    fn never_is_an_instant_and_not_a_spelling() {
        let frame = frame(420, 5_000);
        for text in [
            "1970-01-01T08:00:00+08:00",
            "1970-01-01T00:00:00Z",
            "1970-01-01T07:00:00+07:00",
            "1970-01-01 07:00:00",
            "0001-01-01T00:00:00Z",
        ] {
            assert!(!frame.happened(Some(text)), "{text}");
            assert_eq!(frame.past(Some(text)), Stamp::default(), "{text}");
        }
        assert!(frame.happened(Some("2023-10-12T17:48:26+07:00")));
        assert!(!frame.happened(None) && !frame.happened(Some("soon")));
    }

    #[test]
    fn the_future_shows_that_the_offset_is_wrong() {
        let stamp = frame(360, 0).past(Some("2021-06-08 17:37:37"));
        assert_eq!(stamp, Stamp { at: None, ahead: true });
        assert_eq!(ago(frame(420, 0), "2021-06-08 17:39:49"), Some(0));
        assert_eq!(frame(420, 0).past(Some("yesterday")), Stamp::default());
    }
}
