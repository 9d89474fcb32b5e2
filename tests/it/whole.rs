//! The program from the keys to the account's mailbox and back to the cells: a floor, and sessions on terminals that
//! are byte streams and events. Only the vendors and this process's own terminal are missing.

mod rig;

use std::io::Write as _;
use std::os::unix::net::UnixStream;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use callboard::domain::{Action, ListenMode};
use callboard::messages::Order;
use callboard::session::Press;
use callboard::terminal::{Descriptor, Input, listen};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tokio::sync::mpsc;

use rig::Centre;

/// What takes the alternate screen.
const TAKE: &str = "\x1b[?1049h";
/// Of the help.
const HELP: &str = "nobody hears you";
/// What asks a terminal how it is.
const ASK: &str = "\x1b[5n";

/// Who gave the order, for which calls, and whose phone listens.
fn told(order: &Order) -> (String, Vec<String>, String) {
    let calls = order.subject.calls().map(|key| key.id.as_str().to_owned()).collect();
    let Action::Listen { mode: ListenMode::Monitor, phone, from: None } = &order.action else {
        panic!("not what m means: {order:?}")
    };
    (order.operator.to_string(), calls, phone.to_string())
}

fn monitors(who: &str, call: &str) -> (String, Vec<String>, String) {
    (who.to_owned(), vec![call.to_owned()], format!("phone of {who}"))
}

/// A key that gives an order without a question counts only when it has been quiet for so long before it. What was
/// typed before has been read by now: its effect was seen.
async fn rest() {
    tokio::time::sleep(Duration::from_millis(151)).await;
}

#[tokio::test]
async fn bytes_choose_a_call_give_its_order_and_leave() {
    let mut centre = Centre::with(&["1111", "2222"]).await;
    let (mut keys, stream) = UnixStream::pair().expect("a stream");
    let mut dana = centre.seats("dana", listen(Descriptor(stream), centre.clock), (80, 24));
    let mut types = |bytes: &str| keys.write_all(bytes.as_bytes()).expect("somebody reads");
    dana.chooses("1111").await;
    assert!(dana.taken());

    types("j");
    dana.chooses("2222").await;
    rest().await;
    types("m");
    assert_eq!(told(&centre.carries().await), monitors("dana", "c-2222"));
    dana.shows("accepted").await;

    types("?");
    dana.shows(HELP).await;
    dana.resizes(120, 40);
    let rule = "─".repeat(120);
    dana.shows(&rule).await;
    dana.shows(HELP).await;
    // Esc may be the beginning of an answer: the terminal is asked, and what it says proves that there is none.
    types("\x1b");
    dana.until("a question", |dana| dana.count(ASK) == 1).await;
    types("\x1b[0n");
    dana.chooses("2222").await;

    types("q");
    dana.shows("Leave callboard?").await;
    types("y");
    dana.leaves().await;
    assert!(!dana.taken());
    assert!(centre.rests(), "one key was one order");
}

#[tokio::test]
async fn two_on_one_floor_see_what_happens_there_and_nothing_of_one_another() {
    let mut centre = Centre::with(&["1111", "2222"]).await;
    let (keys, bytes) = sync_channel(8);
    let (events, inputs) = mpsc::channel(8);
    let mut dana = centre.seats("dana", listen(bytes, centre.clock), (120, 40));
    let mut erin = centre.seats("erin", inputs, (80, 24));
    let types = |bytes: &str| keys.send(bytes.into()).expect("somebody reads");
    let presses = async |code| {
        let press = Press::from(KeyEvent::new(code, KeyModifiers::NONE));
        events.send(Input::Key(press)).await.expect("somebody takes it");
    };
    dana.chooses("1111").await;
    presses(KeyCode::Char('j')).await;
    erin.chooses("2222").await;
    assert!(dana.chosen().contains("1111"));

    types("m");
    let first = centre.carries().await;
    assert_eq!(told(&first), monitors("dana", "c-1111"));
    presses(KeyCode::Char('m')).await;
    let second = centre.carries().await;
    assert_eq!(told(&second), monitors("erin", "c-2222"));
    assert_eq!([first, second].map(|order| (order.ticket.session, order.ticket.number)), [(1, 1), (2, 1)]);
    dana.shows("accepted").await;
    erin.shows("accepted").await;

    presses(KeyCode::Char('?')).await;
    erin.shows(HELP).await;
    centre.lists(&["1111", "2222", "3333"]).await;
    dana.shows("3333").await;
    assert!(!dana.screen().contains(HELP));

    types("q");
    dana.shows("Leave callboard?").await;
    types("y");
    dana.leaves().await;
    presses(KeyCode::Esc).await;
    erin.shows("3333").await;
    assert!(erin.taken());
    assert!(centre.rests(), "one key was one order");
    // Her terminal goes away.
    drop(events);
    erin.leaves().await;
}

#[tokio::test]
async fn a_suspended_session_gives_the_screen_back_and_goes_on_where_it_was() {
    let centre = Centre::with(&["1111", "2222"]).await;
    let (keys, bytes) = sync_channel(8);
    let mut dana = centre.seats("dana", listen(bytes, centre.clock), (80, 24));
    let types = |bytes: &str| keys.send(bytes.into()).expect("somebody reads");
    dana.chooses("1111").await;
    types("j");
    dana.chooses("2222").await;
    types("\x1a");
    dana.until("taken twice", |dana| dana.count(TAKE) == 2 && dana.taken()).await;
    dana.chooses("2222").await;
    // No more keys can come.
    drop(keys);
    dana.leaves().await;
    assert!(!dana.taken());
}
