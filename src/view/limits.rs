//! From when on something is urgent, in words, and whose limit that is.

use super::format;
use super::scene::Scene;
use crate::board::Line as Account;
use crate::domain::{Limits, Steps, Timed};

/// The two levels of a time: `! from 1:00, ‼ from 2:00`.
pub(super) fn levels(scene: &Scene<'_>, Steps { warn, critical }: Steps) -> String {
    let glyphs = &scene.look.glyphs;
    format!("{} from {}, {} from {}", glyphs.warn, format::clock(warn), glyphs.alarm, format::clock(critical))
}

/// The levels of a time at `line`, where `limits` hold, and who has it so.
pub(super) fn held(scene: &Scene<'_>, line: &Account, limits: &Limits, of: Timed) -> String {
    let steps = limits.steps(of);
    let whose = if steps != line.limits.own.steps(of) {
        "this queue's own limit"
    } else if steps != scene.board.limits.steps(of) {
        "this account's own limit"
    } else {
        "the ordinary limit"
    };
    format!("{}: {whose}", levels(scene, steps))
}

/// The account, or its queues, that have limits of their own.
pub(super) fn others(scene: &Scene<'_>, line: &Account) -> Option<String> {
    let own = line.limits.own != scene.board.limits;
    let queues = line.limits.queues.iter().filter(|(_, limits)| **limits != line.limits.own);
    let queues: Vec<_> = queues.map(|(name, _)| name.as_str()).collect();
    match (own, queues.as_slice()) {
        (false, []) => None,
        (true, []) => Some(line.account.to_string()),
        (true, queues) => Some(format!("{}, and in it {}", line.account, queues.join(", "))),
        (false, queues) => Some(format!("{}: in it {}", line.account, queues.join(", "))),
    }
}
