//! Asking for lists.

use serde_json::Value;

use super::faults::{answered, misled};
use super::pages::{MOST, Next, next};
use super::sign_in::Login;
use crate::domain::Fault;
use crate::vendor::commas::{Slips, mended};
use crate::vendor::{Http, Listed, Listing, Pages, Reply, Request, join};

/// The way to one sub-account's lists.
#[derive(Clone, Copy, Debug)]
pub(super) struct Desk<'a> {
    /// The way out.
    pub(super) http: &'a Http,
    /// Who signs.
    pub(super) login: &'a Login,
    /// The sub-account.
    pub(super) account: &'a str,
    /// What stands before `/activeCalls`.
    pub(super) base: &'a str,
    /// How many rows to ask for at once.
    pub(super) page_rows: u32,
}

impl Desk<'_> {
    /// A GET below the sub-account.
    pub(super) fn get(&self, label: &'static str, path: &[&str]) -> Request {
        let request = Request::get(label, join(self.base, path)).header("Accept", "application/json");
        self.login.signed(request)
    }

    /// A list that comes in one piece.
    pub(super) async fn list(&self, request: Request) -> Listed {
        let reply = self.http.send(request).await.and_then(answered)?;
        let rows = rows_of(&reply)?;
        Ok(Listing::new(rows, reply))
    }

    /// A list that comes in pages, whose rows `key` tells apart.
    pub(super) async fn pages(&self, key: &'static str, request: impl Fn() -> Request) -> Listed {
        let mut pages = Pages::new(key, MOST);
        let mut page = 0;
        let size = usize::try_from(self.page_rows).unwrap_or(usize::MAX);
        loop {
            let request =
                request().query("page", page.to_string()).query("maxRows", self.page_rows.to_string());
            let Listing { rows, reply } = self.list(request).await?;
            match next(&mut pages, rows, size) {
                Next::Ask(next) => page = next,
                Next::Done => return Ok(Listing { rows: pages.into_rows(), reply }),
                Next::TooMany => {
                    return Err(pages.endless(reply.label, size).adding("set `page_rows` higher"));
                }
            }
        }
    }
}

/// The rows of an answer. No content is an empty list (ringcentral §4.2).
pub(super) fn rows_of(reply: &Reply) -> Result<Vec<Value>, Fault> {
    if reply.status == 204 {
        return Ok(Vec::new());
    }
    if reply.body.trim_ascii_start().starts_with(b"<") {
        return Err(misled(reply));
    }
    // A sample of the guide misses a comma (ringcentral §8). The fault tells of the answer as it came.
    let mended = || mended(&reply.body, Slips::Missing);
    reply.json().or_else(|fault| serde_json::from_slice(&mended()).or(Err(fault)))
}
