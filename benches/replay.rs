//! From an answer's bytes to the board: the adapters poll a server that gives the simulated vendors' answers
//! again and again, each asked for once, so that what is measured is the board and not the simulation.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use callboard::board::Board;
use callboard::clock::Clock;
use callboard::config::{self, Config, Env};
use callboard::domain::{Feed, Snapshot};
use callboard::vendor::{Http, HttpOptions, Vendor};
use callboard::vendors::ringcentral::RingCentral;
use callboard::vendors::voicenter::Voicenter;
use callboard_sim::{self as sim, Ports, Settings};
use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

use super::floor;

type Failure = Box<dyn std::error::Error>;

/// Polls of a site of 1,000 agents, 300 queues and 1,000 calls.
pub(crate) fn decode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("poll");
    let done = polls(&mut group);
    assert!(done.is_ok(), "failed to poll: {done:?}");
    group.finish();
}

fn polls(group: &mut BenchmarkGroup<'_, WallTime>) -> Result<(), Failure> {
    let runtime = Runtime::new()?;
    let settings = Settings {
        agents: 1_000,
        queues: 300,
        calls: 1_000,
        faults: vec!["ringcentral:limit=9999".parse()?],
        ..Settings::default()
    };
    let sim = runtime.block_on(sim::serve(settings, Ports::Free))?;
    let mut text = sim.config_toml();
    for (_, url) in sim.sites() {
        let there = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        text = text.replace(&there, &listener.local_addr()?.to_string());
        runtime.spawn(replay(listener, there));
    }
    text = text.replace(
        "[ringcentral.sales]",
        "[ringcentral.sales]\nagents_every = \"1ms\"\nqueues_every = \"1ms\"",
    );
    let config = config::parse(&text, "bench.toml".as_ref(), &Env::process())?;
    poll::<RingCentral>(group, &runtime, &config, "ringcentral")?;
    poll::<Voicenter>(group, &runtime, &config, "voicenter")?;
    runtime.block_on(sim.stop());
    Ok(())
}

fn poll<V: Vendor>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    runtime: &Runtime,
    config: &Config,
    name: &str,
) -> Result<(), Failure> {
    let section =
        config.sections.iter().find(|section| section.account.vendor() == name).ok_or("no account")?;
    let settings = section.read::<V::Config>()?.config;
    let options = HttpOptions { timeout: section.common.timeout.0, longest: 1 << 26, per_minute: 10_000_000 };
    let clock = Clock::start();
    let http = Http::new(&V::hosts(&settings), options, clock)?;
    let mut vendor = V::new(settings.clone()).map_err(|why| why.to_string())?;
    let mut board = Board::new(&[(section.account.clone(), floor::EVERY)]);
    // The first polls sign in and read the directories.
    let mut rows = 0;
    for _ in 0..6 {
        rows = runtime.block_on(async { count(&vendor.poll(&http).await) });
    }
    group.throughput(Throughput::Elements(rows));
    group.bench_function(format!("{name}, {rows} rows"), |bencher| {
        bencher.iter(|| {
            let snapshot = runtime.block_on(vendor.poll(&http));
            assert_eq!(count(&snapshot), rows, "every poll finds the same");
            board.learn(floor::polled(section.account.clone(), clock.now(), snapshot), clock.now())
        });
    });
    Ok(())
}

fn count(snapshot: &Snapshot) -> u64 {
    fn of<T>(feed: &Feed<T>) -> u64 {
        if let Feed::Fresh { rows, .. } = feed { u64::try_from(rows.len()).unwrap_or(0) } else { 0 }
    }
    of(&snapshot.calls) + of(&snapshot.waiting) + of(&snapshot.agents) + of(&snapshot.queues)
}

type Answers = Arc<Mutex<HashMap<Vec<u8>, Arc<Vec<u8>>>>>;

/// Serves what `there` answered to the same request before.
async fn replay(listener: TcpListener, there: String) {
    let answers = Answers::default();
    while let Ok((client, _)) = listener.accept().await {
        let (answers, there) = (Arc::clone(&answers), there.clone());
        tokio::spawn(async move {
            // A connection that ends is a connection that ends.
            drop(client.set_nodelay(true));
            drop(connection(client, &answers, &there).await);
        });
    }
}

async fn connection(mut client: TcpStream, answers: &Answers, there: &str) -> io::Result<()> {
    let mut upstream: Option<TcpStream> = None;
    loop {
        let request = message(&mut client).await?;
        let known = answers.lock().unwrap_or_else(PoisonError::into_inner).get(&request).cloned();
        let answer = if let Some(answer) = known {
            answer
        } else {
            let upstream = match &mut upstream {
                Some(upstream) => upstream,
                none => none.insert(TcpStream::connect(there).await?),
            };
            upstream.write_all(&request).await?;
            let answer = Arc::new(message(upstream).await?);
            answers.lock().unwrap_or_else(PoisonError::into_inner).insert(request, Arc::clone(&answer));
            answer
        };
        client.write_all(&answer).await?;
    }
}

/// One HTTP message, whose body is as long as its head says.
async fn message(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut message = Vec::new();
    loop {
        let end = message.windows(4).position(|bytes| bytes == b"\r\n\r\n").map(|at| at + 4);
        if let Some(end) = end {
            let head = String::from_utf8_lossy(message.get(..end).unwrap_or_default()).to_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
            let length: usize = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
            while message.len() < end + length {
                read(stream, &mut message).await?;
            }
            return Ok(message);
        }
        read(stream, &mut message).await?;
    }
}

async fn read(stream: &mut TcpStream, message: &mut Vec<u8>) -> io::Result<()> {
    match stream.read_buf(message).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}
