//! What happened, for those who wait for it (asterisk §6).

use std::collections::VecDeque;

use super::super::world::Site;
use super::look::Look;
use super::packet::Block;
use super::sessions::{Class, Mask};

/// Older ones are forgotten; who does not ask that long misses them.
const REMEMBERED: usize = 2_000;

/// The newest events, numbered from 1.
#[derive(Debug, Default)]
pub(super) struct Events {
    last: u64,
    kept: VecDeque<(u64, Class, Vec<u8>)>,
}

impl Events {
    /// The number of the newest.
    pub(super) fn last(&self) -> u64 {
        self.last
    }

    /// Adds an event of the present.
    pub(super) fn push(
        &mut self,
        (site, look): (&Site, Look),
        class: Class,
        name: &str,
        fill: impl FnOnce(&mut Block),
    ) {
        let mut block = Block::event(name);
        block.add("Privilege", format!("{},all", class.word()));
        if !look.untimed {
            let now = look.utc(site, site.now());
            block.add("Timestamp", format!("{}.{:06}", now.timestamp(), now.timestamp_subsec_micros()));
        }
        fill(&mut block);
        self.last += 1;
        self.kept.push_back((self.last, class, block.end()));
        if self.kept.len() > REMEMBERED {
            self.kept.pop_front();
        }
    }

    /// The events after number `heard` that `mask` takes.
    pub(super) fn since(&self, heard: u64, mask: Mask) -> Vec<u8> {
        let new = self.kept.iter().filter(|(number, class, _)| *number > heard && mask.takes(*class));
        new.flat_map(|(_, _, bytes)| bytes).copied().collect()
    }
}
