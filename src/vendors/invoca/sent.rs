//! What was written to calls. The vendor does not show it while the call lives (fact sheet §4.1), so it is kept
//! here for as long.

use std::collections::{BTreeMap, BTreeSet};

use super::ask::What;
use crate::domain::{CallId, Detail};

/// How far a value has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It left, and nothing was heard.
    Unanswered,
    /// The vendor took it.
    Taken,
    /// The vendor took it, to apply it when the call ends.
    AtEnd,
}

/// A value that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    text: String,
    fate: Fate,
}

/// Values that were written to the calls that still live.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sent(BTreeMap<CallId, BTreeMap<Field, Value>>);

/// What a value was written to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    ExternalId,
    Custom(String),
}

impl Sent {
    /// Keeps what was written to `call`; returns what stood there before.
    pub(super) fn put(&mut self, call: &CallId, what: &What, fate: Fate) -> Option<Value> {
        let (field, text) = split(what);
        self.0.entry(call.clone()).or_default().insert(field, Value { text, fate })
    }

    /// Takes it back: what stands there is what stood there `before`.
    pub(super) fn restore(&mut self, call: &CallId, what: &What, before: Option<Value>) {
        let (field, _) = split(what);
        let values = self.0.entry(call.clone()).or_default();
        match before {
            Some(value) => values.insert(field, value),
            None => values.remove(&field),
        };
        if values.is_empty() {
            self.0.remove(call);
        }
    }

    /// Forgets the calls that are not `listed` any more.
    pub(super) fn keep(&mut self, listed: &BTreeSet<CallId>) {
        self.0.retain(|call, _| listed.contains(call));
    }

    /// What was written to `call`, but for an external id that the vendor shows as `told` by now.
    pub(super) fn details(&self, call: &CallId, told: Option<&str>) -> Vec<Detail> {
        let values = self.0.get(call).into_iter().flatten();
        let shown =
            |field: &Field, value: &Value| *field == Field::ExternalId && told == Some(value.text.as_str());
        values
            .filter(|(field, value)| !shown(field, value))
            .filter_map(|(field, value)| {
                let name = match field {
                    Field::ExternalId => "external id",
                    Field::Custom(name) => name,
                };
                Detail::free(&format!("{name} ({})", value.fate.word()), &value.text)
            })
            .collect()
    }
}

impl Fate {
    fn word(self) -> &'static str {
        match self {
            Self::Unanswered => "sent, no answer",
            Self::Taken => "sent",
            Self::AtEnd => "sent, for the call's end",
        }
    }
}

fn split(what: &What) -> (Field, String) {
    match what {
        What::ExternalId(id) => (Field::ExternalId, id.clone()),
        What::Custom { name, value } => (Field::Custom(name.clone()), value.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn custom(value: &str) -> What {
        What::Custom { name: "call_disposition".to_owned(), value: value.to_owned() }
    }

    fn shown(sent: &Sent, told: Option<&str>) -> Vec<String> {
        let details = sent.details(&"A".into(), told);
        details.iter().map(|detail| format!("{}: {}", detail.label, detail.value)).collect()
    }

    #[test]
    fn a_value_is_shown_with_how_far_it_came() {
        let (mut sent, call) = (Sent::default(), CallId::from("A"));
        assert_eq!(sent.put(&call, &custom("SALE"), Fate::Unanswered), None);
        assert_eq!(shown(&sent, None), ["call_disposition (sent, no answer): SALE"]);
        sent.put(&call, &custom("SALE"), Fate::Taken);
        assert_eq!(shown(&sent, None), ["call_disposition (sent): SALE"]);
        sent.put(&call, &custom("SALE"), Fate::AtEnd);
        assert_eq!(shown(&sent, None), ["call_disposition (sent, for the call's end): SALE"]);
        assert_eq!(sent.details(&"B".into(), None), []);
    }

    #[test]
    fn what_was_refused_leaves_what_stood_there() {
        let (mut sent, call) = (Sent::default(), CallId::from("A"));
        sent.put(&call, &custom("SALE"), Fate::Taken);
        let before = sent.put(&call, &custom("NO_SALE"), Fate::Unanswered);
        sent.restore(&call, &custom("NO_SALE"), before);
        assert_eq!(shown(&sent, None), ["call_disposition (sent): SALE"]);
        sent.restore(&call, &custom("SALE"), None);
        assert_eq!(sent, Sent::default());
    }

    #[test]
    fn an_external_id_is_marked_until_the_vendor_shows_it() {
        let (mut sent, call) = (Sent::default(), CallId::from("A"));
        sent.put(&call, &What::ExternalId("x7".to_owned()), Fate::Taken);
        assert_eq!(shown(&sent, Some("x6")), ["external id (sent): x7"]);
        assert!(shown(&sent, Some("x7")).is_empty());
        // Custom data of the same text is another thing.
        sent.put(&call, &custom("x7"), Fate::Taken);
        assert_eq!(shown(&sent, Some("x7")), ["call_disposition (sent): x7"]);
    }

    #[test]
    fn a_call_that_ended_is_forgotten() {
        let (mut sent, call) = (Sent::default(), CallId::from("A"));
        sent.put(&call, &custom("SALE"), Fate::Taken);
        sent.keep(&BTreeSet::from([call]));
        assert_eq!(shown(&sent, None).len(), 1);
        sent.keep(&BTreeSet::from(["B".into()]));
        assert_eq!(sent, Sent::default());
    }
}
