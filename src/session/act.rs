//! From the row under the cursor to an order: what is asked on the way, and why not.

use std::time::Duration;

use super::{Choose, Class, Confirm, Hint, Intent, Mode, Prompt, Purpose, Row, Session, keymap};
use crate::board::{CallRow, Line, Listening};
use crate::domain::{
    Ability, Action, AgentKey, At, CallKey, Choice, Entries, ListenMode, Phase, QueueId, Subject, Text, Verb,
};
use crate::event::{Order, Ticket};

/// A key this soon after another row slid under the cursor was meant for the one before.
const SLID: Duration = Duration::from_millis(500);

impl Session {
    /// Begins what `verb` needs: an order at once, a question, or the reason why not in the last line.
    pub(super) fn act(&mut self, verb: Verb, now: At) -> Vec<Intent> {
        // Whoever acts on a row has chosen it.
        self.table_mut().touched = true;
        let slid = self.table().slid.is_some_and(|at| now.since(at) < SLID);
        let step = if slid {
            Err("another row slid under the cursor just now: look, and press again".to_owned())
        } else {
            self.next_step(verb, now)
        };
        match step {
            Ok(step) => self.take(step, now),
            Err(why) => {
                self.warn(format!("{}: {why}", verb.word()), now);
                Vec::new()
            }
        }
    }

    /// What can be done to the row under the cursor.
    pub fn hints(&self) -> Vec<Hint> {
        const CALL: [Verb; 9] = [
            Verb::Monitor,
            Verb::Whisper,
            Verb::Barge,
            Verb::Record,
            Verb::HangUp,
            Verb::Hold,
            Verb::Park,
            Verb::Transfer,
            Verb::Dispose,
        ];
        const AGENT: [Verb; 2] = [Verb::SetState, Verb::Place];
        let verbs: &[Verb] = match self.selected() {
            Some(Row::Call(..)) => &CALL,
            Some(Row::Agent(..)) => &AGENT,
            Some(Row::Queue(..) | Row::Account(_) | Row::Order(_)) | None => &[],
        };
        verbs.iter().map(|verb| self.hint(*verb)).collect()
    }

    fn hint(&self, verb: Verb) -> Hint {
        // The time only dates a question, and a hint asks none.
        let step = self.next_step(verb, At::from_millis(0));
        let key = keymap::shown(verb);
        match step {
            Ok(step) => Hint { key, words: step.words(verb), why_not: None },
            Err(why) => Hint { key, words: verb.word().to_owned(), why_not: Some(why) },
        }
    }

    fn take(&mut self, step: NextStep, now: At) -> Vec<Intent> {
        match step {
            NextStep::Give(subject, action) => return self.propose(subject, action, now),
            NextStep::Choose(choose) => self.mode = Mode::Choose(choose),
            NextStep::Prompt(prompt) => self.mode = Mode::Prompt(prompt),
        }
        Vec::new()
    }

    /// Gives the order at once if nobody can notice it, else asks.
    pub(super) fn propose(&mut self, subject: Subject, action: Action, now: At) -> Vec<Intent> {
        let class = Class::of(action.verb());
        if class == Class::Quiet {
            self.mode = Mode::Browse;
            return vec![self.order(subject, action, now)];
        }
        let code = (class == Class::Final).then(|| self.code(&subject));
        self.mode = Mode::Confirm(Box::new(Confirm {
            subject,
            action,
            class,
            code,
            typed: String::new(),
            opened: now,
        }));
        Vec::new()
    }

    /// The order, on its way. Its subject is what was under the cursor when the first key went down.
    pub(super) fn order(&mut self, subject: Subject, action: Action, now: At) -> Intent {
        self.number += 1;
        self.notice = None;
        Intent::Order(Box::new(Order {
            ticket: Ticket { session: self.id, number: self.number },
            operator: self.operator.name.clone(),
            subject,
            action,
            at: now,
        }))
    }

    /// The two digits that end a call: the customer's last ones, or those of the row.
    fn code(&self, subject: &Subject) -> (String, &'static str) {
        let number = subject.caller().and_then(|caller| caller.number.as_ref());
        let digits: Vec<char> =
            number.iter().flat_map(|it| it.chars()).filter(char::is_ascii_digit).collect();
        match digits.as_slice() {
            [.., a, b] => (format!("{a}{b}"), "the caller's last digits"),
            _ => (format!("{:02}", (self.table().index + 1) % 100), "the row's number"),
        }
    }

