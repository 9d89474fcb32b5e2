//! Whether an order still is for what its operator saw.

use super::{Board, Line};
use crate::domain::{
    Action, Agent, AgentKey, AgentState, Call, CallKey, Phase, SeenCall, Special, Subject, Text,
};
use crate::messages::{Aim, CallAim};

impl Board {
    /// Whether `subject` still is what the operator saw: the same call in the same hands, or the same agent on
    /// the same calls.
    pub fn still(&self, subject: &Subject) -> Result<(), String> {
        let line = self.account(subject)?;
        match subject {
            Subject::Call { key, sighting, .. } => match line.call(&key.id) {
                Some(row) => row.same(*sighting),
                None => Err("the call has ended".to_owned()),
            },
            Subject::Agent { key, sighting, calls, .. } => {
                let agent = self.agent(key).ok_or("the agent is gone")?;
                if agent.sighting != *sighting {
                    return Err("the line has changed hands".to_owned());
                }
                if calls.is_empty() { Ok(()) } else { line.alone(key, calls) }
            }
        }
    }

    /// Whether `subject` still is what the operator saw, and its account can do `action` to it: the check made
    /// while a question stands, when an order arrives, and again in the instant before it is sent.
    pub fn may(&self, subject: &Subject, action: &Action) -> Result<(), String> {
        let (line, verb) = (self.account(subject)?, action.verb());
        line.may(verb)?;
        if let Subject::Call { key, .. } = subject {
            line.call(&key.id).ok_or("the call has ended")?.call.may(verb)?;
        }
        self.still(subject)?;
        match action {
            Action::Special { special, .. } => line.may_own(special, subject),
            Action::Listen { .. }
            | Action::Leave { .. }
            | Action::HangUp
            | Action::Record(_)
            | Action::Hold(_)
            | Action::Park { .. }
            | Action::Retrieve { .. }
            | Action::Transfer { .. }
            | Action::Requeue { .. }
            | Action::Dispose { .. }
            | Action::Place { .. }
            | Action::SetState(_) => Ok(()),
        }
    }

    /// `subject` with the rows that this board has of it, if [`Self::may`] says yes. What the operator saw is compared
    /// and never used: an adapter and the audit log get what the vendor told last.
    pub(super) fn own(&self, subject: &Subject, action: &Action) -> Result<Subject, String> {
        self.may(subject, action)?;
        let newest = |key: &CallKey, seen: &mut Call| {
            if let Some(row) = self.call(key) {
                *seen = row.call.clone();
            }
        };
        let mut own = subject.clone();
        match &mut own {
            Subject::Call { key, seen, .. } => newest(key, seen),
            Subject::Agent { key, seen, calls, .. } => {
                if let Some(agent) = self.agent(key) {
                    **seen = Agent::clone(agent);
                }
                for call in calls {
                    newest(&call.key, &mut call.seen);
                }
            }
        }
        Ok(own)
    }

    /// Who `aim` is, with the rows that this board has of them: the newest, or the last before they went. Of what it never
    /// had, the id alone.
    pub(super) fn resolve(&self, aim: Aim) -> Subject {
        let call = |seen: CallAim| {
            let CallAim { key, sighting } = seen;
            let row = self.line(&key.account).and_then(|line| line.last(&key.id, sighting.call));
            let blank = || Call::new(key.id.clone(), Phase::Other(Text::new("")));
            let seen = Box::new(row.map_or_else(blank, |row| row.call.clone()));
            SeenCall { key, sighting, seen }
        };
        match aim {
            Aim::Call(aim) => {
                let SeenCall { key, sighting, seen } = call(aim);
                Subject::Call { key, sighting, seen }
            }
            Aim::Agent { key, sighting, calls } => {
                let blank = || Agent::new(key.id.clone(), key.id.text(), AgentState::Unknown(Text::new("")));
                let seen = Box::new(self.agent(&key).map_or_else(blank, |row| Agent::clone(row)));
                Subject::Agent { key, sighting, seen, calls: calls.into_iter().map(call).collect() }
            }
        }
    }

    fn account(&self, subject: &Subject) -> Result<&Line, String> {
        self.line(subject.account()).ok_or_else(|| "this account is not on the board".to_owned())
    }
}

impl Line {
    /// Whether the agent `key` is on `calls` as they were seen, and on no other.
    fn alone(&self, key: &AgentKey, calls: &[SeenCall]) -> Result<(), String> {
        for SeenCall { key, sighting, .. } in calls {
            self.call(&key.id).ok_or("the call has ended")?.same(*sighting)?;
        }
        let seen = |id: &CallKey| calls.iter().any(|call| call.key == *id);
        let mut others =
            self.calls_of(&key.id).filter(|row| !seen(&CallKey::new(&self.account, &row.call.id)));
        others.next().map_or(Ok(()), |_| Err("the agent has another call now".to_owned()))
    }

    /// Whether the account still has `special`, and can do it to `subject`.
    fn may_own(&self, special: &Special, subject: &Subject) -> Result<(), String> {
        let all = self.abilities.as_ref().map_or(&[][..], |abilities| abilities.specials());
        let own = all.iter().find(|own| own.id == special.id).ok_or("this can no longer be done here")?;
        match (subject, own.reach) {
            (Subject::Call { key, .. }, _) => match self.call(&key.id) {
                Some(row) if !own.fits(&row.call.phase) => {
                    Err(format!("this cannot be done to a {} call", row.call.phase.word()))
                }
                Some(_) | None => Ok(()),
            },
            (Subject::Agent { calls, seen, .. }, reach) => reach.fits(&seen.name, calls.len()),
        }
    }
}
