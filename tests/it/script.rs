//! A board and a session in a test: told the time, fed with facts, typed at.

use std::sync::Arc;
use std::time::Duration;

use callboard::board::{Board, CallRow, Change, Effect, Filed};
use callboard::domain::{
    Abilities, Account, Agent, AgentId, AgentState, At, Call, CallId, CallKey, ClockOffset, Fault, Feed,
    Party, Permissions, Phase, Principal, Queue, QueueId, Snapshot, Text, Verb,
};
use callboard::messages::{Aim, Asked, Budget, Fact, Order, OrderRequest, Polled, Request};
use callboard::session::{Banner, Intent, Operator, Session};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// When every script begins.
pub(crate) const START: At = At::from_millis(1_772_000_000_000);

pub(crate) struct Script {
    pub(crate) now: At,
    pub(crate) board: Board,
    pub(crate) session: Session,
    /// What every account can do.
    abilities: Abilities,
    /// Orders that left for their vendor.
    pub(crate) sent: Vec<Order>,
    /// Later steps, for the audit log.
    pub(crate) logged: Vec<Arc<Filed>>,
    /// What has happened to calls.
    pub(crate) happened: Vec<Change>,
}

impl Script {
    /// A board of the accounts `sim.NAME`, which can do everything and whose lists show it, but for
    /// listening.
    pub(crate) fn new(names: &[&str]) -> Self {
        Self::able(names, abilities())
    }

    /// A board of accounts that can do `abilities`.
    pub(crate) fn able(names: &[&str], abilities: Abilities) -> Self {
        let accounts: Vec<_> = names.iter().map(|name| (account(name), Duration::from_secs(5))).collect();
        let board = Board::new(&accounts);
        let operator = Operator {
            name: "dana".into(),
            permissions: Permissions::All,
            phone: Some("+15550100".into()),
            phones: Vec::new(),
        };
        let banner = Banner { title: "Floor".into(), demo: false };
        let session = Session::new(1, operator, banner, Arc::new(board.clone()), START);
        let mut script = Self {
            now: START,
            board,
            session,
            abilities,
            sent: Vec::new(),
            logged: Vec::new(),
            happened: Vec::new(),
        };
        for (account, every) in accounts {
            let abilities = script.abilities.clone();
            script.fold(Fact::Joined { account, abilities, every });
        }
        script
    }

    pub(crate) fn fold(&mut self, fact: Fact) {
        let effects = self.board.learn(fact, self.now);
        self.obey(effects);
        self.session.see(Arc::new(self.board.clone()), self.now);
    }

    pub(crate) fn ask(&mut self, asked: Asked) {
        let effects = self.board.ask(asked, self.now);
        self.obey(effects);
        self.session.see(Arc::new(self.board.clone()), self.now);
    }

