//! The rows of a list in which one is not even JSON.

use serde_json::Value;

/// The rows of `body`, an array. One that is not JSON, as in the vendor's sample without a comma
/// (ringcentral §8), comes as null, which no reader takes for a row and every reader counts. `None` if it is no
/// whole array, since the rows behind a cut would be missing without a trace.
pub(super) fn rows(body: &[u8]) -> Option<Vec<Value>> {
    if let Ok(rows) = serde_json::from_slice(body) {
        return Some(rows);
    }
    let inside = body.trim_ascii().strip_prefix(b"[")?.strip_suffix(b"]")?;
    let parts = split(inside)?;
    Some(parts.into_iter().map(|part| serde_json::from_slice(part).unwrap_or(Value::Null)).collect())
}

/// The objects in `text`, and one empty part for each stretch of anything else; `None` if one is not closed.
fn split(text: &[u8]) -> Option<Vec<&[u8]>> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    let (mut quoted, mut escaped, mut stray) = (false, false, false);
    for (index, byte) in text.iter().enumerate() {
        match (byte, quoted) {
            (_, true) if escaped => escaped = false,
            (b'\\', true) => escaped = true,
            (b'"', _) => quoted = !quoted,
            (b'{', false) => {
                if depth == 0 {
                    (start, stray) = (index, false);
                }
                depth += 1;
            }
            (b'}', false) => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    parts.push(text.get(start..=index)?);
                }
            }
            _ => {}
        }
        let between = matches!(byte, b'}' | b',') || byte.is_ascii_whitespace();
        if depth == 0 && !between && !std::mem::replace(&mut stray, true) {
            parts.push(&[]);
        }
    }
    (depth == 0 && !quoted).then_some(parts)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_missing_comma_costs_its_own_row_only() {
        let body = br#"[{"uii":"1"},{"uii":"2" "ani":"}{"},{"uii":"3"}]"#;
        assert_eq!(rows(body).unwrap(), [json!({"uii": "1"}), Value::Null, json!({"uii": "3"})]);
    }

    #[test]
    fn a_missing_comma_between_rows_costs_none() {
        let body = br#" [{"uii":"1","n":{"a":"\"}"}} {"uii":"2"}] "#;
        assert_eq!(rows(body).unwrap().len(), 2);
        assert!(rows(body).unwrap().iter().all(|row| !row.is_null()));
    }

    #[test]
    fn a_bare_word_costs_its_own_row_only() {
        let two = json!({"uii": "2"});
        assert_eq!(rows(br#"[{"t":<TIMESTAMP>},{"uii":"2"}]"#).unwrap(), [Value::Null, two.clone()]);
        assert_eq!(rows(br#"[<ROW "{"> ,{"uii":"2"}]"#).unwrap(), [Value::Null, two]);
    }

    #[test]
    fn what_is_cut_off_is_no_list() {
        for body in [
            r#"[{"uii":"1"},{"uii":"2""#,
            r#"[{"uii":"1"},{"uii":"2"]"#,
            r#"[{"uii":"1}]"#,
            "{}",
            "",
            "<html>",
        ] {
            assert_eq!(rows(body.as_bytes()), None, "{body}");
        }
    }
}