    fn next_step(&self, verb: Verb, now: At) -> Result<NextStep, String> {
        if self.banner.read_only {
            return Err("this board is read-only".to_owned());
        }
        match verb {
            Verb::Place | Verb::SetState => self.for_agent(verb, now),
            Verb::Leave => self.leave(),
            Verb::Monitor
            | Verb::Whisper
            | Verb::Barge
            | Verb::HangUp
            | Verb::Record
            | Verb::Hold
            | Verb::Park
            | Verb::Retrieve
            | Verb::Special
            | Verb::Transfer
            | Verb::Requeue
            | Verb::Dispose => self.for_call(verb, now),
        }
    }

    fn for_call(&self, verb: Verb, now: At) -> Result<NextStep, String> {
        let Some(Row::Call(line, _, row)) = self.selected() else {
            return Err(self.nothing("a call: 1 shows them"));
        };
        let key = CallKey::new(&line.account, &row.call.id);
        let newest = self.live().call(&key).ok_or("the call has ended")?;
        newest.same(row.sighting, &row.call)?;
        // A hint of what is there to come: requeue is the transfer of vendors that only know queues.
        let requeues = verb == Verb::Transfer && !offers(line, verb) && offers(line, Verb::Requeue);
        let verb = if requeues { Verb::Requeue } else { verb };
        line.may(verb)?;
        row.call.may(verb)?;
        let subject =
            Subject::Call { key: key.clone(), sighting: row.sighting, seen: Box::new(row.call.clone()) };
        let choose = |choices: Vec<Choice>, none: &str| {
            if choices.is_empty() {
                return Err(none.to_owned());
            }
            Ok(NextStep::Choose(Box::new(Choose {
                subject: subject.clone(),
                verb,
                choices,
                index: 0,
                opened: now,
            })))
        };
        match verb {
            Verb::Monitor | Verb::Whisper | Verb::Barge => self.listen(&key, row, verb, &subject),
            Verb::HangUp => Ok(NextStep::Give(subject, Action::HangUp)),
            Verb::Park => Ok(NextStep::Give(subject, Action::Park { with: Entries::default() })),
            Verb::Retrieve | Verb::Special => Err("not yet".to_owned()),
            Verb::Hold => Ok(NextStep::Give(subject, Action::Hold(row.call.phase != Phase::Held))),
            Verb::Record => match row.recorded() {
                Some(on) => Ok(NextStep::Give(subject, Action::Record(!on))),
                None => choose(on_off(), ""),
            },
            Verb::Requeue => choose(queues(line), "this account has told of no queues"),
            Verb::Dispose => choose(dispositions(line, row), "this call's queue has no list of dispositions"),
            Verb::Transfer => Ok(NextStep::prompt(subject, Purpose::TransferTo, now)),
            Verb::Leave | Verb::Place | Verb::SetState => Err(self.nothing("a call")),
        }
    }

    fn listen(
        &self,
        key: &CallKey,
        row: &CallRow,
        verb: Verb,
        subject: &Subject,
    ) -> Result<NextStep, String> {
        let mode = keymap::listen_mode(verb).unwrap_or(ListenMode::Monitor);
        let Some(phone) = self.operator.phone(&key.account) else {
            return Err(format!(
                "no phone of yours is known at {}: set phone in [operator], or \"{0}\" in [operator.phones]",
                key.account
            ));
        };
        if row.call.agent.is_none() && row.agent.is_none() {
            return Err("no agent is on this call yet".to_owned());
        }
        let Some(leg) = self.live().orders.listening.iter().find(|leg| leg.phone == *phone) else {
            return Ok(NextStep::Give(
                subject.clone(),
                Action::Listen { mode, phone: phone.clone(), from: None },
            ));
        };
        if leg.call != *key {
            return Err(format!("your phone {phone} listens to another call: E ends that first"));
        }
        if leg.mode == mode {
            return Ok(NextStep::Give(subject.clone(), Action::Leave { phone: phone.clone() }));
        }
        Err(format!("you {} this call: E ends that first", leg.mode.word()))
    }

