//! An answer, and what its status means.

use std::fmt;
use std::time::Duration;

use chrono::DateTime;
use serde::de::DeserializeOwned;

use super::loose::LONGEST;
use super::misread::misread;
use crate::domain::{At, Fault, Text};

/// The longest quotation from a vendor's error page, in characters.
const QUOTED: usize = 120;
/// How far in the future something may have happened: clocks of one vendor's hosts differ.
const SLACK: Duration = Duration::from_mins(5);
/// The longest silence that is kept for a vendor.
const A_DAY: Duration = Duration::from_hours(24);

/// An answer, whatever its status. Its `Debug` leaves out the body, which may hold a token or a caller.
#[derive(Clone)]
pub struct Reply {
    /// The request's label.
    pub label: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// `Content-Type` in lower case, without parameters; empty if absent.
    pub content_type: String,
    /// Every header: names in lower case, values that are not text left out.
    pub headers: Vec<(String, String)>,
    /// `Retry-After`, as a duration from now; HTTP dates are converted in the vendor's own clock.
    pub retry_after: Option<Duration>,
    /// The body, at most [`super::HttpOptions::longest`] bytes.
    pub body: Vec<u8>,
    /// When its last byte was read, on our time line.
    pub at: At,
    /// By how many milliseconds the vendor's clock is ahead of our time line (best estimate so far, from the
    /// `Date` headers of this host); zero if that is far off and what the vendor lists contradicts it, `None` if it
    /// never sent one.
    pub skew: Option<i64>,
    /// Whether the request was an acting one ([`super::Request::acting`]).
    pub acts: bool,
}

impl Reply {
    /// The answer if its status is 2xx, else the fault that status means: 401 unauthorized, 403 forbidden,
    /// 404 and 410 gone, 429 rate limited (503 too when it carries `Retry-After`), other 4xx refused, 5xx
    /// unreachable, others malformed. The text quotes at most a cleaned line of the body.
    ///
    /// An acting request was not carried out where the vendor understood it and said no. Where it took too long
    /// (408), broke down (5xx) or answered something else, it is unanswered.
    pub fn ok(self) -> Result<Self, Fault> {
        self.ok_or_said(|_| None)
    }

    /// As [`Self::ok`]. A refusal is told in the vendor's own `words` where it has some, else by a line of its body.
    pub fn ok_or_said(self, words: impl FnOnce(&Self) -> Option<Text>) -> Result<Self, Fault> {
        let told = || self.told(words(&self).as_deref());
        Err(match self.status {
            200..=299 => return Ok(self),
            401 => Fault::Unauthorized(told()),
            403 => Fault::Forbidden(told()),
            404 | 410 => Fault::Gone(told()),
            429 => Fault::RateLimited { after: self.retry_after },
            503 if self.retry_after.is_some() => Fault::RateLimited { after: self.retry_after },
            408 | 500..=599 if self.acts => Fault::Unanswered(told()),
            400..=499 => Fault::Refused(told()),
            500..=599 => Fault::ServerError(told()),
            300..=399 => redirected(self.unreadable(&format!(
                "HTTP {} is a redirect, which is not followed; check the base URL",
                self.status
            ))),
            status => self.unreadable(&format!("HTTP {status}")),
        })
    }

    /// The fault of an answer that is not what the vendor documents; `what` it is instead. It does not say that
    /// nothing was done.
    pub fn unreadable(&self, what: &str) -> Fault {
        let why = Text::new(&format!("failed to {}: {what}", self.label));
        if self.acts { Fault::Unanswered(why) } else { Fault::Malformed(why) }
    }

