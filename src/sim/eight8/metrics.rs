//! The realtime metrics (8x8 §4.1): lists in pages, frozen for five seconds at a time.

mod in_queues;
mod list;

use serde_json::{Map, Value, json};

use super::super::http::{Ask, Reply};
use super::super::world::{Ms, Site};
use super::Refusal;
use super::figures::{self, QueueFigures};
use super::ledger::Ledger;
use super::people::{self, AgentFigures, Among};
use super::{ids, status::State};
use list::{Row, list, single, unknown, words};

/// How long a value stands, in milliseconds.
const STEP: Ms = 5_000;
/// The zones that the tenant has.
const ZONES: [&str; 2] = ["America/New_York", "UTC"];
const GROUP_KEYS: [&str; 7] = [
    "availableIdle.rt",
    "enabled.rt",
    "handling.rt",
    "offering.rt",
    "onBreak.rt",
    "workingOffline.rt",
    "wrapUp.rt",
];

/// Everything the metrics say, at one instant.
#[derive(Debug)]
pub(super) struct Board {
    step: (i64, Ms),
    queues: Vec<QueueFigures>,
    agents: Vec<AgentFigures>,
    groups: Vec<Group>,
}

/// A group's counts of agents; texts, in the order of [`GROUP_KEYS`].
#[derive(Debug)]
struct Group {
    id: &'static str,
    name: &'static str,
    counts: [usize; 7],
}

impl Board {
    /// The board of the present five seconds, taken down anew if the last one is older.
    pub(super) fn renew<'a>(kept: &'a mut Option<Self>, site: &Site, skew: Ms, ledger: &Ledger) -> &'a Self {
        let step = (site.now() / STEP, skew);
        let fresh = kept.take().filter(|board| board.step == step);
        kept.insert(fresh.unwrap_or_else(|| Self {
            step,
            queues: site.queues.iter().map(|queue| QueueFigures::take(site, ledger, queue)).collect(),
            agents: site.agents.iter().map(|agent| AgentFigures::take(site, skew, ledger, agent)).collect(),
            groups: ids::groups().iter().map(|group| Group::take(site, ledger, *group)).collect(),
        }))
    }
}

impl Group {
    fn take(site: &Site, ledger: &Ledger, (id, name): (&'static str, &'static str)) -> Self {
        let mine = site.agents.iter().filter(|agent| ids::group(agent).0 == id);
        let states: Vec<State> = mine.map(|agent| ledger.state(site, agent)).collect();
        let count = |such: &dyn Fn(State) -> bool| states.iter().filter(|state| such(**state)).count();
        let is = |state: State| count(&|other| other == state);
        let counts = [
            is(State::Available),
            count(&State::logged_in),
            is(State::Handling),
            is(State::Offered),
            is(State::OnBreak),
            is(State::WorkOffline),
            is(State::WrapUp),
        ];
        Self { id, name, counts }
    }
}

impl Row for &QueueFigures {
    fn id(&self) -> &str {
        &self.id
    }
    fn name(&self) -> &str {
        &self.name
    }
    fn value(&self, key: &str) -> Option<Value> {
        QueueFigures::value(self, key)
    }
}

impl Row for &Group {
    fn id(&self) -> &str {
        self.id
    }
    fn name(&self) -> &str {
        self.name
    }
    fn value(&self, key: &str) -> Option<Value> {
        let place = GROUP_KEYS.iter().position(|known| *known == key)?;
        self.counts.get(place).map(|count| json!(count.to_string()))
    }
}

impl Row for (&AgentFigures, Among) {
    fn id(&self) -> &str {
        &self.0.id
    }
    fn name(&self) -> &str {
        &self.0.name
    }
    fn value(&self, key: &str) -> Option<Value> {
        self.0.value(key, self.1)
    }
    fn summary(&self) -> Map<String, Value> {
        let (id, name) = self.0.group;
        Map::from_iter([("groupId".to_owned(), json!(id)), ("groupName".to_owned(), json!(name))])
    }
}

/// Answers what `tail`, the path after the version, asks for.
pub(super) fn answer(board: &Board, ask: &Ask, version: &str, tail: &[&str]) -> Result<Reply, Refusal> {
    if !["v1", "v2", "v3", "v4", "v5"].contains(&version) {
        return Err(Refusal::Nowhere);
    }
    if ask.method != "GET" {
        return Err(Refusal::Metrics(405, "Method not allowed".to_owned()));
    }
    if let Some(zone) = ask.query("timezone").filter(|zone| !ZONES.contains(zone)) {
        return Err(Refusal::query(format!("Field 'timezone' has the unknown value '{zone}'")));
    }
    let everyone = |group: Option<&str>| -> Vec<(&AgentFigures, Among)> {
        let mine = board.agents.iter().filter(|agent| group.is_none_or(|id| agent.group.0 == id));
        mine.map(|agent| (agent, Among::Everyone)).collect()
    };
    match tail {
        ["queues"] => list(ask, "queue-ids", board.queues.iter().collect(), &figures::keys()),
        ["queues", id] => single(ask, board.queues.iter().collect(), id, &figures::keys()),
        ["queues", id, rest @ ..] => {
            let ix = board.queues.iter().position(|queue| queue.id == *id);
            let among = Among::Queue(ix.ok_or_else(|| unknown(id))?);
            let mine =
                board.agents.iter().filter(|agent| agent.queues.iter().any(|ix| among == Among::Queue(*ix)));
            agents(ask, mine.map(|agent| (agent, among)).collect(), rest, &people::keys(among))
        }
        ["groups"] => list(ask, "group-ids", board.groups.iter().collect(), &GROUP_KEYS.map(str::to_owned)),
        ["groups", id] => single(ask, board.groups.iter().collect(), id, &GROUP_KEYS.map(str::to_owned)),
        ["groups", id, rest @ ..] => {
            board.groups.iter().find(|group| group.id == *id).ok_or_else(|| unknown(id))?;
            agents(ask, everyone(Some(id)), rest, &people::keys(Among::Everyone))
        }
        ["agents"] if version == "v5" => {
            if words(ask, "metrics").is_empty() && ask.query("summary") != Some("true") {
                return Err(Refusal::query("Required parameter 'metrics' is not present"));
            }
            list(ask, "agent-ids", everyone(None), &[])
        }
        ["agents-in-queue-groups"] if version == "v5" => in_queues::answer(&board.queues, &board.agents, ask),
        _ => Err(Refusal::Nowhere),
    }
}

fn agents(
    ask: &Ask,
    rows: Vec<(&AgentFigures, Among)>,
    rest: &[&str],
    keys: &[String],
) -> Result<Reply, Refusal> {
    match rest {
        ["agents"] => list(ask, "agent-ids", rows, keys),
        ["agents", id] => single(ask, rows, id, keys),
        _ => Err(Refusal::Nowhere),
    }
}
