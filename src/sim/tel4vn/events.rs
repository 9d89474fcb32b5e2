//! Webhooks (tel4vn §6): noted, listed and deleted. Nothing is sent to them.

use serde_json::{Value, json};

use super::super::http::{Ask, Reply};
use super::refusal::EMPTY;
use super::{DOMAIN, Refusal, ids, parts};

/// The subscriptions, oldest first.
#[derive(Debug, Default)]
pub(super) struct Events {
    list: Vec<Event>,
    serial: u64,
}

#[derive(Debug)]
struct Event {
    id: String,
    /// Names that do not exist are accepted, and never fire.
    name: String,
    url: String,
    key: String,
}

impl Events {
    pub(super) fn answer(&mut self, ask: &Ask) -> Result<Reply, Refusal> {
        let centre = ask.trouble.has("centre-events");
        match ask.endpoint {
            "event-add" => self.add(ask, centre),
            "event-delete" => {
                let id = parts(&ask.path).last().copied().unwrap_or_default().to_owned();
                let before = self.list.len();
                self.list.retain(|event| event.id != id);
                let gone = self.list.len() < before;
                if gone {
                    Ok(Reply::json(&json!({ "deleted": true })))
                } else {
                    Err(Refusal::NotFound("Not Found"))
                }
            }
            _ => {
                let rows: Vec<Value> = self.list.iter().map(|event| event.row(centre)).collect();
                Ok(Reply::json(&json!({ "data": rows })))
            }
        }
    }

    fn add(&mut self, ask: &Ask, centre: bool) -> Result<Reply, Refusal> {
        let body = ask.json().unwrap_or_default();
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (name, url) = (text("event"), text("callback_url"));
        if url.is_empty() {
            return Err(Refusal::Invalid("callback_url", EMPTY));
        }
        if name.is_empty() {
            return Err(Refusal::Invalid("event", EMPTY));
        }
        self.serial += 1;
        let id = ids::uuid("event", self.serial);
        self.list.push(Event { id: id.clone(), name, url, key: text("callback_apikey") });
        Ok(Reply::json(&if centre {
            json!({ "created": true })
        } else {
            json!({ "created": true, "id": id })
        }))
    }
}

impl Event {
    /// Keys differ between the two pages.
    fn row(&self, centre: bool) -> Value {
        if centre {
            return json!({
                "event_domain_uuid": self.id, "domain_uuid": ids::domain(), "domain_name": DOMAIN,
                "event_name": self.name, "callback_url": self.url, "callback_apikey": self.key,
            });
        }
        json!({
            "id": self.id, "event": self.name, "callback_url": self.url, "callback_apikey": self.key,
        })
    }
}
