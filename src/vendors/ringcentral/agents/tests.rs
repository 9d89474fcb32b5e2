//! Agents from the documented example and from every quirk.

use super::super::fixtures::{NOW, directory, fixture, fresh, listing, listing_at, unread};
use super::*;

fn ago(seconds: u64) -> At {
    NOW - Duration::from_secs(seconds)
}

fn quirks() -> Vec<Agent> {
    let directory = Directory::default();
    fresh(Roster::read(listing(fixture!("agents-quirks.json")), &self::directory()).feed(&directory))
}

fn agent<'a>(agents: &'a [Agent], id: &str) -> &'a Agent {
    agents.iter().find(|agent| agent.id.as_str() == id).unwrap()
}

#[test]
fn the_documented_example_is_read() {
    let roster = Roster::read(listing(fixture!("agents.json")), &Directory::default());
    let agents = fresh(roster.feed(&Directory::default()));
    let paco = agent(&agents, "1369310");
    assert_eq!((&*paco.name, &paco.state, paco.since), ("Paco Vu", &AgentState::Talking, Some(ago(84))));
    assert_eq!(paco.extension.as_deref(), Some("1212"));
    let phone = paco.details.iter().find(|detail| &*detail.label == "phone").unwrap();
    assert_eq!(&*phone.value, "16505550100*1212@RC_SOFTPHONE", "whole");
    assert_eq!(paco.group.as_deref(), Some("Support Agents"));
    assert_eq!(paco.handled, Some(11));
    assert!(
        paco.details.iter().any(|detail| &*detail.label == "logged in for" && &*detail.value == "2h 15s")
    );
    let ada = agent(&agents, "1369311");
    assert_eq!(
        (&ada.state, ada.reason.as_deref(), ada.since),
        (&AgentState::Paused, Some("ON-BREAK"), Some(ago(312)))
    );
    let paco = roster.live.iter().find(|live| live.agent.id.as_str() == "1369310").unwrap();
    assert_eq!(paco.username.as_deref(), Some("paco.vu+12440011_1791@example.com"));
    assert_eq!(paco.queue, Some(QueueId::from("72992")));
    assert_eq!(roster.by_call().keys().copied().collect::<Vec<_>>(), ["202005081040440132050000019657"]);
}

#[test]
fn an_extension_is_the_agents_own_part_of_the_phone() {
    for (phone, own) in [
        ("16505550100*1212@RC_SOFTPHONE", "1212"),
        ("16505550100*1212", "1212"),
        ("1212@RC_SOFTPHONE", "1212"),
        ("16505550100", "16505550100"),
        ("16505550100*@RC_SOFTPHONE", "16505550100*"),
        ("16505550100@star*host", "16505550100"),
    ] {
        assert_eq!(extension(phone).as_deref(), Some(own), "{phone}");
    }
    assert_eq!((extension(""), extension("@RC_SOFTPHONE")), (None, None));
}

#[test]
fn a_wrong_clock_changes_no_duration() {
    for skew in [-7_200_000, 0, 3_600_000] {
        let read = Roster::read(listing_at(fixture!("agents.json"), NOW, skew), &Directory::default());
        assert!(read.live.iter().any(|live| live.agent.since == Some(ago(84))), "{skew}");
    }
}

#[test]
fn a_held_customer_shows_since_when() {
    let agents = quirks();
    let ada = agent(&agents, "2001");
    let held = At::from_millis(1_588_948_920_000);
    assert_eq!((&ada.state, ada.since), (&AgentState::Held, Some(held)));
}

#[test]
fn a_pending_disposition_is_wrap_up() {
    let agents = quirks();
    let quist = agent(&agents, "2002");
    assert_eq!((&*quist.name, &quist.state, quist.since), ("Quist", &AgentState::Wrapup, Some(ago(7))));
}

#[test]
fn names_fall_back_and_unknown_words_stay() {
    let agents = quirks();
    assert_eq!(&*agent(&agents, "2003").name, "bo");
    assert_eq!(agent(&agents, "2003").reason.as_deref(), Some("missed a call"));
    assert_eq!(agent(&agents, "2004").state, AgentState::Paused);
    assert_eq!(agent(&agents, "2004").reason.as_deref(), Some("Mittagspause"));
    assert_eq!(agent(&agents, "2005").state, AgentState::Unknown(Text::new("Hausaufgaben")));
    assert_eq!((&*agent(&agents, "2006").name, agent(&agents, "2006").since), ("2006", None));
}

#[test]
fn an_agent_with_two_sessions_is_one_and_the_one_on_a_call() {
    let agents = quirks();
    let two: Vec<_> = agents.iter().filter(|agent| agent.id.as_str() == "2007").collect();
    assert_eq!(two.len(), 1);
    assert_eq!(two[0].state, AgentState::Talking);
}

#[test]
fn rows_that_cannot_be_read_are_counted_and_hide_no_other() {
    let feed =
        Roster::read(listing(fixture!("agents-quirks.json")), &directory()).feed(&Directory::default());
    let unread = unread(&feed);
    assert_eq!(unread, ["[8].agentId: missing"]);
    let agents = fresh(feed);
    assert_eq!(agents.len(), 8);
    let odd = agent(&agents, "2008");
    assert_eq!((&odd.state, odd.since), (&AgentState::Ready, None));
}

#[test]
fn whom_only_the_directory_knows_is_offline() {
    let directory = directory();
    let agents = fresh(Roster::read(listing(fixture!("agents-quirks.json")), &directory).feed(&directory));
    let paco = agent(&agents, "1369310");
    assert_eq!(
        (&paco.state, &*paco.name, paco.group.as_deref()),
        (&AgentState::Offline, "Paco Vu", Some("Support Agents"))
    );
    let live = fresh(Roster::read(listing(fixture!("agents.json")), &directory).feed(&directory));
    assert_eq!(live.iter().filter(|agent| agent.id.as_str() == "1369310").count(), 1);
    assert_eq!(agent(&live, "1369310").state, AgentState::Talking);
}