    /// The first value of the header `name`, which is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Reads the body as JSON. The fault names the path, never the content.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        let mut reader = serde_json::Deserializer::from_slice(&self.body);
        let read = serde_path_to_error::deserialize(&mut reader).map_err(|error| misread(&error));
        let whole = read.and_then(|value| match reader.end() {
            Ok(()) => Ok(value),
            Err(error) => Err(format!("not JSON (line {}, column {})", error.line(), error.column())),
        });
        whole.map_err(|what| {
            let what = match (self.is_page(), self.body.is_empty()) {
                (true, _) => "an HTML page instead of JSON".to_owned(),
                (false, true) => "an empty body instead of JSON".to_owned(),
                (false, false) => what,
            };
            self.unreadable(&what)
        })
    }

    /// The body as text, with replacement characters for what is not UTF-8.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The vendor's own present, in milliseconds since the Unix epoch of its clock (ours if it sends no `Date`).
    pub fn vendor_now(&self) -> i64 {
        self.at.millis().saturating_add(self.skew.unwrap_or(0))
    }

    /// A vendor's timestamp (milliseconds since the Unix epoch of its clock, true UTC frame) on our time line.
    pub fn instant(&self, vendor_millis: i64) -> At {
        At::from_millis(vendor_millis.saturating_sub(self.skew.unwrap_or(0)))
    }

    /// As [`Self::instant`], of something that had happened when this answer was read. `None` if it lies years back
    /// or in the future: then it was written by another clock, or is a slip.
    pub fn past(&self, vendor_millis: i64) -> Option<At> {
        let at = self.instant(vendor_millis);
        (at <= self.at + SLACK && self.at.since(at) <= LONGEST).then_some(at)
    }

    fn told(&self, words: Option<&str>) -> Text {
        let quote = words.map_or_else(|| self.quote(), str::to_owned);
        let colon = if quote.is_empty() { "" } else { ": " };
        Text::new(&format!("failed to {}: HTTP {}{colon}{quote}", self.label, self.status))
    }

    fn quote(&self) -> String {
        if self.is_page() {
            return "an HTML page".to_owned();
        }
        let line = Text::new(&String::from_utf8_lossy(&self.body));
        Text::quoted(&line, QUOTED).map(|text| text.to_string()).unwrap_or_default()
    }

    fn is_page(&self) -> bool {
        self.content_type.contains("html") || self.body.trim_ascii_start().starts_with(b"<")
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (label, status, length) = (self.label, self.status, self.body.len());
        write!(f, "Reply({label:?}, HTTP {status}, {length} bytes of {:?})", self.content_type)
    }
}

/// `body` without the byte order mark that some servers put before UTF-8: it is no part of the text (RFC 8259 §8.1).
pub(super) fn unmarked(mut body: Vec<u8>) -> Vec<u8> {
    if body.starts_with("\u{feff}".as_bytes()) {
        body.drain(.."\u{feff}".len());
    }
    body
}

/// An HTTP date, in milliseconds since the Unix epoch.
pub(super) fn http_date(value: &str) -> Option<i64> {
    DateTime::parse_from_rfc2822(value.trim()).ok().map(|date| date.timestamp_millis())
}

/// `Retry-After` as a duration, at most a day. A date is held against `vendor_now`, which is in the same clock.
pub(super) fn silence(value: &str, vendor_now: i64) -> Option<Duration> {
    let value = value.trim();
    let span = if let Ok(seconds) = value.parse() {
        Duration::from_secs(seconds)
    } else {
        let millis = http_date(value)?.saturating_sub(vendor_now);
        Duration::from_millis(u64::try_from(millis).unwrap_or(0))
    };
    Some(span.min(A_DAY))
}

