//! Listening: the phone that rings, the mode it is in, and the way out.

use super::steps::NextStep;
use super::{Row, Session, keymap};
use crate::board::{CallRow, Line, Listening, same_phone};
use crate::domain::{Abilities, Account, Action, CallKey, ListenMode, Subject, Text, Verb};

impl Session {
    /// The operator's own phone at `account`.
    pub(super) fn own_phone(&self, account: &Account) -> Result<&Text, String> {
        self.operator.phone(account).ok_or_else(|| {
            format!(
                "no phone of yours is known at {account}: set phone in [operator], or \"{account}\" in \
                 [operator.phones]"
            )
        })
    }

    /// Puts the operator's phone on the call; changes its mode if it is there; takes it off if the mode is
    /// the one that it has.
    pub(super) fn listen(
        &self,
        line: &Line,
        row: &CallRow,
        verb: Verb,
        subject: &Subject,
    ) -> Result<NextStep, String> {
        let key = CallKey::new(&line.account, &row.call.id);
        let mode = keymap::listen_mode(verb).unwrap_or(ListenMode::Monitor);
        let phone = self.own_phone(&line.account)?;
        let give = |action| Ok(NextStep::Give(subject.clone(), action));
        let listen = |from| Action::Listen { mode, phone: phone.clone(), from };
        // A phone of the same number at another account is another phone.
        let mine = |leg: &&Listening| same_phone(&leg.phone, phone) && leg.call.account == line.account;
        let leg = self.live().orders.listening.iter().find(mine);
        let agent = row.call.agent.is_some() || row.agent.is_some();
        match leg {
            // Whether the phone still listens only its owner knows: the vendor neither ends the leg nor tells its end.
            Some(_) if agent && line.may(Verb::Leave).is_err() => {
                Ok(NextStep::Ask(subject.clone(), listen(None)))
            }
            Some(leg) if leg.call != key => {
                Err(format!("your phone {phone} listens to another call: E ends that first"))
            }
            Some(leg) if leg.ticket().is_none() && leg.mode == mode => {
                Err(format!("your phone {phone} listens to this call already: E ends that"))
            }
            Some(leg) if leg.mode == mode => give(Action::Leave { phone: phone.clone() }),
            Some(leg) if line.abilities.as_ref().is_some_and(Abilities::switches) => {
                give(listen(Some(leg.mode)))
            }
            Some(leg) => Err(format!("you {} this call: E ends that first", leg.how())),
            None if Self::listens_somewhere(line, phone) => {
                Err(format!("your phone {phone} listens to a call that cannot be told: hang it up first"))
            }
            None if !agent => Err("no agent is on this call yet".to_owned()),
            None => give(listen(None)),
        }
    }

    /// Whether the vendor lists `phone` as listening to a call that it does not tell.
    fn listens_somewhere(line: &Line, phone: &Text) -> bool {
        let mut legs = line.listeners.iter().flat_map(|legs| legs.iter());
        legs.any(|leg| leg.call.is_none() && same_phone(&leg.phone, phone))
    }

    /// Ends the listening of this operator: on the call under the cursor if there is one, else the newest.
    pub(super) fn leave(&self) -> Result<NextStep, String> {
        let mine = |leg: &&Listening| {
            let own = self.operator.phone(&leg.call.account);
            own.is_some_and(|own| same_phone(own, &leg.phone)) || leg.operator == self.operator.name
        };
        let here = match self.selected() {
            Some(Row::Call(line, _, row)) => Some(CallKey::new(&line.account, &row.call.id)),
            Some(Row::Queue(..) | Row::Agent(..) | Row::Account(_) | Row::Order(_)) | None => None,
        };
        let legs = || self.live().orders.listening.iter().filter(mine);
        let leg = legs().find(|leg| Some(&leg.call) == here.as_ref()).or_else(|| legs().next_back());
        let leg = leg.ok_or("you listen to no call")?;
        let line = self.live().line(&leg.call.account).ok_or("this account is not on the board")?;
        line.may(Verb::Leave)?;
        let row = line.call(&leg.call.id).ok_or("the call has ended")?;
        let seen = Box::new(row.call.clone());
        let subject = Subject::Call { key: leg.call.clone(), sighting: row.sighting(), seen };
        Ok(NextStep::Give(subject, Action::Leave { phone: leg.phone.clone() }))
    }
}
