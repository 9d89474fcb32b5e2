//! Lists of the metrics: filters, pages, totals, summaries (8x8 §4.1).

use serde_json::{Map, Value, json};

use super::super::super::http::{Ask, Reply};
use super::super::Refusal;

/// One line of a list.
pub(super) trait Row {
    fn id(&self) -> &str;
    fn name(&self) -> &str;
    /// A metric's value; nothing if there is no such metric.
    fn value(&self, key: &str) -> Option<Value>;
    /// What a summary says besides id and name.
    fn summary(&self) -> Map<String, Value> {
        Map::new()
    }
}

/// The words of a parameter that may be repeated, and hold a list each.
pub(super) fn words(ask: &Ask, name: &str) -> Vec<String> {
    let given = ask.query.iter().filter(|(key, _)| key == name).flat_map(|(_, list)| list.split(','));
    given.map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
}

pub(super) fn unknown(id: &str) -> Refusal {
    Refusal::Metrics(404, format!("Not found: '{id}'"))
}

/// Keys and values of one row, in alphabetical order.
fn measured(row: &impl Row, keys: &[String]) -> Result<Vec<Value>, Refusal> {
    let pair = |key: &String| {
        let value = row.value(key).ok_or_else(|| Refusal::query(format!("Unknown metric '{key}'")))?;
        Ok(json!({ "key": key, "value": value }))
    };
    keys.iter().map(pair).collect()
}

/// The metrics that are asked for, in alphabetical order; all of them if none is named.
pub(super) fn wanted(ask: &Ask, all: &[String]) -> Vec<String> {
    let mut keys = words(ask, "metrics");
    if keys.is_empty() {
        return all.to_vec();
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

pub(super) fn single<T: Row>(ask: &Ask, rows: Vec<T>, id: &str, all: &[String]) -> Result<Reply, Refusal> {
    let row = rows.into_iter().find(|row| row.id() == id).ok_or_else(|| unknown(id))?;
    let told = json!({ "id": row.id(), "name": row.name(), "metrics": measured(&row, &wanted(ask, all))? });
    Ok(if ask.trouble.has("one-object") { Reply::json(&told) } else { Reply::json(&[told]) })
}

/// A list, with the filter `filter` of ids.
pub(super) fn list<T: Row>(ask: &Ask, filter: &str, rows: Vec<T>, all: &[String]) -> Result<Reply, Refusal> {
    let summary = ask.query("summary") == Some("true");
    let ids = if summary { Vec::new() } else { words(ask, filter) };
    if let Some(stranger) = ids.iter().find(|id| rows.iter().all(|row| row.id() != **id)) {
        return Err(Refusal::query(format!("Field '{filter}' has the unknown value '{stranger}'")));
    }
    let rows: Vec<T> =
        rows.into_iter().filter(|row| ids.is_empty() || ids.iter().any(|id| id == row.id())).collect();
    let page = Page::read(ask, rows.len())?;
    let shown = rows.iter().skip(page.number * page.size).take(page.size);
    let mut told = Vec::new();
    let keys = wanted(ask, all);
    for row in shown {
        let mut line =
            Map::from_iter([("id".to_owned(), json!(row.id())), ("name".to_owned(), json!(row.name()))]);
        if summary {
            line.extend(row.summary());
        } else {
            line.insert("metrics".to_owned(), json!(measured(row, &keys)?));
        }
        told.push(Value::Object(line));
    }
    if ask.query("includeTotals") == Some("true") && !summary && filter != "group-ids" {
        told.push(totals(&rows, &keys));
    }
    Ok(page.head(Reply::json(&told)))
}

/// The sums over all pages, where values can be summed.
fn totals<T: Row>(rows: &[T], keys: &[String]) -> Value {
    let total = |key: &String| {
        let numbers: Vec<f64> =
            rows.iter().filter_map(|row| row.value(key)).filter_map(|value| value.as_f64()).collect();
        let whole = rows.iter().filter_map(|row| row.value(key)).all(|value| !value.is_f64());
        let integers = || rows.iter().filter_map(|row| row.value(key)?.as_i64()).sum::<i64>();
        let value = match (numbers.is_empty(), whole) {
            (true, _) => Value::Null,
            (false, true) => json!(integers()),
            (false, false) => json!(numbers.iter().sum::<f64>()),
        };
        json!({ "key": format!("total.{key}"), "value": value })
    };
    json!({ "id": null, "name": "totals", "metrics": keys.iter().map(total).collect::<Vec<_>>() })
}

/// The page that is asked for.
#[derive(Clone, Copy, Debug)]
struct Page {
    number: usize,
    size: usize,
    pages: usize,
    elements: usize,
}

impl Page {
    fn read(ask: &Ask, elements: usize) -> Result<Self, Refusal> {
        let field = |name: &str, default: usize| match ask.query(name).map(str::parse) {
            None => Ok(default),
            Some(Ok(number)) => Ok(number),
            Some(Err(_)) => Err(Refusal::query(format!("Field '{name}' must be a whole number"))),
        };
        let (number, size) = (field("page", 0)?, field("size", 100)?);
        if size > 1_000 {
            return Err(Refusal::query("Field 'size' must be less than or equal to 1000"));
        }
        if size == 0 {
            return Err(Refusal::query("Field 'size' must be greater than or equal to 1"));
        }
        let pages = elements.div_ceil(size).max(1);
        if number >= pages {
            return Err(Refusal::query(format!(
                "Field 'page' must be greater than or equal to 0 and less than the total number of pages, which \
                 is {pages} for this request"
            )));
        }
        Ok(Self { number, size, pages, elements })
    }

    fn head(self, reply: Reply) -> Reply {
        reply
            .with("x-page-size", self.size.to_string())
            .with("x-page", self.number.to_string())
            .with("x-total-pages", self.pages.to_string())
            .with("x-total-elements", self.elements.to_string())
    }
}
