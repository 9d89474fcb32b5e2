//! An adapter that follows a script, and a task around it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::Deserialize;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use crate::clock::Clock;
use crate::domain::{
    Abilities, Accepted, Account, Action, Call, CallKey, Fault, Feed, Phase, Sighting, Snapshot, Subject,
    Text, Verb,
};
use crate::messages::{AccountCommand, Fact, Order, Polled, Run, Ticket};
use crate::vendor::{Cadence, Context, Http, HttpOptions, Redactor, Request, Trust, Vendor, run};

pub(super) fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

pub(super) fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// How one poll or one order goes. What the script does not mention goes well.
#[derive(Clone)]
pub(super) enum Step {
    Fresh,
    Slow(Duration),
    Fail(Fault),
    Partly(Fault),
    /// Two lists fail, each in its way, and nothing comes.
    Both(Fault, Fault),
    Spend(u32, Fault),
    /// A sign-in with that token, which the vendor repeats.
    Sign(&'static str),
    /// The vendor's clock seems to be ahead, and a call has no time by ours.
    Ahead(Duration),
    Hang,
    Panic,
    /// An order's look before it acts: it fails, or never ends.
    Look(Option<Fault>),
}

/// What the adapter will do, and what it did when.
#[derive(Clone, Default)]
pub(super) struct Script {
    polls: Arc<Mutex<VecDeque<Step>>>,
    acts: Arc<Mutex<VecDeque<Step>>>,
    news: Arc<Mutex<VecDeque<Step>>>,
    wakes: Arc<Mutex<VecDeque<Step>>>,
    log: Arc<Mutex<Vec<(String, Instant)>>>,
    bell: Arc<Notify>,
    renewal: Arc<Mutex<Duration>>,
}

impl Script {
    pub(super) fn then(&self, step: Step) {
        self.polls.lock().unwrap().push_back(step);
    }

    pub(super) fn act(&self, step: Step) {
        self.acts.lock().unwrap().push_back(step);
    }

    /// How the next making of the adapter goes.
    pub(super) fn making(&self, step: Step) {
        self.news.lock().unwrap().push_back(step);
    }

    /// How the next ring of the bell goes.
    pub(super) fn wake(&self, step: Step) {
        self.wakes.lock().unwrap().push_back(step);
    }

    /// How long what the vendor tells stays the same.
    pub(super) fn renews(&self, every: Duration) {
        *self.renewal.lock().unwrap() = every;
    }

    pub(super) fn ring(&self) {
        self.bell.notify_one();
    }

    fn note(&self, what: &str) {
        self.log.lock().unwrap().push((what.to_owned(), Instant::now()));
    }

    fn take(&self, from: &Mutex<VecDeque<Step>>, what: &str) -> Step {
        self.note(what);
        from.lock().unwrap().pop_front().unwrap_or(Step::Fresh)
    }
}

#[derive(Clone, Default, Deserialize)]
pub(super) struct Config {
    #[serde(skip)]
    script: Script,
    #[serde(default)]
    host: String,
}

pub(super) struct Fake(Script);

impl Vendor for Fake {
    type Config = Config;

    fn new(config: Config) -> Result<Self, Text> {
        match config.script.take(&config.script.news, "new") {
            Step::Fail(fault) => Err(fault.to_string().into()),
            Step::Panic => panic!("no adapter"),
            Step::Fresh
            | Step::Slow(_)
            | Step::Partly(_)
            | Step::Both(..)
            | Step::Spend(..)
            | Step::Sign(_)
            | Step::Ahead(_)
            | Step::Hang
            | Step::Look(_) => Ok(Self(config.script)),
        }
    }

    fn hosts(config: &Config) -> Vec<&str> {
        vec![&config.host]
    }

    fn abilities(&self) -> Abilities {
        Abilities::new().seen(&[Verb::HangUp])
    }

    fn renewal(&self) -> Duration {
        *self.0.renewal.lock().unwrap()
    }

    async fn poll(&mut self, http: &Http) -> Snapshot {
        let step = self.0.take(&self.0.polls, "poll");
        let mut snapshot = Snapshot::failed(&Fault::Gone("not used".into()));
        snapshot.calls = Feed::fresh(Vec::new());
        (snapshot.agents, snapshot.queues) = (Feed::Skipped, Feed::NotOffered("none".into()));
        match step {
            Step::Fresh | Step::Look(_) => {}
            Step::Slow(span) => sleep(span).await,
            Step::Fail(fault) => return Snapshot::failed(&fault),
            Step::Partly(fault) => snapshot.agents = Feed::Failed(fault),
            Step::Both(calls, agents) => {
                (snapshot.calls, snapshot.agents) = (Feed::Failed(calls), Feed::Failed(agents));
                snapshot.waiting = Feed::Skipped;
                return snapshot;
            }
            Step::Spend(count, fault) => {
                http.spend(count);
                return Snapshot::failed(&fault);
            }
            Step::Sign(token) => {
                drop(http.send(Request::post("log in", "http://127.0.0.1:1").bearer(token)).await);
                return Snapshot::failed(&Fault::Unauthorized(format!("{token} is old").into()));
            }
            Step::Ahead(span) => {
                http.hear(span);
                snapshot.calls = Feed::fresh(vec![Call::new("7".into(), Phase::Talking)]);
            }
            Step::Hang => std::future::pending().await,
            Step::Panic => panic!("row 7"),
        }
        self.0.note("polled");
        snapshot
    }

