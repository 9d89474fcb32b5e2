//! The floor by itself: no vendor, no screen.

use std::path::PathBuf;
use std::sync::Mutex;

use super::*;
use crate::board::Stage;
use crate::domain::{
    Abilities, Accepted, Action, Call, CallId, CallKey, Feed, Permissions, Phase, Principal, Snapshot, Verb,
};
use crate::messages::{Aim, Budget, CallAim, OrderRequest, Polled, Request, Run, Ticket};

/// A running floor of the accounts `x.a` and `x.b`, and all its ends.
struct Rig {
    heard: mpsc::Sender<Fact>,
    door: Door,
    seat: Seat,
    mailboxes: Vec<mpsc::Receiver<AccountCommand>>,
    folder: PathBuf,
}

impl Drop for Rig {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

fn account(name: &str) -> Account {
    Account::new("x", name)
}

fn dana(permissions: Permissions) -> Principal {
    Principal { operator: Text::new("dana"), permissions }
}

impl Rig {
    /// With an audit log that is on the disk when `sync` returns.
    fn new(sync: impl Fn(&std::fs::File) -> std::io::Result<()> + Send + Sync + 'static) -> Self {
        let every = Duration::from_secs(5);
        let accounts = ["a", "b"].map(|name| (account(name), every));
        let folder = std::env::temp_dir().join(format!("callboard-floor-{:x}", fastrand::u64(..)));
        let log = Log::syncing(folder.join("audit.jsonl"), sync);
        let (mut floor, door) = Floor::new(Board::new(&accounts), Clock::start(), log);
        let heard = floor.teller.clone();
        let mailboxes = accounts.map(|(account, _)| floor.connect(account).0).into();
        tokio::spawn(floor.run());
        let seat = door.enter(dana(Permissions::All));
        Self { heard, door, seat, mailboxes, folder }
    }

    async fn tell(&self, fact: Fact) {
        self.heard.send(fact).await.unwrap();
    }

    /// Asks as soon as the floor has room for it.
    async fn ask(&self, request: Request) {
        while self.seat.ask(request.clone()).is_err() {
            tokio::task::yield_now().await;
        }
    }

    /// `x.a` lists `count` calls, `c1` and so on.
    async fn calls(&self, count: u32) {
        let abilities = Abilities::new().seen(&[Verb::HangUp]);
        let now = crate::domain::At::from_millis(1_000);
        let snapshot = Snapshot {
            calls: Feed::fresh((1..=count).map(call).collect()),
            waiting: Feed::Skipped,
            agents: Feed::Skipped,
            queues: Feed::Skipped,
            states: Vec::new(),
            listeners: None,
        };
        let polled = Polled {
            account: account("a"),
            at: now,
            snapshot,
            abilities,
            took: Duration::ZERO,
            skew: None,
            budget: Budget { left: 1, per_minute: 1 },
            next: now,
        };
        self.tell(Fact::Polled(Box::new(polled))).await;
    }

    /// As [`Self::calls`], and the board shows them.
    async fn listed(&mut self, count: u32) {
        self.calls(count).await;
        let shown = |line: &crate::board::Line| u32::try_from(line.calls.rows().len()) == Ok(count);
        self.seat.board.wait_for(|board| board.line(&account("a")).is_some_and(shown)).await.unwrap();
    }

    /// An order to hang up call `c{call}`, whose receipt is `number`.
    async fn order(&mut self, number: u32, call: u32) {
        let board = Arc::clone(&self.seat.board.borrow());
        let seen = self::call(call);
        let key = CallKey::new(&account("a"), &seen.id);
        let sighting = board.call(&key).map(|row| row.sighting()).unwrap_or_default();
        let aim = Aim::Call(CallAim { key, sighting });
        let at = crate::domain::At::from_millis(0);
        let order = OrderRequest { number, aim, action: Action::HangUp, at };
        self.ask(Request::Order(Box::new(order))).await;
    }

