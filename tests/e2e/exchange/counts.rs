//! What the board says is what the exchange says.

use std::collections::BTreeMap;

use serde_json::Value;
use tokio::process::Command;

use super::lab::Lab;
use super::manager::{Block, Manager};

/// How often a moment is sought in which the exchange stands still.
const TRIES: usize = 30;

/// The exchange as its own lists tell it.
#[derive(Debug, PartialEq)]
struct Truth {
    /// Callers who wait, by queue and number: nothing else may be said to wait.
    waiting: Vec<(String, String)>,
    /// Callers who talk with an agent.
    talking: Vec<String>,
    /// Each queue's counts since the exchange began: answered, which are those that are over and those that agents are
    /// on, and abandoned.
    queues: BTreeMap<String, (u64, u64)>,
    /// Everybody who is a member of a queue, and whether they are paused.
    agents: BTreeMap<String, bool>,
}

async fn truth(manager: &mut Manager) -> (Truth, Vec<Block>) {
    let status = manager.ask("QueueStatus", &[]).await;
    let legs = manager.legs().await;
    let events = |event: &'static str| status.iter().filter(move |block| block.get("Event") == event);
    let mut waiting: Vec<_> = events("QueueEntry")
        .map(|entry| (entry.get("Queue").to_owned(), entry.get("CallerIDNum").to_owned()))
        .collect();
    waiting.sort();
    let mut talking: Vec<_> = legs
        .iter()
        .filter(|leg| leg.is_caller() && !leg.get("BridgeId").is_empty())
        .map(|leg| leg.get("CallerIDNum").to_owned())
        .collect();
    talking.sort();
    let number = |block: &Block, key: &str| block.get(key).parse::<u64>().expect("a number");
    let queues = events("QueueParams").map(|queue| {
        let name = queue.get("Queue");
        let seats = events("QueueMember").filter(|seat| seat.get("Queue") == name);
        let live = seats.filter(|seat| seat.get("InCall") == "1").count() as u64;
        (name.to_owned(), (number(queue, "Completed") + live, number(queue, "Abandoned")))
    });
    let agents =
        events("QueueMember").map(|member| (member.get("Name").to_owned(), member.get("Paused") == "1"));
    let truth = Truth { waiting, talking, queues: queues.collect(), agents: agents.collect() };
    (truth, events("QueueEntry").cloned().collect())
}

pub(crate) fn rows<'a>(board: &'a Value, list: &str) -> &'a Vec<Value> {
    board["accounts"][0][list]["rows"].as_array().expect("rows")
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// What the board's snapshot says, in the same words.
fn shown(board: &Value) -> Truth {
    let all = || rows(board, "calls").iter().chain(rows(board, "waiting"));
    let inbound = |call: &&Value| call["queue"].is_string();
    let mut waiting: Vec<_> = all()
        .filter(|call| {
            call["state"] == "waiting" || (call["state"] == "ringing" && call["queue"].is_string())
        })
        .map(|call| (text(&call["queue"]), text(&call["caller"]["number"])))
        .collect();
    waiting.sort();
    let mut talking: Vec<_> = all()
        .filter(inbound)
        .filter(|call| call["state"] == "talking" || call["state"] == "held")
        .map(|call| text(&call["caller"]["number"]))
        .collect();
    talking.sort();
    let count = |queue: &Value, key: &str| queue["today"][key].as_u64().expect("a count");
    let queues = rows(board, "queues")
        .iter()
        .map(|queue| (text(&queue["name"]), (count(queue, "answered"), count(queue, "abandoned"))));
    let members = rows(board, "agents").iter().filter(|agent| agent["handled"].is_u64());
    let agents = members
        .map(|agent| (text(&agent["name"]), agent["state"] == "paused" || agent["reason"].is_string()));
    Truth { waiting, talking, queues: queues.collect(), agents: agents.collect() }
}

pub(crate) async fn snapshot(config: &str) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_callboard"))
        .args(["snapshot", "--format", "json", "--config", config])
        .output()
        .await
        .expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[tokio::test]
async fn counts_are_the_exchange_s_own_and_waits_agree_to_the_second() {
    let Some(lab) = Lab::enter("counts").await else { return };
    let mut manager = lab.manager().await;
    let config = lab.config(("supervisor", &lab.supervisor), "");
    for _ in 0..TRIES {
        let (before, entries) = truth(&mut manager).await;
        let board = snapshot(&config).await;
        let (after, later) = truth(&mut manager).await;
        // While it was looked at, something happened: what is right is not known.
        if before != after || before.waiting.is_empty() || before.talking.is_empty() {
            continue;
        }
        assert_eq!(shown(&board), before, "{board:#}");
        for (first, last) in entries.iter().zip(&later) {
            let wait = |entry: &Block| entry.get("Wait").parse::<u64>().expect("a wait");
            let same = |call: &&Value| text(&call["caller"]["number"]) == first.get("CallerIDNum");
            let call =
                rows(&board, "calls").iter().chain(rows(&board, "waiting")).find(same).expect("it waits");
            let shown = call["wait"].as_u64().expect("a wait");
            // The exchange cuts to whole seconds, and time goes on between the three looks.
            let (least, most) = (wait(first).min(wait(last)), wait(first).max(wait(last)) + 1);
            assert!(
                (least..=most).contains(&shown),
                "{shown} s is shown, {least} to {most} s is true: {call}"
            );
        }
        return;
    }
    panic!("the exchange never stood still");
}
