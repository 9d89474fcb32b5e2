//! What comes between a key and its order, for each verb: nothing, a list, a form, or the reason why not.

use std::sync::Arc;

use super::aim::{reached, seen_call};
use super::form::{codes, note};
use super::{Choose, Form, Purpose, Row, Session};
use crate::board::{CallRow, Line};
use crate::domain::{
    Abilities, Ability, Action, At, Choice, Codes, Entries, Field, Phase, QueueId, Reach, SeenCall, Special,
    Subject, Target, Text, Verb,
};

/// What comes between a key and its order.
pub(super) enum NextStep {
    Give(Subject, Action),
    /// An order that is asked about although nobody but its operator would notice it.
    Ask(Subject, Action),
    Choose(Box<Choose>),
    Fill(Box<Form>),
}

impl NextStep {
    fn choose(
        (subject, verb): (Subject, Verb),
        choices: Vec<Choice>,
        none: &str,
        opened: At,
    ) -> Result<Self, String> {
        if choices.is_empty() {
            return Err(none.to_owned());
        }
        Ok(Self::Choose(Box::new(Choose { subject, agent: None, verb, choices, index: 0, opened })))
    }

    /// What the next key does, in words.
    pub(super) fn words(&self, verb: Verb) -> String {
        match self {
            Self::Give(_, Action::Leave { .. }) => format!("end {}", verb.word()),
            Self::Give(_, action) | Self::Ask(_, action) => action.words(),
            Self::Choose(choose) => choose.verb.word().to_owned(),
            Self::Fill(_) => verb.word().to_owned(),
        }
    }
}

impl Session {
    pub(super) fn next_step(&self, verb: Verb, now: At) -> Result<NextStep, String> {
        self.operator.permissions.may_order()?;
        match verb {
            Verb::Place | Verb::SetState => self.for_agent(verb, now),
            Verb::Special => self.specials(now),
            Verb::Leave => self.leave(),
            Verb::Monitor
            | Verb::Whisper
            | Verb::Barge
            | Verb::HangUp
            | Verb::Record
            | Verb::Hold
            | Verb::Park
            | Verb::Retrieve
            | Verb::Transfer
            | Verb::Requeue
            | Verb::Dispose => self.for_call(verb, now),
        }
    }

    fn for_call(&self, verb: Verb, now: At) -> Result<NextStep, String> {
        let Some(Row::Call(line, _, row)) = self.selected() else {
            return Err(self.nothing("a call: 1 shows them"));
        };
        let SeenCall { key, sighting, seen } = seen_call(line, row);
        let subject = Subject::Call { key, sighting, seen };
        self.live().still(&subject)?;
        let verb = meant(verb, line, row);
        line.may(verb)?;
        row.call.may(verb)?;
        let give = |subject, action| Ok(NextStep::Give(subject, action));
        match verb {
            Verb::Monitor | Verb::Whisper | Verb::Barge => self.listen(line, row, verb, &subject),
            Verb::HangUp => give(subject, Action::HangUp),
            Verb::Hold => give(subject, Action::Hold(row.call.phase != Phase::Held)),
            Verb::Park => match asks(line, verb) {
                [] => give(subject, Action::Park { with: Entries::default() }),
                asked => Ok(self.fill(subject, Purpose::Park, asked, now)),
            },
            Verb::Retrieve => {
                let phone = self.own_phone(&line.account)?.clone();
                give(subject, Action::Retrieve { phone })
            }
            Verb::Record => match row.recorded() {
                Some(on) => give(subject, Action::Record(!on)),
                None => NextStep::choose((subject, verb), on_off(), "", now),
            },
            Verb::Requeue => {
                NextStep::choose((subject, verb), queues(line), "this account has told of no queues", now)
            }
            Verb::Dispose => self.dispose(subject, line, row, now),
            Verb::Transfer => Ok(self.fill(subject, Purpose::Transfer, asks(line, verb), now)),
            Verb::Leave | Verb::Place | Verb::SetState | Verb::Special => Err(self.nothing("a call")),
        }
    }

