//! Situations of an exchange as people run it: members behind `Local/EXT@from-queue/n` and `hint:`, callers behind pairs
//! of local legs, pools, waiting rooms, conferences, transfers, listeners. Each was brought about on a real server,
//! whose lists these are, and what is right was arranged, not read from them.

use super::*;
use crate::domain::{Agent, AgentState, Direction};
use crate::vendors::asterisk::wire::blocks;

/// What the board makes of the situation called so.
macro_rules! shape {
    ($name:literal) => {
        picture(
            include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/fixtures/asterisk/shapes/",
                $name,
                ".txt"
            )),
            &Facts::default(),
        )
    };
}

/// The lists of one situation.
fn situation(text: &'static str) -> Given {
    let sections = text.split("## ").filter_map(|section| section.split_once('\n'));
    let mut all = given("outside = ['PJSIP/carr*']")
        .list("QueueSummary", listed("QueueSummary", &[]))
        .list("ParkedCalls", listed("ParkedCall", &[]))
        .list("ExtensionStateList", fixture!("extension-states.txt").into());
    for (action, rows) in sections {
        let count = rows.matches("Event: ").count();
        let end = format!("Event: ListComplete\nEventList: Complete\nListItems: {count}\n\n");
        let list = format!("Response: Success\nEventList: start\n\n{}\n\n{end}", rows.trim());
        all = all.list(action, list.replace('\n', "\r\n").into_bytes());
    }
    all
}

/// What the board makes of a situation: its calls, what agents do who are not ready, who listens.
fn picture(text: &'static str, facts: &Facts) -> Vec<String> {
    shown(&situation(text).heard(facts).seen())
}