/// An answer that cannot be read because it is a redirect.
fn redirected(fault: Fault) -> Fault {
    if let Fault::Malformed(why) = fault { Fault::Redirected(why) } else { fault }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Read at `at`, from a vendor whose clock is `skew` ahead.
    fn reply(at: i64, skew: Option<i64>) -> Reply {
        Reply {
            label: "x",
            status: 200,
            content_type: String::new(),
            headers: Vec::new(),
            retry_after: None,
            body: Vec::new(),
            at: At::from_millis(at),
            skew,
            acts: false,
        }
    }

    #[test]
    fn a_time_is_of_the_vendors_clock_and_had_come_when_it_was_told() {
        const NOW: i64 = 1_700_000_000_000;
        let (minutes, years) = (300_000, i64::try_from(LONGEST.as_millis()).unwrap());
        for (skew, ahead) in [(None, 0), (Some(90_000), 90_000), (Some(-90_000), -90_000)] {
            let reply = reply(NOW, skew);
            assert_eq!((reply.vendor_now(), reply.instant(NOW + ahead)), (NOW + ahead, reply.at));
            for (off, believed) in [
                (-5_000, true),
                (0, true),
                (minutes, true),
                (minutes + 1, false),
                (-years, true),
                (-years - 1, false),
            ] {
                let at = believed.then(|| At::from_millis(NOW + off));
                assert_eq!(reply.past(NOW + off + ahead), at, "{skew:?} {off}");
            }
        }
    }

    #[test]
    fn a_refusal_is_told_in_the_vendors_words_and_the_status_decides_what_it_is() {
        let fault = |acts: bool, status: u16| {
            let reply = Reply { status, acts, body: "oops".into(), ..reply(0, None) };
            reply.ok_or_said(|_| Some("not yours".into())).unwrap_err()
        };
        for (status, kind) in [
            (401, Fault::Unauthorized as fn(Text) -> Fault),
            (403, Fault::Forbidden),
            (404, Fault::Gone),
            (410, Fault::Gone),
            (400, Fault::Refused),
            (405, Fault::Refused),
        ] {
            let told = Text::new(&format!("failed to x: HTTP {status}: not yours"));
            assert_eq!(
                (fault(false, status), fault(true, status)),
                (kind(told.clone()), kind(told)),
                "{status}"
            );
        }
        let told = Text::new("failed to x: HTTP 500: not yours");
        assert_eq!(fault(false, 500), Fault::ServerError(told.clone()));
        assert_eq!(fault(true, 500), Fault::Unanswered(told));
        assert_eq!(fault(true, 429), Fault::RateLimited { after: None });
        let Fault::Redirected(why) = fault(false, 302) else { panic!("a redirect") };
        assert!(why.contains("check the base URL"), "what to do about it is worth more than words: {why}");
        let silent = Reply { status: 403, body: "oops".into(), ..reply(0, None) };
        assert_eq!(silent.ok().unwrap_err(), Fault::Forbidden("failed to x: HTTP 403: oops".into()));
    }

    #[test]
    fn what_is_no_json_says_what_it_is() {
        for (body, told) in [
            ("", "failed to x: an empty body instead of JSON"),
            (" <html>", "failed to x: an HTML page instead of JSON"),
            ("soon", "failed to x: not JSON (line 1, column 1)"),
            ("7 8", "failed to x: not JSON (line 1, column 3)"),
        ] {
            let reply = Reply { body: body.into(), ..reply(0, None) };
            assert_eq!(reply.json::<u32>(), Err(Fault::Malformed(told.into())), "{body}");
        }
    }

    #[test]
    fn a_silence_is_in_seconds_or_until_a_date_and_a_day_at_most() {
        let now = http_date("Sun, 01 Mar 2026 10:00:00 GMT").unwrap();
        for (told, seconds) in [
            (" 7 ", Some(7)),
            ("0", Some(0)),
            ("86401", Some(86_400)),
            ("Sun, 01 Mar 2026 10:00:20 GMT", Some(20)),
            ("Sun, 01 Mar 2026 09:59:20 GMT", Some(0)),
            ("Sun, 08 Mar 2026 10:00:00 GMT", Some(86_400)),
            ("soon", None),
            ("-1", None),
        ] {
            assert_eq!(silence(told, now), seconds.map(Duration::from_secs), "{told}");
        }
    }
}
