//! No interleaving of refreshes, endings, id re-use, vendor faults and key presses ever sends an order for
//! another call than the one that was under the cursor, sends one twice, sends one before its audit line is
//! on the disk, or sends anything at all in a read-only board.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use callboard::board::{Board, Effect};
use callboard::domain::{
    Abilities, Account, Agent, AgentId, AgentState, At, Call, CallId, Choice, Fault, Feed, Party, Phase,
    Queue, QueueId, Recording, Snapshot, Special, Subject, Text, Verb, Weight,
};
use callboard::event::{Budget, Event, Order, Polled, Ticket};
use callboard::session::{Banner, Intent, Mode, Operator, Row, Session, weight};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use fastrand::Rng;

/// How many interleavings are tried, of about forty steps each.
const INTERLEAVINGS: u64 = 100_000;
const STEPS: usize = 40;

/// A real call: what the vendor's ids and rows stand for. No two share a customer.
#[derive(Clone, Debug, PartialEq)]
struct Truth {
    person: u32,
    agent: Option<u8>,
    phase: Phase,
    began: At,
}

struct World {
    rng: Rng,
    now: At,
    account: Account,
    /// The vendor's few ids, used again and again.
    calls: BTreeMap<u8, Truth>,
    people: u32,
    board: Board,
    session: Session,
    read_only: bool,
    /// What was under the cursor when the key of the present question went down.
    origin: Option<u32>,
    unwritten: Vec<Ticket>,
    written: BTreeSet<Ticket>,
    sent: BTreeMap<Ticket, Order>,
    unanswered: Vec<Ticket>,
    finals: u32,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let (now, account, read_only) =
            (At::from_millis(1_700_000_000_000), Account::new("sim", "one"), rng.u8(..8) == 0);
        let board = Board::new(&[(account.clone(), Duration::from_secs(5))], read_only);
        let operator = Operator { name: "dana".into(), phone: Some("+15550100".into()), phones: Vec::new() };
        let banner = Banner { title: "Floor".into(), demo: false, read_only: false };
        let session = Session::new(1, operator, banner, Arc::new(board.clone()), now);
        let mut world = Self {
            rng,
            now,
            account,
            calls: BTreeMap::new(),
            people: 0,
            board,
            session,
            read_only,
            origin: None,
            unwritten: Vec::new(),
            written: BTreeSet::new(),
            sent: BTreeMap::new(),
            unanswered: Vec::new(),
            finals: 0,
        };
        let abilities = abilities();
        world.fold(Event::Joined {
            account: world.account.clone(),
            abilities,
            every: Duration::from_secs(5),
        });
        world.change();
        world.poll();
        world
    }

    /// Something happens at the vendor: calls begin under free or re-used ids, end, change hands or phase.
    fn change(&mut self) {
        for _ in 0..self.rng.u8(1..4) {
            let id = self.rng.u8(..5);
            match self.rng.u8(..6) {
                0 => {
                    self.calls.remove(&id);
                }
                1 => {
                    if let Some(call) = self.calls.get_mut(&id) {
                        call.agent = Some(self.rng.u8(..3));
                    }
                }
                2 => {
                    if let Some(call) = self.calls.get_mut(&id) {
                        call.phase = if call.phase == Phase::Talking { Phase::Held } else { Phase::Talking };
                    }
                }
                _ => {
                    self.people += 1;
                    let agent = self.rng.bool().then(|| self.rng.u8(..3));
                    let phase = if agent.is_some() { Phase::Talking } else { Phase::Queued };
                    let truth = Truth { person: self.people, agent, phase, began: self.now };
                    self.calls.insert(id, truth);
                }
            }
        }
    }

    /// The account is polled: well, or with a fault, or with rows in any order.
    fn poll(&mut self) {
        let fault = || Fault::Unreachable(Text::new("no answer"));
        let mut rows: Vec<Call> = self.calls.iter().map(|(id, truth)| row(*id, truth)).collect();
        self.rng.shuffle(&mut rows);
        let calls = match self.rng.u8(..8) {
            0 => Feed::Failed(fault()),
            1 => Feed::Skipped,
            _ => Feed::fresh(rows),
        };
        let agents =
            (0..3).map(|id| Agent::new(AgentId::from(format!("a{id}")), Text::new("Ada"), AgentState::Ready));
        let mut queue = Queue::new(QueueId::from("q"), Text::new("Sales"));
        queue.dispositions = vec![Choice::new("sold", "sold")];
        let snapshot = Snapshot {
            calls,
            waiting: Feed::NotOffered(Text::new("listed among calls")),
            agents: Feed::fresh(agents.collect()),
            queues: Feed::fresh(vec![queue]),
            states: vec![Choice::new("1", "ready")],
            listeners: None,
        };
        self.fold(Event::Polled(Box::new(Polled {
            account: self.account.clone(),
            at: self.now,
            snapshot,
            abilities: abilities(),
            took: Duration::from_millis(80),
            skew: None,
            budget: Budget { left: 50, per_minute: 60 },
            next: self.now + Duration::from_secs(5),
        })));
    }

    fn fold(&mut self, event: Event) {
        let effects = self.board.apply(event, self.now);
        self.obey(effects);
        self.session.see(Arc::new(self.board.clone()), self.now);
    }

    fn obey(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Record(filed) => self.unwritten.push(filed.order.ticket),
                Effect::Send(order) => self.leaves(*order),
                Effect::Log(_) | Effect::Refresh(_) => {}
            }
        }
    }

    /// The heart of it: an order leaves for the vendor.
    fn leaves(&mut self, order: Order) {
        assert!(!self.read_only, "sent from a read-only board: {order:?}");
        assert!(self.written.contains(&order.ticket), "sent without its audit line: {order:?}");
        if let Subject::Call { key, seen, .. } = &order.subject {
            let newest = self.board.call(key).expect("sent for a call that is not on the newest board");
            assert_eq!(newest.call.caller, seen.caller, "sent for another customer");
            assert_eq!(newest.call.agent, seen.agent, "sent for a call in other hands");
        }
        if weight(&order.action) == Weight::Final {
            self.finals += 1;
        }
        self.unanswered.push(order.ticket);
        assert!(self.sent.insert(order.ticket, order).is_none(), "sent twice");
    }

    /// The audit log's disk catches up, or fails.
    fn record(&mut self) {
        if self.unwritten.is_empty() {
            return;
        }
        let ticket = self.unwritten.swap_remove(self.rng.usize(..self.unwritten.len()));
        let result = if self.rng.u8(..5) == 0 { Err(Text::new("disk full")) } else { Ok(()) };
        if result.is_ok() {
            self.written.insert(ticket);
        }
        let recorded = Event::Recorded { ticket, result };
        if self.rng.u8(..4) == 0 {
            self.fold(recorded.clone());
        }
        self.fold(recorded);
    }

    /// The vendor answers an order, perhaps one it has answered before.
    fn answer(&mut self) {
        let Some(ticket) = self.rng.choice(self.sent.keys().copied().collect::<Vec<_>>()) else { return };
        let result = match self.rng.u8(..3) {
            0 => Ok(callboard::domain::Accepted::default()),
            1 => Err(Fault::Refused(Text::new("no"))),
            _ => Err(Fault::Unanswered(Text::new("silence"))),
        };
        self.fold(Event::Acted { account: self.account.clone(), ticket, result });
    }

    fn press(&mut self) {
        const KEYS: &[u8] = b"jkjkgGmwBERRLPTDXXXVVCSyyyyynzqI1234/so0123456789FF uciO:";
        let code = match self.rng.u8(..14) {
            0 => KeyCode::Enter,
            1 => KeyCode::Esc,
            2 => KeyCode::Down,
            3 | 4 => self.right_answer(),
            _ => KeyCode::Char(char::from(*self.rng.choice(KEYS).expect("some"))),
        };
        let asking = matches!(self.session.mode, Mode::Confirm(_) | Mode::Choose(_) | Mode::Form(_));
        if !asking {
            self.origin = match self.session.selected() {
                Some(Row::Call(_, _, row)) => person(&row.call.caller),
                _ => None,
            };
        }
        for intent in self.session.key(KeyEvent::new(code, KeyModifiers::NONE), self.now) {
            if let Intent::Order(order) = intent {
                if let (Subject::Call { seen, .. }, true) =
                    (&order.subject, order.action.verb() != Verb::Leave)
                {
                    assert_eq!(
                        person(&seen.caller),
                        self.origin,
                        "ordered for a call that was not under the cursor"
                    );
                }
                self.fold(Event::Ordered(order));
            }
        }
    }

    /// The key that a question waits for, so that many orders are given.
    fn right_answer(&self) -> KeyCode {
        let Mode::Confirm(confirm) = &self.session.mode else {
            return if matches!(self.session.mode, Mode::Choose(_)) {
                KeyCode::Enter
            } else {
                KeyCode::Char('m')
            };
        };
        match &confirm.code {
            Some((code, _)) => code.chars().nth(confirm.typed.len()).map_or(KeyCode::Esc, KeyCode::Char),
            None => KeyCode::Char('y'),
        }
    }

    fn step(&mut self) {
        self.now = self.now + Duration::from_millis(self.rng.u64(20..900));
        match self.rng.u8(..20) {
            0 | 1 => self.change(),
            2 | 3 => {
                self.change();
                self.poll();
            }
            4 => self.poll(),
            5..=7 => self.record(),
            8 => self.answer(),
            9 => {
                let effects = self.board.expire(self.now);
                self.obey(effects);
            }
            _ => self.press(),
        }
    }
}

