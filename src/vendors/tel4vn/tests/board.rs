//! The documented examples, list by list, and rows that are odd.

use super::*;
use crate::domain::{Ability, AgentState, Direction, FieldKind, Phase, Verb};

#[test]
fn the_documented_calls_are_shown() {
    let snapshot = polled(&Lists { calls: fixture!("calls.json"), ..EMPTY });
    let (calls, unread) = rows(&snapshot.calls);
    assert_eq!((calls.len(), unread.len()), (2, 0));
    let out = call(&snapshot, "01b7d166-b564-42ec-80a1-4ad343225934");
    assert_eq!((out.direction, &out.phase), (Direction::Outbound, &Phase::Other("active".into())));
    assert_eq!(out.caller.number.as_deref(), Some("0899123456"));
    assert_eq!(out.agent.as_ref().map(AgentId::as_str), Some("101"));
    // 2021-06-08 17:37:37 in Vietnam.
    assert_eq!(out.started.map(At::millis), Some(1_623_148_657_000));
    assert_eq!((out.answered, out.dialled.clone()), (None, None));
    assert_eq!(detail(&out.details, "channel"), Some("CS_EXECUTE"));
    let inbound = call(&snapshot, "6a65480c-8bc7-4d4a-9aae-4488d67bf711");
    assert_eq!((inbound.direction, &inbound.phase), (Direction::Inbound, &Phase::Talking));
    assert_eq!(inbound.caller.number.as_deref(), Some("0899654321"));
    assert_eq!(inbound.dialled.as_deref(), Some("102"));
    // No list says that 102 is an extension.
    assert_eq!(inbound.agent, None);
}

#[test]
fn the_documented_agents_on_calls_are_joined_by_the_calls_id() {
    let lists = Lists { calls: fixture!("calls.json"), busy: fixture!("monitor-v1.json"), ..EMPTY };
    let snapshot = polled(&lists);
    let joined = call(&snapshot, "6a65480c-8bc7-4d4a-9aae-4488d67bf711");
    assert_eq!(joined.agent.as_ref().map(AgentId::as_str), Some("101"));
    // They dialled, and it rings elsewhere.
    let dialling = agent(&snapshot, "101");
    assert_eq!((&*dialling.name, &dialling.state), ("Test 01", &AgentState::Dialing));
    // 2021-07-01 09:30:00 in Vietnam.
    assert_eq!(dialling.since.map(At::millis), Some(1_625_106_600_000));
    let talking = agent(&snapshot, "102");
    assert_eq!((&*talking.name, &talking.state, talking.since), ("Test 02", &AgentState::Talking, None));
    assert_eq!(detail(&talking.details, "softphone"), Some("MicroSIP/3.20.6"));
}

#[test]
fn the_newer_list_of_agents_has_the_customer_in_a_field_of_its_own() {
    let row = leg("by-number", ("107", "0899123456"), "outbound", "CS_EXECUTE", 60);
    let lists = Lists { calls: &data(&[row]), busy: fixture!("monitor-v3.json"), ..EMPTY };
    let snapshot = polled(&lists);
    let talking = call(&snapshot, "by-number");
    assert_eq!((&talking.phase, talking.caller.number.as_deref()), (&Phase::Talking, Some("0899123456")));
    assert_eq!(detail(&talking.details, "hotline"), Some("24052364"));
    assert_eq!(talking.dialled, None);
    assert_eq!(&*agent(&snapshot, "107").name, "Agent 07");
}

#[test]
fn odd_rows_hide_no_others_and_odd_fields_no_rows() {
    let snapshot = polled(&Lists { calls: fixture!("calls-quirks.json"), ..EMPTY });
    let (calls, unread) = rows(&snapshot.calls);
    assert_eq!(calls.len(), 8);
    assert_eq!(
        why(unread),
        [
            "[8].call_id: missing",
            "[9].call_id: missing",
            "[10]: invalid type: null, expected struct Wire",
            "[11]: invalid type: string, expected struct Wire",
        ]
    );
    assert_eq!(call(&snapshot, "odd-state").phase, Phase::Other("CS_TELEPORT".into()));
    let odd = call(&snapshot, "odd-direction");
    assert_eq!((odd.direction, detail(&odd.details, "direction")), (Direction::Unknown, Some("3")));
    let odd = call(&snapshot, "odd-time");
    assert_eq!((odd.started, detail(&odd.details, "created")), (None, Some("12/10/2023 17:48")));
    let bare = call(&snapshot, "bare");
    assert_eq!((bare.phase.word(), bare.direction), ("no state", Direction::Unknown));
    assert_eq!((bare.agent.clone(), bare.caller.number.clone()), (None, None));
    let numbers = call(&snapshot, "numbers");
    assert_eq!(numbers.caller.number.as_deref(), Some("899000005"));
    assert_eq!(numbers.agent.as_ref().map(AgentId::as_str), Some("105"));
    assert_eq!(call(&snapshot, "itself").direction, Direction::Internal);
    assert_eq!(call(&snapshot, "itself").caller.number, None);
    let over = call(&snapshot, "over");
    assert_eq!(over.phase, Phase::Other("ending".into()));
    assert!(over.only.as_ref().is_some_and(|only| only.verbs.is_empty()));
}

