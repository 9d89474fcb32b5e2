//! Where those who look at a floor come in, and all that they can do there: look, and ask.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::sync::{mpsc, watch};

use crate::board::Board;
use crate::domain::Principal;
use crate::messages::{Asked, Request};

/// The way into a floor. It is open as long as the floor runs, and the floor runs as long as a door or a seat is left.
#[derive(Clone, Debug)]
pub struct Door {
    /// The number of the newest session.
    newest: Arc<AtomicU32>,
    requests: mpsc::Sender<Asked>,
    board: watch::Receiver<Arc<Board>>,
}

impl Door {
    pub(super) fn new(requests: mpsc::Sender<Asked>, board: watch::Receiver<Arc<Board>>) -> Self {
        Self { newest: Arc::default(), requests, board }
    }

    /// Lets `principal` in. Their session has the next number, from one on.
    pub fn enter(&self, principal: Principal) -> Seat {
        let Self { newest, requests, board } = self.clone();
        let session = newest.fetch_add(1, Ordering::Relaxed) + 1;
        Seat { session, principal: Arc::new(principal), requests, board }
    }
}

/// A place on the floor: whoever has it sees the board, and asks as the principal that was let in.
#[derive(Debug)]
pub struct Seat {
    session: u32,
    principal: Arc<Principal>,
    requests: mpsc::Sender<Asked>,
    /// The newest board.
    pub board: watch::Receiver<Arc<Board>>,
}

/// The floor has more to do than it can remember, or is gone: it did not take the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy;

impl Seat {
    /// The session's number on this floor.
    pub fn session(&self) -> u32 {
        self.session
    }

    /// Asks the floor for something.
    pub fn ask(&self, request: Request) -> Result<(), Busy> {
        let principal = Arc::clone(&self.principal);
        self.requests.try_send(Asked { session: self.session, principal, request }).or(Err(Busy))
    }
}
