//! The columns of every list: what they are called and how they compare.

use super::View;

/// A column. Its text and width are the view's; its meaning and order are here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Position in the list, so that two people can say "call 25".
    Number,
    /// What a call or an agent is doing; whether a queue is open; how far an order is.
    State,
    /// How long the customer waited or has waited; a queue's longest wait.
    Wait,
    /// How long the call has lasted.
    Age,
    /// The customer.
    Caller,
    /// The number that was dialled.
    Dialled,
    /// The agent of a call, the name of an agent.
    Agent,
    /// The queue of a call, the name of a queue.
    Queue,
    /// Recording.
    Recording,
    /// Which account.
    Account,
    /// An agent's extension.
    Extension,
    /// How long an agent has been in this state.
    Since,
    /// Whom an agent is talking to.
    With,
    /// Why an agent is paused.
    Reason,
    /// An agent's team, a queue's group.
    Group,
    /// Calls an agent took.
    Handled,
    /// Callers who wait.
    Waiting,
    /// Calls that ring.
    Ringing,
    /// Calls that are talked on.
    Talking,
    /// Agents who are ready, of those logged in.
    Ready,
    /// Service level.
    Level,
    /// Calls answered.
    Answered,
    /// Calls abandoned.
    Abandoned,
    /// Average speed of answer.
    Asa,
    /// How an account is.
    Health,
    /// When an account was last heard.
    Heard,
    /// How long its last poll took.
    Latency,
    /// When it polls next.
    Next,
    /// What is left of its request budget.
    Budget,
    /// Clock difference.
    Skew,
    /// Rows an account has told, and those that could not be read.
    Rows,
    /// When something happened.
    Time,
    /// Who gave an order.
    Operator,
    /// What was ordered.
    Action,
    /// Whom an order was for.
    Subject,
    /// What became of an order.
    Outcome,
}

impl Column {
    /// Every column, with the word for it that is typed and remembered.
    const WORDS: [(Self, &'static str); 36] = [
        (Self::Number, "number"),
        (Self::State, "state"),
        (Self::Wait, "wait"),
        (Self::Age, "age"),
        (Self::Caller, "caller"),
        (Self::Dialled, "dialled"),
        (Self::Agent, "agent"),
        (Self::Queue, "queue"),
        (Self::Recording, "recording"),
        (Self::Account, "account"),
        (Self::Extension, "extension"),
        (Self::Since, "for"),
        (Self::With, "with"),
        (Self::Reason, "reason"),
        (Self::Group, "team"),
        (Self::Handled, "handled"),
        (Self::Waiting, "waiting"),
        (Self::Ringing, "ringing"),
        (Self::Talking, "talking"),
        (Self::Ready, "ready"),
        (Self::Level, "level"),
        (Self::Answered, "answered"),
        (Self::Abandoned, "abandoned"),
        (Self::Asa, "asa"),
        (Self::Health, "health"),
        (Self::Heard, "heard"),
        (Self::Latency, "latency"),
        (Self::Next, "next"),
        (Self::Budget, "budget"),
        (Self::Skew, "skew"),
        (Self::Rows, "rows"),
        (Self::Time, "time"),
        (Self::Operator, "operator"),
        (Self::Action, "action"),
        (Self::Subject, "subject"),
        (Self::Outcome, "outcome"),
    ];

    /// The word for it that is typed and remembered.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(column, _)| *column == self).map_or("", |(_, word)| word)
    }

    /// The column that `word` means.
    pub fn named(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| known.eq_ignore_ascii_case(word)).map(|(column, _)| *column)
    }

    /// Whether `view` cannot do without it: what a row is, and how it is.
    pub fn stays(self, view: View) -> bool {
        use Column as C;
        match view {
            View::Calls | View::Waiting => matches!(self, C::Number | C::State | C::Caller),
            View::Queues => matches!(self, C::Number | C::Queue),
            View::Agents => matches!(self, C::Number | C::Agent | C::State),
            View::Accounts => matches!(self, C::Number | C::Account | C::Health),
            View::Log => matches!(self, C::Time | C::Outcome | C::Action),
        }
    }

    /// Whether it holds times or counts, which people want largest first.
    pub fn is_figure(self) -> bool {
        use Column as C;
        matches!(
            self,
            C::Wait
                | C::Age
                | C::Since
                | C::Handled
                | C::Waiting
                | C::Ringing
                | C::Talking
                | C::Ready
                | C::Level
                | C::Answered
                | C::Abandoned
                | C::Asa
                | C::Heard
                | C::Latency
                | C::Budget
                | C::Skew
                | C::Time
        )
    }
}

/// The keys of the columns of a list while one is chosen: digits, then letters.
const KEYS: &str = "1234567890abcdefghijklmnopqrstuvwxyz";

/// The columns of `view`, each with the key that chooses it.
pub fn keyed(view: View) -> impl Iterator<Item = (char, Column)> {
    KEYS.chars().zip(columns(view).iter().copied())
}

/// The columns of a view, in their order on the screen.
pub fn columns(view: View) -> &'static [Column] {
    use Column as C;
    match view {
        View::Calls | View::Waiting => &[
            C::Number,
            C::State,
            C::Wait,
            C::Age,
            C::Caller,
            C::Dialled,
            C::Agent,
            C::Queue,
            C::Recording,
            C::Account,
        ],
        View::Queues => &[
            C::Number,
            C::Queue,
            C::Waiting,
            C::Wait,
            C::Ringing,
            C::Talking,
            C::Ready,
            C::Level,
            C::Answered,
            C::Abandoned,
            C::Asa,
            C::State,
            C::Group,
            C::Account,
        ],
        View::Agents => &[
            C::Number,
            C::Agent,
            C::Extension,
            C::State,
            C::Since,
            C::With,
            C::Reason,
            C::Handled,
            C::Group,
            C::Account,
        ],
        View::Accounts => &[
            C::Number,
            C::Account,
            C::Health,
            C::Heard,
            C::Next,
            C::Latency,
            C::Budget,
            C::Skew,
            C::Rows,
            C::Outcome,
        ],
        View::Log => &[C::Time, C::Outcome, C::Action, C::Subject, C::Account, C::Operator],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_every_list_has_a_key_and_a_word_of_its_own() {
        for view in View::ALL {
            assert_eq!(keyed(view).count(), columns(view).len());
            for column in columns(view) {
                assert_eq!(Column::named(column.word()), Some(*column));
            }
        }
        for (place, (_, word)) in Column::WORDS.iter().enumerate() {
            assert!(Column::WORDS[place + 1..].iter().all(|(_, other)| other != word), "{word}");
        }
    }
}
