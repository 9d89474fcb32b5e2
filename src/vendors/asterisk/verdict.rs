//! What the server's refusals mean (fact sheet §7).

use super::answer::No;
use super::ask::Ask;
use super::rights::Rights;
use crate::domain::{Fault, Text};

/// What is told of an order whose request `ask` was declined.
pub(super) fn refused(ask: &Ask, no: No) -> Fault {
    match no {
        No::Expired => Fault::Unauthorized(Text::from(format!(
            "failed to {}: Asterisk forgets the session at once; nothing was done",
            ask.label
        ))),
        No::Denied(class) => Rights::denied(ask.label, class),
        No::Said(words) => said(ask, &words),
        No::Fault(fault) => fault,
    }
}

/// The server's words for what an order may run into.
fn said(ask: &Ask, words: &str) -> Fault {
    let gone = ["No such channel", "Channel does not exist", "Channel specified does not exist"];
    if gone.iter().any(|gone| words.starts_with(gone)) {
        return Fault::Gone("the leg that this was for has ended".into());
    }
    if words.starts_with("Did not find") {
        return Fault::Refused(Text::from(format!(
            "{words}: Asterisk would lose the call; nothing was sent"
        )));
    }
    let why = match words {
        "Interface not found" => return Fault::Gone("the agent is a member of no queue any more".into()),
        "Transfer invalid" => "only a call that is being talked on can be transferred like this",
        "Originate failed" | "Invalid channel" => "Asterisk knows no such phone, or could not ring it",
        "Cannot set mute flag" | "Could not stop monitoring channel" => "this call is not being recorded",
        "Could not start monitoring channel" => "Asterisk could not begin the recording: check `record_file`",
        "Member not dynamic" => "the agent is a member by configuration, which cannot be removed from here",
        "Originate Access Forbidden: app or data blacklisted" => {
            "Asterisk lets this user not begin that: its name or data need the class `system`"
        }
        _ if words.ends_with("Already there") => "the agent is a member of this queue already",
        _ if words.ends_with("Not there") => "the agent is no member of this queue",
        _ if words.ends_with("No such caller") => {
            return Fault::Gone("the caller does not wait in this queue any more".into());
        }
        _ if words.ends_with("No such queue") => {
            return Fault::Gone("there is no such queue any more".into());
        }
        _ => {
            return Fault::Refused(Text::from(format!("failed to {}: Asterisk said \"{words}\"", ask.label)));
        }
    };
    Fault::Refused(Text::from(format!("failed to {}: {why} (\"{words}\")", ask.label)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_refusal_has_its_meaning() {
        let ask = Ask::new("park the call", "Park");
        let fault = |words: &str| refused(&ask, No::Said(words.into()));
        for words in [
            "No such channel",
            "Channel does not exist: PJSIP/101-ffffffff",
            "Channel specified does not exist",
        ] {
            assert!(matches!(fault(words), Fault::Gone(_)), "{words}");
        }
        assert!(matches!(fault("Interface not found"), Fault::Gone(_)));
        for (words, part) in [
            ("Transfer invalid", "talked on"),
            ("Originate failed", "no such phone"),
            ("Invalid channel", "no such phone"),
            ("Cannot set mute flag", "not being recorded"),
            ("Could not stop monitoring channel", "not being recorded"),
            ("Could not start monitoring channel", "check `record_file`"),
            ("Member not dynamic", "by configuration"),
            ("Unable to add interface: Already there", "already"),
            ("Unable to remove interface: Not there", "no member"),
            ("Did not find extension 9999@queues", "would lose the call"),
            ("Did not find context nosuch", "would lose the call"),
            ("Channel not specified", "Asterisk said \"Channel not specified\""),
            ("Originate Access Forbidden: app or data blacklisted", "system"),
        ] {
            let Fault::Refused(why) = fault(words) else { panic!("{words}") };
            assert!(why.contains(part), "{why}");
        }
        for words in ["Unable to add interface to queue: No such queue", "Could not withdraw: No such caller"]
        {
            assert!(matches!(fault(words), Fault::Gone(_)), "{words}");
        }
    }
}
