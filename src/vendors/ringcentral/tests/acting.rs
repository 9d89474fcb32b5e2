//! Orders.

use super::super::fixtures::fresh;
use super::super::{RingCentral, rights};
use super::server::{Answer, Heard, account, count, healthy, plain, serve};
use super::{KEYS, UII, fixture};
use crate::domain::{
    Ability, Accepted, Account, Action, Agent, AgentKey, AgentState, At, Call, CallKey, Choice, Fault,
    ListenMode, Phase, Recording, Sighting, Subject, Text, Verb,
};
use crate::messages::{Order, Run, Ticket};
use crate::vendor::{Http, Vendor};

const MONITOR: &str =
    "/voice/api/v1/admin/accounts/12440011/activeCalls/202005081040440132050000019657/addSessionToCall";

fn order(subject: Subject, action: Action) -> Order {
    let ticket = Ticket { run: Run::default(), session: 1, number: 1 };
    Order { ticket, operator: Text::new("ada"), subject, action, at: At::from_millis(0) }
}

fn on_call(action: Action) -> Order {
    let mut seen = Call::new(UII.into(), Phase::Talking);
    seen.queue = Some("72992".into());
    let key = CallKey::new(&Account::new("ringcentral", "sales"), &seen.id);
    order(Subject::Call { key, sighting: Sighting { call: 1, hands: 1 }, seen: Box::new(seen) }, action)
}

fn on_agent(id: &str, action: Action) -> Order {
    let seen = Agent::new(id.into(), Text::new("Paco Vu"), AgentState::Ready);
    let key = AgentKey::new(&Account::new("ringcentral", "sales"), &seen.id);
    order(Subject::Agent { key, sighting: 1, seen: Box::new(seen), calls: Vec::new() }, action)
}

fn monitor() -> Action {
    Action::Listen { mode: ListenMode::Monitor, phone: Text::new("+15554150123"), from: None }
}

/// An account that has polled once, and answers actions with `says`.
async fn ready(
    keys: &str,
    says: impl Fn(&str) -> Answer + Send + Sync + 'static,
) -> (RingCentral, Http, Heard) {
    let (base, heard) = serve(move |request| {
        let acts = request.starts_with("POST /voice/");
        if acts { says(request) } else { healthy(request) }
    })
    .await;
    let (mut account, http) = account(&base, &format!("{KEYS}{keys}"));
    account.poll(&http).await;
    heard.lock().unwrap().clear();
    (account, http, heard)
}

#[tokio::test]
async fn an_order_is_one_request_with_its_parameters_in_the_query() {
    let (mut account, http, heard) = ready("", healthy).await;
    assert_eq!(account.act(&http, &on_call(monitor())).await, Ok(Accepted::default()));
    let heard = heard.lock().unwrap();
    assert_eq!(heard.len(), 1);
    assert!(
        heard[0].starts_with(&format!("POST {MONITOR}?destination=%2B15554150123&sessionType=MONITOR HTTP")),
        "{}",
        heard[0]
    );
    assert!(heard[0].to_lowercase().contains("content-length: 0\r\n"), "{}", heard[0]);
    assert!(heard[0].contains("accept: text/plain, application/json"), "{}", heard[0]);
    assert!(heard[0].ends_with("\r\n\r\n"));
}

/// Every action on a call, as it leaves (ringcentral §5).
#[tokio::test]
async fn each_order_is_one_request_of_its_own() {
    let (mut account, http, heard) = ready("", healthy).await;
    let listen = |mode| Action::Listen { mode, phone: Text::new("+1 (555) 415-0123"), from: None };
    let close = |note: &str| Action::Dispose {
        codes: vec![Choice::new("Solved", "Solved")],
        note: note.into(),
        with: crate::domain::Entries::default(),
    };
    for (action, expected) in [
        (listen(ListenMode::Monitor), "addSessionToCall?destination=%2B15554150123&sessionType=MONITOR"),
        (listen(ListenMode::Whisper), "addSessionToCall?destination=%2B15554150123&sessionType=COACHING"),
        (listen(ListenMode::Barge), "addSessionToCall?destination=%2B15554150123&sessionType=BARGEIN"),
        (Action::Leave { phone: Text::new("+15554150123") }, "hangupSession?phone=%2B15554150123"),
        (Action::HangUp, "hangupCall"),
        (Action::Record(true), "toggleCallRecording?record=true"),
        (Action::Record(false), "toggleCallRecording?record=false"),
        (Action::Hold(true), "toggleCallHold?state=ON"),
        (Action::Hold(false), "toggleCallHold?state=OFF"),
        (Action::Requeue { queue: "72992".into(), name: Text::new("Support") }, "requeueCall?gateId=72992"),
        (close(""), "dispositionCall?disposition=Solved&callback=false"),
        (close("calls back"), "dispositionCall?disposition=Solved&callback=false&notes=calls+back"),
    ] {
        assert_eq!(account.act(&http, &on_call(action)).await, Ok(Accepted::default()), "{expected}");
        let url = format!("POST /voice/api/v1/admin/accounts/12440011/activeCalls/{UII}/{expected}");
        assert_eq!(super::server::lines(&heard), [url]);
        heard.lock().unwrap().clear();
    }
}

