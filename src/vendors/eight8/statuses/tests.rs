//! Numbers become states, with the reasons that the configuration names.

use std::time::Duration;

use super::super::fixtures::{NOW, fixture};
use super::*;
use crate::domain::{AgentId, AgentState};

fn config() -> Config {
    toml::from_str(
        "statuses = [{ list = 801, code = 1722, short = 'Meet', state = 'work_offline', label = 'Meeting' },\
         { list = 801, code = 1726, short = 'Train', state = 'work_offline', label = 'Training' }]",
    )
    .unwrap()
}

fn listed() -> BTreeMap<String, Status> {
    let answer: Value = serde_json::from_str(fixture!("agent-status.json")).unwrap();
    answer["data"].as_array().unwrap().iter().filter_map(status).collect()
}

fn agent(word: &str) -> Agent {
    Agent::new(AgentId::from("ag"), Text::new("Ada"), states::word(word).0)
}

#[test]
fn the_documented_list_is_read() {
    let listed = listed();
    assert_eq!(listed.len(), 4);
    assert_eq!(listed["ag0VYyLh0YTsymdbtYIaaaa"].code, 1);
    assert_eq!(listed["ag0XgxWZr7TzqWFhxboBGj1g"].item, Some((-1, 1)));
    let training = &listed["ag64oyEUb_Sk6bxVB9P5ye5w"];
    assert_eq!((training.code, training.item), (5, Some((801, 1726))));
    assert_eq!((training.short.as_deref(), training.sub.as_deref()), (Some("Train"), Some("none")));
}

#[test]
fn a_number_names_the_choice_and_its_reason() {
    let (config, mut agent) = (config(), agent("WorkingOffline"));
    listed()["ag64oyEUb_Sk6bxVB9P5ye5w"].put(&mut agent, Labels(&config.statuses));
    assert_eq!(agent.state, AgentState::NotReady);
    assert_eq!(agent.reason, Some("Training".into()));
    assert_eq!(agent.status.as_deref(), Some("5/801/1726"));
    let mut known = self::agent("WorkingOffline");
    listed()["ag64oyEUb_Sk6bxVB9P5ye5w"].put(&mut known, Labels(&[]));
    assert_eq!((known.reason, known.status.as_deref()), (Some("Train".into()), Some("5")));
}

#[test]
fn a_newer_number_wins_over_the_figures() {
    let mut agent = agent("Available");
    agent.since = Some(NOW - Duration::from_mins(10));
    Status::streamed(5, Some("801=1722"), Some(NOW)).put(&mut agent, Labels(&config().statuses));
    assert_eq!((agent.state, agent.since), (AgentState::NotReady, Some(NOW)));
    assert_eq!((agent.reason, agent.status.as_deref()), (Some("Meeting".into()), Some("5/801/1722")));
}

#[test]
fn the_stream_counts_for_what_the_figures_may_not_hold_yet() {
    let told = |since| BTreeMap::from([("ag".to_owned(), Status::streamed(3, None, Some(since)))]);
    let of = |listed: Option<i64>, since| {
        let listed = listed.map(|code| ("ag".to_owned(), Status::streamed(code, None, None)));
        Known::new(listed.into_iter().collect(), told(since)).of("ag", NOW, Some(4)).map(|status| status.code)
    };
    assert_eq!(of(None, NOW - Duration::from_secs(4)), Some(3));
    assert_eq!(of(None, NOW - Duration::from_secs(6)), None);
    assert_eq!(of(Some(4), NOW - Duration::from_secs(6)), Some(4));
    assert_eq!(of(Some(4), NOW - Duration::from_secs(4)), Some(3));
    let agreed = told(NOW - Duration::from_mins(10));
    let agreed = Known::new(BTreeMap::new(), agreed);
    assert_eq!(agreed.of("ag", NOW, Some(3)).map(|status| status.code), Some(3));
}

#[test]
fn the_choices_are_the_settable_states_and_the_configured_codes() {
    let config = config();
    let choices = choices(&config);
    let ids: Vec<&str> = choices.iter().map(|choice| &*choice.id).collect();
    assert_eq!(ids, ["4", "3", "5", "1", "5/801/1722", "5/801/1726"]);
    assert_eq!(chosen(&config, "3"), Some((3, None)));
    assert_eq!(chosen(&config, "5/801/1726").unwrap().1.unwrap().short, "Train");
    assert_eq!(chosen(&config, "5/801/9"), None);
}

#[test]
fn a_code_of_the_figures_is_named_where_it_is_ours_and_verbatim_otherwise() {
    let config = config();
    let labels = Labels(&config.statuses);
    for told in ["Meet", "1722", "801=1722"] {
        assert_eq!(&*labels.of(told), "Meeting");
    }
    assert_eq!(labels.of("Lunch"), Text::new("Lunch"));
    assert!(labels.has_reasons(5) && !labels.has_reasons(3));
}

#[test]
fn pages_are_optional() {
    assert_eq!(next(&serde_json::json!({"pageIndex": 0, "totalPages": 2})), Some(1));
    assert_eq!(next(&serde_json::json!({"pageIndex": 1, "totalPages": 2})), None);
    assert_eq!(next(&serde_json::json!({})), None);
}
