//! Every situation that the exchange's scripts can bring about in the shape in which people run it, and whether the
//! board says of it what was arranged. Needs `LAB_SHAPE=freepbx` at `up` and here; says that it skips without it.

mod truth;

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use self::truth::Truth;
use super::counts::{rows, snapshot, text};
use super::lab::Lab;
use crate::console::Console;

/// For how long a situation is held, in seconds.
const HELD: &str = "45";
/// How often the board is looked at before a difference counts: lists and events need a moment to settle.
const LOOKS: usize = 4;

/// What the board says of a situation, as far as it was arranged.
struct Board(Value);

impl Board {
    fn calls(&self) -> impl Iterator<Item = &Value> {
        rows(&self.0, "calls").iter().chain(rows(&self.0, "waiting"))
    }

    fn call(&self, number: &str) -> Option<&Value> {
        let mut calls = self.calls().filter(|call| text(&call["caller"]["number"]) == number);
        calls.next().filter(|_| calls.next().is_none())
    }

    /// The agents with that extension.
    fn agents(&self, extension: &str) -> Vec<&Value> {
        rows(&self.0, "agents").iter().filter(|agent| text(&agent["extension"]) == extension).collect()
    }

    fn total(&self, key: &str) -> i64 {
        let value = &self.0["totals"][key]["value"];
        value.as_i64().or_else(|| value["listed"].as_i64()).unwrap_or(-1)
    }
}

/// In what the board differs from what was arranged.
#[derive(Default)]
struct Differences(Vec<String>);

impl Differences {
    fn expect(&mut self, what: &str, shown: &str, right: &str) {
        if shown != right {
            self.0.push(format!("{what}: {shown} instead of {right}"));
        }
    }

    fn calls(&mut self, board: &Board, truth: &Truth) {
        let state = |number: &str| board.call(number).map(|call| text(&call["state"])).unwrap_or_default();
        for waiter in truth.waiting() {
            let call = board.call(&waiter.number).cloned().unwrap_or_default();
            let waits = ["waiting", "ringing"].contains(&text(&call["state"]).as_str());
            let shown = format!("{waits} in {}", text(&call["queue"]));
            self.expect(&format!("{} waits", waiter.number), &shown, &format!("true in {}", waiter.queue));
            let off = (call["wait"].as_f64().unwrap_or(-100.0) - truth.age(waiter.since)).abs();
            self.expect(&format!("the wait is {off} s off"), &(off < 3.0).to_string(), "true");
        }
        for talk in truth.conversations() {
            let call = board.call(&talk.customer).cloned().unwrap_or_default();
            let agent = talk.agent.as_deref().and_then(|agent| board.agents(agent).first().copied());
            let agent = agent.map(|agent| text(&agent["name"])).unwrap_or_default();
            if let (Some(right), Some(shown)) = (talk.recording, call["recording"].as_str()) {
                // Of what began before anybody listened the server does not tell whether it goes on; a guess is wrong.
                self.expect(&format!("{} recorded", talk.customer), shown, right);
            }
            let shown = ["state", "queue", "direction", "agent"].map(|key| text(&call[key]));
            let right = [talk.state, talk.queue, talk.direction, agent];
            self.expect(&talk.customer, &format!("{shown:?}"), &format!("{right:?}"));
        }
        for member in truth.conferees() {
            self.expect(&format!("{member} in a conference"), &state(&member), "talking");
        }
        for (who, parked) in truth.alone() {
            let state = state(&who);
            let busy = ["", "talking", "waiting", "ringing"].contains(&state.as_str());
            let right = if parked { state == "parked" } else { !busy };
            self.expect(&format!("{who}, alone, is {state:?}"), &right.to_string(), "true");
        }
        self.expect("calls", &board.calls().count().to_string(), &truth.rows().to_string());
    }

    fn people(&mut self, board: &Board, truth: &Truth) {
        let mut ready = 0;
        for (extension, right) in truth.agents() {
            let shown: Vec<_> = board.agents(&extension).iter().map(|agent| text(&agent["state"])).collect();
            ready += shown.iter().filter(|state| *state == "ready").count();
            self.expect(&format!("agent {extension}"), &format!("{shown:?}"), &format!("{:?}", [right]));
        }
        // Phones of an earlier situation may still be there, and ready.
        self.expect("ready", &ready.to_string(), &truth.count("agents_ready").to_string());
        for (total, count) in [("talking", "agents_talking"), ("waiting", "waiting")] {
            self.expect(total, &board.total(total).to_string(), &truth.count(count).to_string());
        }
        for (queue, answered, abandoned) in truth.counts() {
            let listed = rows(&board.0, "queues").iter().find(|listed| text(&listed["name"]) == queue);
            let today = listed.map(|queue| queue["today"].clone()).unwrap_or_default();
            self.expect(&format!("{queue} answered"), &today["answered"].to_string(), &answered.to_string());
            self.expect(
                &format!("{queue} abandoned"),
                &today["abandoned"].to_string(),
                &abandoned.to_string(),
            );
        }
    }