    /// How far the order `number` has come once it is at something that `is` holds of.
    async fn until(&mut self, number: u32, is: impl Fn(&Stage) -> bool) -> Stage {
        let found = |board: &Arc<Board>| {
            board.orders.find(ticket(number)).map(|filed| filed.stage.clone()).filter(&is)
        };
        let board = self.seat.board.wait_for(|board| found(board).is_some()).await.unwrap();
        found(&board).unwrap()
    }
}

fn ticket(number: u32) -> Ticket {
    Ticket { run: Run::default(), session: 1, number }
}

fn call(number: u32) -> Call {
    Call::new(CallId::from(format!("c{number}")), Phase::Talking)
}

#[tokio::test]
async fn an_order_whose_line_finds_no_room_is_refused_and_every_lost_line_is_told() {
    let (go, gate) = std::sync::mpsc::channel::<()>();
    let (begun, mut writing) = mpsc::channel(1);
    let gate = Mutex::new(gate);
    let mut rig = Rig::new(move |_| {
        begun.try_send(()).ok();
        // Nothing comes: the disk hangs until the test is over.
        gate.lock().unwrap().recv().ok();
        Ok(())
    });
    rig.listed(1).await;
    // Refusals are lines too, and nobody waits for them. One is with the writer.
    rig.order(0, 99).await;
    writing.recv().await.unwrap();
    let told = rig.folder.join("log");
    let subscriber = tracing_subscriber::fmt().with_writer(std::fs::File::create(&told).unwrap()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let lost = || std::fs::read_to_string(&told).unwrap().matches("an audit line was lost").count();
    let room = u32::try_from(UNWRITTEN).unwrap();
    for number in 1..=room {
        rig.order(number, 99).await;
    }
    rig.until(room, Stage::ended).await;
    assert_eq!(lost(), 0);
    rig.order(room + 1, 99).await;
    rig.until(room + 1, Stage::ended).await;
    assert_eq!(lost(), 1);
    rig.order(room + 2, 1).await;
    let stage = rig.until(room + 2, Stage::ended).await;
    assert!(matches!(&stage, Stage::Refused(why) if why.contains("its writer is behind")), "{stage:?}");
    assert_eq!(lost(), 2, "and the line of this refusal");
    assert!(rig.mailboxes[0].try_recv().is_err(), "nothing was sent");
    drop(go);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_reaches_whom_it_is_for() {
    let mut rig = Rig::new(|_| Ok(()));
    rig.ask(Request::Refresh(Some(account("b")))).await;
    assert!(matches!(rig.mailboxes[1].recv().await, Some(AccountCommand::Refresh)));
    assert!(rig.mailboxes[0].try_recv().is_err());
    rig.ask(Request::Refresh(None)).await;
    assert!(matches!(rig.mailboxes[0].recv().await, Some(AccountCommand::Refresh)));
    assert!(matches!(rig.mailboxes[1].recv().await, Some(AccountCommand::Refresh)));
}

#[tokio::test(start_paused = true)]
async fn a_board_that_did_not_change_is_not_published() {
    let mut rig = Rig::new(|_| Ok(()));
    rig.calls(1).await;
    rig.seat.board.changed().await.unwrap();
    // Of the first of two it is known that all was done that it brings about.
    for _ in 0..2 {
        rig.ask(Request::Refresh(Some(account("a")))).await;
        rig.mailboxes[0].recv().await.unwrap();
    }
    assert!(!rig.seat.board.has_changed().unwrap());
    rig.order(1, 1).await;
    rig.until(1, |stage| matches!(stage, Stage::Handed)).await;
}

#[tokio::test(start_paused = true)]
async fn it_ends_a_watch_by_itself_when_nothing_else_happens() {
    let mut rig = Rig::new(|_| Ok(()));
    rig.listed(1).await;
    rig.order(1, 1).await;
    let Some(AccountCommand::Carry(order)) = rig.mailboxes[0].recv().await else { panic!("not handed over") };
    assert_eq!(order.ticket, ticket(1));
    let at = crate::domain::At::from_millis(0);
    rig.tell(Fact::Departed { account: account("a"), ticket: ticket(1), at }).await;
    rig.tell(Fact::Acted { account: account("a"), ticket: ticket(1), result: Ok(Accepted::default()) }).await;
    rig.until(1, |stage| matches!(stage, Stage::Accepted(_))).await;
    // Nobody says anything any more.
    assert_eq!(rig.until(1, Stage::ended).await, Stage::NotSeen);
}

/// What the order's account would have heard is told once, to nobody else.
#[tokio::test(start_paused = true)]
async fn an_order_that_its_account_has_no_room_for_is_refused_and_logged() {
    let mut rig = Rig::new(|_| Ok(()));
    rig.listed(10).await;
    for number in 1..=9 {
        rig.order(number, number).await;
        rig.until(number, |stage| *stage != Stage::Noted).await;
    }
    let stage = rig.until(9, Stage::ended).await;
    assert!(matches!(&stage, Stage::Refused(why) if why.contains("busy")), "{stage:?}");
    assert!(rig.mailboxes[1].try_recv().is_err());
    // The line of an order is on the disk once it goes on, and so are all before it.
    rig.order(10, 10).await;
    rig.until(10, |stage| *stage != Stage::Noted).await;
    let log = std::fs::read_to_string(rig.folder.join("audit.jsonl")).unwrap();
    let entries = log.lines().map(|line| serde_json::from_str::<Entry>(line).unwrap());
    let ninth: Vec<_> = entries.filter(|entry| entry.ticket == "1-9").map(|it| (it.run, it.stage)).collect();
    assert_eq!(ninth, ["noted", "refused"].map(|stage| (Run::default().to_string(), stage.into())));
}

#[tokio::test(start_paused = true)]
async fn every_session_has_its_own_number_and_only_what_its_principal_may_do() {
    let mut rig = Rig::new(|_| Ok(()));
    rig.listed(1).await;
    let guest = rig.door.enter(dana(Permissions::ReadOnly));
    assert_eq!((rig.seat.session(), guest.session()), (1, 2));
    // The first order of each, which would be one receipt if sessions were not told apart.
    let operator = std::mem::replace(&mut rig.seat, guest);
    rig.order(1, 1).await;
    let by = |session| Ticket { run: Run::default(), session, number: 1 };
    let refused = |board: &Arc<Board>| board.orders.find(by(2)).is_some_and(|filed| filed.stage.ended());
    let board = rig.seat.board.wait_for(refused).await.unwrap().clone();
    let filed = board.orders.find(by(2)).unwrap();
    assert_eq!(filed.stage, Stage::Refused(Text::new("this board is read-only")));
    assert!(board.orders.find(by(1)).is_none());
    rig.seat = operator;
    rig.order(1, 1).await;
    rig.until(1, |stage| *stage == Stage::Handed).await;
    assert_eq!(&*rig.seat.board.borrow().orders.find(by(1)).unwrap().order.operator, "dana");
    assert!(
        matches!(rig.mailboxes[0].recv().await, Some(AccountCommand::Carry(order)) if order.ticket == by(1))
    );
}

#[tokio::test(start_paused = true)]
async fn the_floor_ends_when_nobody_is_left_and_the_accounts_with_it() {
    let mut rig = Rig::new(|_| Ok(()));
    let (floor, door) =
        Floor::new(Board::new(&[]), Clock::start(), Log::syncing(rig.folder.join("other"), |_| Ok(())));
    // The doors of another floor are none of this one's.
    (rig.door, rig.seat) = (door.clone(), door.enter(dana(Permissions::All)));
    drop(floor);
    assert!(rig.mailboxes[0].recv().await.is_none());
    assert_eq!(rig.seat.ask(Request::Refresh(None)), Err(Busy));
}
