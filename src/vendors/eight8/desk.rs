//! Asking for lists of the realtime metrics, page by page (8x8 §4.1).

use serde_json::Value;

use super::config::Config;
use super::faults::answered;
use super::token::Token;
use crate::domain::{Fault, Text};
use crate::vendor::loose::field;
use crate::vendor::{Http, Listed, Listing, Pages, Reply, Request, join};

/// The most rows that a page may have.
const SIZE: usize = 1_000;
/// The most pages that one list is read in. What is longer is a fault, never a silent cut.
const MOST: usize = 50;

/// The way to the realtime metrics.
#[derive(Clone, Copy, Debug)]
pub(super) struct Desk<'a> {
    /// The way out.
    pub(super) http: &'a Http,
    /// Whose they are.
    pub(super) config: &'a Config,
    /// Who signs.
    pub(super) token: &'a Token,
}

impl Desk<'_> {
    /// A GET of `path` below the metrics.
    pub(super) fn get(&self, label: &'static str, path: &str) -> Request {
        let url = join(&self.config.metrics_url, &["analytics", "cc", "v5", "realtime-metrics", path]);
        let request = self.token.signed(Request::get(label, url)).header("Accept", "application/json");
        match self.config.tenant_info.as_deref().filter(|tenant| !tenant.is_empty()) {
            Some(tenant) => request.header("X-Tenant-Info", tenant),
            None => request,
        }
    }

    /// One answer, with the remedy where it is a refusal.
    pub(super) async fn ask(&self, request: Request) -> Result<Reply, Fault> {
        self.http.send(request).await.and_then(answered).map_err(remedied)
    }

    /// The whole list at `path`, with `queries` beside those of the pages.
    pub(super) async fn list(&self, label: &'static str, path: &str, queries: &[(&str, String)]) -> Listed {
        let mut pages = Pages::new("id", MOST);
        loop {
            let request =
                self.get(label, path).query("page", pages.read().to_string()).query("size", SIZE.to_string());
            let request =
                queries.iter().fold(request, |request, (key, value)| request.query(key, value.as_str()));
            let reply = self.ask(request).await?;
            let page = rows_of(&reply)?;
            let full = page.len() >= SIZE;
            let news = pages.take(page);
            let total = reply.header("x-total-pages").and_then(|total| total.trim().parse::<usize>().ok());
            // Without a total, a server that ignores the number of the page gives the first one for ever.
            if total.map_or(!full || !news, |total| pages.read() >= total) {
                return Ok(Listing::new(pages.into_rows(), reply));
            }
            if pages.is_endless() {
                return Err(pages.endless(label, SIZE));
            }
        }
    }
}

/// The rows of an answer: a list, or one object, where the guide and the specification differ (8x8 §4.1). The
/// element that adds the totals up is no row.
pub(super) fn rows_of(reply: &Reply) -> Result<Vec<Value>, Fault> {
    let rows = match reply.json::<Value>()? {
        Value::Array(rows) => rows,
        one @ Value::Object(_) => vec![one],
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            return Err(Fault::Malformed(Text::from(format!(
                "failed to {}: neither a list nor an object",
                reply.label
            ))));
        }
    };
    let is_total = |row: &Value| {
        row.get("id").is_some_and(Value::is_null) && field::text(row, "name").as_deref() == Some("totals")
    };
    Ok(rows.into_iter().filter(|row| !is_total(row)).collect())
}

/// `fault` of a list, with what to do about it.
pub(super) fn remedied(fault: Fault) -> Fault {
    if let Fault::Refused(why) = &fault {
        let remedy = match &**why {
            why if why.contains("X-Tenant-Info header is missing") => "set `tenant_info` to the tenant's id",
            why if why.contains("X-Tenant-Info") => "check `tenant_info`",
            why if why.contains("'page'") => {
                "the list became shorter while it was read; the next poll reads it anew"
            }
            _ => {
                "check that `metrics_url` names the tenant's region, and `tenant_info` where there are several \
                 tenants"
            }
        };
        return fault.adding(remedy);
    }
    if matches!(fault, Fault::Forbidden(_)) {
        return fault.adding(
            "give the key the product analytics realtime-api in Admin Console > API Keys, which takes a \
             while to work",
        );
    }
    fault
        .misplaced("check `metrics_url`: https://api.8x8.com, with /eu, /au or /ca outside the United States")
}
