//! Orders: one acting request each, never repeated, and never a second way tried by itself (fact sheet §4).

use serde_json::Value;

use super::Invoca;
use super::abilities::{CUSTOM_DATA, EXTERNAL_ID, ID, NAME, VALUE};
use super::answer::list;
use super::ask::{self, What, Write};
use super::row::word;
use super::said::Said;
use super::sent::Fate;
use super::verdict::{No, verdict};
use super::ways::{NO_RIGHT, NO_SIGNAL, NO_SIGNAL_RIGHT, NO_UPDATE, Way};
use crate::domain::{Ability, Accepted, Action, At, CallId, Choice, Entries, Fault, Subject, Text};
use crate::messages::Order;
use crate::vendor::{Http, Request, Vendor as _};

impl Invoca {
    /// Carries out `order`.
    pub(super) async fn carry(&mut self, http: &Http, order: &Order) -> Result<Accepted, Fault> {
        let (call, write) = self.write_of(order)?;
        let way = self.ways.of(&write.what).map_err(|why| refused(&why))?;
        let request = self.request(way, &call, &write);
        // Kept before it leaves: nobody may be there any more when the answer comes.
        let before = self.sent.put(&call, &write.what, Fate::Unanswered);
        let answer = match http.send(request).await {
            Ok(reply) => verdict(reply, way),
            Err(fault) => Err(No::Fault(fault)),
        };
        match &answer {
            Ok(_) => drop(self.sent.put(&call, &write.what, fate(way))),
            Err(No::Fault(Fault::Unanswered(_))) => {}
            Err(_) => self.sent.restore(&call, &write.what, before),
        }
        match answer {
            Ok(told) => Ok(Accepted { note: Some(note(way, &write.what, &told)) }),
            Err(No::Unknown(told)) => {
                let no = self.look(http, &call, told).await;
                Err(self.learn(way, &write, no, http.now()))
            }
            Err(no) => Err(self.learn(way, &write, no, http.now())),
        }
    }

    /// What `order` writes to which call, or why it cannot be done.
    pub(super) fn write_of(&self, order: &Order) -> Result<(CallId, Write), Fault> {
        if let Ability::No(why) = self.abilities().of(order.action.verb()) {
            return Err(Fault::Refused(why));
        }
        let (seen, write) = match (&order.subject, &order.action) {
            (Subject::Call { seen, .. }, Action::Dispose { codes, .. }) => (seen, self.disposition(codes)?),
            (Subject::Call { seen, .. }, Action::Special { special, with }) if special.id == EXTERNAL_ID => {
                (seen, external_id(with)?)
            }
            (Subject::Call { seen, .. }, Action::Special { special, with }) if special.id == CUSTOM_DATA => {
                (seen, self.custom_data(with)?)
            }
            (Subject::Call { .. } | Subject::Agent { .. }, action) => {
                return Err(refused(&format!("Invoca cannot do that here: {}", action.words())));
            }
        };
        Ok((seen.id.clone(), write))
    }

    fn disposition(&self, codes: &[Choice]) -> Result<Write, Fault> {
        match (&self.config.dispositions, codes) {
            (Some(all), [code]) => {
                let what = What::Custom { name: all.field.clone(), value: code.id.to_string() };
                Ok(Write { label: "set the disposition", what })
            }
            (Some(_) | None, _) => Err(refused("Invoca takes one disposition")),
        }
    }

    fn custom_data(&self, with: &Entries) -> Result<Write, Fault> {
        let (name, value) = (answered(with, NAME)?, answered(with, VALUE)?);
        if !self.config.fields.contains(&name) {
            return Err(refused("`fields` does not list that custom data field"));
        }
        Ok(Write { label: "set custom data", what: What::Custom { name, value } })
    }

