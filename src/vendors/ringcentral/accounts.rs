//! Which sub-account is watched (ringcentral §4.1).

use std::time::Duration;

use serde::Deserialize;

use super::RingCentral;
use super::faults::answered;
use super::orders::refused;
use crate::domain::{Fault, Text};
use crate::vendor::loose;
use crate::vendor::{Http, Request, Urgency, join};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireAccount {
    #[serde(default, deserialize_with = "loose::word")]
    account_id: Option<String>,
    /// The guide's later name for it (ringcentral §12).
    #[serde(default, rename = "subaccountId", deserialize_with = "loose::word")]
    subaccount_id: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    account_name: Option<String>,
}

impl RingCentral {
    /// The sub-account: as configured, or the only one there is (ringcentral §4.1).
    pub(super) async fn find_account(&mut self, http: &Http, urgency: Urgency) -> Result<(), Fault> {
        if self.account.is_some() {
            return Ok(());
        }
        let listed = match self.accounts(http, urgency).await {
            Err(Fault::Unauthorized(_)) if self.login.renews() => {
                self.login.drop_access();
                self.login.ensure(http, urgency, Duration::ZERO).await?;
                self.accounts(http, urgency).await
            }
            listed => listed,
        };
        let accounts = match listed {
            // The sign-in names accounts too.
            Err(Fault::Forbidden(_) | Fault::Gone(_)) if !self.login.accounts.is_empty() => {
                self.login.accounts.iter().map(|id| (id.clone(), None)).collect()
            }
            listed => listed?,
        };
        self.account = Some(only(accounts)?);
        Ok(())
    }

    async fn accounts(&self, http: &Http, urgency: Urgency) -> Result<Vec<(String, Option<String>)>, Fault> {
        let url = join(&self.config.api(), &["admin", "accounts"]);
        let request =
            self.login.signed(Request::get("read the accounts", url).header("Accept", "application/json"));
        let accounts: Vec<WireAccount> = http.send(request.at(urgency)).await.and_then(answered)?.json()?;
        Ok(accounts
            .into_iter()
            .filter_map(|account| Some((account.subaccount_id.or(account.account_id)?, account.account_name)))
            .collect())
    }
}

/// The only account, or a refusal that lists them.
fn only(accounts: Vec<(String, Option<String>)>) -> Result<String, Fault> {
    let names: Vec<String> = accounts
        .iter()
        .map(|(id, name)| name.as_ref().map_or_else(|| id.clone(), |name| format!("{id} ({name})")))
        .collect();
    let mut ids: Vec<String> = accounts.into_iter().map(|(id, _)| id).collect();
    match (ids.pop(), ids.is_empty()) {
        (Some(id), true) => Ok(id),
        (Some(_), false) => {
            Err(Fault::Refused(Text::from(format!("set `account_id` to one of {}", names.join(", ")))))
        }
        (None, _) => Err(refused("this sign-in sees no RingCX account; set `account_id`")),
    }
}
