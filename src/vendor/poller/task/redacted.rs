//! Events without secrets: a vendor's words are in faults, notes and reasons, and may repeat what was sent.

use crate::domain::{Abilities, Accepted, Fault, Feed, Snapshot, Unread};
use crate::messages::{Event, Polled};
use crate::vendor::Redactor;

/// `event` without any of `secrets` in the vendor's words. Rows are data, and stay what they are.
pub(super) fn event(event: Event, secrets: &Redactor) -> Event {
    match event {
        Event::Joined { account, abilities, every } => {
            Event::Joined { account, abilities: reasons(abilities, secrets), every }
        }
        Event::Polled(polled) => {
            let Polled { snapshot, abilities, .. } = *polled;
            let (snapshot, abilities) = (feeds(snapshot, secrets), reasons(abilities, secrets));
            Event::Polled(Box::new(Polled { snapshot, abilities, ..*polled }))
        }
        Event::Acted { account, ticket, result } => {
            let note = |accepted: Accepted| Accepted { note: accepted.note.map(|note| secrets.text(&note)) };
            Event::Acted { account, ticket, result: result.map(note).map_err(|why| fault(why, secrets)) }
        }
        Event::Crashed { account, why, again } => Event::Crashed { account, why: secrets.text(&why), again },
        event @ (Event::Departed { .. } | Event::Ordered(_) | Event::Recorded { .. } | Event::Refresh(_)) => {
            event
        }
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
    use crate::messages::{Budget, Ticket};

    const SAID: &str = "no s3cr3t here";

    fn shown(what: Event) -> String {
        format!("{:?}", event(what, &Redactor::of(["s3cr3t"])))
    }

    fn account() -> Account {
        Account::new("fake", "sales")
    }

    #[test]
    fn an_answer_to_an_order_and_a_crash_repeat_no_secret() {
        let acted =
            |result| Event::Acted { account: account(), ticket: Ticket { session: 1, number: 1 }, result };
        let events = [
            acted(Err(Fault::Refused(SAID.into()))),
            acted(Ok(Accepted { note: Some(SAID.into()) })),
            Event::Crashed { account: account(), why: SAID.into(), again: At::from_millis(0) },
        ];
        for told in events.map(shown) {
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
        let told = shown(Event::Polled(Box::new(polled)));
        assert_eq!(told.matches("no *** here").count(), 4, "{told}");
        assert!(!told.contains("s3cr3t"), "{told}");
    }
}
