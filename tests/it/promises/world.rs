//! A floor of two accounts, and two operators who look at it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use callboard::board::{Board, Effect, Stage};
use callboard::domain::{
    Abilities, Accepted, Account, Action, At, CallKey, Choice, Fault, Feed, Permissions, Principal, Reach,
    Snapshot, Special, Subject, Text, Verb, Weight,
};
use callboard::messages::{Aim, Asked, Budget, CallAim, Fact, Order, OrderRequest, Polled, Request, Ticket};
use callboard::session::{Banner, Intent, Mode, Operator, Row, Session, weight};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use fastrand::Rng;

use super::truth::{Centre, agents, person, queue};
use crate::dialects;

/// What left in an interleaving, or did not.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) sent: u32,
    /// That ends a call.
    pub(super) finals: u32,
    /// That is addressed to an agent.
    pub(super) by_agent: u32,
    /// That is addressed to an agent and ends their calls.
    pub(super) of_line: u32,
    /// For callers without a number.
    pub(super) unnumbered: u32,
    /// Ordered, and not sent.
    pub(super) refused: u32,
}

impl Tally {
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            sent: self.sent + other.sent,
            finals: self.finals + other.finals,
            by_agent: self.by_agent + other.by_agent,
            of_line: self.of_line + other.of_line,
            unnumbered: self.unnumbered + other.unnumbered,
            refused: self.refused + other.refused,
        }
    }
}

/// One of the accounts.
struct Site {
    account: Account,
    centre: Centre,
    /// What it can do on a good day.
    abilities: Abilities,
}

/// One of the operators.
struct Eyes {
    session: Session,
    /// Whose calls the row was about that was under the cursor when the key of the present question went down.
    origin: BTreeSet<u32>,
}

pub(super) struct World {
    pub(super) rng: Rng,
    now: At,
    sites: [Site; 2],
    people: u32,
    board: Board,
    eyes: [Eyes; 2],
    read_only: bool,
    unwritten: Vec<Ticket>,
    written: BTreeSet<Ticket>,
    sent: BTreeMap<Ticket, Order>,
    /// Sent, and not answered yet.
    open: BTreeSet<Ticket>,
    pub(super) tally: Tally,
}

