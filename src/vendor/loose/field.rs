//! The lenient readers, for what stands under a key of an object.

use serde_json::Value;

use super::{flag_of, text_of, whole_of};

/// What stands under `key`, as a text.
pub fn text(object: &Value, key: &str) -> Option<String> {
    object.get(key).and_then(text_of)
}

/// What stands under `key`, as a whole number.
pub fn whole(object: &Value, key: &str) -> Option<i64> {
    object.get(key).and_then(whole_of)
}

/// What stands under `key`, as a flag.
pub fn flag(object: &Value, key: &str) -> Option<bool> {
    object.get(key).and_then(flag_of)
}
