//! The columns of every list, and all there is to say of each. Two things are said elsewhere, each for every column
//! by name: how rows compare in it, in `sort`, and what stands in it, in the view.

use super::View;

/// A column. Each list has its own: what is called a wait there is another wait here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// A row's place in the natural order, so that two people can say "call 25". It stands before the others, in
    /// cells of its own.
    Number,
    /// Of calls and of waiting callers.
    Call(CallColumn),
    /// Of queues.
    Queue(QueueColumn),
    /// Of agents.
    Agent(AgentColumn),
    /// Of accounts.
    Account(AccountColumn),
    /// Of orders.
    Order(OrderColumn),
}

/// What a column is, whatever stands in it.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// What stands above it.
    pub title: &'static str,
    /// The word for it that is typed and remembered: what is written once is read by every later version.
    pub word: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// It is left out rather than narrower than the first, shows most of what there is at the second, and
    /// is never wider than the third, unless names would be cut beside empty cells.
    pub widths: [u16; 3],
    /// How soon it gives way where there is no room: the larger, the sooner.
    pub gives_way: u8,
    /// Whether its list cannot do without it: what a row is, and how it is.
    pub stays: bool,
    /// Whether the largest comes first when a list is sorted by it: what people look for at the top.
    pub descending: bool,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Names, from the left.
    Names,
    /// Figures, digits below digits.
    Figures,
    /// Figures, each with a place behind it for its mark.
    Marked,
}

/// A column of names: the letter A comes first.
const fn names(title: &'static str, word: &'static str, widths: [u16; 3]) -> About {
    About { title, word, holds: Holds::Names, widths, gives_way: 0, stays: false, descending: false }
}

/// A column of figures: the longest time and the largest count come first.
const fn figures(title: &'static str, word: &'static str, widths: [u16; 3]) -> About {
    About { holds: Holds::Figures, descending: true, ..names(title, word, widths) }
}

/// A column of figures that may be marked.
const fn marked(title: &'static str, word: &'static str, widths: [u16; 3]) -> About {
    About { holds: Holds::Marked, ..figures(title, word, widths) }
}

impl About {
    const fn gives_way(self, gives_way: u8) -> Self {
        Self { gives_way, ..self }
    }

    const fn stays(self) -> Self {
        Self { stays: true, ..self }
    }

    /// Sorted the other way round than what else holds the like.
    const fn turned(self) -> Self {
        Self { descending: !self.descending, ..self }
    }
}

