//! A call's data, read once for each new call where the configuration wants it (8x8 §4.7).

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use serde_json::Value;

use super::config::{Access, Config};
use super::faults::answered;
use crate::domain::{At, Detail, Fault};
use crate::vendor::loose::field;
use crate::vendor::{Http, Request, join};

/// How many are read in one poll.
const AT_ONCE: usize = 3;
/// How many are read in a minute: the vendor takes 100 of a tenant, orders and other programs included.
const A_MINUTE: usize = 40;
/// How often one call's data is asked for in vain.
const TRIES: u8 = 2;

/// What a call's data tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Extra {
    /// Who calls.
    pub(super) name: Option<String>,
    /// From where.
    pub(super) number: Option<String>,
    /// The variables.
    pub(super) details: Vec<Detail>,
}

/// The data of the calls that are there.
#[derive(Debug, Default)]
pub(super) struct Enrichment {
    known: BTreeMap<String, Extra>,
    tried: BTreeMap<String, u8>,
    asked: VecDeque<At>,
}

impl Enrichment {
    /// The data of the call `id`.
    pub(super) fn of(&self, id: &str) -> Option<&Extra> {
        self.known.get(id)
    }

    /// The calls among `ids` whose data is to be read now.
    pub(super) fn due<'a>(&self, ids: impl Iterator<Item = &'a str>, now: At) -> Vec<String> {
        let recent = self.asked.iter().filter(|at| now.since(**at) < Duration::from_mins(1)).count();
        let left = A_MINUTE.saturating_sub(recent).min(AT_ONCE);
        let new = |id: &&str| {
            !self.known.contains_key(*id) && self.tried.get(*id).is_none_or(|tried| *tried < TRIES)
        };
        ids.filter(new).take(left).map(str::to_owned).collect()
    }

    /// Takes in what came, and drops what belongs to calls that are gone.
    pub(super) fn learn(
        &mut self,
        found: Vec<(String, Result<Extra, Fault>)>,
        lives: impl Fn(&str) -> bool,
        now: At,
    ) {
        self.asked.retain(|at| now.since(*at) < Duration::from_mins(1));
        for (id, extra) in found {
            self.asked.push_back(now);
            match extra {
                Ok(extra) => {
                    self.known.insert(id, extra);
                }
                Err(_) => *self.tried.entry(id).or_insert(0) += 1,
            }
        }
        self.known.retain(|id, _| lives(id));
        self.tried.retain(|id, _| lives(id));
    }

    /// What an order has just read.
    pub(super) fn keep(&mut self, id: &str, extra: Extra) {
        self.known.insert(id.to_owned(), extra);
    }

    /// The data of the call `id` was changed: it is read anew.
    pub(super) fn forget(&mut self, id: &str) {
        self.known.remove(id);
        self.tried.remove(id);
    }
}

/// The request for one call's data.
pub(super) fn request(access: Access<'_>, id: &str) -> Request {
    Request::get("read the call's data", join(access.url, &["api", "v1", "interaction", "data", id]))
        .basic(access.user, access.token.expose())
        .header("Accept", "application/json")
}

/// Reads the data of `ids`, all at once.
pub(super) async fn ask(
    http: &Http,
    config: &Config,
    ids: Vec<String>,
) -> Vec<(String, Result<Extra, Fault>)> {
    let Some(access) = config.actions() else { return Vec::new() };
    let one = async |id: String| {
        let read = http.send(request(access, &id)).await.and_then(answered);
        let extra = read.and_then(|reply| reply.json::<Value>()).map(|answer| extra(&answer));
        (id, extra)
    };
    futures_util::future::join_all(ids.into_iter().map(one)).await
}

/// What an answer tells.
pub(super) fn extra(answer: &Value) -> Extra {
    let variable = |variable: &Value| {
        let name = field::text(variable, "name")?;
        let label = field::text(variable, "displayName").unwrap_or_else(|| name.clone());
        let private = field::flag(variable, "privacy") == Some(true);
        let value = if private { "***".to_owned() } else { field::text(variable, "value")? };
        Detail::free(&label, &value)
    };
    let variables = answer.get("variables").and_then(Value::as_array).into_iter().flatten();
    Extra {
        name: field::text(answer, "callerName"),
        number: field::text(answer, "ani"),
        details: variables.filter_map(variable).take(50).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{NOW, fixture};
    use super::*;

    const ID: &str = "int-184a63564dc-ohWfVIbHJz2Hr2JFhAfdlb4Fa-phone-00-acmecorp01";

    #[test]
    fn the_documented_data_is_read() {
        let extra = extra(&serde_json::from_str(fixture!("call-data.json")).unwrap());
        assert_eq!(extra.name.as_deref(), Some("Andrew Cunningh"));
        assert_eq!(extra.number.as_deref(), Some("15515557212"));
        assert_eq!(extra.details, [Detail::free("Customer ID", "CUST-123456").unwrap()]);
        let private = serde_json::json!({"variables": [{"name": "_pin", "value": "1234", "privacy": true}]});
        assert_eq!(self::extra(&private).details, [Detail::free("_pin", "***").unwrap()]);
    }

    #[test]
    fn each_new_call_is_read_once_and_a_failure_once_more() {
        let mut all = Enrichment::default();
        let ids = || ["a", "b", "c", "d"].into_iter();
        assert_eq!(all.due(ids(), NOW), ["a", "b", "c"]);
        let fault = || Err(Fault::Gone("no".into()));
        all.learn(vec![("a".into(), Ok(Extra::default())), ("b".into(), fault())], |_| true, NOW);
        assert_eq!(all.due(ids(), NOW), ["b", "c", "d"]);
        all.learn(vec![("b".into(), fault())], |_| true, NOW);
        assert_eq!(all.due(ids(), NOW), ["c", "d"]);
        all.learn(vec![], |id| id != "a", NOW);
        assert_eq!((all.of("a"), all.due(ids(), NOW).first().map(String::as_str)), (None, Some("a")));
        all.keep(ID, Extra::default());
        all.forget(ID);
        assert_eq!(all.of(ID), None);
    }

    #[test]
    fn a_minute_has_its_limit() {
        let mut all = Enrichment::default();
        let read = |id: usize| (id.to_string(), Ok(Extra::default()));
        all.learn((0..39).map(read).collect(), |_| true, NOW);
        assert_eq!(all.due(["x", "y"].into_iter(), NOW), ["x"]);
        assert_eq!(all.due(["x", "y"].into_iter(), NOW + Duration::from_mins(1)), ["x", "y"]);
    }
}
