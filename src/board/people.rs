//! Who is one person at several accounts, and which of their agents tells most of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{AgentRow, Line};
use crate::domain::{Account, Agent, AgentId, AgentKey, AgentState, Mapping, Mention, Text};

/// A person who has agents at several accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// What they are called, whatever the vendors call them.
    pub name: Text,
    /// Those of their agents that the board has, in the order of the configuration: one at least.
    pub agents: Vec<AgentKey>,
}

/// The people of the configuration, found among the agents that the accounts list. An agent belongs to the
/// first person who names it.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    mappings: Arc<[Mapping]>,
    persons: Vec<Person>,
    /// The place of each agent's person.
    places: BTreeMap<Account, BTreeMap<AgentId, usize>>,
}

impl People {
    /// The people of `mappings`, none of whom has been found yet.
    pub(super) fn new(mappings: Vec<Mapping>) -> Self {
        Self { mappings: mappings.into(), ..Self::default() }
    }

    /// Whether nobody is mapped.
    pub(super) fn is_empty(&self) -> bool {
        self.mappings.is_empty()
    }

    /// The same people, found among the agents of `lines`.
    pub(super) fn among(&self, lines: &[Arc<Line>]) -> Self {
        let mut found = Self { mappings: Arc::clone(&self.mappings), ..Self::default() };
        for mapping in &*self.mappings {
            let mut agents = Vec::new();
            for mention in &mapping.agents {
                let Some((line, agent)) = find(lines, mention) else { continue };
                let places = found.places.entry(line.account.clone()).or_default();
                if !places.contains_key(&agent.id) {
                    places.insert(agent.id.clone(), found.persons.len());
                    agents.push(AgentKey::new(&line.account, &agent.id));
                }
            }
            if !agents.is_empty() {
                found.persons.push(Person { name: mapping.name.clone(), agents });
            }
        }
        found
    }

    /// Everyone who was found.
    pub(super) fn persons(&self) -> &[Person] {
        &self.persons
    }

    /// Whose agent `id` of `account` is, if it is mapped.
    pub(super) fn person(&self, account: &Account, id: &AgentId) -> Option<&Person> {
        self.persons.get(*self.places.get(account)?.get(id)?)
    }
}

/// The agent of `lines` that is mentioned: by its id, else by its exact name, else by its extension. What two
/// agents share stands for neither, since a guess would hide one of them.
fn find<'a>(lines: &'a [Arc<Line>], mention: &Mention) -> Option<(&'a Line, &'a AgentRow)> {
    let line = lines.iter().find(|line| line.account == mention.account)?;
    let rows = line.agents.rows();
    let only = |is: &dyn Fn(&Agent) -> bool| {
        let mut found = rows.iter().filter(|agent| is(agent));
        found.next().filter(|_| found.next().is_none())
    };
    line.agents
        .find(&mention.id, |agent| &agent.id)
        .or_else(|| only(&|agent| agent.name == mention.name))
        .or_else(|| only(&|agent| agent.extension.as_ref() == Some(&mention.name)))
        .map(|agent| (&**line, &**agent))
}

/// Which of the person's agents tells most of them: see [`rank`]. Of equals, the one that is named first.
pub(super) fn foremost<'a>(lines: &'a [Arc<Line>], person: &Person) -> Option<(&'a Line, &'a AgentRow)> {
    let rows = person.agents.iter().filter_map(|key| {
        let line = lines.iter().find(|line| line.account == key.account)?;
        Some((&**line, &**line.agents.find(&key.id, |agent| &agent.id)?))
    });
    rows.min_by_key(|(_, agent)| rank(&agent.state))
}

/// How much an agent's state tells of the person: the lower, the more.
///
/// 1. talking, held, ringing, dialing: they are on a call, and nobody elsewhere reaches them;
/// 2. ready: some vendor will give them the next call, whatever they do elsewhere;
/// 3. wrap-up, paused, not ready, busy: at work and not to be reached, what ends soonest first;
/// 4. a state of the vendor's own, which is at least not known to be an absence;
/// 5. unreachable, offline: nowhere at all, since anything above would have been told instead.
fn rank(state: &AgentState) -> u8 {
    match state {
        AgentState::Talking => 0,
        AgentState::Held => 1,
        AgentState::Ringing => 2,
        AgentState::Dialing => 3,
        AgentState::Ready => 4,
        AgentState::Wrapup => 5,
        AgentState::Paused => 6,
        AgentState::NotReady => 7,
        AgentState::Busy => 8,
        AgentState::Unknown(_) => 9,
        AgentState::Unreachable => 10,
        AgentState::Offline => 11,
    }
}
