//! Placing a call for an agent: what is asked, and the body (8x8 §5.1).

use serde_json::{Value, json};

use super::config::Config;
use crate::domain::{Choice, Entries, Fault, Field, FieldKind, QueueId, Text};
use crate::vendor::number_to_call;

const PREFIX: &str = "prefix";
const CALLER_ID: &str = "caller_id";
const QUEUE: &str = "queue";
const DIAL_PLAN: &str = "dial_plan";
const FORCE: &str = "force";
const TRANSACTION_DATA: &str = "transaction_data";
const USER_DATA: &str = "user_data";

/// What is asked beside the number. The caller's number is required, from here or from the configuration.
pub(super) fn fields(config: &Config, queues: &[(QueueId, Text)]) -> Vec<Field> {
    let line = |example: &str| FieldKind::Line(Text::new(example));
    let or_else = |set: Option<&str>, none: &str| match set.filter(|set| !set.is_empty()) {
        Some(set) => line(&format!("{set}, which is taken if nothing is typed")),
        None => line(none),
    };
    let queues: Vec<_> = queues.iter().map(|(id, name)| Choice::new(id.as_str(), name)).collect();
    let queue = if queues.is_empty() { line("103") } else { FieldKind::Choice(queues) };
    let caller = or_else(config.caller_id.as_deref(), "one of the tenant's numbers");
    let caller =
        Field { required: config.caller_id.is_none(), ..Field::optional(CALLER_ID, "caller id", caller) };
    vec![
        caller,
        Field::optional(QUEUE, "queue, which makes the agent busy", queue),
        Field::optional(PREFIX, "prefix", or_else(Some(&config.prefix), "")),
        Field::optional(DIAL_PLAN, "dial plan", or_else(config.dial_plan.as_deref(), "")),
        Field::optional(FORCE, "even if the agent is busy on one line", FieldKind::Flag),
        Field::optional(TRANSACTION_DATA, "transaction data", line("name=value; name=value")),
        Field::optional(USER_DATA, "user data", line("name=value; name=value")),
    ]
}

/// The body of the request that calls `to` for `agent`. Numbers are sent as texts, which keep leading zeros and an
/// empty prefix.
pub(super) fn body(config: &Config, agent: &str, to: &str, with: &Entries) -> Result<Value, Fault> {
    let number = number_to_call(to)?;
    let told = |name: &str| with.get(name).map(str::trim).filter(|told| !told.is_empty());
    let caller = told(CALLER_ID).or(config.caller_id.as_deref());
    let caller = caller.ok_or_else(|| {
        Fault::Refused("a call needs a caller id: give one, or set `caller_id` in the configuration".into())
    })?;
    let mut body = json!({
        "agentId": agent,
        "prefix": told(PREFIX).unwrap_or(&config.prefix),
        "number": number,
        "callerId": caller,
    });
    let more = [
        ("queueId", told(QUEUE).map(Value::from)),
        ("dialplanId", told(DIAL_PLAN).or(config.dial_plan.as_deref()).map(Value::from)),
        ("forceCall", (with.get(FORCE) == Some("true")).then_some(Value::Bool(true))),
        ("extTransactionData", pairs(told(TRANSACTION_DATA))?),
        ("ctlUserData", pairs(told(USER_DATA))?),
    ];
    if let Some(fields) = body.as_object_mut() {
        fields.extend(more.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
    }
    Ok(body)
}

/// `name=value; name=value` as the vendor wants it.
fn pairs(told: Option<&str>) -> Result<Option<Value>, Fault> {
    let Some(told) = told else { return Ok(None) };
    let pair = |pair: &str| match pair.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok(json!({ "name": name.trim(), "value": value.trim() }))
        }
        Some(_) | None => Err(Fault::Refused("data is written name=value, with ; between two".into())),
    };
    let pairs = told.split(';').filter(|part| !part.trim().is_empty()).map(pair);
    pairs.collect::<Result<Vec<_>, _>>().map(|pairs| Some(Value::Array(pairs)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(more: &str) -> Config {
        toml::from_str(more).unwrap()
    }

    fn entries(config: &Config, answers: &[(&'static str, &str)]) -> Entries {
        answers.iter().fold(Entries::default(), |entries, (name, value)| {
            let field = fields(config, &[]).into_iter().find(|field| field.name == *name).unwrap();
            entries.with(&field, value, value)
        })
    }

    #[test]
    fn the_required_fields_are_always_there() {
        let config = config("caller_id = '15554150123'");
        let body = body(&config, "ag0VYy", "+1 (555) 415-0100", &Entries::default()).unwrap();
        let expected =
            json!({"agentId": "ag0VYy", "prefix": "", "number": "+15554150100", "callerId": "15554150123"});
        assert_eq!(body, expected);
    }

    #[test]
    fn every_field_is_sent_as_text_and_answers_win_over_the_configuration() {
        let config = config("caller_id = '1'\nprefix = '9'\ndial_plan = '7'");
        let answers = [
            (CALLER_ID, "0049301"),
            (QUEUE, "103"),
            (DIAL_PLAN, "8"),
            (PREFIX, "0"),
            (FORCE, "true"),
            (TRANSACTION_DATA, "case=4711; kind = call back;"),
            (USER_DATA, "crm=a=b"),
        ];
        let body = body(&config, "ag", "030", &entries(&config, &answers)).unwrap();
        let expected = json!({"agentId": "ag", "prefix": "0", "number": "030", "callerId": "0049301",
            "queueId": "103", "dialplanId": "8", "forceCall": true,
            "extTransactionData": [{"name": "case", "value": "4711"}, {"name": "kind", "value": "call back"}],
            "ctlUserData": [{"name": "crm", "value": "a=b"}]});
        assert_eq!(body, expected);
    }

    #[test]
    fn what_is_missing_is_refused_before_anything_is_sent() {
        let bare = config("");
        assert!(fields(&bare, &[])[0].required && !fields(&config("caller_id = '1'"), &[])[0].required);
        assert!(body(&bare, "ag", "030", &Entries::default()).is_err());
        let config = config("caller_id = '1'");
        assert!(body(&config, "ag", " - ", &Entries::default()).is_err());
        assert!(body(&config, "ag", "030", &entries(&config, &[(USER_DATA, "oops")])).is_err());
    }
}
