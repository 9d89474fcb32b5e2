//! Orders, over real sockets: what is looked at before, the one request that acts, and what its answer means.

use super::server::{Answer, Heard, account, body, count, drained, healthy, ok, path, serve};
use super::*;
use crate::domain::{
    Ability, Account, Action, AgentKey, AgentState, CallKey, Choice, Entries, Field, ListenMode, Sighting,
    Subject, Verb,
};
use crate::messages::{Run, Ticket};
use crate::vendor::Http;

pub(super) const OUT: &str = "01b7d166-b564-42ec-80a1-4ad343225934";
pub(super) const IN: &str = "6a65480c-8bc7-4d4a-9aae-4488d67bf711";

fn order(subject: Subject, action: Action) -> Order {
    Order {
        ticket: Ticket { run: Run::default(), session: 1, number: 1 },
        operator: "ada".into(),
        subject,
        action,
        at: At::from_millis(NOW * 1_000),
    }
}

pub(super) fn on_call(call: &Call, action: Action) -> Order {
    let key = CallKey::new(&Account::new("tel4vn", "a"), &call.id);
    order(
        Subject::Call { key, sighting: Sighting { call: 1, hands: 1 }, seen: Box::new(call.clone()) },
        action,
    )
}

fn by_agent(id: &str, action: Action) -> Order {
    let seen = Agent::new(id.into(), "Agent".into(), AgentState::Ready);
    let key = AgentKey::new(&Account::new("tel4vn", "a"), &seen.id);
    order(Subject::Agent { key, sighting: 1, seen: Box::new(seen), calls: Vec::new() }, action)
}

fn with(verb: Verb, answers: &[(&str, &str)]) -> Entries {
    let abilities = account_at("https://x", "").abilities();
    let special = abilities.specials()[0].clone();
    let fields: &[Field] = if verb == Verb::Special { &special.fields } else { abilities.fields(verb) };
    answers.iter().fold(Entries::default(), |entries, (name, value)| {
        entries.with(fields.iter().find(|field| field.name == *name).unwrap(), value, value)
    })
}

pub(super) fn listen(mode: ListenMode, phone: &str) -> Action {
    Action::Listen { mode, phone: phone.into(), from: None }
}

fn transfer(to: &str, party: &str) -> Action {
    Action::Transfer { to: to.into(), with: with(Verb::Transfer, &[("party", party)]) }
}

fn park(party: &str) -> Action {
    Action::Park { with: with(Verb::Park, &[("party", party)]) }
}

fn log_in(campaign: &str) -> Action {
    let special = account_at("https://x", "").abilities().specials()[0].clone();
    Action::Special { special, with: with(Verb::Special, &[("campaign", campaign)]) }
}

/// The board's two calls: 101 called 0899123456, and 0899654321 called 102.
pub(super) async fn board(vendor: &mut Tel4vn, http: &Http) -> Snapshot {
    let snapshot = vendor.poll(http).await;
    assert_eq!(rows(&snapshot.calls).0.len(), 2);
    snapshot
}

/// Healthy, but for the answer to `part`; nobody is on a call by the list of agents.
fn but(part: &'static str, answer: Answer) -> impl Fn(&str) -> Answer + Send + Sync {
    move |request| match path(request) {
        path if path.contains(part) => answer.clone(),
        "/v1/monitor/agent" => ok(NONE),
        _ => healthy(request),
    }
}

fn quiet() -> impl Fn(&str) -> Answer + Send + Sync {
    but("nothing has this in its path", ok(""))
}

/// Gives `order`, which must be accepted; tells what was asked for in its course, and the body of what acted.
async fn given(account: &mut (Tel4vn, Http), heard: &Heard, order: Order) -> (Vec<String>, Value) {
    drained(heard);
    let (vendor, http) = account;
    let accepted = vendor.act(http, &order).await;
    assert!(accepted.is_ok(), "{:?}: {accepted:?}", order.action);
    let sent = body(heard, "POST");
    (drained(heard), sent)
}

#[tokio::test]
async fn listening_looks_at_the_phone_and_is_sent_once() {
    let (base, heard) = serve(quiet()).await;
    let mut ours = account(&base, "");
    let snapshot = board(&mut ours.0, &ours.1).await;
    for (mode, word) in
        [(ListenMode::Monitor, "listen"), (ListenMode::Whisper, "whisper"), (ListenMode::Barge, "barge")]
    {
        let order = on_call(call(&snapshot, OUT), listen(mode, "107"));
        let look = "GET /v3/extension/107/loggedin".to_owned();
        let expected = (vec![look, format!("POST /v1/call/{OUT}/{word}")], json!({"ext": "107"}));
        assert_eq!(given(&mut ours, &heard, order).await, expected);
    }
}