impl World {
    pub(super) fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let now = At::from_millis(1_700_000_000_000);
        let read_only = rng.u8(..8) == 0;
        // Of one name and with the same ids.
        let sites = ["first", "second"].map(|vendor| {
            let abilities = rng.choice(everywhere()).expect("some").clone();
            Site { account: Account::new(vendor, "main"), centre: Centre::default(), abilities }
        });
        let every = Duration::from_secs(5);
        let board = Board::new(&sites.each_ref().map(|site| (site.account.clone(), every)));
        let eyes = [(1, "dana", "+15550100"), (2, "eli", "+15550101")].map(|(id, name, phone)| {
            let operator = Operator {
                name: name.into(),
                permissions: Permissions::All,
                phone: Some(phone.into()),
                phones: Vec::new(),
            };
            let banner = Banner { title: "Floor".into(), demo: false };
            let session = Session::new(id, operator, banner, Arc::new(board.clone()), now);
            Eyes { session, origin: BTreeSet::new() }
        });
        let mut world = Self {
            rng,
            now,
            sites,
            people: 0,
            board,
            eyes,
            read_only,
            unwritten: Vec::new(),
            written: BTreeSet::new(),
            sent: BTreeMap::new(),
            open: BTreeSet::new(),
            tally: Tally::default(),
        };
        for site in 0..2 {
            let Site { account, abilities, .. } = &world.sites[site];
            let joined = Fact::Joined { account: account.clone(), abilities: abilities.clone(), every };
            world.fold(joined);
            world.change(site);
            world.poll(site);
        }
        // One of them looks at the agents, often.
        for key in if world.rng.bool() { "4gV" } else { "" }.chars() {
            world.pass(400);
            assert!(world.type_key(1, KeyCode::Char(key)).is_empty(), "no order yet");
        }
        world
    }

    /// Time passes.
    pub(super) fn pass(&mut self, millis: u64) {
        self.now = self.now + Duration::from_millis(millis);
    }

    pub(super) fn step(&mut self) {
        let millis = self.rng.u64(20..900);
        self.pass(millis);
        let site = self.rng.usize(..2);
        match self.rng.u8(..20) {
            0 => self.change(site),
            1 | 2 => {
                self.change(site);
                self.poll(site);
            }
            3 => self.poll(site),
            4..=6 => self.record(),
            7 => self.answer(),
            8 => {
                let effects = self.board.expire(self.now);
                self.obey(effects);
            }
            9 => {
                // Long enough for an id to stand for somebody else who has no number either.
                self.pass(12_000);
                self.change(site);
            }
            _ => self.press(),
        }
    }

    fn change(&mut self, site: usize) {
        self.sites[site].centre.change(&mut self.rng, self.now, &mut self.people);
    }

    /// The account is polled: well, or with a fault or two, or with rows in any order.
    pub(super) fn poll(&mut self, site: usize) {
        let fault = || Fault::Unreachable(Text::new("no answer"));
        let abilities = self.able_now(site);
        let Site { account, centre, .. } = &self.sites[site];
        let account = account.clone();
        let calls = match self.rng.u8(..8) {
            0 => Feed::Failed(fault()),
            1 => Feed::Skipped,
            _ => Feed::fresh(centre.rows(&mut self.rng)),
        };
        let snapshot = Snapshot {
            calls,
            waiting: Feed::NotOffered(Text::new("listed among calls")),
            agents: if self.rng.u8(..8) == 0 { Feed::Failed(fault()) } else { Feed::fresh(agents()) },
            queues: Feed::fresh(vec![queue()]),
            states: vec![Choice::new("1", "ready")],
            listeners: None,
        };
        self.fold(Fact::Polled(Box::new(Polled {
            account,
            at: self.now,
            snapshot,
            abilities,
            took: Duration::from_millis(80),
            skew: None,
            budget: Budget { left: 50, per_minute: 60 },
            next: self.now + Duration::from_secs(5),
        })));
    }

    /// What the account can do now: at times less than on a good day.
    fn able_now(&mut self, site: usize) -> Abilities {
        let all = self.sites[site].abilities.clone();
        match self.rng.u8(..10) {
            0 => {
                let lost = *self.rng.choice(&Verb::ALL).expect("some");
                all.without(&[lost], "the right is gone")
            }
            1 => {
                let left = all.specials().iter().filter(|_| self.rng.bool()).map(|own| (**own).clone());
                let left = left.collect();
                all.with(left)
            }
            _ => all,
        }
    }

    fn fold(&mut self, fact: Fact) {
        let effects = self.board.learn(fact, self.now);
        self.obey(effects);
        self.show();
    }

    fn show(&mut self) {
        let board = Arc::new(self.board.clone());
        for eyes in &mut self.eyes {
            eyes.session.see(Arc::clone(&board), self.now);
        }
    }

    fn ask(&mut self, who: usize, request: Request) {
        let Operator { name, .. } = &self.eyes[who].session.operator;
        let permissions = if self.read_only { Permissions::ReadOnly } else { Permissions::All };
        let principal = Arc::new(Principal { operator: name.clone(), permissions });
        let asked = Asked { session: self.eyes[who].session.id, principal, request };
        let effects = self.board.ask(asked, self.now);
        self.obey(effects);
        self.show();
    }

    fn obey(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Record(filed) => self.unwritten.push(filed.order.ticket),
                Effect::Send(order) => self.leaves(*order),
                Effect::Log(filed) if filed.sent.is_none() && filed.stage.ended() => self.tally.refused += 1,
                Effect::Log(_) | Effect::Refresh(_) | Effect::Happened(_) => {}
            }
        }
    }

    /// The heart of it: an order leaves for the vendor.
    fn leaves(&mut self, order: Order) {
        assert!(!self.read_only, "sent from a read-only board: {order:?}");
        assert!(self.written.contains(&order.ticket), "sent without its audit line: {order:?}");
        let line = self.board.line(order.subject.account()).expect("its account is there");
        assert!(line.may(order.action.verb()).is_ok(), "sent although it can no longer be done: {order:?}");
        match &order.subject {
            Subject::Call { key, seen, .. } => {
                let newest = self.board.call(key).expect("sent for a call that is not on the newest board");
                assert_eq!(person(&newest.call), person(seen), "sent for another customer");
                assert_eq!(newest.call.agent, seen.agent, "sent for a call in other hands");
                assert!(newest.call.may(order.action.verb()).is_ok(), "sent to a row that does not take it");
                self.tally.unnumbered += u32::from(seen.caller.number.is_none());
            }
            Subject::Agent { key, calls, .. } => {
                self.tally.by_agent += 1;
                for call in calls {
                    let newest = self.board.call(&call.key).expect("sent for a call that has ended");
                    assert_eq!(person(&newest.call), person(&call.seen), "sent for another customer");
                    assert_eq!(newest.call.agent.as_ref(), Some(&key.id), "sent for a call in other hands");
                }
                let now = line.calls_of(&key.id).map(|row| CallKey::new(&key.account, &row.call.id));
                let strange = now.filter(|id| !calls.iter().any(|call| call.key == *id)).count();
                if reach(&order.action) == Reach::Nothing {
                    assert!(calls.is_empty() || strange == 0, "sent although the agent has another call");
                } else {
                    self.tally.of_line += 1;
                    assert!(
                        !calls.is_empty() && strange == 0,
                        "a call that nobody named would end: {order:?}"
                    );
                    assert!(reach(&order.action) == Reach::Every || calls.len() == 1, "which of them?");
                }
            }
        }
        if let Action::Special { special, .. } = &order.action {
            let all = line.abilities.iter().flat_map(Abilities::specials);
            assert!(all.into_iter().any(|own| own.id == special.id), "sent although it is no longer offered");
        }
        let awaited = |ticket: &&Ticket| {
            let filed = self.board.orders.find(**ticket);
            filed.is_some_and(|filed| matches!(filed.stage, Stage::Handed | Stage::Sent))
        };
        for ticket in self.open.iter().filter(awaited) {
            assert!(!alike(&self.sent[ticket], &order), "sent while the same is on its way: {order:?}");
        }
        self.tally.sent += 1;
        self.tally.finals += u32::from(weight(&order.action) == Weight::Final);
        self.open.insert(order.ticket);
        assert!(self.sent.insert(order.ticket, order).is_none(), "sent twice");
    }

    /// The audit log's disk catches up, or fails.
    fn record(&mut self) {
        if self.unwritten.is_empty() {
            return;
        }
        let ticket = self.unwritten.swap_remove(self.rng.usize(..self.unwritten.len()));
        let result = if self.rng.u8(..8) == 0 { Err(Text::new("disk full")) } else { Ok(()) };
        if result.is_ok() {
            self.written.insert(ticket);
        }
        let recorded = Fact::Recorded { ticket, result };
        if self.rng.u8(..4) == 0 {
            self.fold(recorded.clone());
        }
        self.fold(recorded);
    }

    /// A vendor answers an order, perhaps one it has answered before.
    fn answer(&mut self) {
        let Some(ticket) = self.rng.choice(self.sent.keys().copied().collect::<Vec<_>>()) else { return };
        let result = match self.rng.u8(..3) {
            0 => Ok(Accepted::default()),
            1 => Err(Fault::Refused(Text::new("no"))),
            _ => Err(Fault::Unanswered(Text::new("silence"))),
        };
        let account = self.sent[&ticket].subject.account().clone();
        if self.rng.u8(..4) > 0 {
            self.fold(Fact::Departed { account: account.clone(), ticket, at: self.now });
        }
        self.open.remove(&ticket);
        self.fold(Fact::Acted { account, ticket, result });
    }

    fn press(&mut self) {
        const KEYS: &[u8] = b"jkjkgGmwBERRLPTDXXXVVVCSyyyyynzqI12344/so0123456789FF uciO:";
        let who = self.rng.usize(..2);
        let code = match self.rng.u8(..14) {
            0 => KeyCode::Enter,
            1 => KeyCode::Esc,
            2 => KeyCode::Down,
            3..=6 => self.right_answer(who),
            _ => KeyCode::Char(char::from(*self.rng.choice(KEYS).expect("some"))),
        };
        for order in self.type_key(who, code) {
            self.given(who, &order);
            self.ask(who, Request::Order(Box::new(order)));
        }
    }

    /// Types one key; the orders that come of it.
    pub(super) fn type_key(&mut self, who: usize, code: KeyCode) -> Vec<OrderRequest> {
        let Eyes { session, origin } = &mut self.eyes[who];
        if !matches!(session.mode, Mode::Confirm(_) | Mode::Choose(_) | Mode::Form(_)) {
            *origin = match session.selected() {
                Some(Row::Call(line, _, row)) => {
                    let agent = row.call.agent.as_ref();
                    let beside = agent.into_iter().flat_map(|agent| line.calls_of(agent));
                    std::iter::once(row).chain(beside).map(|row| person(&row.call)).collect()
                }
                Some(Row::Agent(line, agent, _)) => {
                    line.calls_of(&agent.id).map(|row| person(&row.call)).collect()
                }
                _ => BTreeSet::new(),
            };
        }
        let intents = session.key(KeyEvent::new(code, KeyModifiers::NONE), self.now);
        let order =
            |intent| if let Intent::Ask(Request::Order(order)) = intent { Some(*order) } else { None };
        intents.into_iter().filter_map(order).collect()
    }

    /// An order is given: whom it is for was under the cursor when the first key went down.
    fn given(&self, who: usize, order: &OrderRequest) {
        let Eyes { session, origin } = &self.eyes[who];
        if order.action.verb() == Verb::Leave {
            let Action::Leave { phone } = &order.action else { panic!("{order:?}") };
            let mine = |leg: &callboard::board::Listening| {
                leg.phone == *phone && leg.operator == session.operator.name
            };
            let Aim::Call(aim) = &order.aim else { panic!("{order:?}") };
            assert!(self.board.orders.listening_on(&aim.key).any(mine), "somebody else's leg: {order:?}");
            return;
        }
        let aims = match &order.aim {
            Aim::Call(aim) => std::slice::from_ref(aim),
            Aim::Agent { calls, .. } => calls.as_slice(),
        };
        let customer = |aim: &CallAim| {
            let row = self.board.call(&aim.key).filter(|row| row.sighting() == aim.sighting);
            person(&row.expect("ordered for a call that is not on the newest board").call)
        };
        let named: BTreeSet<u32> = aims.iter().map(customer).collect();
        assert!(named.is_subset(origin), "ordered for a call that was not under the cursor: {order:?}");
    }

    /// The key that a question waits for, and while none stands a key on the way to one, so that many orders are
    /// given, also for agents and their lines.
    fn right_answer(&mut self, who: usize) -> KeyCode {
        let way = *self.rng.choice(b"mmVVV44").expect("some");
        match &self.eyes[who].session.mode {
            Mode::Confirm(confirm) => match &confirm.code {
                Some((code, _)) => code.chars().nth(confirm.typed.len()).map_or(KeyCode::Esc, KeyCode::Char),
                None => KeyCode::Char('y'),
            },
            Mode::Choose(_) if way == b'm' => KeyCode::Down,
            Mode::Choose(_) | Mode::Form(_) => KeyCode::Enter,
            Mode::Browse
            | Mode::Filter
            | Mode::Help(_)
            | Mode::Details(_)
            | Mode::Source(_)
            | Mode::Sort
            | Mode::Command(_)
            | Mode::Columns(_)
            | Mode::Quit => KeyCode::Char(char::from(way)),
        }
    }
}

