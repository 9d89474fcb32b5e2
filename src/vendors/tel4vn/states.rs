//! What FreeSWITCH's channel states and the vendor's call states mean together (tel4vn §2.2, §4).

use crate::domain::{Direction, Phase, Text};

/// What a leg is doing, by its channel state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Doing {
    /// Accepting media and waiting for commands.
    Parked,
    /// Exchanging media.
    Talking,
    /// Receiving media without passing them on.
    Ringing,
    /// Being moved.
    Moving,
    /// Running its dialplan: a bridge that rings or talks, a menu, a queue's music, a voice mail.
    Active,
    /// Ready to run.
    Connecting,
    /// Not that far yet.
    Starting,
    /// Over, and being tidied up.
    Ending,
    /// A word that FreeSWITCH does not document, or none.
    Other(Text),
}

/// The documented meaning of `state`.
pub(super) fn doing(state: &str) -> Doing {
    match state.trim().to_ascii_uppercase().as_str() {
        "CS_NEW" | "CS_INIT" | "CS_ROUTING" => Doing::Starting,
        "CS_SOFT_EXECUTE" => Doing::Connecting,
        "CS_EXECUTE" => Doing::Active,
        "CS_EXCHANGE_MEDIA" | "CS_HIBERNATE" => Doing::Talking,
        "CS_PARK" => Doing::Parked,
        "CS_CONSUME_MEDIA" => Doing::Ringing,
        "CS_RESET" => Doing::Moving,
        "CS_HANGUP" | "CS_REPORTING" | "CS_DESTROY" => Doing::Ending,
        "CS_NONE" => Doing::Other("unknown".into()),
        _ => Doing::Other(Text::some(state).unwrap_or_else(|| "no state".into())),
    }
}

/// What the list of agents on calls says of a call.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Heard {
    /// `ONCALL`.
    Answered,
    /// `RINGING`.
    Rings,
    /// Another word.
    Other(Text),
}

/// The meaning of a `call_state`; `None` if it is empty, which is how an idle agent is listed.
pub(super) fn heard(call_state: Option<&str>) -> Option<Heard> {
    let word = Text::some(call_state?)?;
    Some(match word.to_ascii_uppercase().as_str() {
        "RINGING" => Heard::Rings,
        "ONCALL" => Heard::Answered,
        _ => Heard::Other(word),
    })
}

/// The phase of a call whose legs do `legs`, and of whose agents the vendor says `agents`. The agents' word goes
/// before what a leg seems to do: it is the only documented sign of an answer, and a leg that runs its dialplan may
/// ring as well as talk.
pub(super) fn phase(legs: &[Doing], agents: &[Heard], direction: Direction) -> Phase {
    let any = |doing: &Doing| legs.contains(doing);
    let rings = || if direction == Direction::Outbound { Phase::Dialing } else { Phase::Ringing };
    if any(&Doing::Parked) {
        return Phase::Parked;
    }
    if !legs.is_empty() && legs.iter().all(|doing| *doing == Doing::Ending) {
        return Phase::Other("ending".into());
    }
    if any(&Doing::Moving) {
        return Phase::Other("transferring".into());
    }
    if agents.contains(&Heard::Answered) {
        return Phase::Talking;
    }
    if agents.contains(&Heard::Rings) {
        return rings();
    }
    if any(&Doing::Talking) {
        return Phase::Talking;
    }
    if any(&Doing::Ringing) {
        return rings();
    }
    let other = agents.iter().find_map(|heard| match heard {
        Heard::Other(word) => Some(word.clone()),
        Heard::Answered | Heard::Rings => None,
    });
    let odd = legs.iter().find_map(|doing| match doing {
        Doing::Other(word) => Some(word.clone()),
        Doing::Parked
        | Doing::Talking
        | Doing::Ringing
        | Doing::Moving
        | Doing::Active
        | Doing::Connecting
        | Doing::Starting
        | Doing::Ending => None,
    });
    let plain = [(Doing::Active, "active"), (Doing::Connecting, "connecting"), (Doing::Starting, "starting")];
    let plain = || plain.iter().find(|(doing, _)| any(doing)).map(|(_, word)| Text::new(word));
    Phase::Other(other.or_else(plain).or(odd).unwrap_or_else(|| "no state".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(states: &[&str], call_states: &[&str], direction: Direction) -> Phase {
        let legs: Vec<_> = states.iter().map(|state| doing(state)).collect();
        let agents: Vec<_> = call_states.iter().filter_map(|state| heard(Some(state))).collect();
        phase(&legs, &agents, direction)
    }

    fn other(word: &str) -> Phase {
        Phase::Other(word.into())
    }

    #[test]
    fn each_state_is_shown_as_the_sheet_maps_it() {
        for (state, phase) in [
            ("CS_NEW", other("starting")),
            ("CS_INIT", other("starting")),
            ("CS_ROUTING", other("starting")),
            ("CS_SOFT_EXECUTE", other("connecting")),
            ("CS_EXECUTE", other("active")),
            ("CS_EXCHANGE_MEDIA", Phase::Talking),
            ("CS_PARK", Phase::Parked),
            ("CS_CONSUME_MEDIA", Phase::Ringing),
            ("CS_HIBERNATE", Phase::Talking),
            ("CS_RESET", other("transferring")),
            ("CS_HANGUP", other("ending")),
            ("CS_REPORTING", other("ending")),
            ("CS_DESTROY", other("ending")),
            ("CS_NONE", other("unknown")),
            ("CS_TELEPORT", other("CS_TELEPORT")),
            ("", other("no state")),
        ] {
            assert_eq!(of(&[state], &[], Direction::Inbound), phase, "{state}");
        }
    }

    #[test]
    fn a_leg_that_runs_its_dialplan_talks_only_if_the_agents_list_says_so() {
        assert_eq!(of(&["CS_EXECUTE"], &["ONCALL"], Direction::Outbound), Phase::Talking);
        assert_eq!(of(&["CS_EXECUTE"], &["RINGING"], Direction::Outbound), Phase::Dialing);
        assert_eq!(of(&["CS_EXECUTE"], &["RINGING"], Direction::Inbound), Phase::Ringing);
        assert_eq!(of(&["CS_EXECUTE"], &["RINGING", "ONCALL"], Direction::Inbound), Phase::Talking);
        assert_eq!(of(&["CS_EXECUTE"], &["HOLDING"], Direction::Inbound), other("HOLDING"));
        assert_eq!(of(&["CS_ROUTING"], &["RINGING"], Direction::Inbound), Phase::Ringing);
    }

    #[test]
    fn two_legs_tell_more_than_one() {
        assert_eq!(of(&["CS_EXECUTE", "CS_EXCHANGE_MEDIA"], &[], Direction::Outbound), Phase::Talking);
        assert_eq!(of(&["CS_EXECUTE", "CS_CONSUME_MEDIA"], &[], Direction::Outbound), Phase::Dialing);
        assert_eq!(of(&["CS_PARK", "CS_HANGUP"], &["ONCALL"], Direction::Inbound), Phase::Parked);
        assert_eq!(of(&["CS_EXECUTE", "CS_RESET"], &["ONCALL"], Direction::Inbound), other("transferring"));
        assert_eq!(of(&["CS_EXECUTE", "CS_HANGUP"], &[], Direction::Inbound), other("active"));
    }

    #[test]
    fn an_idle_agent_has_no_call_state() {
        assert_eq!((heard(None), heard(Some("")), heard(Some(" "))), (None, None, None));
        assert_eq!(heard(Some("oncall")), Some(Heard::Answered));
    }
}