#[tokio::test]
async fn transfer_and_park_look_at_the_call_and_name_the_partys_leg() {
    let (base, heard) = serve(quiet()).await;
    let mut ours = account(&base, "");
    let snapshot = board(&mut ours.0, &ours.1).await;
    // Inbound: the customer called. Outbound: the agent did (tel4vn §5).
    for (id, action, word, expected) in [
        (IN, transfer("105", "customer"), "transfer", json!({"ext": "105", "legs": "aleg"})),
        (OUT, transfer("1-0 5", "customer"), "transfer", json!({"ext": "105", "legs": "bleg"})),
        (OUT, transfer("105", "agent"), "transfer", json!({"ext": "105", "legs": "aleg"})),
        (IN, park("customer"), "park", json!({"legs": "aleg"})),
        (OUT, park("customer"), "park", json!({"legs": "bleg"})),
        (OUT, park("agent"), "park", json!({"legs": "aleg"})),
    ] {
        let asked = vec!["GET /v1/call".to_owned(), format!("POST /v1/call/{id}/{word}")];
        let order = on_call(call(&snapshot, id), action);
        assert_eq!(given(&mut ours, &heard, order).await, (asked, expected));
    }
}

#[tokio::test]
async fn an_agents_status_is_set_by_extension() {
    let (base, heard) = serve(quiet()).await;
    let mut ours = account(&base, "");
    board(&mut ours.0, &ours.1).await;
    let campaign = json!({"campaign_uuid": "23406d2c", "extension": "104"});
    for (action, word, expected) in [
        (Action::SetState(Choice::new("PAUSE", "pause")), "pause", json!({"extension": "104"})),
        (Action::SetState(Choice::new("RESUME", "resume")), "resume", json!({"extension": "104"})),
        (log_in("23406d2c"), "login", campaign),
    ] {
        let told = given(&mut ours, &heard, by_agent("104", action)).await;
        assert_eq!(told, (vec![format!("POST /v3/agent/{word}")], expected));
    }
}

#[tokio::test]
async fn park_names_the_other_leg_where_the_settings_say_so() {
    let (base, heard) = serve(quiet()).await;
    let (mut vendor, http) = account(&base, "park_keeps = 'other'");
    let snapshot = board(&mut vendor, &http).await;
    for (id, party, leg) in [(IN, "customer", "bleg"), (IN, "agent", "aleg"), (OUT, "customer", "aleg")] {
        let seen = Call { agent: Some("102".into()), ..call(&snapshot, id).clone() };
        let seen = if id == OUT { call(&snapshot, id).clone() } else { seen };
        assert!(vendor.act(&http, &on_call(&seen, park(party))).await.is_ok());
        assert_eq!(body(&heard, &format!("POST /v1/call/{id}/park")), json!({"legs": leg}), "{id} {party}");
    }
}

#[tokio::test]
async fn a_call_is_placed_with_a_get_that_nothing_repeats() {
    let (base, heard) = serve(quiet()).await;
    let place = "place = { hotline = '24052364', src_cid_name = 'Ánh & Co', auto_answer = true }";
    let (mut vendor, http) = account(&base, place);
    let answers = with(Verb::Place, &[("customer", "C-7")]);
    let order = by_agent("101", Action::Place { to: "0899 098-899".into(), with: answers });
    assert!(vendor.act(&http, &order).await.is_ok());
    assert_eq!(
        drained(&heard)[1..],
        ["GET /v1/click2call/async?ext=101&phone=0899098899&src_cid_name=%C3%81nh+%26+Co&auto_answer=true\
          &hotline=24052364&customer_id=C-7"]
    );
    let answers = with(Verb::Place, &[("hotline", "1900")]);
    let order = by_agent("101", Action::Place { to: "+84899098899".into(), with: answers });
    assert!(vendor.act(&http, &order).await.is_ok());
    let sent = drained(&heard).remove(0);
    assert!(sent.contains("phone=%2B84899098899&") && sent.contains("&hotline=1900"), "{sent}");
    // What was left blank is the configuration's, or is left out.
    let blank = with(Verb::Place, &[("hotline", " "), ("customer", "")]);
    let order = by_agent("101", Action::Place { to: "0899".into(), with: blank });
    assert!(vendor.act(&http, &order).await.is_ok());
    let sent = drained(&heard).remove(0);
    assert!(sent.ends_with("&hotline=24052364"), "{sent}");
    let (base, heard) = serve(but("click2call", (0, String::new()))).await;
    let (mut vendor, http) = account(&base, "");
    let order = by_agent("101", Action::Place { to: "0899".into(), with: Entries::default() });
    assert!(matches!(vendor.act(&http, &order).await, Err(Fault::Unanswered(_))));
    assert_eq!(count(&heard, "GET /v1/click2call"), 1);
}