    /// Lets the audit log write at once, and keeps what leaves.
    fn obey(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Record(filed) => {
                    self.fold(Fact::Recorded { ticket: filed.order.ticket, result: Ok(()) });
                }
                Effect::Send(order) => {
                    let (account, ticket) = (order.subject.account().clone(), order.ticket);
                    self.sent.push(*order);
                    self.fold(Fact::Departed { account, ticket, at: self.now });
                }
                Effect::Log(filed) => self.logged.push(filed),
                Effect::Refresh(_) => {}
                Effect::Happened(change) => self.happened.push(*change),
            }
        }
    }

    pub(crate) fn later(&mut self, seconds: u64) {
        self.now = self.now + Duration::from_secs(seconds);
        let effects = self.board.expire(self.now);
        self.obey(effects);
        self.session.see(Arc::new(self.board.clone()), self.now);
    }

    pub(crate) fn polled(&mut self, name: &str, snapshot: Snapshot) {
        self.read(name, snapshot, Duration::from_millis(80));
    }

    /// A poll that `took` so long and ended now.
    pub(crate) fn read(&mut self, name: &str, snapshot: Snapshot, took: Duration) {
        self.fold(Fact::Polled(Box::new(Polled {
            account: account(name),
            at: self.now,
            snapshot,
            abilities: self.abilities.clone(),
            took,
            skew: Some(ClockOffset::believed(0)),
            budget: Budget { left: 50, per_minute: 60 },
            next: self.now + Duration::from_secs(5),
        })));
    }

    pub(crate) fn calls(&mut self, name: &str, calls: Vec<Call>) {
        self.polled(name, Snapshot { calls: Feed::fresh(calls), ..nothing() });
    }

    pub(crate) fn fails(&mut self, name: &str, fault: &Fault) {
        self.polled(name, Snapshot::failed(fault));
    }

    /// Types keys, half a second apart. `↵` is Enter, `⎋` Esc and `⇥` Tab.
    pub(crate) fn keys(&mut self, keys: &str) -> Vec<Intent> {
        let mut intents = Vec::new();
        for char in keys.chars() {
            self.now = self.now + Duration::from_millis(500);
            intents.extend(self.press(char));
        }
        intents
    }

    /// Types one key now.
    pub(crate) fn press(&mut self, char: char) -> Vec<Intent> {
        let code = match char {
            '↵' => KeyCode::Enter,
            '⎋' => KeyCode::Esc,
            '⇥' => KeyCode::Tab,
            other => KeyCode::Char(other),
        };
        let intents = self.session.key(KeyEvent::new(code, KeyModifiers::NONE), self.now);
        for intent in &intents {
            if let Intent::Ask(request) = intent {
                let principal = Arc::new(self.session.operator.principal());
                let asked = Asked { session: self.session.id, principal, request: request.clone() };
                self.ask(asked);
            }
        }
        intents
    }

    pub(crate) fn row(&self, name: &str, id: &str) -> &CallRow {
        self.board.call(&CallKey::new(&account(name), &CallId::from(id))).expect("the call is on the board")
    }

    pub(crate) fn notice(&self) -> &str {
        self.session.notice.as_ref().map_or("", |notice| &notice.text)
    }
}

/// What a session asks that gives `order`.
pub(crate) fn giving(order: &Order) -> Asked {
    let Order { ticket, operator, subject, action, at } = order.clone();
    let request =
        Request::Order(Box::new(OrderRequest { number: ticket.number, aim: Aim::at(&subject), action, at }));
    let principal = Arc::new(Principal { operator, permissions: Permissions::All });
    Asked { session: ticket.session, principal, request }
}

pub(crate) fn account(name: &str) -> Account {
    Account::new("sim", name)
}

pub(crate) fn abilities() -> Abilities {
    Abilities::new().seen(&Verb::ALL).unseen(&[Verb::Monitor, Verb::Whisper, Verb::Barge, Verb::Leave])
}

/// A snapshot in which nothing was asked.
pub(crate) fn nothing() -> Snapshot {
    Snapshot {
        calls: Feed::Skipped,
        waiting: Feed::Skipped,
        agents: Feed::Skipped,
        queues: Feed::Skipped,
        states: Vec::new(),
        listeners: None,
    }
}

/// A call that Ada's agent `a1` talks on, from `number`.
pub(crate) fn talking(id: &str, number: &str) -> Call {
    let mut call = Call::new(CallId::from(id), Phase::Talking);
    call.caller = Party::new(None, Some(number));
    call.agent = Some(AgentId::from("a1"));
    call.entered = Some(START);
    call.answered = Some(START + Duration::from_secs(14));
    call
}

/// A caller who waits since the script began.
pub(crate) fn queued(id: &str, number: &str) -> Call {
    let mut call = Call::new(CallId::from(id), Phase::Queued);
    call.caller = Party::new(None, Some(number));
    call.queue = Some(QueueId::from("q1"));
    call.entered = Some(START);
    call
}

pub(crate) fn agent(id: &str, name: &str, state: AgentState) -> Agent {
    Agent::new(AgentId::from(id), Text::new(name), state)
}

pub(crate) fn queue(id: &str, name: &str) -> Queue {
    Queue::new(QueueId::from(id), Text::new(name))
}
