//! The web server. Some of its answers wait: for events, or for somebody to pick up a phone.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::response::Response;
use tokio::time::Instant;

use super::super::http::{self, Ask, Hall, Reply};
use super::super::wire::Scissors;
use super::request::{self, Door};
use super::switch::{Switch, Visit};
use super::{ari, failure};

/// How often it is looked whether what an answer waits for has come.
const GLANCE: Duration = Duration::from_millis(40);

struct Server {
    hall: Arc<Hall>,
    switch: Mutex<Switch>,
}

pub(super) fn serve(hall: Arc<Hall>) -> Router {
    let server = Arc::new(Server { hall, switch: Mutex::new(Switch::default()) });
    Router::new().fallback(receive).with_state(server)
}

async fn receive(
    State(server): State<Arc<Server>>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: Request,
) -> Response {
    let answer = async |ask: &Ask| server.answer(ask).await;
    http::attend(&server.hall, (scissors, request), request::endpoint, answer).await
}

impl Server {
    async fn answer(&self, ask: &Ask) -> Reply {
        let begun = Instant::now();
        let mut visit = Visit::default();
        loop {
            visit.waited = begun.elapsed();
            if let Some(reply) = self.glance(ask, &mut visit) {
                return reply;
            }
            tokio::time::sleep(GLANCE).await;
        }
    }

    fn glance(&self, ask: &Ask, visit: &mut Visit) -> Option<Reply> {
        let off = ask.trouble.word("off");
        self.hall.with_site(|site| {
            let mut switch = self.switch.lock().unwrap_or_else(PoisonError::into_inner);
            match Door::at(&ask.path) {
                Door::Rawman if off != "ami" => switch.answer(site, ask, visit),
                Door::Ari(tail) if off != "ari" => Some(ari::answer(&mut switch, site, (ask, tail))),
                Door::Rawman | Door::Ari(_) | Door::None => Some(failure(404)),
            }
        })
    }
}