#[tokio::test]
async fn a_phone_that_cannot_be_rung_is_told_before_anything_is_sent() {
    for (answer, words) in [
        (
            ok(r#"{"extension":"107","is_logged_in":false}"#),
            "phone 107 is not registered: start its softphone",
        ),
        (ok(r#"{"extension":"107","is_logged_in":"false"}"#), "phone 107 is not registered"),
        (ok(r#"{"error":"Extension not found"}"#), "phone 107 is no extension at TEL4VN"),
        ((404, r#"{"error":"Extension not found"}"#.into()), "phone 107 is no extension at TEL4VN"),
    ] {
        let (base, heard) = serve(but("loggedin", answer)).await;
        let (mut vendor, http) = account(&base, "");
        let snapshot = board(&mut vendor, &http).await;
        let told =
            vendor.act(&http, &on_call(call(&snapshot, OUT), listen(ListenMode::Monitor, "107"))).await;
        assert!(matches!(&told, Err(Fault::Refused(why)) if why.contains(words)), "{told:?}");
        assert_eq!(count(&heard, "POST /v1/call"), 0);
    }
}

#[tokio::test]
async fn a_look_at_the_phone_that_tells_nothing_leaves_it_to_the_order() {
    for answer in [
        (404, String::new()),
        (500, String::new()),
        (403, String::new()),
        ok("{}"),
        (0, String::new()),
        (404, r#"{"error":"Not Found"}"#.to_owned()),
        ok(r#"{"extension":"107","is_logged_in":"true"}"#),
    ] {
        let (base, heard) = serve(but("loggedin", answer)).await;
        let (mut vendor, http) = account(&base, "");
        let snapshot = board(&mut vendor, &http).await;
        let told =
            vendor.act(&http, &on_call(call(&snapshot, OUT), listen(ListenMode::Monitor, "107"))).await;
        let told = told.unwrap().note.unwrap();
        assert_eq!(&*told, "phone 107 rings: answer it to listen, and hang it up to end");
        assert_eq!(count(&heard, "POST /v1/call"), 1);
    }
}

#[tokio::test]
async fn each_documented_refusal_is_a_sentence_with_its_remedy() {
    for (part, answer, words) in [
        (
            "/listen",
            r#"{"status":"fail","error":"USER_NOT_REGISTERED"}"#,
            "phone 107 is not registered: start",
        ),
        ("/listen", r#"{"status":"fail","error":"USER_BUSY"}"#, "phone 107 is busy: end what it does"),
        ("/park", r#"{"status":"fail"}"#, "TEL4VN said no, and not why"),
        ("/transfer", r#"{"status":"fail","error":"USER_NOT_REGISTERED"}"#, "phone 105 is not registered"),
        (
            "click2call",
            r#"{"status":"fail","message":"User not registered extension with Softphone or IP Phone","error":"USER_NOT_REGISTERED"}"#,
            "phone 101 is not registered",
        ),
        ("pause", r#"{"error":"user_uuid or extension is missing"}"#, "user_uuid or extension is missing"),
        ("login", r#"{"error":"user is already logged in"}"#, "user is already logged in"),
        ("login", r#"{"error":"campaign_uuid is invalid"}"#, "campaign_uuid is invalid"),
    ] {
        for status in [200, 400] {
            let (base, _heard) = serve(move |request| match path(request) {
                path if path.ends_with("loggedin") => healthy(request),
                path if path.contains(part) => (status, answer.to_owned()),
                "/v1/monitor/agent" => ok(NONE),
                _ => healthy(request),
            })
            .await;
            let (mut vendor, http) = account(&base, "");
            let snapshot = board(&mut vendor, &http).await;
            let order = match part {
                "/listen" => on_call(call(&snapshot, OUT), listen(ListenMode::Monitor, "107")),
                "/park" => on_call(call(&snapshot, OUT), park("customer")),
                "/transfer" => on_call(call(&snapshot, OUT), transfer("105", "customer")),
                "pause" => by_agent("101", Action::SetState(Choice::new("PAUSE", "pause"))),
                "login" => by_agent("101", log_in("c")),
                _ => by_agent("101", Action::Place { to: "0899".into(), with: Entries::default() }),
            };
            let told = vendor.act(&http, &order).await;
            assert!(
                matches!(&told, Err(Fault::Refused(why)) if why.contains(words)),
                "{status} {part} {told:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_call_that_ended_or_changed_is_not_cut() {
    let moved = r#"{"data":[{"call_id":"01b7d166-b564-42ec-80a1-4ad343225934","source":"101","destination":"0911","direction":"outbound"}]}"#;
    let strange = r#"{"data":[{"source":"101"}]}"#;
    for (answer, expected) in [
        (ok(NONE), "the call has ended"),
        (ok(moved), "between other numbers now"),
        (ok(strange), "could not be read"),
        ((500, String::new()), "HTTP 500"),
        ((0, String::new()), "connection closed"),
        (ok("<html>"), "HTML page"),
    ] {
        let (base, heard) = serve(quiet()).await;
        let (mut vendor, http) = account(&base, "");
        let snapshot = board(&mut vendor, &http).await;
        let (other, heard_there) = serve(but("/v1/call", answer)).await;
        vendor.config.url = other;
        for action in [park("customer"), transfer("105", "customer")] {
            let told = vendor.act(&http, &on_call(call(&snapshot, OUT), action)).await.unwrap_err();
            assert!(told.to_string().contains(expected), "{told}");
            assert!(!matches!(told, Fault::Unanswered(_)), "{told}");
        }
        assert_eq!(count(&heard, "POST /v1/call") + count(&heard_there, "POST"), 0);
    }
}

#[tokio::test]
async fn a_lost_answer_is_a_doubt_and_a_missing_call_is_gone() {
    for (answer, unsure) in [
        ((0, String::new()), true),
        ((500, String::new()), true),
        (ok("<html>"), true),
        ((404, r#"{"status":"fail","error":"CALL_NOT_FOUND"}"#.to_owned()), false),
        ((404, String::new()), false),
    ] {
        let (base, heard) = serve(but("/barge", answer.clone())).await;
        let (mut vendor, http) = account(&base, "");
        let snapshot = board(&mut vendor, &http).await;
        let told = vendor.act(&http, &on_call(call(&snapshot, OUT), listen(ListenMode::Barge, "107"))).await;
        match told {
            Err(Fault::Unanswered(_)) => assert!(unsure, "{answer:?}"),
            Err(Fault::Gone(_)) => assert!(!unsure, "{answer:?}"),
            other => panic!("{answer:?}: {other:?}"),
        }
        assert_eq!(count(&heard, "POST /v1/call"), 1);
    }
}

#[tokio::test]
async fn an_order_that_meets_a_dead_token_is_not_sent_again_and_its_looks_are() {
    let (base, heard) = serve(but("/barge", (401, String::new()))).await;
    let (mut vendor, http) = account(&base, "");
    let snapshot = board(&mut vendor, &http).await;
    drained(&heard);
    let told = vendor.act(&http, &on_call(call(&snapshot, OUT), listen(ListenMode::Barge, "107"))).await;
    assert!(
        matches!(&told, Err(Fault::Unauthorized(why)) if why.contains("give the order again")),
        "{told:?}"
    );
    assert_eq!((count(&heard, "POST /v1/call"), count(&heard, "POST /v3/auth")), (1, 0));
    // The next one signs in before it is sent.
    vendor.act(&http, &by_agent("104", Action::SetState(Choice::new("PAUSE", "pause")))).await.unwrap();
    assert_eq!(drained(&heard)[2..], ["POST /v3/auth/token", "POST /v3/agent/pause"]);

    let (base, heard) = serve(but("/loggedin", (401, String::new()))).await;
    let (mut vendor, http) = account(&base, "");
    let snapshot = board(&mut vendor, &http).await;
    drained(&heard);
    vendor.act(&http, &on_call(call(&snapshot, OUT), listen(ListenMode::Monitor, "107"))).await.unwrap();
    let look = "GET /v3/extension/107/loggedin".to_owned();
    let acting = format!("POST /v1/call/{OUT}/listen");
    let renewed = [look.clone(), "POST /v3/auth/token".to_owned(), look.clone(), acting.clone()];
    assert_eq!(drained(&heard), renewed);
    // The new token was refused as well: the next look fetches none.
    vendor.act(&http, &on_call(call(&snapshot, OUT), listen(ListenMode::Monitor, "107"))).await.unwrap();
    assert_eq!(drained(&heard), [look, acting]);
}

#[tokio::test]
async fn a_missing_right_narrows_what_is_offered() {
    let (base, heard) = serve(but("/barge", (403, r#"{"error":"no permission"}"#.into()))).await;
    let (mut vendor, http) = account(&base, "");
    let snapshot = board(&mut vendor, &http).await;
    let barge = on_call(call(&snapshot, OUT), listen(ListenMode::Barge, "107"));
    assert!(matches!(vendor.act(&http, &barge).await, Err(Fault::Forbidden(_))));
    assert!(
        matches!(vendor.abilities().of(Verb::Barge), Ability::No(why) if why.contains("lacks the right"))
    );
    assert!(vendor.abilities().offers(Verb::Monitor));
    drained(&heard);
    assert!(matches!(vendor.act(&http, &barge).await, Err(Fault::Refused(_))));
    assert_eq!(drained(&heard), Vec::<String>::new());
}

#[tokio::test]
async fn what_cannot_be_done_is_refused_before_anything_is_sent() {
    let (base, heard) = serve(quiet()).await;
    let (mut vendor, http) = account(&base, "");
    let snapshot = board(&mut vendor, &http).await;
    let (out, inbound) = (call(&snapshot, OUT), call(&snapshot, IN));
    drained(&heard);
    let switch =
        Action::Listen { mode: ListenMode::Barge, phone: "107".into(), from: Some(ListenMode::Monitor) };
    for (order, words) in [
        (on_call(out, Action::HangUp), "park (P)"),
        (on_call(out, Action::Leave { phone: "107".into() }), "hang up your phone"),
        (on_call(out, Action::Record(true)), "recording"),
        (on_call(out, switch), "hang up your phone, then begin anew"),
        (on_call(out, listen(ListenMode::Monitor, "101")), "the agent's own"),
        (on_call(out, listen(ListenMode::Monitor, "")), "no phone of yours"),
        (on_call(out, Action::Transfer { to: "105".into(), with: Entries::default() }), "who is moved"),
        (on_call(out, Action::Park { with: Entries::default() }), "who is kept"),
        (on_call(out, transfer("none", "customer")), "no digit"),
        (on_call(inbound, log_in("c")), "cannot do that here"),
        (by_agent("101", park("agent")), "cannot do that here"),
        (by_agent("101", Action::SetState(Choice::new("LUNCH", "lunch"))), "two states"),
        (by_agent("101", Action::Place { to: " ".into(), with: Entries::default() }), "no digit"),
        (by_agent("101", log_in(" ")), "which campaign"),
    ] {
        let told = vendor.act(&http, &order).await;
        assert!(matches!(&told, Err(Fault::Refused(why)) if why.contains(words)), "{words}: {told:?}");
    }
    assert_eq!(drained(&heard), Vec::<String>::new());
}

#[tokio::test]
async fn a_caller_who_waits_is_transferred_by_their_own_channel() {
    let waiting = leg("w", ("0899654321", "1900"), "inbound", "CS_EXECUTE", 45);
    let (base, heard) = serve(move |request| match path(request) {
        "/v1/call" => ok(&data(std::slice::from_ref(&waiting))),
        "/v3/monitor/callcenter/queue" => ok(&data(&[member("w", "0899654321", "", "Waiting", NEVER)])),
        "/v1/monitor/agent" => ok(NONE),
        _ => healthy(request),
    })
    .await;
    let (mut vendor, http) = account(&base, "");
    let snapshot = vendor.poll(&http).await;
    let seen = call(&snapshot, "w").clone();
    vendor.act(&http, &on_call(&seen, transfer("105", "customer"))).await.unwrap();
    assert_eq!(body(&heard, "POST /v1/call/w/transfer"), json!({"ext": "105", "legs": "aleg"}));
    let told = vendor.act(&http, &on_call(&seen, transfer("105", "agent"))).await;
    assert!(matches!(told, Err(Fault::Refused(why)) if why.contains("no agent")));
}
