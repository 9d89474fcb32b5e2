//! The figures of a centre in full swing, as six adapters tell it in polls of different age: whatever they say, the
//! board's parts say the same.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use callboard::board::Board;
use callboard::clock::Clock;
use callboard::config::{self, Env};
use callboard::domain::{At, Permissions};
use callboard::session::{Banner, Operator, Row, Session, View};
use callboard::snapshot::json;
use callboard::vendors;
use callboard_sim::{Ports, Settings, serve};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

/// How long the centre is watched.
const WATCHED: Duration = Duration::from_secs(20);

/// The rows of a list, as a session shows them.
fn rows(board: &Arc<Board>, view: View, now: At) -> Vec<Row> {
    let operator =
        Operator { name: "dana".into(), permissions: Permissions::All, phone: None, phones: Vec::new() };
    let banner = Banner { title: "Floor".into(), demo: false };
    let mut session = Session::new(1, operator, banner, Arc::clone(board), now);
    session.show(view, now);
    session.table().rows.clone()
}

/// Holds every figure of who waits against list 2; how many wait.
fn check(board: &Board, now: At) -> u32 {
    let board = Arc::new(board.clone());
    let listed = rows(&board, View::Waiting, now);
    let waits: Vec<_> = listed
        .iter()
        .map(|row| if let Row::Call(line, _, call) = row { (line, call) } else { panic!("a caller") })
        .collect();
    let totals = board.totals.waiting.value;
    assert_eq!(totals.listed as usize, waits.len(), "the header counts list 2");
    let longest = board.longest(now).map(|longest| longest.since);
    let first = waits.first().and_then(|(_, call)| call.waits_since());
    assert_eq!(longest, first, "the header's longest is the first of list 2");
    let all = rows(&board, View::Calls, now);
    let keys = |rows: &[Row]| rows.iter().take(waits.len()).map(Row::key).collect::<Vec<_>>();
    assert_eq!(keys(&all), keys(&listed), "list 1 begins with list 2");
    let customers: BTreeSet<_> = waits
        .iter()
        .filter_map(|(line, call)| Some((&line.account, call.call.conversation.clone()?)))
        .collect();
    let named = waits.iter().filter(|(_, call)| call.call.conversation.is_some()).count();
    assert_eq!(customers.len(), named, "nobody is listed twice");
    for line in &board.lines {
        for queue in line.queues.rows().iter() {
            let here = waits.iter().filter(|(of, call)| {
                of.account == line.account && call.call.queue.as_ref() == Some(&queue.id)
            });
            let told = line.waits.queue(&queue.id).callers;
            assert_eq!(told.listed as usize, here.count(), "{} {}", line.account, queue.name);
        }
    }
    let told = json(&board, now);
    let accounts = told["accounts"].as_array().expect("accounts");
    let lists = accounts.iter().flat_map(|it| [&it["calls"]["rows"], &it["waiting"]["rows"]]);
    let printed = lists.flat_map(|rows| rows.as_array().expect("rows")).filter(|row| row["waits"] == true);
    assert_eq!(printed.count(), waits.len(), "what is printed has the same callers");
    totals.listed
}

#[tokio::test]
async fn all_parts_of_the_board_tell_of_the_same_callers() {
    drop(rustls::crypto::ring::default_provider().install_default());
    let settings = Settings { agents: 12, queues: 4, calls: 20, pace: 8.0, ..Settings::default() };
    let sim = serve(settings, Ports::Free).await.expect("free ports");
    let folder = std::env::temp_dir().join(format!("callboard-e2e-figures-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("config.toml");
    std::fs::write(&path, sim.config_toml()).expect("a file");
    let config = config::load(Some(&path), &Env::process()).expect("a configuration");
    let launches = vendors::open_all(&config).expect("accounts");
    let accounts: Vec<_> = launches.iter().map(|it| (it.account.clone(), it.cadence.every)).collect();
    let mut board = Board::new(&accounts);
    let (clock, (floor, mut events)) = (Clock::start(), mpsc::channel(64));
    let (mut desks, mut tasks) = (Vec::new(), Vec::new());
    for launch in launches {
        let (desk, commands) = mpsc::channel(1);
        desks.push(desk);
        tasks.push(launch.start(clock, commands, floor.clone()));
    }
    let (end, mut checked, mut most) = (Instant::now() + WATCHED, 0, 0);
    while let Ok(Some(event)) = timeout_at(end, events.recv()).await {
        drop(board.learn(event, clock.now()));
        most = most.max(check(&board, clock.now()));
        checked += 1;
    }
    tasks.iter().for_each(tokio::task::JoinHandle::abort);
    drop(std::fs::remove_dir_all(&folder));
    sim.stop().await;
    assert!(checked > 20 && most > 2, "{checked} polls, {most} waited at most: too few to prove anything");
}
