//! Keys, whose case differs between the vendor's pages (voicenter §4).

use serde_json::{Map, Value};

/// What stands under `key` in any case; as it is spelled here if it stands there in several.
pub(super) fn under<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    map.get(key)
        .or_else(|| map.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_are_found_in_any_case() {
        let map = json!({"Err": 1, "DESC": "x"}).as_object().cloned().unwrap();
        assert_eq!(under(&map, "ERR"), Some(&json!(1)));
        assert_eq!(under(&map, "EXTENSIONS"), None);
    }
}
