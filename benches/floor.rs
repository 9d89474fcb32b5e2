//! A floor of any size for the benches: two accounts, and snapshots of them as a poll finds them.

use std::time::Duration;

use callboard::board::Board;
use callboard::domain::{
    Abilities, Account, Agent, AgentId, AgentState, At, Call, CallId, ClockOffset, Feed, Party, Phase, Queue,
    QueueId, Recording, Snapshot, Text,
};
use callboard::messages::{Budget, Fact, Polled};

/// When every bench begins.
pub(crate) const START: At = At::from_millis(1_772_000_000_000);
/// How often an account is polled.
pub(crate) const EVERY: Duration = Duration::from_secs(5);

const PEOPLE: [&str; 6] =
    ["Ada Quist", "佐藤 花子", "Nguyễn Thị Ánh", "Grace Hopper", "Zoë O’Brien", "Ivo Marek"];

/// The two accounts.
pub(crate) fn accounts() -> [Account; 2] {
    [Account::new("ringcentral", "sales"), Account::new("voicenter", "tlv")]
}

/// A board of the two accounts that has heard nothing yet.
pub(crate) fn board() -> Board {
    Board::new(&accounts().map(|account| (account, EVERY)))
}

/// The end of a poll of `account` at `at`.
pub(crate) fn polled(account: Account, at: At, snapshot: Snapshot) -> Fact {
    Fact::Polled(Box::new(Polled {
        account,
        at,
        snapshot,
        abilities: Abilities::new(),
        took: Duration::from_millis(80),
        skew: Some(ClockOffset::believed(0)),
        budget: Budget { left: 100, per_minute: 120 },
        next: at + EVERY,
    }))
}

/// A snapshot of so many calls, agents and queues, `turn` polls after the first: between two turns every
/// twentieth call has ended, another has begun, and every tenth agent has changed what they do.
pub(crate) fn snapshot((calls, agents, queues): (u32, u32, u32), turn: u32) -> Snapshot {
    Snapshot {
        calls: Feed::fresh((0..calls).map(|place| call(place, turn, (agents, queues))).collect()),
        waiting: Feed::Skipped,
        agents: Feed::fresh((0..agents).map(|place| agent(place, turn)).collect()),
        queues: Feed::fresh((0..queues).map(|place| queue(place, turn)).collect()),
        states: Vec::new(),
        listeners: None,
    }
}

fn person(place: u32) -> &'static str {
    usize::try_from(place).ok().and_then(|place| PEOPLE.get(place % PEOPLE.len())).unwrap_or(&"")
}

fn ago(seconds: u32) -> At {
    START - Duration::from_secs(u64::from(seconds))
}

fn call(place: u32, turn: u32, (agents, queues): (u32, u32)) -> Call {
    let generation = (turn + place) / 20;
    let phase = match place % 7 {
        0 => Phase::Queued,
        1 => Phase::Ringing,
        5 => Phase::Held,
        _ => Phase::Talking,
    };
    let waits = place % 7 < 2;
    let mut call = Call::new(CallId::from(format!("c{place:05}-{generation}").as_str()), phase);
    let number = format!("+1 650 {place:07}");
    call.caller = Party::new(Some(person(place)), Some(&number));
    call.dialled = Some(Text::new("+1 415 555 0191"));
    call.queue = (queues > 0).then(|| QueueId::from(format!("q{:03}", place % queues.max(1)).as_str()));
    call.started = Some(ago(place % 900));
    call.entered = call.started;
    call.recording = if waits { Recording::Off } else { Recording::On };
    if !waits {
        call.answered = call.started.map(|at| at + Duration::from_secs(9));
        call.agent = (agents > 0).then(|| AgentId::from(format!("a{:05}", place % agents.max(1)).as_str()));
    }
    call
}

fn agent(place: u32, turn: u32) -> Agent {
    let states = [AgentState::Talking, AgentState::Ready, AgentState::Wrapup, AgentState::Paused];
    let step = place + (turn + place) / 10;
    let state = states.into_iter().cycle().nth(usize::try_from(step % 4).unwrap_or(0));
    let name = Text::new(&format!("{} {place}", person(place)));
    let mut agent =
        Agent::new(AgentId::from(format!("a{place:05}").as_str()), name, state.unwrap_or(AgentState::Ready));
    agent.extension = Some(Text::new(&format!("{place:04}")));
    agent.since = Some(ago(place % 1200));
    agent.handled = Some(u64::from(place % 40));
    agent
}

fn queue(place: u32, turn: u32) -> Queue {
    let mut queue =
        Queue::new(QueueId::from(format!("q{place:03}").as_str()), Text::new(&format!("Queue {place}")));
    queue.waiting = Some((place + turn) % 5);
    queue.longest = Some(ago(place % 200));
    queue.ready = Some(place % 7);
    queue.counts.answered = Some(u64::from(place * 3 + turn));
    queue.counts.abandoned = Some(u64::from(place % 9));
    queue.counts.in_time = Some(u64::from(place * 2));
    queue
}