#[tokio::test]
async fn or_with_the_older_guides_body() {
    let (mut account, http, heard) = ready("parameters = 'body'", healthy).await;
    assert_eq!(account.act(&http, &on_call(monitor())).await, Ok(Accepted::default()));
    assert_eq!(account.act(&http, &on_call(Action::HangUp)).await, Ok(Accepted::default()));
    let heard = heard.lock().unwrap();
    assert!(heard[0].starts_with(&format!("POST {MONITOR} HTTP")), "{}", heard[0]);
    assert!(heard[0].ends_with(r#"{"destination":"+15554150123","sessionType":"MONITOR"}"#), "{}", heard[0]);
    assert!(heard[1].to_lowercase().contains("content-length: 0\r\n"), "{}", heard[1]);
}

#[tokio::test]
async fn a_recording_shows_what_was_accepted_and_forgets_what_is_uncertain() {
    let (mut account, http, _) = ready("", |request| match () {
        () if request.contains("record=true") => plain(200, "true"),
        () if request.contains("MONITOR") => plain(200, "false"),
        () => (0, "", String::new()),
    })
    .await;
    let shown = async |account: &mut RingCentral| fresh(account.poll(&http).await.calls)[0].recording;
    assert_eq!(shown(&mut account).await, Recording::Unknown);
    account.act(&http, &on_call(Action::Record(true))).await.unwrap();
    assert_eq!(shown(&mut account).await, Recording::Set(true));
    let refused = account.act(&http, &on_call(monitor())).await;
    assert_eq!(refused, Err(Fault::Refused(Text::new("the platform refused it"))));
    assert_eq!(shown(&mut account).await, Recording::Set(true));
    let lost = account.act(&http, &on_call(Action::Record(false))).await;
    assert!(matches!(lost, Err(Fault::Unanswered(_))), "{lost:?}");
    assert_eq!(shown(&mut account).await, Recording::Unknown);
}

#[tokio::test]
async fn nothing_is_sent_twice() {
    for (status, body) in [(401, "Jwt is expired"), (500, ""), (0, ""), (429, "")] {
        let (mut account, http, heard) = ready("", move |_| plain(status, body)).await;
        assert!(account.act(&http, &on_call(monitor())).await.is_err());
        assert_eq!(count(&heard, "/addSessionToCall"), 1, "{status}");
        assert_eq!(heard.lock().unwrap().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_missing_right_narrows_what_is_offered() {
    let (mut account, http, _) =
        ready("", |_| (403, "application/json", fixture!("denied.json").into())).await;
    let denied = account.act(&http, &on_call(monitor())).await;
    assert!(matches!(denied, Err(Fault::Forbidden(_))), "{denied:?}");
    assert!(!account.abilities().offers(Verb::Monitor));
    assert!(account.abilities().offers(Verb::Whisper));
}

#[tokio::test]
async fn a_path_that_is_not_there_is_told_from_a_call_that_is_over() {
    let (mut account, http, _) = ready("", |_| plain(404, "")).await;
    let gone = account.act(&http, &on_call(Action::HangUp)).await;
    assert_eq!(gone, Err(Fault::Gone(Text::new("the call is over"))));
    let hold = account.act(&http, &on_call(Action::Hold(true))).await;
    assert!(matches!(hold, Err(Fault::Refused(_))), "{hold:?}");
    assert!(account.abilities().offers(Verb::Hold));
    account.poll(&http).await;
    assert_eq!(account.abilities().of(Verb::Hold), Ability::No(Text::new("this platform does not offer it")));
}

#[tokio::test]
async fn a_call_is_placed_for_the_agents_user() {
    let (mut account, http, heard) = ready("caller_id = '8005550100'", healthy).await;
    let place = || Action::Place { to: Text::new("415 555 0110"), with: crate::domain::Entries::default() };
    assert_eq!(account.act(&http, &on_agent("1369310", place())).await, Ok(Accepted::default()));
    let line = super::server::lines(&heard).remove(0);
    assert!(line.ends_with(
        "/activeCalls/createManualAgentCall?username=paco.vu%2B12440011_1791%40example.com&destination=4155550110&ringDuration=30&callerId=8005550100"
    ), "{line}");
    let offline = account.act(&http, &on_agent("7", place())).await;
    assert_eq!(offline, Err(Fault::Refused(Text::new("the agent is not logged in"))));
    assert!(matches!(account.act(&http, &on_call(place())).await, Err(Fault::Refused(_))));
    assert_eq!(heard.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn without_a_number_to_show_no_call_is_placed() {
    let (mut account, http, heard) = ready("", healthy).await;
    let refused = account
        .act(
            &http,
            &on_agent(
                "1369310",
                Action::Place { to: Text::new("415"), with: crate::domain::Entries::default() },
            ),
        )
        .await;
    assert_eq!(refused, Err(Fault::Refused(Text::new(rights::NO_CALLER_ID))));
    assert!(heard.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_disposition_that_wants_a_note_is_not_sent_without_one() {
    let (mut account, http, heard) = ready("", healthy).await;
    account.poll(&http).await;
    account.poll(&http).await;
    heard.lock().unwrap().clear();
    let close = |name: &str, note: &str| {
        on_call(Action::Dispose {
            codes: vec![Choice::new(name, name)],
            note: Text::new(note),
            with: crate::domain::Entries::default(),
        })
    };
    let bare = account.act(&http, &close("Complaint", "")).await;
    assert_eq!(bare, Err(Fault::Refused(Text::new("this disposition needs a note"))));
    assert!(heard.lock().unwrap().is_empty());
    assert!(account.act(&http, &close("Complaint", "calls back")).await.is_ok());
    assert!(account.act(&http, &close("Solved", "")).await.is_ok());
    assert_eq!(count(&heard, "/dispositionCall"), 2);
}
