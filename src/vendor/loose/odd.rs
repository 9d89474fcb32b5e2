//! JSON as it should not be, for tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};

/// What public reports and default values put into a field of any type.
pub(crate) fn classics() -> Vec<Value> {
    let epoch = 1_588_948_847_000_i64;
    vec![
        Value::Null,
        json!(""),
        json!(" "),
        json!("null"),
        json!("N/A"),
        json!("many"),
        json!("0001-01-01T00:00:00Z"),
        json!(true),
        json!(-1),
        json!("-1"),
        json!(0.5),
        json!(-0.5),
        json!(i32::MAX),
        json!(u32::MAX),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1e300),
        json!(epoch),
        json!([]),
        json!({}),
        json!([null]),
        json!([[1]]),
        json!({"a": {"b": []}}),
    ]
}

/// Any JSON value, a few levels deep.
pub(crate) fn json() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        proptest::sample::select(classics()),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    scalar.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-zA-Z_]{1,8}", inner), 0..4)
                .prop_map(|pairs| Value::Object(Map::from_iter(pairs))),
        ]
    })
}

/// A good row, and which fields of what is made of it each of its keys may change; what is not named here may change
/// none.
pub(crate) struct Walk {
    /// The row.
    pub(crate) good: Value,
    /// The keys that tell it from others, which alone may cost it.
    pub(crate) identity: &'static [&'static str],
    /// Which key may change what.
    pub(crate) moves: &'static [(&'static str, &'static [&'static str])],
}

impl Walk {
    /// Every key of the row and of the table, but those that identify it.
    pub(crate) fn keys(&self) -> Vec<String> {
        let own = self.good.as_object().unwrap().keys().map(String::as_str);
        let all: BTreeSet<&str> = own.chain(self.moves.iter().map(|(key, _)| *key)).collect();
        all.into_iter().filter(|key| !self.identity.contains(key)).map(str::to_owned).collect()
    }

    /// Asserts that `read` makes a row of the good one with `value` under `key`, and that nothing has changed but
    /// what may. `read` panics where the row is lost.
    pub(crate) fn check<T: Debug>(&self, key: &str, value: &Value, read: impl Fn(&Value) -> T) {
        let mut odd = self.good.clone();
        odd.as_object_mut().unwrap().insert(key.to_owned(), value.clone());
        let (before, after) = (fields(&read(&self.good)), fields(&read(&odd)));
        let may = self.moves.iter().find(|(known, _)| *known == key).map_or(&[] as &[&str], |(_, may)| may);
        for (field, was) in &before {
            let is = &after[field];
            assert!(
                is == was || may.contains(&field.as_str()),
                "{key}: {value} changed {field} from {was} to {is}"
            );
        }
    }

    /// [`Self::check`] with one of the keys.
    pub(crate) fn check_one<T: Debug>(&self, index: Index, value: &Value, read: impl Fn(&Value) -> T) {
        self.check(index.get::<String>(&self.keys()), value, read);
    }

    /// [`Self::check`] with every classic under every key.
    pub(crate) fn check_all<T: Debug>(&self, read: impl Fn(&Value) -> T) {
        for key in self.keys() {
            for value in classics() {
                self.check(&key, &value, &read);
            }
        }
    }
}

/// The fields of a struct, as its `Debug` prints them.
fn fields<T: Debug>(row: &T) -> BTreeMap<String, String> {
    let mut fields: BTreeMap<String, String> = BTreeMap::new();
    let mut last = String::new();
    for line in format!("{row:#?}").lines() {
        let own =
            line.strip_prefix("    ").filter(|rest| rest.starts_with(|char: char| char.is_alphabetic()));
        if let Some((name, _)) = own.and_then(|own| own.split_once(": ")) {
            name.clone_into(&mut last);
        }
        fields.entry(last.clone()).or_default().push_str(line);
    }
    fields
}
