//! What an order needs beside its subject: what is asked, and what was answered.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Choice, Text};

/// One thing that is asked before an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What the adapter calls it.
    pub name: Cow<'static, str>,
    /// What the operator reads beside it.
    pub label: Text,
    /// What can be answered.
    pub kind: FieldKind,
    /// Whether it may be left empty.
    pub required: bool,
}

/// What can be answered to a [`Field`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Anything that can be typed, such as the example.
    Line(Text),
    /// A number to call.
    Number,
    /// A day and a time, typed as `2026-12-01 15:30`; its value is `2026-12-01T15:30:00`. No zone is asked for: it is
    /// the vendor's own.
    Moment,
    /// The number of a phone; the operator's own at this account stands there at first.
    Phone,
    /// One of these.
    Choice(Vec<Choice>),
    /// Some of these.
    Several {
        /// Which.
        choices: Vec<Choice>,
        /// How many at once.
        most: usize,
    },
    /// Yes (`true`) or no (nothing).
    Flag,
    /// The customer (`customer`) or the agent (`agent`) of the call, by their names.
    Party,
}

impl Field {
    /// A field that must be answered.
    pub fn required(name: &'static str, label: &str, kind: FieldKind) -> Self {
        Self { name: Cow::Borrowed(name), label: Text::new(label), kind, required: true }
    }

    /// A field that may be left empty.
    pub fn optional(name: &'static str, label: &str, kind: FieldKind) -> Self {
        Self { required: false, ..Self::required(name, label, kind) }
    }
}

/// The answers to a form, in the order of its fields. What was left empty is not among them; a field of
/// several choices is there once for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entries(Vec<Entry>);

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The field's name.
    pub name: Cow<'static, str>,
    /// What the operator reads beside it.
    pub label: Text,
    /// What the adapter gets: without control characters, and not cut.
    pub value: Arc<str>,
    /// What the operator reads for it.
    pub shown: Text,
}

impl Entries {
    /// With the answer `value`, shown as `shown`, to `field`.
    #[must_use]
    pub fn with(mut self, field: &Field, value: &str, shown: &str) -> Self {
        let value: String = value.chars().filter(|char| !char.is_control()).collect();
        self.0.push(Entry {
            name: field.name.clone(),
            label: field.label.clone(),
            value: value.into(),
            shown: Text::new(shown),
        });
        self
    }

    /// The answer to the field `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|entry| entry.name == name).map(|entry| &*entry.value)
    }

    /// Every answer to the field `name`.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |entry| entry.name == name).map(|entry| &*entry.value)
    }

    /// All answers but those to the field `name`.
    #[must_use]
    pub fn without(self, name: &str) -> Self {
        Self(self.0.into_iter().filter(|entry| entry.name != name).collect())
    }

    /// All answers.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.0.iter()
    }

    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All answers as they are read: `prefix 9, caller id +15554150123`.
    pub fn words(&self) -> String {
        self.0.iter().map(|entry| format!("{} {}", entry.label, entry.shown)).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_whole_and_holds_no_line_break() {
        let field = Field::required("value", "value", FieldKind::Line(Text::new("x")));
        let long = "x".repeat(900);
        let entries =
            Entries::default().with(&field, &format!("{long}\r\nAction: Hangup"), "x").with(&field, "b", "b");
        assert_eq!(entries.get("value"), Some(format!("{long}Action: Hangup").as_str()));
        assert_eq!(entries.all("value").count(), 2);
        assert_eq!(entries.get("other"), None);
    }
}
