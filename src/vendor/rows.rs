//! Reading a list row by row, so that one strange row hides no other.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::misread::misread;
use crate::domain::{Fault, Feed, Text, Unread};

/// Reads each of `rows` as a `Wire` and maps it with `map`; a row that cannot be read, or that `map` refuses with a
/// reason, is counted as unread with its path. A reason that begins with a dot continues the path, as in
/// `.started: not a time`.
pub fn rows<Wire: DeserializeOwned, T>(
    rows: Vec<Value>,
    map: impl FnMut(Wire) -> Result<T, String>,
) -> (Vec<T>, Vec<Unread>) {
    rows_at("", rows, map)
}

/// As [`rows`], for a list found at `path` inside the answer (`EXTENSIONS[3].calls`).
pub fn rows_at<Wire: DeserializeOwned, T>(
    path: &str,
    rows: Vec<Value>,
    mut map: impl FnMut(Wire) -> Result<T, String>,
) -> (Vec<T>, Vec<Unread>) {
    let (mut read, mut unread) = (Vec::with_capacity(rows.len()), Vec::new());
    for (index, row) in rows.into_iter().enumerate() {
        match one(row).and_then(&mut map) {
            Ok(row) => read.push(row),
            Err(why) => {
                let link = if why.starts_with(['.', '[']) { "" } else { ": " };
                unread.push(Unread::row(format!("{path}[{index}]{link}{why}")));
            }
        }
    }
    (read, unread)
}

/// The rows of a list and those that could not be read, unless that is every one: such an answer tells nothing new, and
/// what was known stays.
pub fn readable<T>(rows: Vec<T>, unread: Vec<Unread>) -> Result<(Vec<T>, Vec<Unread>), Fault> {
    match unread.first() {
        Some(first) if rows.is_empty() => Err(Fault::Malformed(Text::new(&format!(
            "none of the {} rows of the list can be read: {}",
            unread.len(),
            first.why
        )))),
        Some(_) | None => Ok((rows, unread)),
    }
}

/// [`readable`], for the board.
pub fn feed<T>(rows: Vec<T>, unread: Vec<Unread>) -> Feed<T> {
    readable(rows, unread).map_or_else(Feed::Failed, |(rows, unread)| Feed::Fresh { rows, unread })
}

/// One row, which is an object or a single value: a list would be taken for an object's values in their order, and a
/// stranger's number for an id.
fn one<Wire: DeserializeOwned>(row: Value) -> Result<Wire, String> {
    if row.is_array() {
        return Err("invalid type: sequence, expected an object".to_owned());
    }
    serde_path_to_error::deserialize(row).map_err(|error| match error.path().iter().next() {
        Some(serde_path_to_error::Segment::Map { .. }) => format!(".{}", misread(&error)),
        Some(_) | None => misread(&error),
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Deserialize)]
    struct Wire {
        id: u32,
        #[serde(default)]
        legs: Vec<u32>,
    }

    #[test]
    fn a_strange_row_hides_no_other_and_tells_where_it_stood() {
        let list = vec![
            json!({"id": 1}),
            json!({"id": "Ada"}),
            json!({}),
            json!({"id": 9}),
            json!(7),
            json!({"id": 2}),
        ];
        let (read, unread) = rows_at("EXTENSIONS[3].calls", list, |wire: Wire| match wire.id {
            9 => Err(".id: not ours".to_owned()),
            id => Ok(id),
        });
        assert_eq!(read, [1, 2]);
        let why: Vec<_> = unread.iter().map(|unread| &*unread.why).collect();
        assert_eq!(
            why,
            [
                "EXTENSIONS[3].calls[1].id: invalid type: string, expected u32",
                "EXTENSIONS[3].calls[2]: missing field `id`",
                "EXTENSIONS[3].calls[3].id: not ours",
                "EXTENSIONS[3].calls[4]: invalid type: integer, expected struct Wire",
            ]
        );
    }

    #[test]
    fn the_path_goes_on_inside_the_row() {
        let list = vec![json!({"id": 1, "legs": [1, "Ada"]}), json!([[2]])];
        let (read, unread) = rows(list, |wire: Wire| Ok(wire.legs));
        assert!(read.is_empty());
        assert_eq!(&*unread[0].why, "[0].legs[1]: invalid type: string, expected u32");
        assert_eq!(&*unread[1].why, "[1]: invalid type: sequence, expected an object");
    }

    #[test]
    fn a_list_without_one_readable_row_is_no_news() {
        let unread = || vec![Unread::row("[0].id: missing")];
        let fault = readable(Vec::<u32>::new(), unread()).unwrap_err();
        let why = "the answer could not be read: none of the 1 rows of the list can be read: [0].id: missing";
        assert_eq!(fault.to_string(), why);
        let two = vec![Unread::row("[0]: one"), Unread::row("[1]: two")];
        let fault = readable(Vec::<u32>::new(), two).unwrap_err().to_string();
        assert!(fault.ends_with("none of the 2 rows of the list can be read: [0]: one"), "{fault}");
        assert_eq!(feed(vec![1], unread()), Feed::Fresh { rows: vec![1], unread: unread() });
        assert_eq!(feed(Vec::<u32>::new(), Vec::new()), Feed::fresh(Vec::new()));
    }

    #[test]
    fn a_plain_reason_is_set_off() {
        let (_, unread) = rows(vec![json!({"id": 1})], |_: Wire| Err::<(), _>("not ours".to_owned()));
        assert_eq!(&*unread[0].why, "[0]: not ours");
    }
}
