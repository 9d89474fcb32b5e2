//! Calls of supervisors' own phones, which are on no agent's desk and so not on the floor.

use super::super::world::Ms;
use super::ids;

/// How long such a call lasts.
const SPAN: Ms = 60_000;

/// The calls, oldest first.
#[derive(Debug, Default)]
pub(super) struct Outside {
    calls: Vec<Call>,
    serial: u64,
}

#[derive(Debug)]
struct Call {
    id: String,
    source: String,
    destination: String,
    created: Ms,
}

impl Outside {
    /// A call begins; its id.
    pub(super) fn begin(&mut self, source: &str, destination: &str, now: Ms) -> String {
        self.serial += 1;
        let id = ids::uuid("outside", self.serial);
        self.calls.push(Call {
            id: id.clone(),
            source: source.to_owned(),
            destination: destination.to_owned(),
            created: now,
        });
        id
    }

    /// A channel goes on under its own id.
    pub(super) fn take(&mut self, id: &str, source: &str, destination: &str, now: Ms) {
        self.begin(source, destination, now);
        if let Some(call) = self.calls.last_mut() {
            id.clone_into(&mut call.id);
        }
    }

    /// Whether a phone is on such a call.
    pub(super) fn engages(&self, number: &str) -> bool {
        self.calls.iter().any(|call| call.source == number || call.destination == number)
    }

    pub(super) fn forget(&mut self, now: Ms) {
        self.calls.retain(|call| now - call.created < SPAN);
    }

    /// Id, source, destination, creation.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&str, &str, &str, Ms)> {
        self.calls.iter().map(|call| (&*call.id, &*call.source, &*call.destination, call.created))
    }
}
