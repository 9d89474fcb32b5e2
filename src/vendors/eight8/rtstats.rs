//! The older statistics: queues and agents with a data request token (8x8 §4.8). Their numbers, units and ids of
//! agents are their own.

use serde_json::Value;

use super::agents::{Person, Roster, Spans, steadied};
use super::config::Config;
use super::faults::answered;
use super::metrics::spelled;
use super::queues::Queues;
use super::states;
use crate::domain::{Agent, AgentId, AgentState, At, Counts, Detail, Fault, Queue, QueueId, Text};
use crate::vendor::loose::{self, field};
use crate::vendor::{Http, Listed, Listing, Request, feed, join, rows_at};

/// Asks for the list `what`, which is `agents` or `queues`; its rows stand under `root`.
pub(super) async fn list(
    http: &Http,
    config: &Config,
    label: &'static str,
    (what, root): (&str, &str),
) -> Listed {
    let Some(access) = config.data() else {
        return Err(Fault::Refused("the older statistics are not configured: set `data_token`".into()));
    };
    let page = format!("{what}.json");
    let request = Request::get(label, join(access.url, &["api", "rtstats", "stats", &page]))
        .basic(access.user, access.token.expose())
        .header("Accept", "application/json");
    let reply = http.send(request).await.and_then(answered).map_err(remedied)?;
    let rows = match reply.json::<Value>()?.get_mut(root).map(Value::take) {
        Some(Value::Array(rows)) => rows,
        Some(one @ Value::Object(_)) => vec![one],
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => {
            return Err(Fault::Malformed(Text::from(format!("failed to {label}: no list called `{root}`"))));
        }
    };
    Ok(Listing::new(rows, reply))
}

fn remedied(fault: Fault) -> Fault {
    if matches!(fault, Fault::Unauthorized(_)) {
        fault.adding("check `user` and `data_token`")
    } else {
        fault.misplaced("check `calls_url`")
    }
}

/// The queues of `listing`.
pub(super) fn queues(listing: Listing) -> Queues {
    let Listing { rows: raw, reply } = listing;
    let (rows, unread) = rows_at("queue", raw, |row: Value| queue(&row, reply.at));
    let waiting = rows.iter().filter_map(|queue| Some((queue.id.clone(), queue.waiting?))).collect();
    Queues { feed: feed(rows, unread), waiting }
}

fn queue(row: &Value, at: At) -> Result<Queue, String> {
    let id = field::text(row, "queue-id").ok_or(".queue-id: missing")?;
    let name = field::text(row, "queue-name").unwrap_or_else(|| id.clone());
    let count = |key: &str| row.get(key).and_then(loose::count_of);
    let seconds = |key: &str| row.get(key).and_then(loose::seconds_of);
    let small = |key: &str| count(key).and_then(loose::at_once);
    let mut queue = Queue::new(QueueId::from(id), Text::new(&name));
    queue.waiting = small("queue-size");
    let waits = queue.waiting.is_some_and(|waiting| waiting > 0);
    queue.longest = seconds("longest-wait-time").filter(|_| waits).map(|span| at - span);
    queue.ringing = small("number-in-offered");
    queue.talking = small("number-in-progress");
    queue.staffed = small("enabled-agent-count");
    queue.ready = small("agent-count-waitTransact");
    queue.counts = Counts {
        offered: count("day-queued"),
        answered: count("day-accepted"),
        abandoned: count("day-abandoned"),
        ..Counts::default()
    };
    let span = |key: &str| seconds(key).map(spelled);
    let percent = |key: &str| count(key).map(|share| format!("{share} %"));
    let number = |key: &str| count(key).map(|count| count.to_string());
    let details = [
        ("type", field::text(row, "queue-type")),
        ("media", field::text(row, "media-type")),
        ("service level today", percent("day-sla-activity")),
        ("service level now", percent("sla-activity")),
        ("its target", percent("sla-target")),
        ("average wait today", span("day-avg-wait-time")),
        ("average duration today", span("day-avg-duration")),
        ("agents assigned", number("assigned-agent-count")),
        ("agents busy", number("agent-count-busy")),
        ("agents in wrap-up", number("agent-count-postProcess")),
        ("agents on break", number("agent-count-onBreak")),
        ("agents working offline", number("agent-count-workOffline")),
        ("agents logged out", number("agent-count-loggedOut")),
    ];
    queue.details = details.into_iter().filter_map(|(label, value)| Detail::plain(label, &value?)).collect();
    Ok(queue)
}

