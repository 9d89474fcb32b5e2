//! Orders: one acting request each, never repeated (voicenter §5).

use super::Voicenter;
use super::answer::{Dialect, list, settled};
use super::ask::Ask;
use super::check::Aim;
use crate::domain::{
    Ability, Accepted, Action, Agent, AgentKey, Call, Choice, Fault, Phase, Recording, Subject, Text,
};
use crate::messages::Order;
use crate::vendor::{Http, Vendor as _, number_to_call};

/// The request that acts, and how it will be answered.
pub(super) struct Act(Ask, Dialect);

impl Voicenter {
    /// Carries out `order`.
    pub(super) async fn carry(&self, http: &Http, order: &Order) -> Result<Accepted, Fault> {
        let act = self.prepare(order)?;
        if let (Subject::Call { key, seen, .. }, Action::HangUp) = (&order.subject, &order.action) {
            let (extension, ivrid) = on_extension(seen)?;
            let started = self.notes.started.get(&key.id).copied();
            self.look(http, Aim { extension, ivrid, seen, started }).await?;
        }
        let Act(ask, dialect) = act;
        let reply = self.send(http, ask).await?;
        let mut accepted = settled(reply, dialect)?;
        accepted.note = note(order);
        Ok(accepted)
    }

    /// What `order` comes down to, or why it cannot be done.
    pub(super) fn prepare(&self, order: &Order) -> Result<Act, Fault> {
        if let Ability::No(why) = self.abilities().of(order.action.verb()) {
            return Err(Fault::Refused(why));
        }
        match (&order.subject, &order.action) {
            (Subject::Call { seen, .. }, Action::HangUp) => {
                let (extension, _) = on_extension(seen)?;
                Ok(Act(Ask::terminate(&self.config, extension), Dialect::Click2Call))
            }
            (Subject::Call { seen, .. }, Action::Record(on)) => {
                let (_, ivrid) = on_extension(seen)?;
                Ok(Act(Ask::record(&self.config, ivrid, *on), Dialect::Recording))
            }
            (Subject::Agent { key, .. }, Action::Place { to, .. }) => self.place(key, to),
            (Subject::Agent { key, seen, .. }, Action::SetState(state)) => self.set_state(key, seen, state),
            (Subject::Call { .. } | Subject::Agent { .. }, action) => {
                let what = format!("voicenter cannot do that here: {}", action.words());
                Err(Fault::Refused(Text::new(&what)))
            }
        }
    }

    fn place(&self, key: &AgentKey, to: &str) -> Result<Act, Fault> {
        // E.164 without its plus (voicenter §5.3).
        let target = number_to_call(to)?;
        let target = target.strip_prefix('+').unwrap_or(&target);
        Ok(Act(Ask::place(&self.config, key.id.as_str(), target), Dialect::Click2Call))
    }

    fn set_state(&self, key: &AgentKey, seen: &Agent, state: &Choice) -> Result<Act, Fault> {
        let user = self.notes.users.get(&key.id).ok_or_else(|| {
            let why = format!("voicenter lists no user for {}, and a status belongs to a user", seen.name);
            Fault::Refused(Text::new(&why))
        })?;
        Ok(Act(Ask::status(&self.config, user, key.id.as_str(), &state.id), Dialect::Status))
    }

    /// Reads the extension again, right before it is acted on. Whatever goes wrong here, nothing was done yet.
    async fn look(&self, http: &Http, aim: Aim<'_>) -> Result<(), Fault> {
        let ask = Ask::check(&self.config, aim.extension);
        let list = list(self.send(http, ask).await?, "EXTENSIONS", None)?;
        aim.still(list, self.frame)
    }
}

/// The extension and the vendor's id of a call; a caller in a queue has no extension yet.
fn on_extension(seen: &Call) -> Result<(&str, &str), Fault> {
    match (&seen.phase, &seen.agent, &seen.conversation) {
        (Phase::Queued, ..) => Err(Fault::Refused(
            "the caller waits in a queue, and voicenter acts on calls at extensions only".into(),
        )),
        (_, Some(agent), Some(ivrid)) => Ok((agent.as_str(), ivrid)),
        (_, None, _) | (_, _, None) => {
            Err(Fault::Refused("the extension of this call could not be read".into()))
        }
    }
}

/// What an operator should know beside the vendor's yes.
fn note(order: &Order) -> Option<Text> {
    match (&order.subject, &order.action) {
        (Subject::Call { seen, .. }, Action::Record(true)) if seen.recording == Recording::Off => {
            Some("voicenter resumes a recording; it cannot start one".into())
        }
        _ => None,
    }
}

#[cfg(test)]
impl Act {
    /// Where the request goes, its fields, and what it is for.
    pub(super) fn shape(&self) -> (&str, serde_json::Value, super::ask::Purpose) {
        self.0.shape()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Account, At, CallKey, Sighting};
    use crate::messages::{Run, Ticket};

    #[test]
    fn only_where_nothing_is_recorded_a_start_is_said_to_be_none() {
        let told = |recording, action| {
            let seen = Call { recording, ..Call::new("SIPSIP2/1".into(), Phase::Talking) };
            let key = CallKey::new(&Account::new("voicenter", "support"), &seen.id);
            let subject =
                Subject::Call { key, sighting: Sighting { call: 1, hands: 1 }, seen: Box::new(seen) };
            let ticket = Ticket { run: Run::default(), session: 1, number: 1 };
            note(&Order { ticket, operator: "ada".into(), subject, action, at: At::from_millis(0) })
        };
        let off = told(Recording::Off, Action::Record(true));
        assert!(off.is_some_and(|note| note.contains("cannot start one")));
        assert_eq!(told(Recording::Off, Action::Record(false)), None);
        assert_eq!(told(Recording::On, Action::Record(true)), None);
        assert_eq!(told(Recording::Off, Action::HangUp), None);
    }
}
