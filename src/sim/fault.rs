//! Misbehaviour on demand: what can go wrong, how it is asked for, and what is going wrong now.

mod spec;
mod table;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

pub use spec::{FaultError, FaultSpec};
pub(crate) use table::{FaultDoc, Value, help};

/// A fault in force.
#[derive(Clone, Debug)]
pub(crate) struct Active {
    pub(crate) spec: FaultSpec,
    /// Tokens issued before are the ones that `expired` kills.
    pub(crate) since: Instant,
    /// Requests it still applies to; `None` for as long as it stands.
    left: Option<u32>,
}

/// Every fault in force, shared by all servers.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Active>>);

impl Faults {
    pub(crate) fn set(&self, spec: FaultSpec) {
        let mut active = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The same fault at the same place is replaced, so that a new value takes effect.
        active.retain(|other| !other.spec.same_place(&spec));
        let left = spec.times;
        active.push(Active { spec, since: Instant::now(), left });
    }

    /// Lifts the faults that match all given words; everything if none is given.
    pub(crate) fn clear(&self, site: Option<&str>, fault: Option<&str>) {
        let mut active = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        active.retain(|other| {
            site.is_some_and(|site| other.spec.site != site)
                || fault.is_some_and(|name| other.spec.fault != name)
        });
    }

    /// What is in force, written as it may be asked for.
    pub(crate) fn list(&self) -> Vec<String> {
        let active = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        active.iter().map(|fault| fault.spec.to_string()).collect()
    }

    /// The faults that strike a request to `endpoint` of `site`. Counts the request against limited ones.
    pub(crate) fn strike(&self, site: &str, endpoint: &str) -> Trouble {
        let mut active = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut struck = Vec::new();
        for fault in active.iter_mut().filter(|fault| fault.spec.matches(site, endpoint)) {
            struck.push(fault.clone());
            fault.left = fault.left.map(|left| left.saturating_sub(1));
        }
        active.retain(|fault| fault.left != Some(0));
        Trouble(struck)
    }

    /// The faults in force at `endpoint` of `site`, for what is no request: nothing is counted.
    pub(crate) fn stand(&self, site: &str, endpoint: &str) -> Trouble {
        let active = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Trouble(active.iter().filter(|fault| fault.spec.matches(site, endpoint)).cloned().collect())
    }

    /// Whether a fault that concerns the whole site is in force.
    pub(crate) fn stands(&self, site: &str, fault: &str) -> bool {
        self.stand(site, "").has(fault)
    }
}

/// The faults that strike one request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trouble(Vec<Active>);

impl Trouble {
    pub(crate) fn get(&self, fault: &str) -> Option<&Active> {
        self.0.iter().rev().find(|active| active.spec.fault == fault)
    }

    pub(crate) fn has(&self, fault: &str) -> bool {
        self.get(fault).is_some()
    }

    /// The fault's value as given; empty if the fault is not in force.
    pub(crate) fn word(&self, fault: &str) -> &str {
        self.get(fault).and_then(|active| active.spec.value.as_deref()).unwrap_or_default()
    }

    /// The fault's value as a span and its sign; zero if not in force.
    pub(crate) fn millis(&self, fault: &str) -> i64 {
        spec::millis(self.word(fault)).unwrap_or(0)
    }

    /// The fault's value as a span, if it is in force.
    pub(crate) fn span(&self, fault: &str) -> Option<Duration> {
        self.get(fault).map(|_| Duration::from_millis(u64::try_from(self.millis(fault)).unwrap_or(0)))
    }

    /// The fault's value as a number, if it is in force.
    pub(crate) fn number(&self, fault: &str) -> Option<u32> {
        self.get(fault).and_then(|_| self.word(fault).parse().ok())
    }
}

#[cfg(test)]
mod tests;
