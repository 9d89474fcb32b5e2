//! Asking for lists.

use serde_json::Value;

use super::faults::{answered, misled};
use super::pages::{Next, Pages};
use super::sign_in::Login;
use crate::domain::{At, Fault, Text};
use crate::vendor::commas::{Slips, mended};
use crate::vendor::{Http, Reply, Request, join};

/// A list as it came, and the answer that brought its last row.
#[derive(Clone, Debug)]
pub(super) struct Listing {
    /// Its rows, unread.
    pub(super) rows: Vec<Value>,
    /// Whose clock its times are in.
    pub(super) reply: Reply,
}

/// A list's result.
pub(super) type Listed = Result<Listing, Fault>;

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

impl Listing {
    /// When the list was read.
    pub(super) fn at(&self) -> At {
        self.reply.at
    }
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
        Ok(Listing { rows, reply: Reply { body: Vec::new(), ..reply } })
    }

    /// A list that comes in pages, whose rows `key` tells apart.
    pub(super) async fn pages(&self, key: &'static str, request: impl Fn() -> Request) -> Listed {
        let mut pages = Pages::new(key, self.page_rows);
        let mut page = 0;
        loop {
            let request =
                request().query("page", page.to_string()).query("maxRows", self.page_rows.to_string());
            let Listing { rows, reply } = self.list(request).await?;
            match pages.take(rows) {
                Next::Ask(next) => page = next,
                Next::Done => return Ok(Listing { rows: pages.into_rows(), reply }),
                Next::TooMany => {
                    return Err(Fault::Malformed(Text::from(format!(
                        "failed to {}: it goes on after {} pages of {} rows; set `page_rows` higher",
                        reply.label,
                        page + 1,
                        self.page_rows
                    ))));
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