/// The agents of `listing`.
pub(super) fn roster(listing: Listing, before: &Spans) -> Roster {
    let Listing { rows: raw, reply } = listing;
    let (people, unread) = rows_at("agent", raw, |row: Value| person(&row, reply.at, before));
    Roster::of(reply.at, people, unread)
}

fn person(row: &Value, at: At, before: &Spans) -> Result<Person, String> {
    let id = field::text(row, "agent-id").ok_or(".agent-id: missing")?;
    let name = field::text(row, "agent-name").unwrap_or_else(|| id.clone());
    let status = field::whole(row, "agent-status");
    let span = |key: &str| row.get(key).and_then(loose::seconds_of);
    let (state, reason) =
        status.map_or_else(|| (AgentState::Unknown("no status".into()), None), states::older);
    let mut agent = Agent::new(AgentId::from(id.as_str()), Text::new(&name), state);
    agent.reason = reason.map(Text::new);
    agent.since = span("time-in-status").map(|span| at - span);
    agent.since = steadied(&agent, before, at);
    agent.group = field::text(row, "group-id").map(|group| Text::from(format!("group {group}")));
    let line = |label: &str, status: &str, time: &str| {
        let code = field::whole(row, status)?;
        let does = states::older_line(code).map_or_else(|| format!("status {code}"), str::to_owned);
        let time = span(time).map(|span| format!(" for {}", spelled(span)));
        Detail::plain(label, &format!("{does}{}", time.unwrap_or_default()))
    };
    let lines: Vec<Detail> = [
        line("line 1", "phone-line1-status", "phone-line1-status-time"),
        line("line 2", "phone-line2-status", "phone-line2-status-time"),
    ]
    .into_iter()
    .flatten()
    .collect();
    agent.details.clone_from(&lines);
    agent.details.extend(Detail::name("login", &id));
    Ok(Person {
        agent,
        // Offered, busy, in wrap-up: how many is not told.
        active: status.map(|status| u32::from(matches!(status, 1..=3))),
        queues: Vec::new(),
        directions: Vec::new(),
        channels: Vec::new(),
        code: None,
        lines,
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{NOW, fixture, fresh, reply, seconds};
    use super::*;
    use crate::domain::Feed;

    fn listing(body: &str, root: &str) -> Listing {
        let mut answer: Value = serde_json::from_str(body).unwrap();
        let Value::Array(rows) = answer[root].take() else { panic!("no {root}") };
        Listing { rows, reply: reply(200, "") }
    }

    #[test]
    fn the_older_queues_are_in_seconds_and_per_cent() {
        let queues = queues(listing(fixture!("rtstats-queues.json"), "queue"));
        let queue = &fresh(queues.feed)[0];
        assert_eq!((queue.id.as_str(), &*queue.name), ("103", "Appointments"));
        assert_eq!((queue.waiting, queue.longest), (Some(1), Some(NOW - seconds(29))));
        assert_eq!((queue.ringing, queue.talking), (Some(0), Some(1)));
        assert_eq!((queue.staffed, queue.ready), (Some(3), Some(1)));
        let counts = queue.counts;
        assert_eq!((counts.offered, counts.answered, counts.abandoned), (Some(7), Some(5), Some(1)));
        assert_eq!((counts.short_abandoned, counts.in_time), (None, None));
        assert!(queue.details.contains(&Detail::plain("service level today", "83 %").unwrap()));
        assert!(queue.details.contains(&Detail::plain("media", "phone").unwrap()));
    }

    #[test]
    fn the_older_agents_have_numbers_of_their_own() {
        let roster = roster(listing(fixture!("rtstats-agents.json"), "agent"), &Spans::new());
        let jane = &roster.people[0];
        assert_eq!((jane.agent.id.as_str(), &jane.agent.state), ("jli", &AgentState::Talking));
        assert_eq!((jane.agent.since, jane.active), (Some(NOW - seconds(84)), Some(1)));
        assert_eq!(jane.agent.details[0], Detail::plain("line 1", "busy for 1m 24s").unwrap());
    }

    #[test]
    fn a_row_that_cannot_be_read_is_counted() {
        let listing = listing(r#"{"agent":[{"agent-id":"x"},{"agent-status":4}]}"#, "agent");
        let Feed::Fresh { rows, unread } = roster(listing, &Spans::new()).feed() else { panic!("a list") };
        assert_eq!(rows.len(), 1);
        assert_eq!((&rows[0].state, rows[0].since), (&AgentState::Unknown("no status".into()), None));
        assert_eq!(&*unread[0].why, "agent[1].agent-id: missing");
    }
}
