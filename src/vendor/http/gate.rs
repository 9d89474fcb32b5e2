//! The gate that an acting request goes through: once for each order, and never without one.

use std::sync::Arc;

use tokio::sync::watch;

use crate::domain::{At, Fault, Text};

/// Whether an acting request may leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nobody keeps count: an adapter is tried by itself.
    Unwatched,
    /// No order is being carried out.
    Shut,
    /// An order is, and its acting request has not left.
    Open,
    /// It left then.
    Left(At),
}

/// What the clones of one client share.
#[derive(Clone, Debug)]
pub(super) struct Gate(Arc<watch::Sender<State>>);

impl Default for Gate {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(State::Unwatched)))
    }
}

impl Gate {
    /// From now on nothing acts without a [`Pass`].
    pub(super) fn shut(&self) {
        self.0.send_replace(State::Shut);
    }

    /// Lets one acting request through.
    pub(super) fn open(&self) -> Pass {
        self.0.send_replace(State::Open);
        Pass(self.clone(), self.0.subscribe())
    }

    /// An acting request wants to leave at `now`; `label` names it. The second one of an order stays here, and so does
    /// one that no order asked for.
    pub(super) fn leave(&self, label: &str, now: At) -> Result<(), Fault> {
        let mut free = false;
        self.0.send_if_modified(|state| {
            free = matches!(state, State::Unwatched | State::Open);
            let leaves = *state == State::Open;
            if leaves {
                *state = State::Left(now);
            }
            leaves
        });
        let why = || Text::new(&format!("failed to {label}: an order is one request, and it has left"));
        if free { Ok(()) } else { Err(Fault::Refused(why())) }
    }
}

/// One order's leave to act. Nothing acts once it is dropped.
#[derive(Debug)]
pub(in crate::vendor) struct Pass(Gate, watch::Receiver<State>);

impl Pass {
    /// Whether the order's acting request has left.
    pub(in crate::vendor) fn is_used(&self) -> bool {
        matches!(*self.1.borrow(), State::Left(_))
    }

    /// Resolves when the order's acting request leaves: when that was. An order that only reads has none.
    pub(in crate::vendor) async fn left(&mut self) -> At {
        loop {
            if let State::Left(at) = *self.1.borrow_and_update() {
                return at;
            }
            if self.1.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.0.shut();
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    fn at(millis: i64) -> At {
        At::from_millis(millis)
    }

    #[test]
    fn one_order_is_one_acting_request() {
        let gate = Gate::default();
        gate.shut();
        assert!(matches!(gate.leave("hang up", at(1)), Err(Fault::Refused(_))), "nobody ordered it");
        let mut pass = gate.open();
        assert_eq!((pass.left().now_or_never(), pass.is_used()), (None, false));
        assert_eq!(gate.leave("hang up", at(2)), Ok(()));
        assert!(matches!(gate.leave("hang up", at(3)), Err(Fault::Refused(_))), "it has left");
        assert_eq!((pass.left().now_or_never(), pass.is_used()), (Some(at(2)), true));
        drop(pass);
        assert!(matches!(gate.leave("hang up", at(4)), Err(Fault::Refused(_))), "the order is over");
        drop(gate.open());
        assert!(matches!(gate.leave("hang up", at(4)), Err(Fault::Refused(_))), "it ended without one");
        let _pass = gate.open();
        assert_eq!(gate.leave("hang up", at(5)), Ok(()), "the next one has its own");
    }

    #[test]
    fn an_adapter_by_itself_is_not_watched() {
        let gate = Gate::default();
        assert_eq!((gate.leave("x", at(1)), gate.leave("x", at(2))), (Ok(()), Ok(())));
    }
}
