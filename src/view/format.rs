//! Figures as people read them.

use std::time::Duration;

/// What cannot be measured there.
pub(super) const NOT_MEASURABLE: &str = "n/m";

/// From so many days on a time is no longer told, and hardly true.
const DAYS: u64 = 100;

/// A time that passes, in at most seven cells: `0:42`, `1:02:03`, `10h 02m`, `2d 03h`, `> 99 d`.
pub(super) fn clock(span: Duration) -> String {
    let seconds = span.as_secs();
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes}:{:02}", seconds % 60),
        (0, 1..10) => format!("{hours}:{minutes:02}:{:02}", seconds % 60),
        (0, _) => format!("{hours}h {minutes:02}m"),
        (1..DAYS, _) => format!("{days}d {hours:02}h"),
        _ => format!("> {} d", DAYS - 1),
    }
}

/// Whether a time is longer than anything on a floor lasts.
pub(super) fn is_absurd(span: Duration) -> bool {
    span.as_secs() >= DAYS * 86_400
}

/// A time that may be longer, since nobody says when it began: `>0:42`.
pub(super) fn at_least(span: Duration) -> String {
    format!("{}{}", if is_absurd(span) { "" } else { ">" }, clock(span))
}

/// A time that does not: `120 ms`, `1.2 s`, `75 s`.
pub(super) fn brief(span: Duration) -> String {
    match span.as_millis() {
        millis @ 0..1_000 => format!("{millis} ms"),
        millis if millis % 1_000 == 0 => format!("{} s", span.as_secs()),
        1_000..10_000 => format!("{:.1} s", span.as_secs_f64()),
        _ => format!("{} s", span.as_secs()),
    }
}

/// A difference of clocks, in milliseconds: `+0.4 s` is a clock ahead of ours.
pub(super) fn skew(millis: i64) -> String {
    let (seconds, tenths) = (millis.unsigned_abs() / 1_000, millis.unsigned_abs() % 1_000 / 100);
    // What is shown as none has no sign that says otherwise.
    let sign = if millis < 0 && (seconds, tenths) != (0, 0) { '-' } else { '+' };
    match seconds {
        0..60 => format!("{sign}{seconds}.{tenths} s"),
        _ if is_absurd(Duration::from_secs(seconds)) => format!("> {sign}{} d", DAYS - 1),
        _ => format!("{sign}{}", clock(Duration::from_secs(seconds))),
    }
}

/// A figure, or that it cannot be measured there.
pub(super) fn figure(value: Option<impl ToString>) -> String {
    value.map_or_else(|| NOT_MEASURABLE.to_owned(), |value| value.to_string())
}

/// `count` of something, in words: `1 account`, `3 accounts`.
pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_grows_by_what_it_shows() {
        for (seconds, shown) in [
            (0, "0:00"),
            (59, "0:59"),
            (60, "1:00"),
            (3_599, "59:59"),
            (3_600, "1:00:00"),
            (35_999, "9:59:59"),
            (36_000, "10h 00m"),
            (86_399, "23h 59m"),
            (86_400, "1d 00h"),
            (86_400 * 2 + 3 * 3_600, "2d 03h"),
            (86_400 * 100 - 1, "99d 23h"),
            (86_400 * 100, "> 99 d"),
            (u64::MAX, "> 99 d"),
        ] {
            assert_eq!(clock(Duration::from_secs(seconds)), shown);
            assert!(shown.len() <= 7, "{shown} has its place in every column");
        }
    }

    #[test]
    fn at_least_is_said_once() {
        assert_eq!(at_least(Duration::from_secs(42)), ">0:42");
        assert_eq!(at_least(Duration::from_hours(24 * 120)), "> 99 d");
    }

    #[test]
    fn a_skew_says_which_clock_is_ahead() {
        for (millis, shown) in [
            (0, "+0.0 s"),
            (-99, "+0.0 s"),
            (-100, "-0.1 s"),
            (400, "+0.4 s"),
            (-2_450, "-2.4 s"),
            (75_000, "+1:15"),
            (i64::MIN, "> -99 d"),
            (i64::MAX, "> +99 d"),
        ] {
            assert_eq!(skew(millis), shown);
        }
    }

    #[test]
    fn a_duration_is_as_exact_as_it_is_short() {
        for (millis, shown) in
            [(0, "0 ms"), (120, "120 ms"), (1_250, "1.2 s"), (5_000, "5 s"), (75_400, "75 s")]
        {
            assert_eq!(brief(Duration::from_millis(millis)), shown);
        }
    }
}
