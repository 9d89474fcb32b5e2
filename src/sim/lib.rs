//! The simulated call centre: one world, one small HTTP server per vendor dialect, and faults on demand.
//!
//! It is written from the vendors' fact sheets alone and shares nothing with the adapters, so that a client
//! which misread a sheet fails here. The world knows no dialect; a dialect is one file (or folder) that reads
//! the world and acts through it, and one row in the table `DIALECTS`.

mod asterisk;
mod clock;
mod control;
mod eight8;
mod fault;
mod http;
mod invoca;
mod ringcentral;
mod tel4vn;
mod voicenter;
mod wire;
mod world;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval};

use fault::{FaultDoc, Faults};
use http::{Hall, Reply, Requests};
use world::{Habits, Site};

pub use fault::{FaultError, FaultSpec};

/// Every dialect that is served. Another one is another row.
const DIALECTS: &[Dialect] = &[
    ringcentral::DIALECT,
    voicenter::DIALECT,
    tel4vn::DIALECT,
    invoca::DIALECT,
    eight8::DIALECT,
    asterisk::DIALECT,
];

/// How often the world moves.
const TICK: Duration = Duration::from_millis(250);

/// A vendor's dialect: what its floor is like, and how it is spoken.
struct Dialect {
    /// The word for it in faults, on the control server and in the configuration.
    name: &'static str,
    habits: Habits,
    /// The names of its endpoints, for faults and for the log of requests.
    endpoints: &'static [&'static str],
    /// Which of `endpoints` a method and path belong to.
    endpoint: fn(&str, &str) -> &'static str,
    /// Endpoints that change something; their requests are logged one by one.
    actions: &'static [&'static str],
    /// What can go wrong with this vendor only.
    slips: &'static [FaultDoc],
    /// Its server; most dialects hand a [`http::Desk`] to [`http::router`].
    serve: fn(Arc<Hall>) -> Router,
    /// How it words a failure of the whole service.
    failure: fn(u16) -> Reply,
    /// Its part of the configuration, for the server's base URL.
    config: fn(&str) -> String,
}

/// How large and how lively the simulated centre is. Every site (one for each vendor) has this size.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The same seed gives the same people and the same run of chance.
    pub seed: u64,
    /// Agents per site.
    pub agents: u32,
    /// Queues per site.
    pub queues: u32,
    /// Typical simultaneous calls per site.
    pub calls: u32,
    /// 1.0 is life-like, 10 lives ten times faster. Clocks always run true.
    pub pace: f64,
    /// What goes wrong from the start.
    pub faults: Vec<FaultSpec>,
}

impl Default for Settings {
    /// A lively small centre.
    fn default() -> Self {
        Self { seed: 1, agents: 18, queues: 6, calls: 14, pace: 1.0, faults: Vec::new() }
    }
}

/// Where the servers listen, on 127.0.0.1 only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ports {
    /// Any free ports.
    Free,
    /// The control server here, the vendors' servers on the ports that follow.
    From(u16),
}

/// A simulated call centre that is being served.
#[derive(Debug)]
pub struct Sim {
    control: SocketAddr,
    sites: Vec<(&'static Dialect, SocketAddr)>,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

/// Serves one site per dialect and the control server. They run until [`Sim::stop`], or until the [`Sim`] is
/// dropped.
///
/// # Errors
/// If a port cannot be bound.
pub async fn serve(settings: Settings, ports: Ports) -> io::Result<Sim> {
    let (stop, stopped) = watch::channel(false);
    let (faults, requests) = (Arc::new(Faults::default()), Arc::new(Requests::default()));
    for spec in &settings.faults {
        faults.set(spec.clone());
    }
    let control = TcpListener::bind(address(ports, 0)).await?;
    let mut sim = Sim { control: control.local_addr()?, sites: Vec::new(), stop, tasks: Vec::new() };
    let mut halls = Vec::new();
    for (n, dialect) in (1_u16..).zip(DIALECTS) {
        let listener = TcpListener::bind(address(ports, n)).await?;
        sim.sites.push((dialect, listener.local_addr()?));
        let seed = settings.seed.wrapping_mul(1_000).wrapping_add(u64::from(n));
        let site = Site::open(&settings, seed, dialect.habits, clock::utc());
        let hall =
            Arc::new(Hall::new(dialect, site, (Arc::clone(&faults), Arc::clone(&requests)), stopped.clone()));
        halls.push(Arc::clone(&hall));
        let router = (dialect.serve)(Arc::clone(&hall));
        sim.tasks.push(tokio::spawn(wire::serve(listener, router, stopped.clone())));
        sim.tasks.push(tokio::spawn(live(hall, stopped.clone())));
    }
    let router = control::router(halls, faults, requests);
    sim.tasks.push(tokio::spawn(wire::serve(control, router, stopped)));
    Ok(sim)
}

/// Moves one site's world along with the clock, until told to stop.
async fn live(hall: Arc<Hall>, mut stopped: watch::Receiver<bool>) {
    let started = Instant::now();
    let mut tick = interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stopped.changed() => return,
            now = tick.tick() => hall.advance(now.duration_since(started)),
        }
    }
}

fn address(ports: Ports, n: u16) -> SocketAddr {
    let port = match ports {
        Ports::Free => 0,
        Ports::From(base) => base.saturating_add(n),
    };
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

/// A configuration of the board for servers that listen from port `base` on, whether they do already or not.
pub fn config_toml(base: u16) -> String {
    configuration((1_u16..).zip(DIALECTS).map(|(n, dialect)| (dialect, address(Ports::From(base), n))))
}

fn configuration(sites: impl Iterator<Item = (&'static Dialect, SocketAddr)>) -> String {
    let operator = "[operator]\nname = \"demo\"\nphone = \"+15550100123\"\n".to_owned();
    let accounts = sites.map(|(dialect, at)| (dialect.config)(&format!("http://{at}")));
    std::iter::once(operator).chain(accounts).collect::<Vec<_>>().join("\n")
}

impl Sim {
    /// A configuration of the board whose accounts point at these servers.
    pub fn config_toml(&self) -> String {
        configuration(self.sites.iter().map(|(dialect, at)| (*dialect, *at)))
    }

    /// The control server's base URL; a plain `GET` of it explains the rest.
    pub fn control_url(&self) -> String {
        format!("http://{}", self.control)
    }

    /// A vendor's base URL, by the dialect's name.
    pub fn site_url(&self, dialect: &str) -> Option<String> {
        self.sites.iter().find(|(row, _)| row.name == dialect).map(|(_, at)| format!("http://{at}"))
    }

    /// Every vendor's name and base URL, in the table's order.
    pub fn sites(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.sites.iter().map(|(dialect, at)| (dialect.name, format!("http://{at}")))
    }

    /// Closes every server and waits until their ports are free.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for mut task in self.tasks {
            // A client that keeps a request half sent must not keep the simulator.
            if tokio::time::timeout(Duration::from_secs(1), &mut task).await.is_err() {
                task.abort();
            }
        }
    }
}

impl std::fmt::Debug for Dialect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

#[cfg(test)]
mod tests;
