//! `[[people]]`: who is one person at several accounts.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Problem;
use super::nearest::suggestion;
use super::read::read;
use super::source::Source;
use super::tree::{Entry, Node, Tree};
use crate::domain::{Account, Mapping, Mention, Text};

/// The list of people: no vendor is called so.
pub(super) const PEOPLE: &str = "people";

/// The keys of `[[people]]`.
pub const PEOPLE_KEYS: &[&str] = &["name", "agents"];

/// How an agent is written.
const FORM: &str = "\"VENDOR.NAME/AGENT\", where AGENT is an id, an exact name or an extension";

/// One person as they are written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WirePerson {
    /// See [`Mapping::name`].
    name: String,
    /// See [`Mapping::agents`].
    agents: Vec<String>,
}

/// Reads the list `entry`, whose agents belong to `accounts`: every mistake at once.
pub(super) fn people(
    source: &Source,
    entry: &Entry,
    accounts: &[Account],
) -> Result<Vec<Mapping>, Vec<Problem>> {
    let Tree::List(items) = &entry.node.value else {
        let text = "[people] is no list; a person is [[people]], with two pairs of brackets";
        return Err(vec![source.problem(entry.at, text, Some("[people]".to_owned()))]);
    };
    let mut census = Census { source, accounts, lines: BTreeMap::new(), problems: Vec::new() };
    let people: Vec<_> = items.iter().filter_map(|item| census.person(item)).collect();
    if census.problems.is_empty() { Ok(people) } else { Err(census.problems) }
}

/// What the people are compared with.
struct Census<'a> {
    source: &'a Source,
    accounts: &'a [Account],
    /// On which line each agent was named.
    lines: BTreeMap<String, usize>,
    problems: Vec<Problem>,
}

impl Census<'_> {
    fn person(&mut self, item: &Node) -> Option<Mapping> {
        let wire = match read::<WirePerson>(self.source, "[people]", &[], item) {
            Ok(read) => read.value,
            Err(problems) => {
                self.problems.extend(problems);
                return None;
            }
        };
        let name = Text::some(&wire.name);
        if name.is_none() {
            self.wrong(place(item, "name"), "`name` in [[people]] is empty; it is what the board shows");
        }
        if wire.agents.is_empty() {
            let text = format!("`agents` in [[people]] is empty; name the person's agents, each as {FORM}");
            self.wrong(place(item, "agents"), text);
        }
        let agents: Vec<_> = wire
            .agents
            .iter()
            .zip(places(item))
            .filter_map(|(written, place)| self.agent(written, place))
            .collect();
        Some(Mapping { name: name?, agents })
    }

    fn agent(&mut self, written: &str, place: usize) -> Option<Mention> {
        let split = written.split_once('/').filter(|(_, agent)| Text::some(agent).is_some());
        let Some((account, agent)) = split else {
            self.wrong(place, format!("`agents` in [[people]]: expected {FORM}"));
            return None;
        };
        let Some(known) = self.accounts.iter().find(|known| known.to_string() == account) else {
            let names: Vec<String> = self.accounts.iter().map(Account::to_string).collect();
            let hint = suggestion(account, &names.iter().map(String::as_str).collect::<Vec<_>>());
            self.wrong(
                place,
                format!("`agents` in [[people]]: what stands before the `/` is no account{hint}"),
            );
            return None;
        };
        if let Some(line) = self.lines.get(written) {
            let text = format!(
                "`agents` in [[people]]: this agent is named on line {line} already; an agent is one person"
            );
            self.wrong(place, text);
            return None;
        }
        self.lines.insert(written.to_owned(), self.source.problem(place, "", None).line);
        Some(Mention::new(known, agent))
    }

    fn wrong(&mut self, place: usize, text: impl Into<String>) {
        self.problems.push(self.source.problem(place, text, None));
    }
}

/// Where the value of `key` begins in the table `item`.
fn place(item: &Node, key: &str) -> usize {
    value(item, key).map_or(item.at, |node| node.at)
}

/// Where each of the person's agents begins.
fn places(item: &Node) -> Vec<usize> {
    match value(item, "agents").map(|node| &node.value) {
        Some(Tree::List(items)) => items.iter().map(|item| item.at).collect(),
        _ => Vec::new(),
    }
}

fn value<'a>(item: &'a Node, key: &str) -> Option<&'a Node> {
    let Tree::Table(entries) = &item.value else { return None };
    entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
}

#[cfg(test)]
mod tests;