    /// The form of what `purpose` always needs, and of what the vendor asks beside that.
    fn fill(&self, subject: Subject, purpose: Purpose, more: &[Field], now: At) -> NextStep {
        let mut fields = purpose.fields();
        fields.extend_from_slice(more);
        let phone = self.operator.phone(subject.account());
        NextStep::Fill(Box::new(Form::new((subject, purpose), fields, phone, now)))
    }

    fn dispose(&self, subject: Subject, line: &Line, row: &CallRow, now: At) -> Result<NextStep, String> {
        match account_codes(line) {
            Some(Codes { choices, most, note: noted }) if *most > 1 && !choices.is_empty() => {
                let note = noted.then(note);
                let more = asks(line, Verb::Dispose).iter().cloned();
                let fields: Vec<Field> =
                    [codes(choices.clone(), *most)].into_iter().chain(note).chain(more).collect();
                Ok(self.fill(subject, Purpose::Dispose, &fields, now))
            }
            Some(codes) => {
                let none = "this account has no dispositions to choose from";
                NextStep::choose((subject, Verb::Dispose), codes.choices.clone(), none, now)
            }
            None => {
                let none = "this call's queue has no list of dispositions";
                NextStep::choose((subject, Verb::Dispose), dispositions(line, row), none, now)
            }
        }
    }

    fn for_agent(&self, verb: Verb, now: At) -> Result<NextStep, String> {
        let (line, subject) = self.agent_here()?;
        line.may(verb)?;
        if verb == Verb::Place {
            return Ok(self.fill(subject, Purpose::Place, asks(line, verb), now));
        }
        let none = "this account has told of no states to choose from";
        NextStep::choose((subject, verb), line.states.to_vec(), none, now)
    }

    /// What only this vendor can do to the row under the cursor.
    fn specials(&self, now: At) -> Result<NextStep, String> {
        let (line, subject) = match self.selected() {
            Some(Row::Agent(line, agent, _)) => (line, self.agent_on_calls(line, agent)?),
            Some(Row::Call(line, _, row)) => {
                let SeenCall { key, sighting, seen } = seen_call(line, row);
                let subject = Subject::Call { key, sighting, seen };
                self.live().still(&subject)?;
                (line, subject)
            }
            Some(Row::Queue(..) | Row::Account(_) | Row::Order(_)) | None => {
                return Err(self.nothing("a call or an agent"));
            }
        };
        line.may(Verb::Special)?;
        let all = line.abilities.as_ref().map_or(&[][..], |abilities| abilities.specials());
        let fitting: Vec<_> = all.iter().filter(|special| self.fits(special, &subject)).collect();
        // What is nothing to the agent's calls goes on whatever becomes of them.
        let reaches = fitting.iter().any(|special| special.reach != Reach::Nothing);
        let subject = if reaches { subject } else { reached(subject, Reach::Nothing, false)? };
        let choices: Vec<_> = fitting
            .iter()
            .map(|special| Choice { id: special.id.as_ref().into(), label: special.label.clone() })
            .collect();
        let none = match &subject {
            Subject::Call { seen, .. } => format!("nothing more can be done to a {} call", seen.phase.word()),
            Subject::Agent { .. } => "nothing more can be done to an agent".to_owned(),
        };
        let agent = match self.selected() {
            Some(Row::Call(line, _, row)) => self.agent_of(line, row).ok(),
            Some(Row::Queue(..) | Row::Agent(..) | Row::Account(_) | Row::Order(_)) | None => None,
        };
        let mut step = NextStep::choose((subject, Verb::Special), choices, &none, now)?;
        if let NextStep::Choose(choose) = &mut step {
            choose.agent = agent;
        }
        Ok(step)
    }

    fn fits(&self, special: &Special, subject: &Subject) -> bool {
        match (special.target, subject) {
            (Target::Call, Subject::Call { seen, .. }) => {
                special.fits(&seen.phase) && seen.may(Verb::Special).is_ok()
            }
            (Target::Agent, Subject::Call { .. }) => self.agent_here().is_ok(),
            (Target::Agent, Subject::Agent { .. }) => true,
            (Target::Call, Subject::Agent { .. }) => false,
        }
    }