#[test]
fn a_call_from_the_future_has_no_age_and_says_which_setting_to_check() {
    let mut vendor = account("");
    let snapshot = told(&mut vendor, &Lists { calls: fixture!("calls-quirks.json"), ..EMPTY });
    let ahead = call(&snapshot, "ahead");
    assert_eq!(ahead.started, None);
    assert_eq!(
        detail(&ahead.details, "created"),
        Some("2023-10-12 18:48:00 lies in the future by utc_offset +07:00: check that setting")
    );
    assert!(vendor.doubted);
    let mut right = account("utc_offset = '+08:00'");
    let listed = list(reply(NOW, fixture!("calls-quirks.json")), Offset(480));
    let found = Found { calls: Some(listed), ..found(&EMPTY) };
    let snapshot = right.settle(found, At::from_millis(NOW * 1_000));
    assert_eq!(ago(call(&snapshot, "ahead").started), Some(60));
    assert!(!right.doubted);
}

#[test]
fn a_list_as_the_documents_print_it_is_no_json_and_no_empty_list() {
    let snapshot = polled(&Lists { calls: fixture!("calls-as-printed.txt"), ..EMPTY });
    assert!(matches!(fault(&snapshot.calls), Fault::Malformed(_)));
    assert_eq!(rows(&snapshot.agents).0.len(), 0);
}

#[test]
fn the_documented_queue_and_its_callers_make_its_figures() {
    let calls = data(&[leg(
        "34f6a205-121c-4fa3-bb94-414c5aff5995",
        ("0899123456", "3333"),
        "inbound",
        "CS_EXECUTE",
        41,
    )]);
    let lists =
        Lists { calls: &calls, members: fixture!("waiting.json"), lines: fixture!("queues.json"), ..EMPTY };
    let snapshot = polled(&lists);
    let queue = queue(&snapshot, "7a514f33-f5f0-426a-97e7-c6cbe372b7a3");
    assert_eq!(&*queue.name, "CALL_CENTER");
    assert_eq!((queue.waiting, queue.ringing, queue.talking), (Some(1), Some(1), Some(1)));
    assert_eq!(ago(queue.longest), Some(20));
    assert_eq!(detail(&queue.details, "extension"), Some("3333"));
    assert_eq!(detail(&queue.details, "strategy"), Some("ring-all"));
    // Nothing tells of agents per queue, and nothing counts a day.
    assert_eq!((queue.staffed, queue.ready, queue.counts.answered), (None, None, None));
}

#[test]
fn the_documented_agent_is_ready_since_their_last_change() {
    let snapshot = polled(&Lists { live: fixture!("live.json"), ..EMPTY });
    let ready = agent(&snapshot, "104");
    assert_eq!((&*ready.name, &ready.state), ("Agent04Internal", &AgentState::Ready));
    assert_eq!(ready.status.as_deref(), Some("RESUME"));
    // 2023-03-08T13:54:41.253+07:00.
    assert_eq!(ready.since.map(At::millis), Some(1_678_258_481_253));
    let campaign = Some("23406d2c-19e5-4f7b-a1ce-bfea5c2ff081");
    assert_eq!(detail(&ready.details, "campaign"), campaign);
    assert_eq!(snapshot.states.iter().map(|state| &*state.id).collect::<Vec<_>>(), ["PAUSE", "RESUME"]);
}

#[test]
fn the_campaigns_to_log_in_to_are_those_of_the_agents_who_are_logged_in() {
    let in_campaign =
        |extension: &str, campaign: Option<&str>| json!({"extension": extension, "campaign_uuid": campaign});
    let live = data(&[
        in_campaign("103", Some("c2")),
        in_campaign("104", Some("c1")),
        in_campaign("105", Some("c2")),
        in_campaign("106", None),
    ]);
    let mut vendor = account("");
    told(&mut vendor, &Lists { live: &live, ..EMPTY });
    let abilities = vendor.abilities();
    let FieldKind::Choice(campaigns) = &abilities.specials()[0].fields[0].kind else {
        panic!("none is known")
    };
    assert_eq!(campaigns.iter().map(|campaign| &*campaign.id).collect::<Vec<_>>(), ["c1", "c2"]);
}

#[test]
fn the_abilities_of_a_new_account_are_those_of_the_documents() {
    let abilities = account("").abilities();
    assert_eq!(abilities.of(Verb::Monitor), Ability::Unseen);
    assert_eq!(abilities.of(Verb::Park), Ability::Seen);
    assert!(!abilities.offers(Verb::HangUp) && !abilities.offers(Verb::Leave));
}
