//! What an order brings about, as the question before it says.

use crate::board::{Board, same_phone};
use crate::domain::{Account, Action, ListenMode, Phase, Subject};
use crate::session::Confirm;

/// What happens then, and what must be done before.
pub(super) fn of(confirm: &Confirm, board: &Board) -> String {
    let brought = brought_about(confirm, board);
    if let Action::Listen { phone, from: None, .. } = &confirm.action
        && listens(phone, confirm.subject.account(), board)
    {
        return format!("Hang up your phone {phone} first; y rings it again. {brought}");
    }
    brought
}

/// Whether `phone` may still be on another call.
fn listens(phone: &str, account: &Account, board: &Board) -> bool {
    let mut legs = board.orders.listening.iter();
    legs.any(|leg| leg.call.account == *account && same_phone(&leg.phone, phone))
}

fn brought_about(confirm: &Confirm, board: &Board) -> String {
    // What this vendor makes of it, where that is not what one would expect.
    let line = board.line(confirm.subject.account());
    let own = line.and_then(|line| line.abilities.as_ref()?.consequence(confirm.action.verb()));
    if let Some(own) = own {
        return own.to_string();
    }
    let agent = match &confirm.subject {
        Subject::Call { seen, .. } => seen.agent_name.as_deref().unwrap_or("the agent").to_owned(),
        Subject::Agent { seen, .. } => seen.name.to_string(),
    };
    match &confirm.action {
        Action::Listen { mode, from: Some(_), .. } => match mode {
            ListenMode::Monitor => "From now on nobody hears you.".to_owned(),
            ListenMode::Whisper => format!("From now on {agent} hears you."),
            ListenMode::Barge => "From now on everybody on the call hears you.".to_owned(),
        },
        Action::Listen { mode: ListenMode::Monitor, phone, .. } => {
            format!("{phone} rings; nobody hears you.")
        }
        Action::Listen { mode: ListenMode::Whisper, phone, .. } => {
            format!("{phone} rings; {agent} hears you.")
        }
        Action::Listen { mode: ListenMode::Barge, phone, .. } => {
            format!("{phone} rings; everybody on the call hears you.")
        }
        Action::Leave { phone } => format!("{phone} leaves the call."),
        Action::HangUp => hung_up(&confirm.subject, board),
        Action::Record(true) => "From now on the call is recorded.".to_owned(),
        Action::Record(false) => "From now on the call is not recorded.".to_owned(),
        Action::Hold(true) => "The caller hears music until somebody takes the call back.".to_owned(),
        Action::Hold(false) => format!("The caller is back with {agent}."),
        Action::Retrieve { phone } => format!("{phone} rings, and gets the caller."),
        Action::Special { special, .. } => special.consequence.to_string(),
        Action::Park { .. } => "The caller waits until somebody picks the call up.".to_owned(),
        Action::Transfer { to, .. } => format!("The caller leaves {agent} and goes to {to}."),
        Action::Requeue { name, .. } => format!("The caller leaves {agent} and waits in {name}."),
        Action::Dispose { note, with, .. } => {
            let more = if with.is_empty() { String::new() } else { format!(", {}", with.words()) };
            let note = if note.is_empty() {
                " without a note.".to_owned()
            } else {
                format!(" with the note: {note}")
            };
            format!("The call is marked so{more},{note}")
        }
        Action::Place { to, .. } => format!("{agent} is rung first, then {to}."),
        Action::SetState(choice) => format!("{agent} goes to {}.", choice.label),
    }
}

/// Whom hanging up disconnects: of a conference the customer whose row it is, and nobody else.
fn hung_up(subject: &Subject, board: &Board) -> String {
    let Subject::Call { key, seen, .. } = subject else { return "The call ends.".to_owned() };
    let customer = seen.caller.name.as_deref().or(seen.caller.number.as_deref());
    if let Some(conference) = &seen.conference {
        let whom = customer.unwrap_or("the caller");
        return format!("{whom} is disconnected; the others go on in the {conference}.");
    }
    let name = || {
        board.call(key).and_then(|row| row.agents()).or_else(|| Some(seen.agent_name.as_ref()?.to_string()))
    };
    let agent = match seen.phase {
        Phase::Dialing | Phase::Talking | Phase::Held => name(),
        // Whose phone rings is not on the call yet.
        Phase::Queued | Phase::Ringing | Phase::Parked | Phase::Wrapup | Phase::Other(_) => None,
    };
    match (customer, agent) {
        (Some(customer), Some(agent)) => format!("{customer} and {agent} are disconnected."),
        (Some(customer), None) => format!("{customer} is disconnected."),
        (None, Some(agent)) => format!("{agent} and whoever else is on the call are disconnected."),
        (None, None) => "Everybody on the call is disconnected.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Account, Call, CallKey, Party, Sighting};

    fn of(call: &Call) -> String {
        let key = CallKey::new(&Account::new("asterisk", "lab"), &call.id);
        let subject =
            Subject::Call { key, sighting: Sighting { call: 1, hands: 1 }, seen: Box::new(call.clone()) };
        hung_up(&subject, &Board::new(&[]))
    }

    #[test]
    fn hanging_up_says_whom_it_disconnects() {
        let call = |phase: &Phase, name: Option<&str>, agent: Option<&str>| Call {
            caller: Party::new(name, None),
            agent_name: agent.map(Into::into),
            ..Call::new("1.1".into(), phase.clone())
        };
        let (talks, rings) = (Phase::Talking, Phase::Ringing);
        for (phase, name, agent, says) in [
            (&talks, Some("Ada"), Some("Maya"), "Ada and Maya are disconnected."),
            (&talks, Some("Ada"), None, "Ada is disconnected."),
            (&talks, None, Some("Maya"), "Maya and whoever else is on the call are disconnected."),
            (&talks, None, None, "Everybody on the call is disconnected."),
            (&rings, Some("Ada"), Some("Maya"), "Ada is disconnected."),
        ] {
            assert_eq!(of(&call(phase, name, agent)), says);
        }
    }

    #[test]
    fn hanging_up_in_a_conference_disconnects_one() {
        let mut call = Call::new("1.1".into(), Phase::Talking);
        call.caller = Party::new(Some("Conf Carla"), None);
        call.agent_name = Some("Maya".into());
        call.conference = Some("conference 850".into());
        assert_eq!(of(&call), "Conf Carla is disconnected; the others go on in the conference 850.");
    }
}