    fn request(&self, way: Way, call: &CallId, write: &Write) -> Request {
        match (way, &write.what) {
            (Way::Signal, What::Custom { name, value }) => {
                ask::signal(&self.config, call.as_str(), write.label, (name, value))
            }
            (Way::Signal | Way::Update, What::ExternalId(_)) | (Way::Update, What::Custom { .. }) => {
                ask::update(&self.config, call.as_str(), write)
            }
        }
    }

    /// Whether a call that an update did not find is still listed: then it is the updates that are not there.
    /// Nothing was written, whatever goes wrong here.
    async fn look(&self, http: &Http, call: &CallId, told: String) -> No {
        let unsure = |why: &str| {
            let text =
                format!("either the call has ended or {NO_UPDATE}; nothing was written ({told}; {why})");
            No::Fault(Fault::Refused(Text::new(&text)))
        };
        match http.send(ask::look(&self.config, call.as_str())).await.and_then(|reply| list(reply, true)) {
            Ok(found) => {
                let id = |row: &Value| row.get("transaction_id").and_then(word);
                if found.rows.iter().any(|row| id(row).as_deref() == Some(call.as_str())) {
                    return No::Closed(told);
                }
                let unread = found.rows.iter().any(|row| id(row).is_none());
                match found.gaps.first() {
                    Some(gap) => unsure(&gap.why),
                    None if unread => unsure("a row could not be read"),
                    None => No::Fault(Fault::Gone("the call has ended; nothing was written".into())),
                }
            }
            Err(Fault::Gone(_)) => No::Fault(Fault::Gone("the call has ended; nothing was written".into())),
            Err(fault) => unsure(fault.short()),
        }
    }

    /// Learns from a no, and says what to report.
    fn learn(&mut self, way: Way, write: &Write, no: No, now: At) -> Fault {
        let (gone, barred) = match way {
            Way::Update => (NO_UPDATE, NO_RIGHT),
            Way::Signal => (NO_SIGNAL, NO_SIGNAL_RIGHT),
        };
        match no {
            No::Fault(fault) => fault,
            No::Barred(_) => {
                self.ways.close(way, barred, now);
                Fault::Forbidden(Text::new(&self.ways.advice(&write.what)))
            }
            No::Closed(told) | No::Unknown(told) => {
                self.ways.close(way, gone, now);
                refused(&format!("{} ({told})", self.ways.advice(&write.what)))
            }
        }
    }
}

fn fate(way: Way) -> Fate {
    match way {
        Way::Update => Fate::Taken,
        Way::Signal => Fate::AtEnd,
    }
}

/// What an operator should know beside the vendor's yes (fact sheet §4.1, §4.3).
fn note(way: Way, what: &What, told: &Value) -> Text {
    if let Some(words) = Said::of(told).words {
        return Text::new(&format!("Invoca took it and also says: {words}"));
    }
    let row = told.get("current_calls").map_or_else(|| told.get("current_call"), |rows| rows.get(0));
    let shown = row.and_then(|row| row.get("external_unique_id")).and_then(word);
    match (way, what) {
        (Way::Signal, _) => "Invoca applies it when the call ends, and tells nobody if that fails".into(),
        (Way::Update, What::ExternalId(id)) if shown.as_deref() == Some(id) => {
            "Invoca shows the new id".into()
        }
        (Way::Update, What::ExternalId(_)) => "Invoca does not show the new id yet".into(),
        (Way::Update, What::Custom { .. }) => "Invoca shows the old value as long as the call goes on".into(),
    }
}

fn external_id(with: &Entries) -> Result<Write, Fault> {
    Ok(Write { label: "set the external id", what: What::ExternalId(answered(with, ID)?) })
}

fn answered(with: &Entries, field: &str) -> Result<String, Fault> {
    let value = with.get(field).map(str::trim).filter(|value| !value.is_empty());
    value.map(str::to_owned).ok_or_else(|| refused(&format!("there is no {field} to set")))
}

fn refused(why: &str) -> Fault {
    Fault::Refused(Text::new(why))
}
