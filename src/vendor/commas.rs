//! JSON with commas too many or too few, as two vendors' own examples print it.

/// Which slips are mended: those that the vendor's documents show. What else is not JSON is an unreadable answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slips {
    /// A comma is missing between two values.
    Missing,
    /// That, or one stands before a closing bracket.
    MissingOrTrailing,
}

/// `text` with the commas that belong there. They can be told without a guess, since in JSON nothing but a comma may
/// stand there: no row is lost or made.
pub fn mended(text: &[u8], slips: Slips) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(text.len() + 8);
    let (mut quoted, mut escaped) = (false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' if quoted => quoted = false,
            b'"' | b'{' | b'[' if !quoted => {
                quoted = *byte == b'"';
                if last(&out).is_some_and(ends_a_value) {
                    out.push(b',');
                }
            }
            b'}' | b']' if !quoted && slips == Slips::MissingOrTrailing => drop_comma(&mut out),
            _ => {}
        }
        out.push(*byte);
    }
    out
}

/// Drops the comma at the end, if it follows a value.
fn drop_comma(out: &mut Vec<u8>) {
    if let Some(rest) = out.trim_ascii_end().strip_suffix(b",")
        && last(rest).is_some_and(ends_a_value)
    {
        out.truncate(rest.len());
    }
}

/// The last byte that is no white space.
fn last(out: &[u8]) -> Option<u8> {
    out.iter().rev().find(|byte| !byte.is_ascii_whitespace()).copied()
}

/// Whether a value can end so: a text, a bracket, a number, `true`, `false`, `null`.
fn ends_a_value(byte: u8) -> bool {
    matches!(byte, b'"' | b'}' | b']') || byte.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(text: &str) -> Option<Value> {
        serde_json::from_slice(&mended(text.as_bytes(), Slips::MissingOrTrailing)).ok()
    }

    #[test]
    fn commas_are_put_in_and_left_out() {
        assert_eq!(read("{\"a\": \"1\"\n \"b\": {\"c\": 2} \"d\": null \"e\": [1],\n}"), {
            Some(json!({"a": "1", "b": {"c": 2}, "d": null, "e": [1]}))
        });
        assert_eq!(read(r#"[{"a": 1} {"a": 2}, ]"#), Some(json!([{"a": 1}, {"a": 2}])));
    }

    #[test]
    fn only_the_slips_that_are_asked_for_are_mended() {
        let text = br#"[{"a": 1} {"a": 2}, ]"#;
        assert_eq!(mended(text, Slips::Missing), br#"[{"a": 1} ,{"a": 2}, ]"#);
    }

    #[test]
    fn what_stands_in_quotes_is_left_alone() {
        let sound = r#"{"a": "x,} \" {", "b": [",]", ""], "c": "\\"}"#;
        assert_eq!(mended(sound.as_bytes(), Slips::MissingOrTrailing), sound.as_bytes());
    }

    #[test]
    fn a_comma_without_a_value_is_no_list() {
        for text in ["[,]", "{,}", "[1,,]", r#"{"a" "b"}"#] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_cut_off_stays_cut_off() {
        for text in [r#"{"a": [{"b": 1},"#, r#"{"a": "x"#, "", "<html>"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