    fn listeners(&mut self, board: &Board, truth: &Truth) {
        let legs = board.0["accounts"][0]["listeners"].as_array().into_iter().flatten();
        let legs = legs.map(|leg| (text(&leg["phone"]), leg["call"].as_str().map(str::to_owned)));
        let legs: BTreeMap<String, Option<String>> = legs.collect();
        self.expect("listeners", &legs.len().to_string(), &truth.count("listeners").to_string());
        for (phone, hears, certain) in truth.listeners() {
            let Some(call) = legs.get(&phone) else {
                self.expect(&phone, "nobody", "a listener");
                continue;
            };
            // Where several legs fit, only an event tells which it is, and none was heard yet.
            let right = hears.and_then(|number| board.call(&number)).map(|call| text(&call["id"]));
            if call.is_some() || certain {
                self.expect(&format!("{phone} listens to"), &format!("{call:?}"), &format!("{right:?}"));
            }
        }
    }
}

/// Everything in which the board differs from what was arranged.
fn differences(board: &Board, truth: &Truth) -> Vec<String> {
    let mut all = Differences::default();
    all.calls(board, truth);
    all.people(board, truth);
    all.listeners(board, truth);
    all.0
}

async fn is_as_arranged(lab: &Lab, config: &str, shape: &str) -> Result<(), String> {
    let told = lab.tell("calls", &["shape", shape, HELD]).await;
    let line = told.lines().find(|line| line.starts_with('{')).ok_or_else(|| format!("{shape}: {told}"))?;
    let truth = Truth::read(line);
    let mut last = Vec::new();
    for look in 0..LOOKS {
        tokio::time::sleep(Duration::from_millis(if look == 0 { 200 } else { 1_000 })).await;
        last = differences(&Board(snapshot(config).await), &truth);
        if last.is_empty() {
            return Ok(());
        }
    }
    Err(format!("{shape}:\n  {}", last.join("\n  ")))
}

#[tokio::test]
async fn of_every_situation_the_board_says_what_was_arranged() {
    let Some(lab) = Lab::shaped("shapes").await else { return };
    let config = lab.config(("viewer", &lab.viewer), "");
    let listed = lab.tell("calls", &["shape"]).await;
    let shapes: Vec<&str> = listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(shapes.len() >= 25, "{listed}");
    let only = std::env::var("LAB_ONLY").ok();
    let mut wrong = Vec::new();
    for shape in shapes
        .into_iter()
        .filter(|shape| only.as_deref().is_none_or(|only| only.split(',').any(|one| one == *shape)))
    {
        wrong.extend(is_as_arranged(&lab, &config, shape).await.err());
    }
    lab.run("calls", &["stop"]).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn of_every_recording_a_board_that_was_there_before_says_what_was_arranged() {
    let Some(lab) = Lab::shaped("recordings").await else { return };
    let mut console = lab.console_of(&lab.config(("viewer", &lab.viewer), "")).await;
    // From here on it has heard every recording begin.
    console.second().await;
    let told = lab.tell("calls", &["shape", "recordings", HELD]).await;
    let truth = Truth::read(told.lines().find(|line| line.starts_with('{')).expect("the truth"));
    let signs: Vec<(String, char)> = truth
        .conversations()
        .map(|talk| {
            let sign = match talk.recording.expect("every one was arranged") {
                "on" => '●',
                "paused" => '‖',
                _ => '○',
            };
            (talk.customer, sign)
        })
        .collect();
    assert_eq!(signs.len(), 6);
    let all = |screen: &str| {
        let row = |number: &str| screen.lines().find(|line| line.contains(number)).map(str::to_owned);
        signs.iter().all(|(number, sign)| row(&shown(number)).is_some_and(|row| row.contains(*sign)))
    };
    console.until(&format!("{signs:?}"), all).await;
    lab.run("calls", &["stop"]).await;
}

/// The end of a number, as the board writes it.
fn shown(number: &str) -> String {
    let tail = number.get(number.len() - 4..).expect("four digits");
    tail.to_owned()
}

#[tokio::test]
async fn lists_of_a_module_that_is_loaded_late_come_back_by_themselves() {
    let Some(lab) = Lab::shaped("modules").await else { return };
    let mut manager = lab.manager().await;
    // The command line's words for it are closed to managers.
    let module = |what| [("Module", "app_queue.so"), ("LoadType", what)];
    assert_eq!(manager.ask("ModuleLoad", &module("unload")).await[0].get("Response"), "Success");
    let config = lab.config(("viewer", &lab.viewer), "");
    let mut console = Console::start(160, 45, &["--config", &config], &[]);
    console.keys("4").await;
    console.until("that the list was refused", |screen| screen.contains("refused, again in")).await;
    assert_eq!(manager.ask("ModuleLoad", &module("load")).await[0].get("Response"), "Success");
    console.until("the agents", |screen| screen.contains("Maya Lindqvist")).await;
}