    async fn act(&mut self, http: &Http, order: &Order) -> Result<Accepted, Fault> {
        let step = self.0.take(&self.0.acts, &format!("act {}", order.ticket.number));
        match step {
            Step::Look(None) => return std::future::pending().await,
            Step::Look(Some(fault)) => return Err(fault),
            Step::Fresh
            | Step::Slow(_)
            | Step::Fail(_)
            | Step::Partly(_)
            | Step::Both(..)
            | Step::Spend(..)
            | Step::Sign(_)
            | Step::Ahead(_)
            | Step::Hang
            | Step::Panic => http.act(),
        }
        match step {
            Step::Slow(span) => sleep(span).await,
            Step::Fail(fault) => return Err(fault),
            Step::Hang => std::future::pending().await,
            Step::Panic => panic!("order 7"),
            Step::Fresh
            | Step::Partly(_)
            | Step::Both(..)
            | Step::Spend(..)
            | Step::Sign(_)
            | Step::Ahead(_)
            | Step::Look(_) => {}
        }
        Ok(Accepted::default())
    }

    fn refresh(&mut self) {
        self.0.note("refresh");
    }

    async fn wake(&mut self) {
        self.0.bell.notified().await;
        if matches!(self.0.take(&self.0.wakes, "woken"), Step::Panic) {
            panic!("bell 7");
        }
    }
}

/// A running task and both its ends.
pub(super) struct Rig {
    pub(super) script: Script,
    pub(super) clock: Clock,
    mailbox: mpsc::Sender<AccountCommand>,
    floor: mpsc::Receiver<Fact>,
    task: JoinHandle<()>,
    began: Instant,
}

impl Rig {
    /// Every 5 s, at most 60 s; polls last 20 s at most, orders 10 s; 60 requests in a minute.
    pub(super) fn new(polls: impl Into<Vec<Step>>) -> Self {
        Self::at("http://127.0.0.1:1", polls, |_| {})
    }

    pub(super) fn at(host: &str, polls: impl Into<Vec<Step>>, prepare: impl FnOnce(&Script)) -> Self {
        let config = Config { host: host.to_owned(), ..Config::default() };
        let (script, clock) = (config.script.clone(), Clock::start());
        script.polls.lock().unwrap().extend(polls.into());
        prepare(&script);
        let ((mailbox, orders), (facts, floor)) = (mpsc::channel(8), mpsc::channel(64));
        let context = Context {
            account: Account::new("fake", "sales"),
            cadence: Cadence {
                every: secs(5),
                ceiling: secs(60),
                poll_limit: secs(20),
                order_limit: secs(10),
            },
            http: HttpOptions { timeout: secs(10), longest: 1_000, per_minute: 60 },
            trust: Trust::System,
            secrets: Redactor::default(),
            clock,
            commands: orders,
            facts,
        };
        let task = tokio::spawn(run::<Fake>(config, context));
        Self { script, clock, mailbox, floor, task, began: Instant::now() }
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// Lets `span` pass, and everybody do what is due by then.
    pub(super) async fn pass(&self, span: Duration) {
        sleep(span).await;
        // The clock goes on only when nobody has anything to do: what was due at this very instant is done then.
        sleep(millis(1)).await;
    }

    pub(super) async fn fact(&mut self) -> Fact {
        self.floor.recv().await.expect("the task ended")
    }

    /// Everything that was told by now.
    pub(super) fn told(&mut self) -> Vec<Fact> {
        std::iter::from_fn(|| self.floor.try_recv().ok()).collect()
    }

    pub(super) async fn polled(&mut self) -> Polled {
        loop {
            if let Fact::Polled(polled) = self.fact().await {
                return *polled;
            }
        }
    }

    /// The next order's end: its number and result.
    pub(super) async fn acted(&mut self) -> (u32, Result<(), Fault>) {
        loop {
            if let Fact::Acted { ticket, result, .. } = self.fact().await {
                return (ticket.number, result.map(|_| ()));
            }
        }
    }

    pub(super) async fn order(&self, number: u32) {
        self.order_since(number, Duration::ZERO).await;
    }

    /// An order whose key went down some time ago.
    pub(super) async fn order_since(&self, number: u32, age: Duration) {
        let call = Call::new("7".into(), Phase::Talking);
        let key = CallKey::new(&Account::new("fake", "sales"), &call.id);
        let order = Order {
            ticket: Ticket { run: Run::default(), session: 1, number },
            operator: "ada".into(),
            subject: Subject::Call { key, sighting: Sighting { call: 1, hands: 1 }, seen: Box::new(call) },
            action: Action::HangUp,
            at: self.clock.now() - age,
        };
        self.mailbox.send(AccountCommand::Carry(Box::new(order))).await.unwrap();
    }

    pub(super) async fn refresh(&self) {
        self.mailbox.send(AccountCommand::Refresh).await.unwrap();
    }

    /// What the adapter did, in order.
    pub(super) fn deeds(&self) -> Vec<String> {
        self.script.log.lock().unwrap().iter().map(|(what, _)| what.clone()).collect()
    }

    /// When it did `what`, counted from the beginning.
    pub(super) fn times(&self, what: &str) -> Vec<Duration> {
        let log = self.script.log.lock().unwrap();
        log.iter().filter(|(deed, _)| deed == what).map(|(_, at)| *at - self.began).collect()
    }

    /// Closes the mailbox; returns how long the task takes to end.
    pub(super) async fn close(self) -> Duration {
        let Self { mailbox, floor: _floor, task, .. } = self;
        let before = Instant::now();
        drop(mailbox);
        task.await.unwrap();
        before.elapsed()
    }

    /// Goes away from the floor; returns how long the task takes to end.
    pub(super) async fn leave(self) -> Duration {
        let Self { mailbox: _mailbox, floor, task, .. } = self;
        let before = Instant::now();
        drop(floor);
        task.await.unwrap();
        before.elapsed()
    }
}
