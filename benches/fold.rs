//! What a poll costs: folding a snapshot into the board, and the whole way from an answer's bytes to the board.

#[path = "floor.rs"]
mod floor;
#[path = "replay.rs"]
mod replay;

use std::sync::Arc;

use callboard::domain::Permissions;
use callboard::session::{Banner, Operator, Session};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

/// One account's calls, agents and queues.
const SIZE: (u32, u32, u32) = (1_000, 1_000, 300);

fn fold(criterion: &mut Criterion) {
    let [account, _] = floor::accounts();
    let snapshots = [floor::snapshot(SIZE, 0), floor::snapshot(SIZE, 1)];
    let mut board = floor::board();
    let mut turn = 0_usize;
    let mut group = criterion.benchmark_group("fold");
    group.throughput(Throughput::Elements(u64::from(SIZE.0 + SIZE.1 + SIZE.2)));
    group.bench_function("snapshot", |bencher| {
        bencher.iter_batched(
            || {
                turn += 1;
                let snapshot = snapshots.iter().cycle().nth(turn % 2).cloned();
                snapshot.map(|snapshot| floor::polled(account.clone(), floor::START, snapshot))
            },
            |fact| {
                // Someone always looks at the last one.
                let published = Arc::new(board.clone());
                let effects = fact.map(|fact| board.learn(fact, floor::START));
                (published, effects)
            },
            BatchSize::LargeInput,
        );
    });
    let operator =
        Operator { name: "dana".into(), permissions: Permissions::All, phone: None, phones: Vec::new() };
    let banner = Banner { title: "Floor".into(), demo: false };
    let board = Arc::new(board);
    let mut session = Session::new(1, operator, banner, Arc::clone(&board), floor::START);
    group.throughput(Throughput::Elements(u64::from(SIZE.0)));
    group.bench_function("list of calls", |bencher| {
        bencher.iter(|| session.see(Arc::clone(&board), floor::START));
    });
    group.finish();
}

criterion_group!(benches, fold, replay::decode);
criterion_main!(benches);
