//! `[limits]`, `[VENDOR.NAME.limits]` and `[VENDOR.NAME.limits.queues."NAME"]`: what is urgent and what is doubted.

use std::time::Duration;

use serde::Deserialize;

use super::read::read;
use super::source::Source;
use super::tree::{Entry, Node, Tree};
use super::{Problem, Span};
use crate::domain::{AccountLimits, Limits, Steps, Text, Timed};

/// The table of limits, in the file and in an account: no vendor is called so.
pub(super) const LIMITS: &str = "limits";

/// The table of an account's limits that holds those of its queues.
const QUEUES: &str = "queues";

/// The keys of `[limits]`, and of an account's.
pub const LIMIT_KEYS: &[&str] = &[
    "wait",
    "hold",
    "ringing",
    "wrapup",
    "paused",
    "not_ready",
    "phantom_call",
    "phantom_agent",
    "clock_offset",
    "small_sample",
];

/// Of these, those that one queue can have: the others are about agents and accounts.
pub const QUEUE_LIMIT_KEYS: &[&str] = &["wait", "hold", "ringing", "phantom_call", "small_sample"];

/// The keys of a time that has two levels.
pub const STEP_KEYS: &[&str] = &["warn", "critical"];

const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_hours(24);

/// A time with two levels as it is written; what is left out is inherited.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct WireSteps {
    warn: Option<Span>,
    critical: Option<Span>,
}

/// All other limits as they are written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct WireRest {
    phantom_call: Option<Span>,
    phantom_agent: Option<Span>,
    clock_offset: Option<Span>,
    small_sample: Option<u64>,
}

/// Those that one queue can have.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct WireQueueRest {
    phantom_call: Option<Span>,
    small_sample: Option<u64>,
}

/// The limits that `[limits]` makes of the defaults.
pub(super) fn floor(source: &Source, entry: &Entry) -> Result<Limits, Vec<Problem>> {
    let mut reading = Reading { source, problems: Vec::new() };
    let limits = reading.table((Scope::Floor, LIMITS), entry, Limits::default());
    reading.end(limits)
}

/// The limits that the table `entry` of `account` makes of those of the floor, for it and for its queues.
pub(super) fn account(
    source: &Source,
    account: &str,
    entry: &Entry,
    floor: Limits,
) -> Result<AccountLimits, Vec<Problem>> {
    let mut reading = Reading { source, problems: Vec::new() };
    let table = format!("{account}.{LIMITS}");
    let own = reading.table((Scope::Account, &table), entry, floor);
    let mut limits = AccountLimits { own, ..AccountLimits::default() };
    if let Some(queues) = entries(&entry.node).iter().find(|entry| entry.key == QUEUES) {
        if !matches!(queues.node.value, Tree::Table(_)) {
            reading.no_table(queues, &format!("[{table}.{QUEUES}.\"NAME\"]"));
        }
        for queue in entries(&queues.node) {
            let name = Text::new(&queue.key);
            let table = format!("{table}.{QUEUES}.\"{name}\"");
            let of_queue = reading.table((Scope::Queue, &table), queue, own);
            limits.queues.insert(name.to_string(), of_queue);
        }
    }
    reading.end(limits)
}

/// What a table of limits is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Floor,
    Account,
    Queue,
}

impl Scope {
    /// The keys that are no [`WireRest`].
    fn others(self) -> &'static [&'static str] {
        match self {
            Self::Floor => &["wait", "hold", "ringing", "wrapup", "paused", "not_ready"],
            Self::Account => &["wait", "hold", "ringing", "wrapup", "paused", "not_ready", QUEUES],
            Self::Queue => &["wait", "hold", "ringing"],
        }
    }
}

