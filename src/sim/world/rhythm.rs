//! How fast life goes, and when there is a rush.

use std::time::Duration;

use super::Ms;

/// A typical call's seconds from arrival to end, which turns simultaneous calls into an arrival rate.
const SPAN: f64 = 230.0;
/// Arrivals swing by this share around their mean, in waves of 40 and 13 minutes, so that a demo sees a rush.
const RUSH: [(f64, f64); 2] = [(0.30, 2_400.0), (0.15, 780.0)];
/// What drives the speed of life.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rhythm {
    /// Life milliseconds in one true second.
    pace: i64,
    /// Arrivals in one life second, at the mean.
    rate: f64,
    /// Elapsed life seconds, which the rush follows.
    elapsed: f64,
}

impl Rhythm {
    pub(super) fn new(calls: u32, pace: f64) -> Self {
        let life = Duration::try_from_secs_f64(pace.clamp(0.01, 1_000.0)).unwrap_or(Duration::from_secs(1));
        let pace = i64::try_from(life.as_millis()).unwrap_or(1_000);
        Self { pace, rate: f64::from(calls) / SPAN, elapsed: 0.0 }
    }

    /// The life milliseconds in `span`.
    pub(super) fn life(&self, span: Ms) -> i64 {
        span * self.pace / 1_000
    }

    /// Passes `life` and gives how many calls are expected to arrive in it.
    pub(super) fn pass(&mut self, life: i64) -> f64 {
        let seconds = seconds(life);
        self.elapsed += seconds;
        let swing: f64 = RUSH
            .iter()
            .map(|(share, wave)| share * (self.elapsed / wave * std::f64::consts::TAU).sin())
            .sum();
        self.rate * seconds * (1.0 + swing)
    }
}

fn seconds(life: i64) -> f64 {
    Duration::from_millis(u64::try_from(life).unwrap_or(0)).as_secs_f64()
}
