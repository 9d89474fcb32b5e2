//! Every vendor of the simulated centre, as its adapter describes what can be done there.

use std::path::Path;
use std::sync::OnceLock;

use callboard::clock::Clock;
use callboard::config::{Env, parse};
use callboard::domain::{Abilities, Account};
use callboard::{snapshot, vendors};
use callboard_sim::{Ports, Settings, serve};

/// What each vendor's account can do, after one poll of the simulated centre: asked once in a run of the tests.
pub(crate) fn all() -> &'static [(Account, Abilities)] {
    static ALL: OnceLock<Vec<(Account, Abilities)>> = OnceLock::new();
    ALL.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
        let found = runtime.block_on(async {
            let sim = serve(Settings::default(), Ports::Free).await.expect("free ports");
            let config = parse(&sim.config_toml(), Path::new("sim.toml"), &Env::fixed(&[])).expect("its own");
            let launches = vendors::open_all(&config).expect("every vendor");
            let board =
                snapshot::take(launches, (Vec::new(), Vec::new(), &config.thresholds), Clock::start()).await;
            sim.stop().await;
            board
                .lines
                .iter()
                .map(|line| (line.account.clone(), line.abilities.clone().expect("it joined")))
                .collect::<Vec<_>>()
        });
        assert_eq!(found.len(), vendors::DIALECTS.len());
        found
    })
}
