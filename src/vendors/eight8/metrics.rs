//! One row of the realtime metrics: an id, a name, and figures by their keys (8x8 §4.1).

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use crate::domain::Detail;
use crate::vendor::loose::{self, field};

/// The figures of one queue or agent.
#[derive(Clone, Debug)]
pub(super) struct Figures(BTreeMap<String, Value>);

/// How often something occurs, from a metric that is a list (8x8 §4.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tally {
    /// Its id.
    pub(super) id: String,
    /// What it is called.
    pub(super) name: String,
    /// How often.
    pub(super) count: u32,
}

/// The id, the name and the figures of `row`.
pub(super) fn row(row: &Value) -> Result<(String, String, Figures), String> {
    if !row.is_object() {
        return Err("not an object".to_owned());
    }
    let id = field::text(row, "id").ok_or(".id: missing")?;
    let name = field::text(row, "name").unwrap_or_else(|| id.clone());
    let figures = match row.get("metrics") {
        Some(Value::Array(list)) => list
            .iter()
            .filter_map(|metric| Some((field::text(metric, "key")?, metric.get("value")?.clone())))
            .collect(),
        Some(Value::Object(map)) => map.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
        // Without figures the row is still somebody's.
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => BTreeMap::new(),
    };
    Ok((id, name, Figures(figures)))
}

impl Figures {
    /// A word, verbatim.
    pub(super) fn word(&self, key: &str) -> Option<String> {
        loose::text_of(self.0.get(key)?)
    }

    /// A count; `None` if it is null, absent, negative, absurd or no whole number.
    pub(super) fn count(&self, key: &str) -> Option<u64> {
        loose::count_of(self.0.get(key)?)
    }

    /// As [`Self::count`], for what is shown as a small figure.
    pub(super) fn small(&self, key: &str) -> Option<u32> {
        self.count(key).and_then(loose::at_once)
    }

    /// A span of time, which comes in milliseconds; averages have fractions of them (8x8 §3).
    pub(super) fn span(&self, key: &str) -> Option<Duration> {
        let seconds = loose::number_of(self.0.get(key)?)? / 1_000.0;
        let span = Duration::try_from_secs_f64(seconds).ok().filter(|span| *span <= loose::LONGEST)?;
        u64::try_from(span.as_millis()).ok().map(Duration::from_millis)
    }

    /// An instant of the vendor's clock, in milliseconds since the Unix epoch.
    pub(super) fn instant(&self, key: &str) -> Option<i64> {
        loose::instant(&self.word(key)?)
    }

    /// A share in words: a fraction from 0 to 1, or, above 1, per cent already (8x8 §3).
    pub(super) fn share(&self, key: &str) -> Option<String> {
        let share = loose::number_of(self.0.get(key)?)?;
        let percent = if share > 1.0 { share } else { share * 100.0 };
        (0.0..=100_000.0).contains(&percent).then(|| format!("{percent:.0} %"))
    }

    /// A list of what occurs; empty if there is none, or if it is no list.
    pub(super) fn tallies(&self, key: &str) -> Vec<Tally> {
        let list = self.0.get(key).and_then(Value::as_array);
        let tally = |value: &Value| {
            let id = field::text(value, "id")?;
            let name = field::text(value, "name").unwrap_or_else(|| id.clone());
            let count = value.get("count").and_then(loose::count_of).and_then(loose::at_once).unwrap_or(1);
            (count > 0).then_some(Tally { id, name, count })
        };
        list.into_iter().flatten().filter_map(tally).collect()
    }

    /// The details that `wanted` names, in its order.
    pub(super) fn details(&self, wanted: &[(&str, &str, Unit)]) -> Vec<Detail> {
        let text = |key: &str, unit| match unit {
            Unit::Count => self.count(key).map(|count| count.to_string()),
            Unit::Share => self.share(key),
            Unit::Span => self.span(key).map(spelled),
        };
        wanted.iter().filter_map(|(label, key, unit)| Detail::plain(label, &text(key, *unit)?)).collect()
    }
}

/// How a figure is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// A whole number.
    Count,
    /// Per cent.
    Share,
    /// Hours, minutes and seconds.
    Span,
}

/// `span` to the second.
pub(super) fn spelled(span: Duration) -> String {
    humantime::format_duration(Duration::from_secs(span.as_secs())).to_string()
}

/// The tallies in words: `Sales, Support (2)`.
pub(super) fn listed(tallies: &[Tally]) -> String {
    let one = |tally: &Tally| {
        if tally.count > 1 { format!("{} ({})", tally.name, tally.count) } else { tally.name.clone() }
    };
    tallies.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn figures(metrics: &Value) -> Figures {
        row(&json!({"id": "103", "name": "Appointments", "metrics": metrics})).unwrap().2
    }

    #[test]
    fn numbers_come_as_numbers_texts_fractions_and_null() {
        let figures = figures(&json!([
            {"key": "a", "value": 1}, {"key": "b", "value": "0"}, {"key": "c", "value": 29947.4},
            {"key": "d", "value": null}, {"key": "e", "value": []}, {"key": "f", "value": -1},
            {"key": "g", "value": "n/a"}
        ]));
        assert_eq!((figures.count("a"), figures.count("b")), (Some(1), Some(0)));
        assert_eq!(figures.span("c"), Some(Duration::from_millis(29_947)));
        for key in ["d", "e", "f", "g", "h"] {
            assert_eq!(figures.count(key), None, "{key}");
        }
    }

    #[test]
    fn a_share_is_a_fraction_or_per_cent() {
        let figures = figures(&json!({"a": 0.833_333, "b": 1.0, "c": 80, "d": null, "e": "0.5"}));
        let shares = ["a", "b", "c", "d", "e"].map(|key| figures.share(key));
        let shares = shares.each_ref().map(Option::as_deref);
        assert_eq!(shares, [Some("83 %"), Some("100 %"), Some("80 %"), None, Some("50 %")]);
    }

    #[test]
    fn an_empty_tally_is_none() {
        let figures = figures(&json!([{"key": "q", "value": [
            {"id": "103", "name": "Appointments", "count": 2}, {"id": 104, "count": "1"}, {"id": "x", "count": 0}
        ]}]));
        assert_eq!(listed(&figures.tallies("q")), "Appointments (2), 104");
    }

    #[test]
    fn a_row_without_an_id_is_an_error_and_one_without_a_name_is_not() {
        assert_eq!(row(&json!({"name": "x"})).unwrap_err(), ".id: missing");
        assert_eq!(row(&json!(7)).unwrap_err(), "not an object");
        assert_eq!(row(&json!({"id": 7, "metrics": null})).unwrap().1, "7");
        assert_eq!(row(&json!({"id": 7, "metrics": 1})).unwrap().2.count("a"), None);
    }
}
