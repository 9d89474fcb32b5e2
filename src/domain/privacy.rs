//! A mask over numbers and names, for eyes that may see what goes on and not with whom.

use unicode_width::UnicodeWidthChar;

use super::text::LONGEST;
use super::{Agent, AgentId, AgentState, Call, Detail, DetailClass, Only, Party, Phase, Queue, Text};

/// What stands for a digit; a phone can dial it, so it counts as one.
const COVER: char = '*';
/// What stands for a whole text.
const HIDDEN: &str = "(hidden)";
/// How many digits of a number are shown, at its end.
const SHOWN: usize = 2;
/// From how many digits on a run of them in some text is a number.
const RUN: usize = 3;
/// How many signs may stand between two digits of one number.
const GAP: usize = 3;
/// From how many digits on a number is found within others, as in a file's name.
const LONG: usize = 5;
/// By how many of its last digits: country codes and trunk prefixes come and go.
const TAIL: usize = 7;

/// What is covered of people. Nothing is by default; a row that was masked once is the same when masked again.
///
/// Ids stay as they are, since all that is known of a row hangs on them, and some vendors make them of numbers and
/// login names: where one is shown, a call's goes through [`Self::beside`] and an agent's through [`Self::name`]. Names of
/// queues, teams and pauses stay too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mask {
    /// Numbers: all but their last two digits.
    pub numbers: bool,
    /// Names: all but their initials. Text that may hold any is hidden whole.
    pub names: bool,
}

impl Mask {
    /// The call under the mask.
    pub fn call(self, call: &Call) -> Call {
        let own = Own::of_call(call);
        let plain = |text: &Text| self.plain(text, &own);
        // Every field by name, so that a new one is a decision here.
        let Call {
            id,
            conversation,
            phase,
            direction,
            caller: Party { name, number },
            dialled,
            agent,
            agent_name,
            queue,
            queue_name,
            started,
            entered,
            answered,
            recording,
            legs,
            conference,
            only,
            derived,
            details,
        } = call;
        Call {
            id: id.clone(),
            conversation: conversation.clone(),
            phase: if let Phase::Other(word) = phase { Phase::Other(plain(word)) } else { phase.clone() },
            direction: *direction,
            caller: Party {
                name: name.as_ref().map(|name| self.name(name)),
                number: number.as_ref().map(|number| self.number(number)),
            },
            dialled: dialled.as_ref().map(|number| self.number(number)),
            agent: agent.clone(),
            agent_name: agent_name.as_ref().map(|name| self.name(name)),
            queue: queue.clone(),
            queue_name: queue_name.as_ref().map(plain),
            started: *started,
            entered: *entered,
            answered: *answered,
            recording: *recording,
            legs: legs.clone(),
            conference: conference.as_ref().map(plain),
            only: only.as_ref().map(|only| Only { verbs: only.verbs.clone(), why: plain(&only.why) }),
            derived: derived.as_ref().map(plain),
            details: self.details(details, &own),
        }
    }

    /// The agent under the mask.
    pub fn agent(self, agent: &Agent) -> Agent {
        let own = Own::of_agent(agent);
        let plain = |text: &Text| self.plain(text, &own);
        let Agent { id, name, extension, state, status, reason, since, group, handled, details } = agent;
        Agent {
            id: id.clone(),
            name: self.name(name),
            extension: extension.as_ref().map(|number| self.number(number)),
            state: if let AgentState::Unknown(word) = state {
                AgentState::Unknown(plain(word))
            } else {
                state.clone()
            },
            status: status.clone(),
            reason: reason.as_ref().map(plain),
            since: *since,
            group: group.as_ref().map(plain),
            handled: *handled,
            details: self.details(details, &own),
        }
    }

    /// The queue under the mask: only its details may tell of people.
    pub fn queue(self, queue: &Queue) -> Queue {
        Queue { details: self.details(&queue.details, &Own::default()), ..queue.clone() }
    }

    /// Text that tells of nobody, but that may repeat one of `call`'s numbers: without those.
    pub fn beside(self, call: &Call, text: &Text) -> Text {
        self.plain(text, &Own::of_call(call))
    }

    /// A number: its shape, and its last two digits if it has more. Words in it are masked as a name.
    pub fn number(self, number: &Text) -> Text {
        let number = self.initials(number);
        if self.numbers { covered(&number).into() } else { number }
    }

    /// A name: the initial of each of its words. A name that is a number is masked as one, and so is a number in it.
    pub fn name(self, name: &Text) -> Text {
        if name.chars().any(is_letter) { self.runs(&self.initials(name)) } else { self.number(name) }
    }

    /// Text that may hold anything.
    pub fn free(self, text: &Text) -> Text {
        if self.names { HIDDEN.into() } else { self.runs(text) }
    }

    fn details(self, details: &[Detail], own: &Own) -> Vec<Detail> {
        let masked = |Detail { class, label, value }: &Detail| {
            let (label, value) = match class {
                DetailClass::Plain => (self.plain(label, own), self.plain(value, own)),
                DetailClass::Name => (label.clone(), self.name(value)),
                DetailClass::Number => (label.clone(), self.number(value)),
                DetailClass::Free => (self.runs(label), self.free(value)),
            };
            Detail { class: *class, label, value }
        };
        details.iter().map(masked).collect()
    }