/// The columns of a list, in their order on the screen. A column is written down here once; one that is sorted by or
/// drawn nowhere does not compile.
macro_rules! columns {
    (
        $(#[$list_is:meta])* $list:ident($name:ident) $(after $number:ident)?:
        $($(#[$is:meta])* $column:ident = $about:expr;)+
    ) => {
        $(#[$list_is])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$is])* $column,)+
        }

        impl $name {
            const ALL: &[Column] = &[$(Column::$number,)? $(Column::$list(Self::$column)),+];

            const fn about(self) -> About {
                match self {
                    $(Self::$column => $about,)+
                }
            }
        }
    };
}

columns! {
    /// A column of calls and of waiting callers.
    Call(CallColumn) after Number:
    /// What the call is doing.
    State = names("State", "state", [10, 10, 17]).stays();
    /// How long the customer waited or has waited.
    Wait = marked("Wait", "wait", [9, 9, 9]);
    /// How long the call has lasted.
    Age = figures("Age", "age", [8, 8, 9]).gives_way(5);
    /// The customer.
    Caller = names("Caller", "caller", [16, 30, 46]).stays();
    /// The number that was dialled.
    Dialled = names("Dialled", "dialled", [12, 12, 18]).gives_way(6);
    /// Who has it.
    Agent = names("Agent", "agent", [12, 12, 28]);
    /// Which queue it came through.
    Queue = names("Queue", "queue", [8, 12, 34]).gives_way(2);
    /// Whether it is recorded.
    Recording = names("Rec", "recording", [3, 3, 3]).gives_way(3);
    /// Which account it is of.
    Account = names("Account", "account", [9, 9, 18]).gives_way(1);
}

columns! {
    /// A column of queues.
    Queue(QueueColumn) after Number:
    /// Its name.
    Queue = names("Queue", "queue", [14, 24, 46]).stays();
    /// Callers who wait.
    Waiting = figures("Waiting", "waiting", [7, 7, 9]);
    /// The longest of their waits.
    Longest = marked("Longest", "wait", [10, 10, 10]);
    /// Calls that ring.
    Ringing = figures("Ring", "ringing", [4, 4, 7]).gives_way(6);
    /// Calls that are talked on.
    Talking = figures("Talk", "talking", [4, 4, 7]).gives_way(2);
    /// Agents who are ready, of those logged in.
    Ready = marked("Ready", "ready", [9, 9, 9]);
    /// Service level.
    Level = figures("SL", "level", [5, 13, 16]).gives_way(1);
    /// Calls answered.
    Answered = figures("Answ", "answered", [5, 5, 8]).gives_way(4);
    /// Calls abandoned.
    Abandoned = figures("Aband", "abandoned", [5, 5, 8]).gives_way(3);
    /// Average speed of answer.
    Asa = figures("ASA", "asa", [7, 7, 8]).gives_way(5);
    /// Whether it is open.
    State = names("State", "state", [8, 8, 18]).gives_way(7);
    /// Its group.
    Group = names("Group", "team", [8, 8, 24]).gives_way(8);
    /// Which account it is of.
    Account = names("Account", "account", [9, 16, 20]).gives_way(1);
}

columns! {
    /// A column of agents.
    Agent(AgentColumn) after Number:
    /// Their name.
    Agent = names("Agent", "agent", [16, 20, 34]).stays();
    /// Their extension.
    Extension = names("Ext", "extension", [6, 6, 14]).gives_way(3);
    /// What they are doing.
    State = names("State", "state", [11, 11, 18]).stays();
    /// For how long.
    Since = marked("For", "for", [9, 9, 10]);
    /// Whom they are talking to.
    With = names("With", "with", [16, 20, 44]).gives_way(1);
    /// Why they are paused.
    Reason = names("Reason", "reason", [8, 14, 24]).gives_way(2);
    /// Calls they took.
    Handled = figures("Taken", "handled", [5, 5, 7]).gives_way(5);
    /// Their team.
    Group = names("Team", "team", [8, 10, 24]).gives_way(4);
    /// Which account they are of.
    Account = names("Account", "account", [9, 13, 20]).gives_way(1);
}

columns! {
    /// A column of accounts.
    Account(AccountColumn) after Number:
    /// Its name.
    Account = names("Account", "account", [18, 18, 22]).stays();
    /// Whether what is shown of it is live.
    Health = names("Health", "health", [14, 14, 16]).stays().turned();
    /// When it was last heard.
    Heard = figures("Heard", "heard", [7, 7, 9]).gives_way(1);
    /// When it polls next.
    Next = figures("Next", "next", [7, 7, 9]).gives_way(2).turned();
    /// How long its last poll took.
    Latency = figures("Took", "latency", [7, 7, 8]).gives_way(4);
    /// What is left of its request budget.
    Budget = figures("Budget", "budget", [8, 8, 10]).gives_way(5);
    /// The difference of its clock.
    Skew = marked("Clock", "skew", [10, 10, 11]).gives_way(3);
    /// Rows it has told, and those that could not be read.
    Rows = figures("Rows", "rows", [9, 9, 9]).gives_way(6);
    /// The worst that is to be said of it.
    Says = names("Says", "outcome", [12, 40, 90]).gives_way(1);
}

columns! {
    /// A column of orders.
    Order(OrderColumn):
    /// When it was given.
    Time = names("Time", "time", [11, 11, 11]).stays().turned();
    /// What became of it.
    Outcome = names("Outcome", "outcome", [16, 40, 64]).stays();
    /// What was ordered.
    Action = names("Action", "action", [14, 16, 32]).stays();
    /// Whom it was for.
    Subject = names("For", "subject", [18, 24, 44]);
    /// Which account it went to.
    Account = names("Account", "account", [9, 12, 20]).gives_way(2);
    /// Who gave it.
    Operator = names("By", "operator", [8, 8, 20]).gives_way(1);
}

impl Column {
    /// What it is, whatever stands in it.
    pub const fn about(self) -> About {
        match self {
            Self::Number => names("#", "number", [0, 0, 0]).stays(),
            Self::Call(column) => column.about(),
            Self::Queue(column) => column.about(),
            Self::Agent(column) => column.about(),
            Self::Account(column) => column.about(),
            Self::Order(column) => column.about(),
        }
    }

    /// The column of `view` that `word` means.
    pub fn named(view: View, word: &str) -> Option<Self> {
        columns(view).iter().find(|column| column.about().word.eq_ignore_ascii_case(word)).copied()
    }
}

/// The keys of the columns of a list while one is chosen: digits, then letters.
const KEYS: &str = "1234567890abcdefghijklmnopqrstuvwxyz";

/// The columns of `view`, each with the key that chooses it.
pub fn keyed(view: View) -> impl Iterator<Item = (char, Column)> {
    KEYS.chars().zip(columns(view).iter().copied())
}

/// The columns of a view, in their order on the screen.
pub const fn columns(view: View) -> &'static [Column] {
    match view {
        View::Calls | View::Waiting => CallColumn::ALL,
        View::Queues => QueueColumn::ALL,
        View::Agents => AgentColumn::ALL,
        View::Accounts => AccountColumn::ALL,
        View::Log => OrderColumn::ALL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_every_list_has_a_key_a_word_of_its_own_and_a_width_to_grow_from() {
        for view in View::ALL {
            assert_eq!(keyed(view).count(), columns(view).len());
            for column in columns(view) {
                let About { word, widths, .. } = column.about();
                assert_eq!(Column::named(view, word), Some(*column), "{view:?} {word}");
                assert_eq!(Column::named(view, &word.to_uppercase()), Some(*column), "{view:?} {word}");
                assert!(widths.is_sorted(), "{view:?} {word}: {widths:?}");
            }
        }
    }

    #[test]
    fn the_words_that_were_remembered_are_read_for_ever() {
        let calls = "number state wait age caller dialled agent queue recording account";
        let queues =
            "number queue waiting wait ringing talking ready level answered abandoned asa state team account";
        let agents = "number agent extension state for with reason handled team account";
        let accounts = "number account health heard next latency budget skew rows outcome";
        let log = "time outcome action subject account operator";
        for (view, words) in View::ALL.into_iter().zip([calls, calls, queues, agents, accounts, log]) {
            for word in words.split(' ') {
                assert!(Column::named(view, word).is_some(), "{view:?} {word}");
            }
        }
        assert_eq!(Column::named(View::Log, "number"), None);
    }
}
