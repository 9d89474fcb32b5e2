//! A form on the way to an order: what must be known beside whom it is for.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{Datelike, NaiveDateTime};
use crossterm::event::{KeyCode, KeyEvent};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use super::dialog::GUARD;
use super::{Intent, Mode, Session, keymap};
use crate::domain::{
    Action, AgentId, At, Choice, Entries, Field, FieldKind, Special, Subject, Text, dialled,
    no_part_of_a_number,
};

/// A form that is being filled in.
#[derive(Clone, Debug)]
pub struct Form {
    /// Who the order will be for.
    pub subject: Subject,
    /// What it is filled in for.
    pub purpose: Purpose,
    /// What is asked, and what has been answered.
    pub asked: Vec<Asked>,
    /// Which of [`Form::stops`] the cursor is at.
    pub place: usize,
    /// What is wrong with it.
    pub mistake: Option<String>,
    /// Since when it is asked.
    pub opened: At,
}

/// One field of a form.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The field.
    pub field: Field,
    /// What can be picked; empty where something is typed.
    pub choices: Vec<Choice>,
    /// What has been answered.
    pub answer: Answer,
}

/// What has been answered to a field.
#[derive(Clone, Debug)]
pub enum Answer {
    /// What was typed.
    Typed(Input),
    /// Which of the choices were picked.
    Picked(BTreeSet<usize>),
}

/// A place of the cursor: a field that is typed, or one choice of a field that is picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Which field.
    pub field: usize,
    /// Which of its choices.
    pub choice: Option<usize>,
}

/// What a form is filled in for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The number to call for an agent.
    Place,
    /// The number to send a call to.
    Transfer,
    /// What to know before a call is parked.
    Park,
    /// A note to dispositions.
    Note(Vec<Choice>),
    /// Several dispositions.
    Dispose,
    /// What only this vendor can do.
    Special(Arc<Special>),
}

/// The name of the number that a call is placed or transferred to.
const TO: &str = "to";
/// The name of a disposition's note.
const NOTE: &str = "note";
/// The name of the dispositions.
const CODES: &str = "codes";

impl Purpose {
    /// The fields that every vendor needs for it.
    pub(super) fn fields(&self) -> Vec<Field> {
        match self {
            Self::Place | Self::Transfer => vec![Field::required(TO, "number", FieldKind::Number)],
            Self::Note(_) => vec![note()],
            Self::Park | Self::Dispose => Vec::new(),
            Self::Special(special) => special.fields.clone(),
        }
    }

    /// What `entries` make of it.
    fn action(&self, entries: Entries) -> Action {
        let text = |name: &str| Text::new(entries.get(name).unwrap_or_default());
        match self {
            Self::Place => Action::Place { to: text(TO), with: entries.without(TO) },
            Self::Transfer => Action::Transfer { to: text(TO), with: entries.without(TO) },
            Self::Park => Action::Park { with: entries },
            Self::Note(codes) => {
                Action::Dispose { codes: codes.clone(), note: text(NOTE), with: entries.without(NOTE) }
            }
            Self::Dispose => {
                let picked = entries.iter().filter(|entry| entry.name == CODES);
                let codes =
                    picked.map(|entry| Choice { id: entry.value.clone(), label: entry.shown.clone() });
                let (codes, note) = (codes.collect(), text(NOTE));
                Action::Dispose { codes, note, with: entries.without(NOTE).without(CODES) }
            }
            Self::Special(special) => Action::Special { special: Arc::clone(special), with: entries },
        }
    }
}

/// A disposition's note.
pub(super) fn note() -> Field {
    Field::optional(NOTE, "note", FieldKind::Line(Text::new("")))
}

/// The dispositions, of which `most` can be chosen.
pub(super) fn codes(choices: Vec<Choice>, most: usize) -> Field {
    Field::required(CODES, "dispositions", FieldKind::Several { choices, most })
}

