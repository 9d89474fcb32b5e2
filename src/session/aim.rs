//! Whom an order is for: the call or the agent under the cursor, and the calls that it may touch.

use super::{Row, Session};
use crate::board::{AgentRow, CallRow, Line};
use crate::domain::{Agent, AgentKey, CallKey, Reach, SeenCall, Subject};

impl Session {
    /// The agent under the cursor, or the one of the call under it. An order from a call's row names that call and
    /// whatever else the agent is on: it is given for what the operator sees there.
    pub(super) fn agent_here(&self) -> Result<(&Line, Subject), String> {
        match self.selected() {
            Some(Row::Agent(line, agent, _)) => Ok((line, of_agent(line, agent, Vec::new()))),
            Some(Row::Call(line, _, row)) => Ok((line, self.agent_of(line, row)?)),
            Some(Row::Queue(..) | Row::Account(_) | Row::Order(_)) | None => {
                Err(self.nothing("an agent: 4 shows them"))
            }
        }
    }

    /// The agent of the call `row` of `line`, for an order that is started from it.
    pub(super) fn agent_of(&self, line: &Line, row: &CallRow) -> Result<Subject, String> {
        let id = row.call.agent.as_ref().ok_or("no agent is on this call")?;
        let agent = line.agents.find(id, |agent| &agent.id).ok_or("this agent is not on the board")?;
        let seen = seen_call(line, row);
        let others = calls_of(line, agent).filter(|call| call.key != seen.key).collect::<Vec<_>>();
        let subject = of_agent(line, agent, [seen].into_iter().chain(others).collect());
        self.live().still(&subject)?;
        Ok(subject)
    }

    /// The agent `agent` of `line` with the calls that they are seen on, for an order that ends or changes some.
    pub(super) fn agent_on_calls(&self, line: &Line, agent: &AgentRow) -> Result<Subject, String> {
        let subject = of_agent(line, agent, calls_of(line, agent).collect());
        self.live().still(&subject)?;
        Ok(subject)
    }
}

fn calls_of(line: &Line, agent: &AgentRow) -> impl Iterator<Item = SeenCall> {
    line.calls_of(&agent.id).map(|row| seen_call(line, row))
}

/// `subject` as a special of `reach` takes it, or why it cannot be told which calls that would be.
pub(super) fn reached(subject: Subject, reach: Reach, started_from_call: bool) -> Result<Subject, String> {
    match subject {
        Subject::Agent { key, sighting, seen, calls } => {
            reach.fits(&seen.name, calls.len())?;
            let needless = reach == Reach::Nothing && !started_from_call;
            Ok(Subject::Agent { key, sighting, seen, calls: if needless { Vec::new() } else { calls } })
        }
        call @ Subject::Call { .. } => Ok(call),
    }
}

/// The call of `row` as it is seen.
pub(super) fn seen_call(line: &Line, row: &CallRow) -> SeenCall {
    let key = CallKey::new(&line.account, &row.call.id);
    SeenCall { key, sighting: row.sighting(), seen: Box::new(row.call.clone()) }
}

fn of_agent(line: &Line, agent: &AgentRow, calls: Vec<SeenCall>) -> Subject {
    let key = AgentKey::new(&line.account, &agent.id);
    Subject::Agent { key, sighting: agent.sighting, seen: Box::new(Agent::clone(agent)), calls }
}
