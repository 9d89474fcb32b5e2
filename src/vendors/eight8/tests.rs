//! The adapter over real sockets.

mod acting;
mod lines;
mod noise;
mod odd;
mod paging;
pub(in crate::vendors) mod pulsar;
mod reading;
mod server;
mod streaming;

use std::sync::Arc;
use std::time::Duration;

use super::fixtures::fixture;
use super::{Config, Eight8};
use crate::clock::Clock;
use crate::domain::{
    Account, Action, Agent, AgentKey, AgentState, At, Call, CallKey, Phase, Sighting, Snapshot, Special,
    Subject, Text,
};
use crate::messages::{Order, Run, Ticket};
use crate::vendor::{Http, HttpOptions, Vendor};

/// The call of the fixtures.
const ID: &str = "int-184a63564dc-ohWfVIbHJz2Hr2JFhAfdlb4Fa-phone-00-acmecorp01";
/// The agent of the fixtures who has one, and the one of the lists.
const ADA: &str = "ag64oyEUb_Sk6bxVB9P5yaaa";
const JANE: &str = "ag0VYyLh0YTsymdbtYIaaaa";

/// The keys of an account without actions.
const KEYS: &str = "tenant = 'acmecorp01'\nclient_id = 's3cr3t-id'\nclient_secret = 's3cr3t-secret'\n";

/// What a test writes of an account that acts, at `base`.
fn acting(base: &str) -> String {
    format!("{KEYS}calls_url = '{base}'\nuser = 'acmecorp01'\naction_token = 's3cr3t-action'\n")
}

/// An account of the server at `base`.
fn account(base: &str, keys: &str) -> (Eight8, Http) {
    let urls = format!("metrics_url = '{base}'\ntoken_url = '{base}'\n");
    let config: Config = toml::from_str(&(urls + keys)).unwrap();
    let options = HttpOptions { timeout: Duration::from_secs(20), longest: 4_000_000, per_minute: 600 };
    let http = Http::new(&Eight8::hosts(&config), options, Clock::start()).unwrap();
    (Eight8::new(config).unwrap(), http)
}

/// Polls whenever something changed, until `good`.
async fn until(account: &mut Eight8, http: &Http, good: impl Fn(&Snapshot) -> bool) -> Snapshot {
    let waiting = async {
        loop {
            let snapshot = account.poll(http).await;
            if good(&snapshot) {
                return snapshot;
            }
            account.wake().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.expect("it does not come")
}

fn order(subject: Subject, action: Action) -> Order {
    let ticket = Ticket { run: Run::default(), session: 1, number: 1 };
    Order { ticket, operator: Text::new("ada"), subject, action, at: At::from_millis(0) }
}

fn on_call(action: Action) -> Order {
    let mut seen = Call::new(ID.into(), Phase::Talking);
    seen.agent = Some(ADA.into());
    on(seen, action)
}

fn on(seen: Call, action: Action) -> Order {
    let key = CallKey::new(&Account::new("8x8", "support"), &seen.id);
    order(Subject::Call { key, sighting: Sighting { call: 1, hands: 1 }, seen: Box::new(seen) }, action)
}

fn on_agent(action: Action) -> Order {
    let seen = Agent::new(JANE.into(), Text::new("Jane Li"), AgentState::Ready);
    let key = AgentKey::new(&Account::new("8x8", "support"), &seen.id);
    order(Subject::Agent { key, sighting: 1, seen: Box::new(seen), calls: Vec::new() }, action)
}

/// The special `id`.
fn special(account: &Eight8, id: &str) -> Arc<Special> {
    let abilities = account.abilities();
    Arc::clone(abilities.specials().iter().find(|special| special.id == id).unwrap())
}
