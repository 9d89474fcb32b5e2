//! A variable on a call, held against the vendor's rules before it is sent (8x8 §5.9).

use serde_json::{Map, Value, json};

use crate::domain::{Choice, Entries, Fault, Field, FieldKind, Text};

const NAME: &str = "name";
const VALUE: &str = "value";
const IVR: &str = "ivr";
const DISPLAY: &str = "display";
const DISPLAY_NAME: &str = "display_name";
const DATA_TYPE: &str = "data_type";
const PRIVACY: &str = "privacy";

/// The longest name, value and shown name, in characters.
const LONGEST_NAME: usize = 25;
const LONGEST_VALUE: usize = 1_000;
const LONGEST_DISPLAY_NAME: usize = 30;
/// What a value may be.
const TYPES: [&str; 6] = ["text", "number", "phone", "date", "time", "currency"];

/// What is asked.
pub(super) fn fields() -> Vec<Field> {
    let line = |example: &str| FieldKind::Line(Text::new(example));
    let types = TYPES.map(|kind| Choice::new(kind, kind)).to_vec();
    vec![
        Field::required(NAME, "name", line("_account: an underscore, then letters and digits")),
        Field::required(VALUE, "value", line("BB123987")),
        Field::optional(DISPLAY_NAME, "shown as", line("Account")),
        Field::optional(DATA_TYPE, "type", FieldKind::Choice(types)),
        Field::optional(DISPLAY, "show to the agent", FieldKind::Flag),
        Field::optional(IVR, "for routing scripts", FieldKind::Flag),
        Field::optional(PRIVACY, "masked", FieldKind::Flag),
    ]
}

/// The body of the request.
pub(super) fn body(with: &Entries) -> Result<Value, Fault> {
    let refused = |why: &str| Fault::Refused(Text::new(why));
    let name = with.get(NAME).unwrap_or_default().trim();
    let rest =
        name.strip_prefix('_').ok_or_else(|| refused("a variable's name begins with an underscore"))?;
    if rest.is_empty() || !rest.chars().all(|char| char.is_ascii_alphanumeric()) {
        return Err(refused("a variable's name has letters and digits alone behind its underscore"));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(refused("a variable's name has 25 characters at most"));
    }
    let value = with.get(VALUE).ok_or_else(|| refused("a variable needs a value"))?;
    if value.chars().count() > LONGEST_VALUE {
        return Err(refused("a variable's value has 1000 characters at most"));
    }
    let mut variable = Map::from_iter([(NAME.to_owned(), name.into()), (VALUE.to_owned(), value.into())]);
    for flag in [IVR, DISPLAY, PRIVACY] {
        if with.get(flag) == Some("true") {
            variable.insert(flag.to_owned(), true.into());
        }
    }
    if let Some(shown) = with.get(DISPLAY_NAME).map(str::trim).filter(|shown| !shown.is_empty()) {
        if shown.chars().count() > LONGEST_DISPLAY_NAME {
            return Err(refused("what a variable is shown as has 30 characters at most"));
        }
        variable.insert("displayName".to_owned(), shown.into());
    }
    if let Some(kind) = with.get(DATA_TYPE) {
        if !TYPES.contains(&kind) {
            return Err(refused("a variable is text, number, phone, date, time or currency"));
        }
        variable.insert("dataType".to_owned(), kind.into());
    }
    Ok(json!({ "data": [{ "variables": [variable] }] }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(answers: &[(&'static str, &str)]) -> Entries {
        answers.iter().fold(Entries::default(), |entries, (name, value)| {
            let field = fields().into_iter().find(|field| field.name == *name).unwrap();
            entries.with(&field, value, value)
        })
    }

    fn refusal(answers: &[(&'static str, &str)]) -> String {
        body(&entries(answers)).unwrap_err().to_string()
    }

    #[test]
    fn the_documented_body_is_made() {
        let answers = entries(&[
            (NAME, "_account"),
            (VALUE, "BB123987"),
            (IVR, "true"),
            (DISPLAY, "true"),
            (DISPLAY_NAME, "Account"),
            (DATA_TYPE, "text"),
        ]);
        let expected = json!({"data": [{"variables": [{"name": "_account", "value": "BB123987", "ivr": true,
            "display": true, "displayName": "Account", "dataType": "text"}]}]});
        assert_eq!(body(&answers), Ok(expected));
    }

    #[test]
    fn what_is_left_empty_is_not_sent() {
        let expected = json!({"data": [{"variables": [{"name": "_pin", "value": "1", "privacy": true}]}]});
        assert_eq!(body(&entries(&[(NAME, " _pin "), (VALUE, "1"), (PRIVACY, "true")])), Ok(expected));
    }

    #[test]
    fn the_rules_are_kept_before_anything_is_sent() {
        assert!(refusal(&[(NAME, "account"), (VALUE, "1")]).contains("underscore"));
        assert!(refusal(&[(NAME, "_"), (VALUE, "1")]).contains("letters and digits"));
        assert!(refusal(&[(NAME, "_a-b"), (VALUE, "1")]).contains("letters and digits"));
        let longest = format!("_{}", "a".repeat(24));
        assert!(body(&entries(&[(NAME, &longest), (VALUE, "1")])).is_ok());
        assert!(refusal(&[(NAME, &format!("{longest}a")), (VALUE, "1")]).contains("25"));
        assert!(refusal(&[(NAME, "_a")]).contains("value"));
        assert!(body(&entries(&[(NAME, "_a"), (VALUE, &"x".repeat(1_000))])).is_ok());
        assert!(refusal(&[(NAME, "_a"), (VALUE, &"x".repeat(1_001))]).contains("1000"));
        let shown = "x".repeat(31);
        assert!(refusal(&[(NAME, "_a"), (VALUE, "1"), (DISPLAY_NAME, &shown)]).contains("30"));
        assert!(refusal(&[(NAME, "_a"), (VALUE, "1"), (DATA_TYPE, "blob")]).contains("currency"));
    }
}