impl Asked {
    /// `field`, unanswered; `phone` stands where a phone is asked for.
    fn new(field: Field, subject: &Subject, phone: Option<&Text>) -> Self {
        let choices = match &field.kind {
            FieldKind::Choice(choices) | FieldKind::Several { choices, .. } => choices.clone(),
            FieldKind::Flag => vec![Choice::new("true", "yes")],
            FieldKind::Party => parties(subject),
            FieldKind::Line(_) | FieldKind::Number | FieldKind::Moment | FieldKind::Phone => Vec::new(),
        };
        let answer = match &field.kind {
            FieldKind::Line(_) | FieldKind::Number | FieldKind::Moment => Answer::Typed(Input::default()),
            FieldKind::Phone => Answer::Typed(Input::new(phone.map(Text::to_string).unwrap_or_default())),
            FieldKind::Choice(_) | FieldKind::Several { .. } | FieldKind::Flag | FieldKind::Party => {
                Answer::Picked(BTreeSet::new())
            }
        };
        Self { field, choices, answer }
    }

    /// How many of its choices can be picked.
    pub fn most(&self) -> usize {
        if let FieldKind::Several { most, .. } = self.field.kind { most } else { 1 }
    }

    /// Picks the choice, or takes the pick away.
    fn pick(&mut self, choice: usize) {
        let (most, flag) = (self.most(), self.field.kind == FieldKind::Flag);
        let Answer::Picked(picked) = &mut self.answer else { return };
        if picked.remove(&choice) && (most > 1 || flag) {
            return;
        }
        if most == 1 {
            picked.clear();
        }
        if picked.len() < most {
            picked.insert(choice);
        }
    }

    /// `entries` with the answer, or what is wrong with it.
    fn answered(&self, entries: Entries) -> Result<Entries, String> {
        let Field { label, kind, required, .. } = &self.field;
        match &self.answer {
            Answer::Typed(input) => match (input.value().trim(), kind) {
                ("", _) if *required => Err(format!("type {}", the(label))),
                ("", _) => Ok(entries),
                (typed, FieldKind::Number) => {
                    let number = number(typed)?;
                    Ok(entries.with(&self.field, &number, &number))
                }
                (typed, FieldKind::Moment) => {
                    let at = moment(typed)?;
                    let shown = at.format("%Y-%m-%d %H:%M:%S").to_string();
                    Ok(entries.with(&self.field, &at.format("%Y-%m-%dT%H:%M:%S").to_string(), &shown))
                }
                (typed, _) => Ok(entries.with(&self.field, typed, typed)),
            },
            Answer::Picked(picked) if picked.is_empty() && *required => Err(format!("choose {}", the(label))),
            Answer::Picked(picked) => {
                let choices = picked.iter().filter_map(|choice| self.choices.get(*choice));
                Ok(choices
                    .fold(entries, |entries, choice| entries.with(&self.field, &choice.id, &choice.label)))
            }
        }
    }
}

/// `label` as the object of a sentence: a question, such as "who is moved", takes no article.
fn the(label: &str) -> String {
    let asks = ["who", "how", "what", "when", "where", "whether"];
    let first = label.split(' ').next().unwrap_or_default();
    if asks.contains(&first) { label.to_owned() } else { format!("the {label}") }
}

/// The two parties of a call, by name.
fn parties(subject: &Subject) -> Vec<Choice> {
    let Subject::Call { seen, .. } = subject else { return Vec::new() };
    let known = |name: &Option<Text>, number: &Option<Text>, what: &str| {
        let words = [name.as_deref(), number.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("  ");
        format!("{what} {words}").trim().to_owned()
    };
    let agent = seen.agent.as_ref().map(AgentId::text);
    vec![
        Choice::new("customer", &known(&seen.caller.name, &seen.caller.number, "the customer")),
        Choice::new("agent", &known(&seen.agent_name, &agent, "the agent")),
    ]
}

/// `typed` as a number to call: what people write between the digits is left out.
fn number(typed: &str) -> Result<String, String> {
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    match no_part_of_a_number(typed) {
        Some(char) => Err(format!("a number has no {char:?}")),
        None if digits < 2 => Err("type the number".to_owned()),
        None => Ok(dialled(typed)),
    }
}

/// `typed` as a day and a time of it.
fn moment(typed: &str) -> Result<NaiveDateTime, String> {
    let forms = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
    let read = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(typed, form).ok());
    let read = read.filter(|at| (1_000..10_000).contains(&at.year()));
    read.ok_or_else(|| "type a day and a time that there are, such as 2026-12-01 15:30".to_owned())
}

