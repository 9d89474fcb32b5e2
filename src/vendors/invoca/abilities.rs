//! What can be done: three writes, and nothing to the call itself (fact sheet §4, §6).

use super::config::Config;
use super::ways::Ways;
use crate::domain::{Abilities, Choice, Codes, Field, FieldKind, Special, Text, Verb, Weight};

/// The special that sets the external id, and what it asks.
pub(super) const EXTERNAL_ID: &str = "external-id";
/// Its only field.
pub(super) const ID: &str = "id";
/// The special that sets custom data.
pub(super) const CUSTOM_DATA: &str = "custom-data";
/// Its field for the custom data field's name.
pub(super) const NAME: &str = "name";
/// Its field for the value.
pub(super) const VALUE: &str = "value";

const NO_DISPOSITIONS: &str =
    "Invoca keeps dispositions in custom data: set `dispositions` to the field and its values";

/// What this account can do, as far as is known. The vendor's lists show no effect of a write but a new external
/// id, and nobody knows how soon (fact sheet §4.1): its own answer is the last word.
pub(super) fn abilities(config: &Config, ways: &Ways) -> Abilities {
    written(config, ways, nothing_else())
}

/// What the vendor has no interface for, each with its reason.
fn nothing_else() -> Abilities {
    Abilities::new()
        .without(
            &[Verb::Monitor, Verb::Whisper, Verb::Barge],
            "Invoca has no interface for listening in: the phone system that answers its calls may have one",
        )
        .without(&[Verb::Leave], "Invoca has no interface for listening in: hang up your phone")
        .without(&[Verb::HangUp], "Invoca has no interface for ending calls")
        .without(&[Verb::Record], "Invoca has no interface for the recording of a live call")
        .without(&[Verb::Hold], "Invoca has no interface for hold")
        .without(&[Verb::Park, Verb::Retrieve], "Invoca has no interface for parking")
        .without(
            &[Verb::Transfer, Verb::Requeue],
            "Invoca has no interface for transfers: its campaigns route calls before they are connected",
        )
        .without(&[Verb::Place], "Invoca tracks incoming calls and places none")
        .without(&[Verb::SetState], "Invoca knows no agents")
}

fn written(config: &Config, ways: &Ways, some: Abilities) -> Abilities {
    let (custom, external) = (ways.custom(), ways.external_id());
    let some = match (&config.dispositions, &custom) {
        (None, _) => some.without(&[Verb::Dispose], NO_DISPOSITIONS),
        (Some(_), Err(why)) => some.without(&[Verb::Dispose], why),
        (Some(all), Ok(_)) => {
            let choices = all.values.iter().map(|value| Choice::new(value, value)).collect();
            some.unseen(&[Verb::Dispose]).coded(Codes { choices, most: 1, note: false })
        }
    };
    let mut specials = Vec::new();
    if external.is_ok() {
        specials.push(external_id());
    }
    if custom.is_ok() && !config.fields.is_empty() {
        specials.push(custom_data(&config.fields, external.as_ref().err()));
    }
    match (specials.is_empty(), external) {
        (false, _) => some.with(specials).unseen(&[Verb::Special]),
        (true, Err(why)) => some.without(&[Verb::Special], &why),
        (true, Ok(_)) => some,
    }
}

fn external_id() -> Special {
    let consequence = "Invoca keeps this id with the call; it can be changed, and not taken away.";
    let id = Field::required(ID, "external id", FieldKind::Line(Text::new("mycalls00001")));
    Special::call(EXTERNAL_ID, "set the external id", Weight::Noticed, consequence).asks(vec![id])
}

/// `nor` is why no external id can be set, which is said where an operator would look for it.
fn custom_data(fields: &[String], nor: Option<&String>) -> Special {
    let consequence = match nor {
        None => "Invoca keeps the value with the call; it can be changed, and not taken away.".to_owned(),
        Some(why) => format!("Invoca applies it when the call ends. No external id can be set: {why}."),
    };
    let choices = fields.iter().map(|field| Choice::new(field, field)).collect();
    let asked = vec![
        Field::required(NAME, "field", FieldKind::Choice(choices)),
        Field::required(VALUE, "value", FieldKind::Line(Text::new("SALE"))),
    ];
    Special::call(CUSTOM_DATA, "set custom data", Weight::Noticed, &consequence).asks(asked)
}