    /// Text that tells of nobody, unless it repeats one of the row's `own` numbers.
    fn plain(self, text: &Text, own: &Own) -> Text {
        if self.numbers { replaced(text, |run| own.is_in(run)) } else { text.clone() }
    }

    fn runs(self, text: &Text) -> Text {
        let long = |run: &str| run.chars().filter(|char| is_digit(*char)).count() >= RUN;
        if self.numbers { replaced(text, long) } else { text.clone() }
    }

    /// The first letter of every word, and words without letters as they are.
    fn initials(self, name: &Text) -> Text {
        if !self.names {
            return name.clone();
        }
        let (mut initials, mut kept) = (String::new(), 0);
        for word in name.split(' ') {
            let initial = word.chars().find(|char| is_letter(*char)).map(|letter| format!("{letter}."));
            let word = initial.as_deref().unwrap_or(word);
            kept += word.chars().count() + 1;
            // One-letter words grow: what no text can hold is left off, not cut within a word.
            if kept > LONGEST {
                break;
            }
            initials.extend([word, " "]);
        }
        initials.into()
    }
}

/// The numbers of one row, in digits alone: they may stand in what is plain otherwise.
#[derive(Debug, Default)]
struct Own(Vec<String>);

impl Own {
    fn of_call(call: &Call) -> Self {
        let numbers = [&call.caller.number, &call.dialled].into_iter().flatten().cloned();
        let names = [call.caller.name.clone(), call.agent_name.clone()].into_iter().flatten();
        let agent = call.agent.as_ref().map(AgentId::text);
        Self::of(numbers, names.chain(agent), &call.details)
    }

    fn of_agent(agent: &Agent) -> Self {
        Self::of(
            agent.extension.iter().cloned(),
            [agent.name.clone(), agent.id.text()].into_iter(),
            &agent.details,
        )
    }

    /// Those of `numbers`, of `names` that are numbers, and of `details`.
    fn of(
        numbers: impl Iterator<Item = Text>,
        names: impl Iterator<Item = Text>,
        details: &[Detail],
    ) -> Self {
        let told = details.iter().filter(|detail| detail.class == DetailClass::Number);
        let names = names.filter(|name| !name.chars().any(is_letter));
        let all = numbers.chain(names).chain(told.map(|detail| detail.value.clone()));
        Self(all.map(|number| digits(&number)).filter(|digits| digits.chars().count() >= RUN).collect())
    }

    /// Whether `run` holds one of them, however it is set apart. A short one is in many a figure: it must stand alone.
    fn is_in(&self, run: &str) -> bool {
        let all = digits(run);
        let alone = |own: &str| all == own || run.split(|char| !is_digit(char)).any(|part| part == own);
        self.0.iter().any(|own| {
            let count = own.chars().count();
            let tail: String = own.chars().skip(count.saturating_sub(TAIL)).collect();
            if count < LONG { alone(own) } else { all.contains(&tail) }
        })
    }
}

fn is_letter(char: char) -> bool {
    char.is_alphabetic() && char.width().is_some_and(|width| width > 0)
}

fn is_digit(char: char) -> bool {
    char == COVER || char.is_numeric()
}

/// What people write between the digits of a number.
fn is_separator(char: char) -> bool {
    matches!(char, ' ' | '-' | '.' | '(' | ')' | '/' | '+' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn digits(text: &str) -> String {
    text.chars().filter(|char| char.is_numeric()).collect()
}

/// `number` without its digits, but for the last two if there are more.
fn covered(number: &str) -> String {
    let all = number.chars().filter(|char| is_digit(*char)).count();
    let mut left = if all > SHOWN { all - SHOWN } else { all };
    let cover = |char: char| {
        let covers = is_digit(char) && left > 0;
        left -= usize::from(covers);
        if covers { COVER } else { char }
    };
    number.chars().map(cover).collect()
}

/// `text` with those runs of digits covered that are `wanted`.
fn replaced(text: &str, wanted: impl Fn(&str) -> bool) -> Text {
    let (mut clean, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, run, after)) = next_run(rest) {
        clean.push_str(before);
        clean.push_str(&if wanted(run) { covered(run) } else { run.to_owned() });
        rest = after;
    }
    clean.push_str(rest);
    clean.into()
}

/// The first run of digits in `text`, with what separates them, and what stands around it.
fn next_run(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find(is_digit)?;
    let (mut end, mut gap) = (start, 0);
    for (at, char) in text.char_indices().skip_while(|(at, _)| *at < start) {
        if is_digit(char) {
            (end, gap) = (at + char.len_utf8(), 0);
        } else if is_separator(char) && gap < GAP {
            gap += 1;
        } else {
            break;
        }
    }
    Some((text.get(..start)?, text.get(start..end)?, text.get(end..)?))
}

#[cfg(test)]
mod tests;