impl Form {
    /// An empty form of `fields` for `subject`.
    pub(super) fn new(
        (subject, purpose): (Subject, Purpose),
        fields: Vec<Field>,
        phone: Option<&Text>,
        opened: At,
    ) -> Self {
        let asked = fields.into_iter().map(|field| Asked::new(field, &subject, phone)).collect();
        Self { subject, purpose, asked, place: 0, mistake: None, opened }
    }

    /// Where the cursor can be, from the top.
    pub fn stops(&self) -> Vec<Stop> {
        let stops = |(field, asked): (usize, &Asked)| {
            let choices: Vec<Option<usize>> = match asked.answer {
                Answer::Typed(_) => vec![None],
                Answer::Picked(_) => (0..asked.choices.len()).map(Some).collect(),
            };
            choices.into_iter().map(move |choice| Stop { field, choice })
        };
        self.asked.iter().enumerate().flat_map(stops).collect()
    }

    /// Where the cursor is.
    pub fn stop(&self) -> Option<Stop> {
        self.stops().get(self.place).copied()
    }

    /// What is typed where the cursor is; `None` where something is picked.
    pub(super) fn input(&mut self) -> Option<&mut Input> {
        let stop = self.stop()?;
        match &mut self.asked.get_mut(stop.field)?.answer {
            Answer::Typed(input) => Some(input),
            Answer::Picked(_) => None,
        }
    }

    fn step(&mut self, forward: bool) {
        let last = self.stops().len().saturating_sub(1);
        self.place = if forward { (self.place + 1).min(last) } else { self.place.saturating_sub(1) };
    }

    fn pick(&mut self) {
        if let Some(Stop { field, choice: Some(choice) }) = self.stop()
            && let Some(asked) = self.asked.get_mut(field)
        {
            asked.pick(choice);
            self.mistake = None;
        }
    }

    /// Whether Enter stands for the pick too: at a field of which one must be picked and none is.
    fn picks_with_enter(&self) -> bool {
        let asked = self.stop().and_then(|stop| self.asked.get(stop.field));
        asked.is_some_and(|asked| {
            asked.field.required && matches!(&asked.answer, Answer::Picked(picked) if picked.is_empty())
        })
    }

    /// The action that the answers make; else the cursor goes to the field that is wrong, and says why.
    fn complete(&mut self) -> Option<Action> {
        let mut entries = Entries::default();
        for (field, asked) in self.asked.iter().enumerate() {
            match asked.answered(entries) {
                Ok(more) => entries = more,
                Err(mistake) => {
                    self.mistake = Some(mistake);
                    let wrong = self.stops().iter().position(|stop| stop.field == field);
                    self.place = wrong.unwrap_or(self.place);
                    return None;
                }
            }
        }
        Some(self.purpose.action(entries))
    }
}

impl Session {
    /// A key while a form is filled in. Enter leads to the question, never to the vendor.
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other key is typed")]
    pub(super) fn form_key(&mut self, mut form: Form, key: KeyEvent, now: At) -> Vec<Intent> {
        let typing = form.input().is_some();
        match key.code {
            KeyCode::Esc => return Vec::new(),
            KeyCode::Enter => {
                if form.picks_with_enter() && now.since(form.opened) >= GUARD {
                    form.pick();
                }
                if let Some(action) = form.complete() {
                    return self.propose(form.subject, action, now);
                }
            }
            KeyCode::Down | KeyCode::Tab => form.step(true),
            KeyCode::Up | KeyCode::BackTab => form.step(false),
            KeyCode::Char(' ') if !typing => form.pick(),
            _ if !typing && keymap::is_letter(key, 'j') => form.step(true),
            _ if !typing && keymap::is_letter(key, 'k') => form.step(false),
            _ => {
                form.mistake = None;
                if let Some(input) = form.input() {
                    let _changed = input.handle_event(&crossterm::event::Event::Key(key));
                }
            }
        }
        self.mode = Mode::Form(Box::new(form));
        Vec::new()
    }
}