struct Reading<'a> {
    source: &'a Source,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    fn end<T>(self, limits: T) -> Result<T, Vec<Problem>> {
        if self.problems.is_empty() { Ok(limits) } else { Err(self.problems) }
    }

    /// What `[table]`, which is `entry`, makes of the `inherited` limits. What is wrong in it changes nothing of them.
    fn table(&mut self, (scope, table): (Scope, &str), entry: &Entry, inherited: Limits) -> Limits {
        let mut limits = inherited;
        if !matches!(entry.node.value, Tree::Table(_)) {
            self.no_table(entry, &format!("[{table}]"));
            return limits;
        }
        let mut rest = Vec::new();
        for entry in entries(&entry.node) {
            let key = entry.key.as_str();
            if scope == Scope::Queue && LIMIT_KEYS.contains(&key) && !QUEUE_LIMIT_KEYS.contains(&key) {
                let text = format!(
                    "`{key}` in [{table}] is nothing that a queue has; it stands in the account's limits"
                );
                self.wrong(entry.at, key, text);
            } else if scope == Scope::Floor && key == QUEUES {
                let text = format!(
                    "`{key}` in [{table}]: a queue is its account's; write [VENDOR.NAME.{LIMITS}.{QUEUES}.\"NAME\"]"
                );
                self.wrong(entry.at, key, text);
            } else if let Some(timed) = Timed::ALL.into_iter().find(|timed| timed.key() == key) {
                *limits.steps_mut(timed) = self.steps(table, entry, limits.steps(timed));
            } else if key != QUEUES || scope == Scope::Queue {
                rest.push(entry.clone());
            }
        }
        let rest = Node { at: entry.node.at, value: Tree::Table(rest) };
        self.rest((scope, table), &rest, limits)
    }

    fn rest(&mut self, (scope, table): (Scope, &str), node: &Node, inherited: Limits) -> Limits {
        let wire = match scope {
            Scope::Floor | Scope::Account => read::<WireRest>(self.source, table, scope.others(), node),
            Scope::Queue => read::<WireQueueRest>(self.source, table, scope.others(), node)
                .map(|read| read.with(WireRest::from)),
        };
        let wire = match wire {
            Ok(read) => read.value,
            Err(problems) => {
                self.problems.extend(problems);
                return inherited;
            }
        };
        let mut limits = inherited;
        let spans = [
            ("phantom_call", wire.phantom_call, &mut limits.phantom_call),
            ("phantom_agent", wire.phantom_agent, &mut limits.phantom_agent),
            ("clock_offset", wire.clock_offset, &mut limits.clock_offset),
        ];
        for (key, written, limit) in spans {
            *limit = self.span((table, key), node, written, *limit);
        }
        match wire.small_sample {
            Some(0) => {
                let text =
                    format!("`small_sample` in [{table}] is at least 1, which draws no percentage faint");
                self.wrong(place(node, "small_sample"), "small_sample", text);
            }
            Some(sample) => limits.small_sample = sample,
            None => {}
        }
        limits
    }

    /// A time with two levels: what is left out is inherited.
    fn steps(&mut self, table: &str, entry: &Entry, inherited: Steps) -> Steps {
        let key = &entry.key;
        if !matches!(entry.node.value, Tree::Table(_)) {
            let text = format!(
                "`{key}` in [{table}] has two levels: {key} = {{ warn = \"1m\", critical = \"2m\" }}"
            );
            self.wrong(entry.node.at, key, text);
            return inherited;
        }
        let name = format!("{table}.{key}");
        let wire = match read::<WireSteps>(self.source, &name, &[], &entry.node) {
            Ok(read) => read.value,
            Err(problems) => {
                self.problems.extend(problems);
                return inherited;
            }
        };
        let before = self.problems.len();
        let warn = self.span((&name, "warn"), &entry.node, wire.warn, inherited.warn);
        let critical = self.span((&name, "critical"), &entry.node, wire.critical, inherited.critical);
        if self.problems.len() > before {
            return inherited;
        }
        if warn > critical {
            let (given, other) =
                if wire.warn.is_some() { ("warn", "critical") } else { ("critical", "warn") };
            let both = wire.warn.is_some() && wire.critical.is_some();
            let inherited = format!("; `{other}` is not set here, and is inherited: set it too");
            let text = format!(
                "[{name}]: `warn` is longer than `critical`, which then comes first{}",
                if both { "" } else { &inherited }
            );
            self.wrong(place(&entry.node, given), given, text);
        }
        if warn > critical { inherited } else { Steps { warn, critical } }
    }

    /// A span of the table `node`, or the inherited one.
    fn span(
        &mut self,
        (table, key): (&str, &str),
        node: &Node,
        written: Option<Span>,
        inherited: Duration,
    ) -> Duration {
        match written {
            Some(Span(span)) if (SHORTEST..=LONGEST).contains(&span) => span,
            Some(_) => {
                let text = format!("`{key}` in [{table}] goes from \"1s\" to \"24h\"");
                self.wrong(place(node, key), key, text);
                inherited
            }
            None => inherited,
        }
    }

    fn no_table(&mut self, entry: &Entry, right: &str) {
        let key = Text::new(&entry.key);
        self.wrong(entry.at, &key, format!("`{key}` is a table: {right}"));
    }

    fn wrong(&mut self, at: usize, key: &str, text: String) {
        self.problems.push(self.source.problem(at, text, Some(format!("{key} = ***"))));
    }
}

impl From<WireQueueRest> for WireRest {
    fn from(WireQueueRest { phantom_call, small_sample }: WireQueueRest) -> Self {
        Self { phantom_call, small_sample, ..Self::default() }
    }
}

fn entries(node: &Node) -> &[Entry] {
    match &node.value {
        Tree::Table(entries) => entries,
        Tree::Text(_) | Tree::Integer(_) | Tree::Float(_) | Tree::Flag(_) | Tree::Date(_) | Tree::List(_) => {
            &[]
        }
    }
}

/// Where the value of `key` begins in the table `node`.
fn place(node: &Node, key: &str) -> usize {
    entries(node).iter().find(|entry| entry.key == key).map_or(node.at, |entry| entry.node.at)
}

#[cfg(test)]
mod tests;
