//! What the vendor's words for states mean (ringcentral §4.2, §4.3).
//!
//! Its own pages, its widget and its live answers spell them differently, so words are compared in one case and
//! with `-`, `_` and blanks alike.

use crate::domain::{AgentState, Phase, Text};

/// What an agent does, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    /// What they do.
    pub(super) state: AgentState,
    /// The kind of break, for instance.
    pub(super) reason: Option<Text>,
}

/// `word` as words are compared.
pub(super) fn normal(word: &str) -> String {
    let parts: Vec<_> = word
        .split(|char: char| char.is_whitespace() || matches!(char, '-' | '_'))
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(" ").to_uppercase()
}

/// The state that `word` means, or else that its account's own `base` state for that word means; a word that
/// neither explains stays verbatim.
pub(super) fn agent(word: &str, base: Option<&str>) -> State {
    let label = Text::new(word);
    if let Some(known) = known(&normal(word), &label) {
        return known;
    }
    // An account's own label, in its own language, for one of the platform's states.
    match base.and_then(|base| known(&normal(base), &label)) {
        Some(known) => State { reason: Some(label), ..known },
        None => State { state: AgentState::Unknown(label), reason: None },
    }
}

fn known(word: &str, label: &Text) -> Option<State> {
    let plain = |state| Some(State { state, reason: None });
    let with = |state, reason: &Text| Some(State { state, reason: Some(reason.clone()) });
    match word {
        "AVAILABLE" | "READY" => plain(AgentState::Ready),
        "TRANSITION" => plain(AgentState::Ringing),
        "ENGAGED" | "ON CALL" => plain(AgentState::Talking),
        "WORKING" | "WRAP UP" => plain(AgentState::Wrapup),
        "ON BREAK" | "BREAK" | "LUNCH" | "BREAK AFTER CALL" | "AWAY" | "TRAINING" => {
            with(AgentState::Paused, label)
        }
        "RNA STATE" | "RNA" => with(AgentState::NotReady, &Text::new("missed a call")),
        "AUX UNAVAIL OFFHOOK" | "AUX UNAVAIL NO OFFHOOK" => with(AgentState::NotReady, label),
        "OFFLINE" => plain(AgentState::Offline),
        _ => None,
    }
}

/// What a call does by its own word, `assigned` telling whether it has an agent. Only `ACTIVE` is documented;
/// the others are those of the vendor's chats (ringcentral §4.2). A call without an agent waits.
pub(super) fn call(word: Option<&str>, assigned: bool) -> Phase {
    match (word.map(normal).as_deref(), assigned) {
        (None | Some("ACTIVE"), true) | (Some("CONNECTED" | "ENGAGED" | "TALKING"), _) => Phase::Talking,
        (None | Some("ACTIVE"), false) | (Some("PREQUEUED" | "QUEUED" | "WAITING" | "IN QUEUE"), _) => {
            Phase::Queued
        }
        (Some("DEQUEUE 1" | "DEQUEUE 2" | "DEQUEUED" | "ROUTING" | "RINGING" | "TRANSITION"), _) => {
            Phase::Ringing
        }
        (Some("HOLD" | "HELD" | "ON HOLD"), _) => Phase::Held,
        (Some("COMPLETED" | "END" | "ENDED"), _) => Phase::Wrapup,
        (Some(_), _) => Phase::Other(Text::new(word.unwrap_or_default())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(word: &str) -> AgentState {
        agent(word, None).state
    }

    #[test]
    fn every_spelling_of_a_state_is_the_same() {
        for word in ["ON-BREAK", "ON BREAK", "on_break", " On-Break "] {
            assert_eq!(state(word), AgentState::Paused, "{word}");
            assert_eq!(agent(word, None).reason.as_deref(), Some(word.trim()));
        }
        for (word, expected) in [
            ("AVAILABLE", AgentState::Ready),
            ("TRANSITION", AgentState::Ringing),
            ("ENGAGED", AgentState::Talking),
            ("ON_CALL", AgentState::Talking),
            ("WORKING", AgentState::Wrapup),
            ("WRAP_UP", AgentState::Wrapup),
            ("LUNCH", AgentState::Paused),
            ("BREAK-AFTER-CALL", AgentState::Paused),
            ("AWAY", AgentState::Paused),
            ("TRAINING", AgentState::Paused),
            ("AUX-UNAVAIL-OFFHOOK", AgentState::NotReady),
            ("AUX-UNAVAIL-NO-OFFHOOK", AgentState::NotReady),
            ("OFFLINE", AgentState::Offline),
        ] {
            assert_eq!(state(word), expected, "{word}");
        }
    }

    #[test]
    fn a_missed_ring_says_so() {
        let missed = agent("RNA-STATE", None);
        assert_eq!((missed.state, missed.reason.as_deref()), (AgentState::NotReady, Some("missed a call")));
    }

    #[test]
    fn an_accounts_own_word_means_its_base_state_and_else_stays_verbatim() {
        let lunch = agent("Mittagspause", Some("LUNCH"));
        assert_eq!((lunch.state, lunch.reason.as_deref()), (AgentState::Paused, Some("Mittagspause")));
        let ready = agent("Bereit", Some("AVAILABLE"));
        assert_eq!((ready.state, ready.reason.as_deref()), (AgentState::Ready, Some("Bereit")));
        assert_eq!(state("Mittagspause"), AgentState::Unknown(Text::new("Mittagspause")));
        assert_eq!(agent("Huh", Some("ALSO-HUH")).state, AgentState::Unknown(Text::new("Huh")));
    }

    #[test]
    fn a_calls_word_is_open() {
        assert_eq!(call(Some("ACTIVE"), true), Phase::Talking);
        assert_eq!(call(Some("ACTIVE"), false), Phase::Queued);
        assert_eq!(call(None, false), Phase::Queued);
        assert_eq!(call(Some("Queued"), false), Phase::Queued);
        assert_eq!(call(Some("DEQUEUE_1"), true), Phase::Ringing);
        assert_eq!(call(Some("COMPLETED"), true), Phase::Wrapup);
        assert_eq!(call(Some("SURVEY"), true), Phase::Other(Text::new("SURVEY")));
    }
}
