//! What is wrong with a JSON document, told without its content.

use serde_json::error::Category;
use serde_path_to_error::Error;

/// Names the path and the mistake, as in `calls[3].started: invalid type: string, expected u64`. The value
/// itself, which may be a caller's name or a token, is left out.
pub(super) fn misread(error: &Error<serde_json::Error>) -> String {
    let what = match error.inner().classify() {
        Category::Data => shape(&error.inner().to_string()),
        Category::Eof => "not JSON: it ends too early".to_owned(),
        Category::Syntax | Category::Io => {
            format!("not JSON (line {}, column {})", error.inner().line(), error.inner().column())
        }
    };
    match error.path().to_string().as_str() {
        "." => what,
        path => format!("{path}: {what}"),
    }
}

/// The message without what it quotes: ``invalid type: string "Ada", expected u64`` tells the kind of value
/// and what was expected, and that is enough.
fn shape(message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(message, _)| message);
    if message.starts_with("missing field") || message.starts_with("duplicate field") {
        return message.to_owned();
    }
    let Some((head, _)) = message.split_once(['`', '"']) else { return message.to_owned() };
    let tail =
        message.rsplit_once(", expected ").map_or(String::new(), |(_, tail)| format!(", expected {tail}"));
    format!("{}{tail}", head.trim_end())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Word {
        On,
        Off,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only its shape matters")]
    struct Row {
        count: u32,
        word: Option<Word>,
    }

    fn told(json: &str) -> String {
        let mut reader = serde_json::Deserializer::from_str(json);
        misread(&serde_path_to_error::deserialize::<_, Vec<Row>>(&mut reader).unwrap_err())
    }

    #[test]
    fn the_path_and_the_kind_are_told_and_the_content_is_not() {
        assert_eq!(told(r#"[{"count":"Ada, expected"}]"#), "[0].count: invalid type: string, expected u32");
        assert_eq!(told(r#"[{"count":1},{"count":-5}]"#), "[1].count: invalid value: integer, expected u32");
        assert_eq!(told(r#"[{"count":{}}]"#), "[0].count: invalid type: map, expected u32");
        assert!(told(r#"[{"count":1,"count":2}]"#).ends_with(": duplicate field `count`"));
        assert_eq!(told("[{}]"), "[0]: missing field `count`");
        assert_eq!(
            told(r#"[{"count":1,"word":"Ada"}]"#),
            "[0].word: unknown variant, expected `on` or `off`"
        );
    }

    #[test]
    fn what_is_not_json_says_where() {
        assert_eq!(told("<html>"), "not JSON (line 1, column 1)");
        assert_eq!(told(r#"[{"count":"#), "[0].count: not JSON: it ends too early");
        assert_eq!(told(""), "not JSON: it ends too early");
    }
}
