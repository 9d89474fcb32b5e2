//! Who is who: extensions, what agents are called in other lists, and where queues are reached.

use std::collections::{BTreeMap, BTreeSet};

use super::legs::same;
use super::people::{Busy, Listed, Live};
use super::queues::Line;

/// What the lists of one poll, and those of a while ago, tell of names and numbers.
#[derive(Debug, Default)]
pub(super) struct Book<'a> {
    extensions: BTreeSet<&'a str>,
    aliases: BTreeMap<String, Option<&'a str>>,
    lines: &'a [Line],
    /// Whether every extension is in it.
    whole: bool,
}

impl<'a> Book<'a> {
    /// The book of these lists; `whole` if `listed` are all extensions there are.
    pub(super) fn new(
        (busy, live): (&'a [Busy], &'a [Live]),
        (listed, whole): (&'a [Listed], bool),
        lines: &'a [Line],
    ) -> Self {
        let mut book = Self { lines, whole, ..Self::default() };
        for one in busy {
            book.enter(&one.extension, [one.username.as_deref(), one.name.as_deref()]);
        }
        for one in live {
            book.enter(&one.extension, [one.username.as_deref(), one.name.as_deref()]);
        }
        for one in listed {
            book.enter(&one.extension, [one.username.as_deref(), None]);
        }
        book
    }

    fn enter(&mut self, extension: &'a str, names: [Option<&str>; 2]) {
        self.extensions.insert(extension);
        for name in names.into_iter().flatten().chain([extension]) {
            // A name that two agents have in common tells nothing.
            let kept = self.aliases.entry(name.to_lowercase()).or_insert(Some(extension));
            if *kept != Some(extension) {
                *kept = None;
            }
        }
    }

    /// Whether `number` is an extension of ours.
    pub(super) fn is_extension(&self, number: &str) -> bool {
        self.extensions.contains(number.trim())
    }

    /// Whether `number` may be an extension of ours: where not all of them are known, any number may.
    pub(super) fn may_be_extension(&self, number: &str) -> bool {
        self.is_extension(number) || (!self.whole && number.chars().any(|char| char.is_ascii_digit()))
    }

    /// The extension of the agent whom a queue calls `name`, which may carry a domain.
    pub(super) fn agent(&self, name: &str) -> Option<&'a str> {
        let plain = name.split('@').next().unwrap_or(name).trim().to_lowercase();
        self.aliases.get(&plain).copied().flatten()
    }

    /// The queue that `number` leads into.
    pub(super) fn line(&self, number: &str) -> Option<&'a Line> {
        self.lines.iter().find(|line| line.extension.as_deref().is_some_and(|it| same(it, number)))
    }
}
