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