    /// Ends the listening of this operator: on the call under the cursor if there is one, else the newest.
    fn leave(&self) -> Result<NextStep, String> {
        let mine = |leg: &&Listening| {
            self.operator.phone(&leg.call.account) == Some(&leg.phone) || leg.operator == self.operator.name
        };
        let here = match self.selected() {
            Some(Row::Call(line, _, row)) => Some(CallKey::new(&line.account, &row.call.id)),
            Some(Row::Queue(..) | Row::Agent(..) | Row::Account(_) | Row::Order(_)) | None => None,
        };
        let legs = || self.live().orders.listening.iter().filter(mine);
        let leg = legs().find(|leg| Some(&leg.call) == here.as_ref()).or_else(|| legs().next_back());
        let leg = leg.ok_or("you listen to no call")?;
        let row = self.live().call(&leg.call).ok_or("the call has ended")?;
        let seen = Box::new(row.call.clone());
        let subject = Subject::Call { key: leg.call.clone(), sighting: row.sighting, seen };
        Ok(NextStep::Give(subject, Action::Leave { phone: leg.phone.clone() }))
    }

    fn for_agent(&self, verb: Verb, now: At) -> Result<NextStep, String> {
        let (line, agent) = match self.selected() {
            Some(Row::Agent(line, agent)) => (line, agent),
            Some(Row::Call(line, _, row)) => {
                let id = row.call.agent.as_ref().ok_or("no agent is on this call")?;
                (line, line.agents.find(id, |agent| &agent.id).ok_or("this agent is not on the board")?)
            }
            Some(Row::Queue(..) | Row::Account(_) | Row::Order(_)) | None => {
                return Err(self.nothing("an agent: 4 shows them"));
            }
        };
        line.may(verb)?;
        let key = AgentKey::new(&line.account, &agent.id);
        let subject = Subject::Agent { key, seen: Box::new((**agent).clone()) };
        if verb == Verb::Place {
            return Ok(NextStep::prompt(subject, Purpose::PlaceTo, now));
        }
        if line.states.is_empty() {
            return Err("this account has told of no states to choose from".to_owned());
        }
        let choices = line.states.to_vec();
        Ok(NextStep::Choose(Box::new(Choose { subject, verb, choices, index: 0, opened: now })))
    }

    fn nothing(&self, needed: &str) -> String {
        match self.table().selected {
            Some(_) if self.selected().is_none() => {
                "what was under the cursor is gone: choose again".to_owned()
            }
            Some(_) | None => format!("put the cursor on {needed}"),
        }
    }
}

/// What comes between a key and its order.
enum NextStep {
    Give(Subject, Action),
    Choose(Box<Choose>),
    Prompt(Box<Prompt>),
}

impl NextStep {
    fn prompt(subject: Subject, purpose: Purpose, opened: At) -> Self {
        let input = tui_input::Input::default();
        Self::Prompt(Box::new(Prompt { subject, purpose, input, mistake: None, opened }))
    }

    fn words(&self, verb: Verb) -> String {
        match self {
            Self::Give(_, Action::Leave { .. }) => format!("end {}", verb.word()),
            Self::Give(_, action) => action.words(),
            Self::Choose(choose) => choose.verb.word().to_owned(),
            Self::Prompt(_) => verb.word().to_owned(),
        }
    }
}

fn offers(line: &Line, verb: Verb) -> bool {
    matches!(line.may(verb), Ok(Ability::Seen | Ability::Unseen))
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

/// The action that `choice` makes of `verb`.
pub(super) fn chosen(verb: Verb, choice: Choice) -> Option<Action> {
    match verb {
        Verb::Record => Some(Action::Record(&*choice.id == "on")),
        Verb::Requeue => Some(Action::Requeue { queue: QueueId::from(&*choice.id), name: choice.label }),
        Verb::SetState => Some(Action::SetState(choice)),
        Verb::Dispose => Some(Action::Dispose { codes: vec![choice], note: Text::new("") }),
        Verb::Monitor
        | Verb::Whisper
        | Verb::Barge
        | Verb::Leave
        | Verb::HangUp
        | Verb::Hold
        | Verb::Park
        | Verb::Retrieve
        | Verb::Special
        | Verb::Transfer
        | Verb::Place => None,
    }
}