/// Whether the second would do over again what the first is doing.
fn alike(first: &Order, second: &Order) -> bool {
    let agent = |order: &Order| match &order.subject {
        Subject::Agent { key, .. } => Some(key.clone()),
        Subject::Call { .. } => None,
    };
    let shared = first.subject.calls().any(|key| second.subject.calls().any(|other| other == key));
    let same = shared || (agent(first).is_some() && agent(first) == agent(second));
    same && first.action.kind() == second.action.kind()
}

fn reach(action: &Action) -> Reach {
    if let Action::Special { special, .. } = action { special.reach } else { Reach::Nothing }
}

/// What can be done at each vendor, and at one that can do everything.
fn everywhere() -> &'static [Abilities] {
    static ALL: std::sync::OnceLock<Vec<Abilities>> = std::sync::OnceLock::new();
    ALL.get_or_init(|| {
        let all = Abilities::new().seen(&Verb::ALL);
        let all =
            all.unseen(&[Verb::Monitor, Verb::Whisper, Verb::Barge, Verb::Leave]).switching().with(vec![
                Special::call("cut", "cut the agent's leg", Weight::Final, "The agent leaves the call."),
                Special::agent("line", "free line 1", Weight::Final, "The call on it ends.")
                    .reaching(Reach::One),
                Special::agent("free", "free all lines", Weight::Final, "Every call of the agent ends.")
                    .reaching(Reach::Every),
                Special::call("up", "move up", Weight::Noticed, "The caller waits less."),
            ]);
        let vendors = dialects::all().iter().map(|(_, abilities)| abilities.clone());
        vendors.chain([all.clone(), all]).collect()
    })
}