fn row(id: u8, truth: &Truth) -> Call {
    let mut call = Call::new(CallId::from(format!("c{id}")), truth.phase.clone());
    call.caller = Party::new(None, Some(&format!("+1555{:06}", truth.person)));
    call.agent = truth.agent.map(|agent| AgentId::from(format!("a{agent}")));
    call.queue = Some(QueueId::from("q"));
    call.entered = Some(truth.began);
    call.recording = Recording::On;
    call
}

fn person(caller: &Party) -> Option<u32> {
    caller.number.as_ref()?.strip_prefix("+1555")?.parse().ok()
}

fn abilities() -> Abilities {
    let all =
        Abilities::new().seen(&Verb::ALL).unseen(&[Verb::Monitor, Verb::Whisper, Verb::Barge, Verb::Leave]);
    all.switching().with(vec![
        Special::call("cut", "cut the agent's leg", Weight::Final, "The agent leaves the call."),
        Special::agent("free", "free all lines", Weight::Final, "Every call of the agent ends."),
        Special::call("up", "move up", Weight::Noticed, "The caller waits less."),
    ])
}

#[test]
fn an_order_goes_to_the_call_that_was_under_the_cursor_once_and_after_its_audit_line() {
    let base = std::env::var("CALLBOARD_SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds = base.map_or(0..INTERLEAVINGS, |seed: u64| seed..seed + 1);
    let (mut sent, mut finals) = (0, 0);
    for seed in seeds {
        let outcome = std::panic::catch_unwind(|| {
            let mut world = World::new(seed);
            (0..STEPS).for_each(|_| world.step());
            (world.sent.len(), world.finals)
        });
        let Ok((these, ended)) = outcome else { panic!("CALLBOARD_SEED={seed} shows it alone") };
        sent += these;
        finals += ended;
    }
    // A test in which nothing is ever sent would prove nothing.
    if base.is_none() {
        assert!(sent > 10_000 && finals > 500, "{sent} orders left, {finals} of them final");
    }
}

#[test]
fn a_thousand_random_keys_end_no_call() {
    for seed in 0..20 {
        let mut world = World::new(1_000_000 + seed);
        for _ in 0..1_000 {
            // As fast as a cat on the keyboard, and as slow as a person who leans on it.
            world.now = world.now + Duration::from_millis(world.rng.u64(1..700));
            let code = match world.rng.u8(..100) {
                0..=94 => KeyCode::Char(char::from(world.rng.u8(33..127))),
                95 => KeyCode::Enter,
                96 => KeyCode::Esc,
                97 => KeyCode::Tab,
                98 => KeyCode::Up,
                _ => KeyCode::Down,
            };
            for intent in world.session.key(KeyEvent::new(code, KeyModifiers::NONE), world.now) {
                if let Intent::Order(order) = intent {
                    assert_ne!(weight(&order.action), Weight::Final, "seed {seed}: {order:?}");
                }
            }
            if world.rng.u8(..10) == 0 {
                world.poll();
            }
        }
    }
}
