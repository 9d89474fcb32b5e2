//! Events without secrets: a vendor's words are in faults, notes and reasons, and may repeat what was sent.

use crate::domain::{Abilities, Accepted, Fault, Feed, Snapshot, Unread};
use crate::messages::{Fact, Polled};
use crate::vendor::Redactor;

/// `fact` without any of `secrets` in the vendor's words. Rows are data, and stay what they are.
pub(super) fn fact(fact: Fact, secrets: &Redactor) -> Fact {
    match fact {
        Fact::Joined { account, abilities, every } => {
            Fact::Joined { account, abilities: reasons(abilities, secrets), every }
        }
        Fact::Polled(polled) => {
            let Polled { snapshot, abilities, .. } = *polled;
            let (snapshot, abilities) = (feeds(snapshot, secrets), reasons(abilities, secrets));
            Fact::Polled(Box::new(Polled { snapshot, abilities, ..*polled }))
        }
        Fact::Acted { account, ticket, result } => {
            let note = |accepted: Accepted| Accepted { note: accepted.note.map(|note| secrets.text(&note)) };
            Fact::Acted { account, ticket, result: result.map(note).map_err(|why| fault(why, secrets)) }
        }
        Fact::Crashed { account, why, again } => Fact::Crashed { account, why: secrets.text(&why), again },
        fact @ (Fact::Departed { .. } | Fact::Recorded { .. }) => fact,
    }
}

fn fault(fault: Fault, secrets: &Redactor) -> Fault {
    fault.map_text(|text| secrets.text(&text))
}

fn reasons(abilities: Abilities, secrets: &Redactor) -> Abilities {
    abilities.map_reasons(|why| secrets.text(&why))
}

fn feeds(snapshot: Snapshot, secrets: &Redactor) -> Snapshot {
    let Snapshot { calls, waiting, agents, queues, states, listeners } = snapshot;
    Snapshot {
        calls: feed(calls, secrets),
        waiting: feed(waiting, secrets),
        agents: feed(agents, secrets),
        queues: feed(queues, secrets),
        states,
        listeners,
    }
}

fn feed<T>(feed: Feed<T>, secrets: &Redactor) -> Feed<T> {
    match feed {
        Feed::NotOffered(why) => Feed::NotOffered(secrets.text(&why)),
        Feed::Skipped => Feed::Skipped,
        Feed::Fresh { rows, unread } => {
            let unread =
                unread.into_iter().map(|Unread { part, why }| Unread { part, why: secrets.text(&why) });
            Feed::Fresh { rows, unread: unread.collect() }
        }
        Feed::Failed(why) => Feed::Failed(fault(why, secrets)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Account, At, Text, Verb};
    use crate::messages::{Budget, Run, Ticket};

    const SAID: &str = "no s3cr3t here";

    fn shown(what: Fact) -> String {
        format!("{:?}", fact(what, &Redactor::of(["s3cr3t"])))
    }

    fn account() -> Account {
        Account::new("fake", "sales")
    }

    #[test]
    fn an_answer_to_an_order_and_a_crash_repeat_no_secret() {
        let acted = |result| Fact::Acted {
            account: account(),
            ticket: Ticket { run: Run::default(), session: 1, number: 1 },
            result,
        };
        let facts = [
            acted(Err(Fault::Refused(SAID.into()))),
            acted(Ok(Accepted { note: Some(SAID.into()) })),
            Fact::Crashed { account: account(), why: SAID.into(), again: At::from_millis(0) },
        ];
        for told in facts.map(shown) {
            assert!(told.contains("no *** here") && !told.contains("s3cr3t"), "{told}");
        }
    }

    #[test]
    fn a_poll_repeats_none_in_any_list_nor_in_a_reason() {
        let unread = vec![Unread::row(SAID)];
        let snapshot = Snapshot {
            calls: Feed::Fresh { rows: Vec::new(), unread },
            waiting: Feed::NotOffered(SAID.into()),
            queues: Feed::Skipped,
            ..Snapshot::failed(&Fault::Malformed(Text::new(SAID)))
        };
        let polled = Polled {
            account: account(),
            at: At::from_millis(0),
            snapshot,
            abilities: Abilities::new().without(&[Verb::Park], SAID).seen(&[Verb::Hold]),
            took: std::time::Duration::ZERO,
            skew: None,
            budget: Budget { left: 1, per_minute: 1 },
            next: At::from_millis(0),
        };
        let told = shown(Fact::Polled(Box::new(polled)));
        assert_eq!(told.matches("no *** here").count(), 4, "{told}");
        assert!(!told.contains("s3cr3t"), "{told}");
    }
}
