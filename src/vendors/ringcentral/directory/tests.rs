//! The order in which directories are read, and what they hold.

use super::super::fixtures::{NOW, directory, fixture, listing};
use super::*;
use crate::domain::Text;

const EVERY: Duration = Duration::from_mins(5);

fn answer(directory: &mut Directory, bodies: &[&str], now: At) {
    let jobs = directory.next();
    assert_eq!(jobs.len(), bodies.len(), "{jobs:?}");
    let answers = jobs.into_iter().zip(bodies).map(|(job, body)| (job, Ok(listing(body)))).collect();
    directory.take(answers, now);
}

#[test]
fn groups_lead_to_members_and_queues_to_dispositions() {
    let mut directory = Directory::default();
    assert!(directory.next().is_empty());
    directory.plan(NOW, EVERY);
    let first =
        [fixture!("gate-groups-bare.json"), fixture!("agent-groups.json"), fixture!("aux-states.json")];
    answer(&mut directory, &first, NOW);
    let (queues, people) = (Some("Support Queues".to_owned()), Some("Support Agents".to_owned()));
    let jobs = directory.next();
    assert_eq!(jobs[0], Job::Queues { group: "52653".into(), name: queues });
    assert_eq!(jobs[1], Job::Agents { group: "1950".into(), name: people });
    answer(&mut directory, &[fixture!("gates.json"), fixture!("group-agents.json"), "[]"], NOW);
    assert_eq!(directory.next().len(), 2, "the dispositions of the two queues in use");
    answer(&mut directory, &[fixture!("dispositions.json"), "[]"], NOW);
    assert!(directory.next().is_empty());
    assert_eq!(directory.queues().count(), 3);
    assert_eq!(directory.dispositions(&"72992".into()).len(), 2);
    assert!(directory.dispositions(&"72992".into())[1].needs_note);
}

#[test]
fn queues_that_come_with_their_groups_are_not_asked_for_again() {
    let mut directory = Directory::default();
    directory.take(vec![(Job::QueueGroups, Ok(listing(fixture!("gate-groups.json"))))], NOW);
    assert_eq!(directory.queue(&"72992".into()).unwrap().target, Some(Duration::from_secs(30)));
    assert!(directory.next().iter().all(|job| matches!(job, Job::Dispositions { .. })));
}

#[test]
fn a_poll_carries_a_few_requests_and_fewer_for_dispositions() {
    let mut directory = Directory::default();
    let gates: Vec<_> = (1..=9).map(|id| serde_json::json!({"gateId": id})).collect();
    let groups = serde_json::json!([{"gateGroupId": 1, "gates": gates}]).to_string();
    directory.take(vec![(Job::QueueGroups, Ok(listing(&groups)))], NOW);
    assert_eq!(directory.next().len(), DISPOSITIONS_PER_POLL);
    let groups: Vec<_> = (1..=9).map(|id| serde_json::json!({"agentGroupId": id})).collect();
    let groups = serde_json::json!(groups).to_string();
    directory.take(vec![(Job::AgentGroups, Ok(listing(&groups)))], NOW);
    assert_eq!(directory.next().len(), PER_POLL);
}

#[test]
fn a_reading_that_is_not_answered_stays_filed() {
    let mut directory = Directory::default();
    directory.plan(NOW, EVERY);
    let jobs = directory.next();
    assert_eq!(directory.next(), jobs);
    directory.plan(NOW + EVERY, EVERY);
    assert_eq!(directory.next(), jobs, "and is not filed twice");
}

#[test]
fn everything_is_read_again_in_its_time_and_sooner_after_a_failure() {
    let mut directory = Directory::default();
    let unreachable = || Err(Fault::Unreachable(Text::new("gone")));
    directory.plan(NOW, EVERY);
    let answers = directory.next().into_iter().map(|job| (job, Ok(listing("[]")))).collect();
    directory.take(answers, NOW);
    directory.plan(NOW + EVERY - Duration::from_secs(1), EVERY);
    assert!(directory.next().is_empty());
    directory.plan(NOW + EVERY, EVERY);
    assert_eq!(directory.next().len(), 3);
    let answers = directory.next().into_iter().map(|job| (job, unreachable())).collect();
    directory.take(answers, NOW + EVERY);
    directory.plan(NOW + EVERY + AGAIN, EVERY);
    assert_eq!(directory.next().len(), 3);
}

#[test]
fn what_is_not_there_waits_for_the_next_reading() {
    let mut directory = Directory::default();
    directory.plan(NOW, EVERY);
    let gone = || Err(Fault::Gone(Text::new("failed: HTTP 404")));
    let answers = directory.next().into_iter().map(|job| (job, gone())).collect();
    directory.take(answers, NOW);
    directory.plan(NOW + AGAIN, EVERY);
    assert!(directory.next().is_empty());
}

#[test]
fn dispositions_are_believed_for_half_an_hour() {
    let mut directory = directory();
    directory.jobs.clear();
    directory.dispositions.insert("72993".into(), (NOW, Vec::new()));
    directory.plan(NOW + DISPOSITIONS_EVERY - Duration::from_secs(1), EVERY);
    assert_eq!(directory.jobs.len(), 3);
    directory.jobs.clear();
    directory.begun = None;
    directory.plan(NOW + DISPOSITIONS_EVERY, EVERY);
    assert_eq!(directory.jobs.len(), 5);
}

#[test]
fn a_group_that_is_gone_takes_its_members_along() {
    let mut directory = directory();
    assert_eq!(directory.agents().count(), 1);
    directory.take(vec![(Job::AgentGroups, Ok(listing("[]"))), (Job::QueueGroups, Ok(listing("[]")))], NOW);
    assert_eq!((directory.agents().count(), directory.queues().count()), (0, 0));
}
