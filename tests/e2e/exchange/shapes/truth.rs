//! What the exchange's scripts say that they arranged: one line of JSON.

use serde_json::Value;
use tokio::time::Instant;

use crate::exchange::counts::text;

/// One situation, and when it was told.
pub(super) struct Truth(Value, Instant);

/// A caller who waits.
pub(super) struct Waiter {
    pub(super) number: String,
    pub(super) queue: String,
    /// Seconds since 1970.
    pub(super) since: f64,
}

/// Two who talk.
pub(super) struct Talk {
    /// The number of the customer, or of the one who called.
    pub(super) customer: String,
    pub(super) agent: Option<String>,
    pub(super) state: String,
    pub(super) queue: String,
    pub(super) direction: String,
    /// The board's word for whether it is recorded, where that was arranged.
    pub(super) recording: Option<&'static str>,
}

/// The board's word for a recording that the scripts call `word`; what one of the two says is recorded, or what is
/// heard at one of the legs, is in a recording.
fn recording(word: &str) -> &'static str {
    match word {
        "muted" => "paused",
        "off" | "stopped" => "off",
        on if on.starts_with("on") => "on",
        other => panic!("{other}: what does the board say to that?"),
    }
}

impl Truth {
    pub(super) fn read(line: &str) -> Self {
        Self(serde_json::from_str(line).expect("JSON"), Instant::now())
    }

    fn list(&self, key: &str) -> &[Value] {
        self.0[key].as_array().map_or(&[], Vec::as_slice)
    }

    pub(super) fn count(&self, key: &str) -> i64 {
        self.0["counts"][key].as_i64().expect("a count")
    }

    /// How many seconds ago `since` was: the scripts say when they told it, by the exchange's clock.
    pub(super) fn age(&self, since: f64) -> f64 {
        self.0["at"].as_f64().expect("an instant") - since + self.1.elapsed().as_secs_f64()
    }

    pub(super) fn waiting(&self) -> impl Iterator<Item = Waiter> {
        self.list("waiting").iter().map(|waiter| Waiter {
            number: text(&waiter["number"]),
            queue: text(&waiter["queue"]),
            since: waiter["since"].as_f64().expect("an instant"),
        })
    }

    fn is_conference(talk: &Value) -> bool {
        talk["members"].is_array()
    }

    pub(super) fn conversations(&self) -> impl Iterator<Item = Talk> {
        let pairs = self.list("conversations").iter().filter(|talk| !Self::is_conference(talk));
        pairs.map(|talk| Talk {
            customer: text(&talk["caller"]["number"]),
            agent: talk["agent"].as_str().map(str::to_owned),
            state: text(&talk["state"]),
            queue: text(&talk["queue"]),
            direction: text(&talk["direction"]),
            recording: talk["recording"].as_str().map(recording),
        })
    }

    /// The customers in conferences: their numbers begin as no extension does.
    pub(super) fn conferees(&self) -> Vec<String> {
        let conferences = self.list("conversations").iter().filter(|talk| Self::is_conference(talk));
        let members =
            conferences.flat_map(|talk| talk["members"].as_array().expect("members").iter().map(text));
        members.filter(|member| member.starts_with('+')).collect()
    }

    /// Who talks with nobody, and whether they are parked. Idle agents of a pool are no calls.
    pub(super) fn alone(&self) -> Vec<(String, bool)> {
        let alone = self.list("alone").iter().filter(|one| text(&one["does"]) != "AgentLogin");
        alone.map(|one| (text(&one["who"]), text(&one["does"]) == "parked")).collect()
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        let pairs = self.conversations().count() + self.conferees().len();
        pairs + self.waiting().count() + self.alone().len()
    }

    /// The agents' extensions, and the board's word for what they do.
    pub(super) fn agents(&self) -> Vec<(String, String)> {
        let agents = self.0["agents"].as_object().expect("agents");
        let word = |state: &str| match state {
            "dnd" => "busy".to_owned(),
            "logged out" => "unreachable".to_owned(),
            waits if waits.starts_with("waits in") => "busy".to_owned(),
            same => same.to_owned(),
        };
        agents.iter().map(|(number, agent)| (number.clone(), word(&text(&agent["state"])))).collect()
    }

    /// The phones that listen, the number of the customer whom they hear, and whether the lists alone can tell.
    pub(super) fn listeners(&self) -> Vec<(String, Option<String>, bool)> {
        let customer = |hears: &str| {
            let with = |talk: &Talk| talk.agent.as_deref() == Some(hears) || talk.customer == hears;
            self.conversations().find(with).map(|talk| talk.customer)
        };
        let legs = self.list("listeners").iter();
        legs.map(|leg| {
            let certain = ["ChanSpy by prefix", "ChanSpy by full name"].contains(&text(&leg["how"]).as_str());
            (format!("PJSIP/{}", text(&leg["phone"])), customer(&text(&leg["hears"])), certain)
        })
        .collect()
    }

    /// How many calls of each queue were answered and given up, where that was arranged.
    pub(super) fn counts(&self) -> Vec<(String, i64, i64)> {
        let Some(answered) = self.0["answered"].as_object() else { return Vec::new() };
        let count = |value: &Value| value.as_i64().expect("a count");
        answered
            .iter()
            .map(|(queue, answered)| (queue.clone(), count(answered), count(&self.0["abandoned"][queue])))
            .collect()
    }
}
