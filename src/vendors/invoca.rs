//! Invoca: calls in progress that it tracks. It is no telephone system: no agents, no queues, and nothing can be
//! done to a call but write to its record (fact sheet §2, §4).

mod abilities;
mod answer;
mod ask;
mod calls;
mod config;
mod details;
mod groups;
mod number;
mod orders;
mod row;
mod said;
mod sent;
mod verdict;
mod ways;

use serde_json::{Map, Value};

use self::answer::{List, list};
use self::groups::queues;
use self::sent::Sent;
use self::ways::Ways;
use crate::domain::{Abilities, Accepted, Fault, Feed, Snapshot, Text};
use crate::messages::Order;
use crate::vendor::{Http, Vendor, readable, rows_at};

pub use config::{Config, Dispositions, GroupBy, OrganizationType};

const NO_AGENTS: &str = "Invoca tracks calls up to the number that answers them and knows no agents";
const NO_WAITING: &str = "Invoca lists a call once it is connected: nobody is seen waiting";
const NO_CAMPAIGNS: &str =
    "Invoca tells this account no campaigns: `group_by = \"destination\"` groups by the number called";

/// An account of Invoca.
#[derive(Debug)]
pub struct Invoca {
    config: Config,
    ways: Ways,
    sent: Sent,
    /// Whether rows tell what calls are grouped by; `None` before the first call.
    grouped: Option<bool>,
}

impl Vendor for Invoca {
    type Config = Config;

    fn new(config: Config) -> Result<Self, Text> {
        config.check()?;
        let ways = Ways::new(config.signal_fallback);
        Ok(Self { config, ways, sent: Sent::default(), grouped: None })
    }

    fn hosts(config: &Config) -> Vec<&str> {
        vec![&config.url]
    }

    fn abilities(&self) -> Abilities {
        abilities::abilities(&self.config, &self.ways)
    }

    fn setup(config: &Config) -> Option<String> {
        let fields = config.written_fields();
        let named = "custom data fields with these Partner (API) Names, which calls are given:";
        (!fields.is_empty()).then(|| format!("{named}\n  {}", fields.join("\n  ")))
    }

    async fn poll(&mut self, http: &Http) -> Snapshot {
        self.ways.retry(http.now());
        let filtered = !self.config.filters().is_empty();
        let answer = http.send(ask::list(&self.config)).await.and_then(|reply| list(reply, filtered));
        self.take(answer)
    }

    async fn act(&mut self, http: &Http, order: &Order) -> Result<Accepted, Fault> {
        self.carry(http, order).await
    }
}

impl Invoca {
    /// What an answer tells; what it teaches is kept.
    fn take(&mut self, answer: Result<List, Fault>) -> Snapshot {
        let (calls, queues) = match answer {
            Ok(list) => self.read(list),
            Err(fault) => (Feed::Failed(fault.clone()), Feed::Failed(fault)),
        };
        Snapshot {
            calls,
            waiting: Feed::NotOffered(Text::new(NO_WAITING)),
            agents: Feed::NotOffered(Text::new(NO_AGENTS)),
            queues: if self.grouped == Some(false) {
                Feed::NotOffered(Text::new(NO_CAMPAIGNS))
            } else {
                queues
            },
            states: Vec::new(),
            listeners: None,
        }
    }

    fn read(&mut self, list: List) -> (Feed<crate::domain::Call>, Feed<crate::domain::Queue>) {
        let List { reply, rows, gaps } = list;
        let (found, unread) = rows_at("current_calls", rows, |fields: Map<String, Value>| {
            calls::call(&fields, &reply, &self.config, &self.sent)
        });
        // What is missing counts as unread, of the calls and of what is told from them.
        let unread: Vec<_> = gaps.into_iter().chain(unread).collect();
        let (found, unread) = match readable(found, unread) {
            Ok(list) => list,
            Err(fault) => return (Feed::Failed(fault.clone()), Feed::Failed(fault)),
        };
        let whole = unread.is_empty();
        let queues = queues(&found, self.config.group_by, whole);
        if !queues.is_empty() {
            self.grouped = Some(true);
        } else if !found.is_empty() && self.grouped.is_none() {
            self.grouped = Some(false);
        }
        let calls: Vec<_> = found.into_iter().map(|(call, _)| call).collect();
        if whole {
            self.sent.keep(&calls.iter().map(|call| call.id.clone()).collect());
        }
        (Feed::Fresh { rows: calls, unread: unread.clone() }, Feed::Fresh { rows: queues, unread })
    }
}

#[cfg(test)]
mod tests;
