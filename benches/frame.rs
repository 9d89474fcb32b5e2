//! What a frame costs, from the session to cells, however long the lists are.

#[path = "floor.rs"]
mod floor;

use std::sync::Arc;
use std::time::Duration;

use callboard::domain::Permissions;
use callboard::session::{Banner, Operator, Session, View};
use callboard::view::{self, Background, Depth, Look, Now, Signs};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const AREA: Rect = Rect { x: 0, y: 0, width: 120, height: 40 };

/// A session that looks at so many calls and agents, its cursor in the middle of the list.
fn session(rows: u32, view: char) -> Session {
    let mut board = floor::board();
    for account in floor::accounts() {
        let snapshot = floor::snapshot((rows / 2, rows / 2, 300), 0);
        drop(board.learn(floor::polled(account, floor::START, snapshot), floor::START));
    }
    let operator =
        Operator { name: "dana".into(), permissions: Permissions::All, phone: None, phones: Vec::new() };
    let banner = Banner { title: "Floor".into(), demo: false };
    let mut session = Session::new(1, operator, banner, Arc::new(board), floor::START);
    let press = |session: &mut Session, code| {
        drop(session.key(KeyEvent::new(code, KeyModifiers::NONE), floor::START));
    };
    press(&mut session, KeyCode::Char(view));
    session.fit(view::page(&session, AREA));
    (0..2).for_each(|_| press(&mut session, KeyCode::PageDown));
    session
}

fn frames(criterion: &mut Criterion) {
    let look = Look::new(Depth::Indexed, Background::Dark, Signs::Unicode);
    let wall = chrono::DateTime::from_timestamp_millis(floor::START.millis()).unwrap_or_default();
    let now = Now { at: floor::START + Duration::from_secs(1), wall: wall.fixed_offset() };
    for (name, key, view) in [("calls", '1', View::Calls), ("agents", '4', View::Agents)] {
        let mut group = criterion.benchmark_group(format!("frame/{name}"));
        for rows in [100, 1_000, 10_000] {
            let mut session = session(rows, key);
            assert_eq!(session.view(), view, "the key shows that list");
            let mut buffer = Buffer::empty(AREA);
            group.bench_function(BenchmarkId::from_parameter(rows), |bencher| {
                bencher.iter(|| {
                    session.fit(view::page(&session, AREA));
                    buffer.reset();
                    view::render(&session, &now, &look, AREA, &mut buffer);
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, frames);
criterion_main!(benches);