    /// What comes after one of [`Self::specials`] was chosen for `subject`, or for `agent` of that call.
    pub(super) fn special(
        &self,
        (subject, agent): (Subject, Option<Subject>),
        id: &str,
        now: At,
    ) -> Result<NextStep, String> {
        let line = self.live().line(subject.account()).ok_or("this account is not on the board")?;
        let mut all = line.abilities.iter().flat_map(Abilities::specials);
        let special = all.find(|special| special.id == id).ok_or("this can no longer be done here")?;
        let subject = match (&subject, special.target) {
            (Subject::Call { .. }, Target::Agent) => {
                let agent = agent.ok_or("no agent of this call is on the board")?;
                self.live().still(&agent)?;
                reached(agent, special.reach, true)?
            }
            (Subject::Agent { .. }, _) => reached(subject, special.reach, false)?,
            (Subject::Call { .. }, Target::Call) => subject,
        };
        if special.fields.is_empty() {
            let special = Arc::clone(special);
            return Ok(NextStep::Give(subject, Action::Special { special, with: Entries::default() }));
        }
        Ok(self.fill(subject, Purpose::Special(Arc::clone(special)), &[], now))
    }

    pub(super) fn nothing(&self, needed: &str) -> String {
        match self.table().lost() {
            Some(why) => format!("{why}: choose again"),
            None => format!("put the cursor on {needed}"),
        }
    }

    /// What comes after `choice` was made for `verb`.
    pub(super) fn chosen(
        &self,
        (subject, agent, verb): (Subject, Option<Subject>, Verb),
        choice: Choice,
        now: At,
    ) -> Result<NextStep, String> {
        let action = match verb {
            Verb::Record => Action::Record(&*choice.id == "on"),
            Verb::Requeue => Action::Requeue { queue: QueueId::from(&*choice.id), name: choice.label },
            Verb::SetState => Action::SetState(choice),
            Verb::Special => return self.special((subject, agent), &choice.id, now),
            Verb::Dispose => {
                let line = self.live().line(subject.account());
                if line.and_then(account_codes).is_none_or(|codes| codes.note) {
                    let more = line.map_or(&[][..], |line| asks(line, Verb::Dispose));
                    return Ok(self.fill(subject, Purpose::Note(vec![choice]), more, now));
                }
                Action::Dispose { codes: vec![choice], note: Text::new(""), with: Entries::default() }
            }
            Verb::Monitor
            | Verb::Whisper
            | Verb::Barge
            | Verb::Leave
            | Verb::HangUp
            | Verb::Hold
            | Verb::Park
            | Verb::Retrieve
            | Verb::Transfer
            | Verb::Place => return Err("there is nothing to choose".to_owned()),
        };
        Ok(NextStep::Give(subject, action))
    }
}

/// The verb that a key stands for here: requeue is the transfer of vendors that only know queues, and what is
/// parked is picked up.
fn meant(verb: Verb, line: &Line, row: &CallRow) -> Verb {
    let offers = |verb| matches!(line.may(verb), Ok(Ability::Seen | Ability::Unseen));
    if verb == Verb::Transfer && !offers(verb) && offers(Verb::Requeue) {
        return Verb::Requeue;
    }
    if verb == Verb::Park && row.call.phase == Phase::Parked && offers(Verb::Retrieve) {
        return Verb::Retrieve;
    }
    verb
}

fn asks(line: &Line, verb: Verb) -> &[Field] {
    line.abilities.as_ref().map_or(&[], |abilities| abilities.fields(verb))
}

fn account_codes(line: &Line) -> Option<&Codes> {
    line.abilities.as_ref().and_then(|abilities| abilities.codes())
}

fn on_off() -> Vec<Choice> {
    vec![Choice::new("off", "recording off"), Choice::new("on", "recording on")]
}

fn queues(line: &Line) -> Vec<Choice> {
    let mut choices: Vec<_> =
        line.queues.rows().iter().map(|queue| Choice::new(queue.id.as_str(), &queue.name)).collect();
    choices.sort_by(|a, b| a.label.cmp(&b.label));
    choices
}

fn dispositions(line: &Line, row: &CallRow) -> Vec<Choice> {
    let queue = row.call.queue.as_ref().and_then(|id| line.queues.find(id, |queue| &queue.id));
    queue.map(|queue| queue.dispositions.clone()).unwrap_or_default()
}