fn shown(snapshot: &Snapshot) -> Vec<String> {
    let (agents, calls) = (rows(&snapshot.agents).0, rows(&snapshot.calls).0);
    let name = |call: &Call| {
        let listed = call.agent.as_ref().and_then(|id| agents.iter().find(|agent| agent.id == *id));
        listed.map(|agent| agent.name.to_string()).or_else(|| with(call).map(str::to_owned))
    };
    let caller = |call: &Call| {
        let of = [call.caller.number.as_deref(), call.caller.name.as_deref()];
        of.into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    let row = |call: &Call| {
        let derived = if call.derived.is_some() { "~" } else { "" };
        let way = call.direction.word().unwrap_or("?");
        let agent = name(call).map(|name| format!(" with {name}")).unwrap_or_default();
        let queue = through(call).map(|queue| format!(" in {queue}")).unwrap_or_default();
        format!("{derived}{} {way} {}{agent}{queue}", call.phase.word(), caller(call))
    };
    let person = |agent: &Agent| {
        let reason = agent.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
        let extension = agent.extension.as_deref().unwrap_or("-");
        format!("{} ({extension}) is {}{reason}", agent.name, agent.state.word())
    };
    let listener = |leg: &crate::domain::Listener| {
        let on = leg.call.as_ref().map(|id| calls.iter().find(|call| call.id == *id).unwrap());
        format!("{} listens to {}", leg.phone, on.map_or("somebody".to_owned(), caller))
    };
    let busy = agents.iter().filter(|agent| agent.state != AgentState::Ready);
    let listeners = snapshot.listeners.iter().flatten().map(listener);
    let mut all: Vec<String> = calls.iter().map(row).collect();
    all.sort();
    all.extend(busy.map(person));
    all.extend(listeners);
    all
}

#[test]
fn one_person_is_one_agent_however_the_call_came() {
    let expected = [
        "talking inbound +12025550101 Ada Quist with Maya Lindqvist in 400",
        "Maya Lindqvist (101) is talking",
    ];
    assert_eq!(shape!("member-answers"), expected);
    let expected =
        ["talking inbound +12025550103 Direct Dora with Priya Raman", "Priya Raman (103) is talking"];
    assert_eq!(shape!("member-direct"), expected);
    let expected = [
        "talking internal 101 Maya Lindqvist with Tomas Okafor",
        "Maya Lindqvist (101) is talking",
        "Tomas Okafor (102) is talking",
    ];
    assert_eq!(shape!("member-internal"), expected);
}

#[test]
fn whom_an_agent_called_is_whom_they_dialled() {
    let expected = ["talking outbound +12025550170 with Tomas Okafor", "Tomas Okafor (102) is talking"];
    assert_eq!(shape!("member-dials"), expected);
}

#[test]
fn do_not_disturb_is_no_call_and_hides_none() {
    let expected = [
        "talking outbound +12025550171 with Jonas Weber",
        "Priya Raman (103) is busy: do not disturb",
        "Jonas Weber (104) is talking",
    ];
    assert_eq!(shape!("member-dnd"), expected);
}

#[test]
fn whose_phone_rings_does_not_talk() {
    let expected = [
        "ringing inbound +12025550102 Ring Rosa with Maya Lindqvist in 400",
        "Maya Lindqvist (101) is ringing",
    ];
    assert_eq!(shape!("member-rings"), expected);
}

#[test]
fn who_waits_behind_a_pair_waits() {
    let expected = [
        "waiting inbound +12025550200 Plain Paula in 400",
        "waiting inbound +12025550201 Ring Group Rita in 400",
        "waiting inbound +12025550202 Forwarded Fred in 400",
        "waiting inbound +12025550203 Early Emil in 400",
        "waiting inbound +12025550204 Call File Cora in 400",
        "waiting internal 106 Lucia Ferrari in 400",
        "Maya Lindqvist (101) is paused: Break",
        "Tomas Okafor (102) is paused: Break",
        "Priya Raman (103) is paused: Break",
        "Jonas Weber (104) is paused: Break",
        "Aiko Tanaka (105) is paused: Break",
        "Lucia Ferrari (106) is busy: waits in queue 400",
    ];
    assert_eq!(shape!("local-waits"), expected);
}

#[test]
fn who_talks_across_pairs_keeps_queue_and_agent() {
    let expected = [
        "talking inbound +12025550200 Plain Paula with Maya Lindqvist in 400",
        "talking inbound +12025550201 Ring Group Rita with Jonas Weber in 400",
        "talking inbound +12025550202 Forwarded Fred with Tomas Okafor in 400",
        "talking inbound +12025550203 Early Emil with Priya Raman in 400",
        "talking internal 106 Lucia Ferrari with Aiko Tanaka in 400",
        "Maya Lindqvist (101) is talking",
        "Tomas Okafor (102) is talking",
        "Priya Raman (103) is talking",
        "Jonas Weber (104) is talking",
        "Aiko Tanaka (105) is talking",
        "Lucia Ferrari (106) is talking",
    ];
    assert_eq!(shape!("local-talks"), expected);
    let expected = [
        "talking inbound +12025550205 Optimised Otto with Maya Lindqvist in 400",
        "Maya Lindqvist (101) is talking",
    ];
    assert_eq!(shape!("local-optimised"), expected);
}

#[test]
fn idle_agents_of_a_pool_are_ready_and_no_call() {
    assert_eq!(shape!("agents-idle"), ["Cal Three (1003) is unreachable"]);
    let expected = [
        "talking inbound +12025550301 Pool Pia with Ada One in 402",
        "Ada One (1001) is talking",
        "Cal Three (1003) is unreachable",
    ];
    assert_eq!(shape!("agent-pool"), expected);
}

#[test]
fn in_a_waiting_room_everybody_is_alone() {
    let expected = [
        "in a waiting room inbound +12025550311 Hold Hanna",
        "in a waiting room inbound +12025550312 Hold Henk",
    ];
    assert_eq!(shape!("bridge-wait"), expected);
}

#[test]
fn a_conference_is_a_row_for_each_customer() {
    let expected = [
        "talking inbound +12025550321 Conf Carla with Aiko Tanaka",
        "talking inbound +12025550322 Conf Cem with Aiko Tanaka",
        "Aiko Tanaka (105) is talking",
    ];
    assert_eq!(shape!("conference"), expected);
}

#[test]
fn a_transferred_caller_is_with_whom_they_were_sent_to_and_with_no_queue() {
    assert_eq!(shape!("transferred"), ["talking inbound +12025550401 Moved Mona"]);
    let expected =
        ["talking inbound +12025550403 Moved Marc with Tomas Okafor", "Tomas Okafor (102) is talking"];
    assert_eq!(shape!("transferred-inside"), expected);
    let expected =
        ["talking inbound +12025550404 Moved Mila with Jonas Weber", "Jonas Weber (104) is talking"];
    assert_eq!(shape!("transferred-attended"), expected);
}

#[test]
fn who_is_parked_behind_a_pair_is_parked_and_with_nobody() {
    assert_eq!(shape!("parked"), ["parked inbound +12025550405 Parked Pat"]);
    // When the caller came to the queue is no wait of theirs any more.
    let joined = "Event: QueueCallerJoin\r\nQueue: 400\r\nUniqueid: 1796011996.96";
    let mut facts = Facts::begun(NOW);
    facts.take(&blocks(joined.as_bytes())[0], &reply(""));
    let (vendor, snapshot) = situation(fixture!("shapes/parked.txt")).heard(&facts).account();
    let pat = &rows(&snapshot.calls).0[0];
    assert_eq!((&pat.agent, pat.entered, pat.answered, through(pat)), (&None, None, None, None));
    // An order takes hold of the end of the wire, which is the leg that the lot has.
    let aim = &vendor.aims[&pat.id];
    assert!(aim.parked && aim.principal == pat.id.as_str() && aim.customer != aim.principal);
}

#[test]
fn while_an_agent_asks_a_colleague_the_customer_is_on_hold_and_nobody_else() {
    let people = ["Maya Lindqvist (101) is talking", "Jonas Weber (104) is talking"];
    let consults = "talking internal 101 Maya Lindqvist with Jonas Weber";
    // By a second line of the phone: told from that, since nobody heard the hold.
    let held = "~held inbound +12025550402 Asked Anna with Maya Lindqvist in 400";
    assert_eq!(shape!("consulting"), [consults, held, people[0], people[1]]);
    // By the server's feature the agent's one leg is in the colleague's bridge.
    let held = "held inbound +12025550402 Asked Anna with Maya Lindqvist in 400";
    assert_eq!(shape!("consulting-feature"), [held, consults, people[0], people[1]]);
}

#[test]
fn queue_names_are_compared_as_the_server_compares_them() {
    let expected = [
        "talking inbound +12025550500 Talker 0 with Nina Sales in sales",
        "talking inbound +12025550501 Talker 1 with Omar Team in Sales Team/EU",
        "talking inbound +12025550502 Talker 2 with Pia Süd in Verkäufe Süd",
        "waiting inbound +12025550510 Waiter 0 in sales",
        "waiting inbound +12025550511 Waiter 1 in Sales Team/EU",
        "waiting inbound +12025550512 Waiter 2 in Verkäufe Süd",
        "Nina Sales (201) is talking",
        "Omar Team (202) is talking",
        "Pia Süd (203) is talking",
    ];
    assert_eq!(shape!("queue-names"), expected);
}

#[test]
fn listeners_are_on_a_call_or_somewhere_and_never_on_one_of_their_own() {
    let mut expected = vec![
        "talking inbound +12025550601 Heard Heidi with Maya Lindqvist in 400",
        "talking inbound +12025550602 Heard Hugo with Tomas Okafor in 400",
        "Maya Lindqvist (101) is talking",
        "Tomas Okafor (102) is talking",
        "Omar Team (202) is busy: listens to a call",
        "Pia Süd (203) is busy: listens to a call",
        "PJSIP/205 listens to +12025550602 Heard Hugo",
        // Two legs are at that extension, in two calls.
        "PJSIP/203 listens to somebody",
        "PJSIP/202 listens to somebody",
        "PJSIP/204 listens to +12025550602 Heard Hugo",
        "PJSIP/200 listens to +12025550601 Heard Heidi",
    ];
    assert_eq!(shape!("spies"), expected);
    // An event tells which of them it is.
    let mut facts = Facts::begun(NOW);
    let heard = "Event: ChanSpyStart\r\nSpyerUniqueid: 1796012034.133\r\nSpyeeUniqueid: 1796012033.126";
    facts.take(&blocks(heard.as_bytes())[0], &reply(""));
    expected[7] = "PJSIP/203 listens to +12025550602 Heard Hugo";
    assert_eq!(picture(fixture!("shapes/spies.txt"), &facts), expected);
}

#[test]
fn whom_the_server_called_back_waits_in_the_queue_that_they_were_put_into() {
    let expected = ["dialing outbound 2025550107", "waiting outbound 2025550106 Back Bea in 400"];
    assert_eq!(shape!("called-back"), expected);
}

#[test]
fn a_call_that_followed_its_agent_to_another_phone_is_that_agents() {
    let expected = [
        "talking inbound +12025550207 Follow Finn with Maya Lindqvist in 400",
        "Maya Lindqvist (101) is talking",
    ];
    assert_eq!(shape!("follow-me"), expected);
}

#[test]
fn who_listens_through_a_pair_is_on_no_call_of_their_own() {
    let expected = [
        "talking inbound +12025550601 Heard Heidi with Maya Lindqvist in 400",
        "Maya Lindqvist (101) is talking",
        "PJSIP/200 listens to +12025550601 Heard Heidi",
        "PJSIP/201 listens to +12025550601 Heard Heidi",
    ];
    assert_eq!(shape!("spies-behind-pairs"), expected);
}

#[test]
fn a_member_outside_is_named_where_only_one_can_be_meant() {
    let expected = [
        "talking inbound +12025550208 Remote Rita with Rae Remote in 400",
        "Rae Remote (2025550190) is talking",
    ];
    assert_eq!(shape!("member-outside"), expected);
    let both = fixture!("shapes/member-outside.txt").replace("InCall: 0\nStatus: 1", "InCall: 1\nStatus: 2");
    let expected = [
        "talking inbound +12025550208 Remote Rita in 400",
        "Rae Remote (2025550190) is talking",
        "Rob Remote (2025550191) is talking",
    ];
    assert_eq!(picture(both.leak(), &Facts::default()), expected);
}

#[test]
fn idle_agents_are_no_call_where_the_list_of_bridges_lacks_theirs() {
    assert_eq!(shape!("agents-without-bridges"), [""; 0]);
}

#[test]
fn helpers_are_no_calls_and_programs_have_words() {
    let expected = [
        "echo test inbound +12025550704 Ec Ho",
        "hears music inbound +12025550703 Mo Hold",
        "in a menu inbound +12025550700 Ivy Ar",
        "in a menu inbound +12025550701 Rea Dee",
        "voicemail inbound +12025550702 Voi Mel",
    ];
    assert_eq!(shape!("helpers"), expected);
}

#[test]
fn what_a_conference_is_stands_in_its_rows() {
    let (vendor, snapshot) = situation(fixture!("shapes/conference.txt")).account();
    let carla = rows(&snapshot.calls)
        .0
        .iter()
        .find(|call| call.caller.name.as_deref() == Some("Conf Carla"))
        .unwrap();
    assert_eq!(
        (carla.queue_name.as_deref(), detail(&carla.details, "conference")),
        (Some("conference 850"), Some("conference 850"))
    );
    assert_eq!(carla.conference.as_deref(), Some("conference 850"));
    assert_eq!(detail(&carla.details, "with"), Some("Conf Cem, Aiko Tanaka"));
    assert!(carla.may(crate::domain::Verb::Park).is_err() && carla.may(crate::domain::Verb::HangUp).is_ok());
    // Hanging up takes hold of this customer's leg alone.
    assert_eq!(vendor.aims[&carla.id].principal, carla.id.as_str());
    assert_eq!(carla.legs, [carla.id.as_str().into()], "the others go on");
    assert_eq!(carla.direction, Direction::Inbound);
}
