//! Orders over the socket: each is one acting request, and what its answer teaches.

use super::server::{Answer, Heard, account, lines, serve};
use super::*;
use crate::domain::{Ability, Accepted, Special, Verb, Weight};
use crate::vendor::Http;

const UPDATE: &str = "PUT /api/2022-08-01/calls_in_progress.json?id=25&organization_type=Network\
                      &transaction_id=ABCD1234-ABCD1234";
const LOOK: &str = "GET /api/2022-08-01/calls_in_progress/current_calls.json?id=25&organization_type=Network\
                    &transaction_id=ABCD1234-ABCD1234";
const SIGNAL: &str = "POST /api/2018-02-01/transactions.json";
const MISSING: Answer = (404, r#"{"error":"RecordNotFound"}"#);
const YES: Answer = (200, fixture!("updated.json"));

/// An account that has polled once; updates and signals are answered with `says`, and lists with both calls.
async fn ready(more: &str, says: impl Fn(&str) -> Answer + Send + Sync + 'static) -> (Invoca, Http, Heard) {
    let (base, heard) =
        serve(
            move |request| {
                if request.starts_with("GET ") { (200, fixture!("calls.json")) } else { says(request) }
            },
        )
        .await;
    let (mut invoca, http) = account(&base, &format!("{WRITING}{more}"));
    invoca.poll(&http).await;
    heard.lock().unwrap().clear();
    (invoca, http, heard)
}

fn body(heard: &Heard, index: usize) -> serde_json::Value {
    let heard = heard.lock().unwrap();
    serde_json::from_str(heard[index].split_once("\r\n\r\n").unwrap().1).unwrap()
}

/// What the next list shows of the older call under the labels that speak of what was sent.
async fn sent(invoca: &mut Invoca, http: &Http) -> Vec<String> {
    let snapshot = invoca.poll(http).await;
    let details = told(&call(&snapshot, OLDER).details);
    let sent = details.into_iter().filter(|(label, _)| label.contains("(sent"));
    sent.map(|(label, value)| format!("{label}: {value}")).collect()
}

#[tokio::test]
async fn an_external_id_is_put_at_the_call() {
    let (mut invoca, http, heard) = ready("", |_| YES).await;
    let action = special(&invoca, "external-id", &["mycalls00001"]);
    let accepted = invoca.act(&http, &order(OLDER, action)).await.unwrap();
    assert_eq!(accepted, Accepted { note: Some("Invoca shows the new id".into()) });
    assert_eq!(lines(&heard), [UPDATE]);
    assert_eq!(
        body(&heard, 0),
        serde_json::json!({"call_in_progress": {"external_unique_id": "mycalls00001"}})
    );
    let lower = heard.lock().unwrap()[0].to_lowercase();
    assert!(lower.contains(&format!("\r\nauthorization: {TOKEN}\r\n")), "{lower}");
    // The list shows it, so that nothing has to be kept.
    assert!(sent(&mut invoca, &http).await.is_empty());
}

#[tokio::test]
async fn an_external_id_that_is_not_shown_yet_is_marked() {
    let (mut invoca, http, _) =
        ready("", |_| (202, r#"{"current_calls":[{"external_unique_id":null}]}"#)).await;
    let action = special(&invoca, "external-id", &["x7"]);
    let accepted = invoca.act(&http, &order(OLDER, action)).await.unwrap();
    assert_eq!(accepted.note.as_deref(), Some("Invoca does not show the new id yet"));
    assert_eq!(sent(&mut invoca, &http).await, ["external id (sent): x7"]);
}

#[tokio::test]
async fn a_yes_with_reservations_tells_them() {
    let partly = r#"{"errors":["one region lags"],"current_calls":[{"transaction_id":"ABCD1234-ABCD1234"}]}"#;
    let (mut invoca, http, _) = ready("", move |_| (202, partly)).await;
    let accepted = invoca.act(&http, &order(OLDER, disposed("SALE"))).await.unwrap();
    assert_eq!(accepted.note.as_deref(), Some("Invoca took it and also says: one region lags"));
}

#[tokio::test]
async fn custom_data_is_put_and_kept_while_the_call_lives() {
    let (mut invoca, http, heard) = ready("", |_| (202, fixture!("updated.json"))).await;
    let action = special(&invoca, "custom-data", &["lead_type", "WebCall"]);
    let accepted = invoca.act(&http, &order(OLDER, action)).await.unwrap();
    assert!(accepted.note.unwrap().contains("shows the old value"));
    assert_eq!(lines(&heard), [UPDATE]);
    let pairs = serde_json::json!([{"name": "lead_type", "value": "WebCall"}]);
    assert_eq!(body(&heard, 0), serde_json::json!({"call_in_progress": {"custom_data": pairs}}));
    for _ in 0..2 {
        assert_eq!(sent(&mut invoca, &http).await, ["lead_type (sent): WebCall"]);
    }
    // What the vendor still shows stands beside it.
    let snapshot = invoca.poll(&http).await;
    assert_eq!(detail(call(&snapshot, OLDER), "lead_type"), Some("StoreCall (VirtualLine)"));
    let gone = |body: &str| list(reply(200, body), false);
    invoca.take(gone(&fixture!("calls-partial.json").replace(OLDER, "OTHER")));
    assert_eq!(sent(&mut invoca, &http).await.len(), 1, "a list that is not whole ends no call");
    invoca.take(gone(fixture!("calls-empty.json")));
    assert!(sent(&mut invoca, &http).await.is_empty());
}

#[tokio::test]
async fn a_disposition_writes_its_field() {
    let (mut invoca, http, heard) = ready("", |_| (200, "")).await;
    invoca.act(&http, &order(OLDER, disposed("SALE"))).await.unwrap();
    assert_eq!(lines(&heard), [UPDATE]);
    let pairs = serde_json::json!([{"name": "call_disposition", "value": "SALE"}]);
    assert_eq!(body(&heard, 0), serde_json::json!({"call_in_progress": {"custom_data": pairs}}));
    assert_eq!(sent(&mut invoca, &http).await, ["call_disposition (sent): SALE"]);
}

#[tokio::test]
async fn an_order_is_never_repeated() {
    for status in [200, 202, 401, 403, 405, 408, 429, 500, 504, 0] {
        let (mut invoca, http, heard) = ready("signal_fallback = true", move |_| (status, "")).await;
        let _result = invoca.act(&http, &order(OLDER, disposed("SALE"))).await;
        assert_eq!(lines(&heard), [UPDATE], "{status}");
    }
}

#[tokio::test]
async fn what_got_no_answer_may_have_worked_and_is_marked_so() {
    for (status, text) in [(0, ""), (500, ""), (504, "<html>"), (200, r#"{"error":"X"}"#)] {
        let (mut invoca, http, _) = ready("", move |_| (status, text)).await;
        let result = invoca.act(&http, &order(OLDER, disposed("SALE"))).await;
        assert!(matches!(result, Err(Fault::Unanswered(_))), "{status}: {result:?}");
        assert_eq!(sent(&mut invoca, &http).await, ["call_disposition (sent, no answer): SALE"]);
    }
}

#[tokio::test]
async fn what_was_refused_was_not_sent_and_teaches_nothing() {
    for (status, text, short) in [
        (401, r#"{"error":"NotAuthorized"}"#, "sign-in refused"),
        (403, "", "refused"),
        (403, r#"{"errors":{"class":"UnauthorizedAdvertiser","invalid_data":"x"}}"#, "no permission"),
        (403, r#"{"errors":{"call_disposition":["is not a field"]}}"#, "refused"),
        (400, r#"{"errors":{"class":"RecordInvalid","invalid_data":"x"}}"#, "refused"),
        (429, "", "rate limited"),
    ] {
        let (mut invoca, http, _) = ready("", move |_| (status, text)).await;
        let result = invoca.act(&http, &order(OLDER, disposed("SALE"))).await;
        assert_eq!(result.unwrap_err().short(), short, "{status} {text}");
        assert!(invoca.abilities().offers(Verb::Dispose), "{status} {text}");
        if status != 429 {
            assert!(sent(&mut invoca, &http).await.is_empty(), "{status} {text}");
        }
    }
}

#[tokio::test]
async fn a_call_that_ended_is_told_from_updates_that_are_gone() {
    // Ended: the call is not listed any more.
    let others: &str = fixture!("calls.json").replace(OLDER, "OTHER").leak();
    for listed in [(200, r#"{"current_calls":[]}"#), (200, others), MISSING] {
        let (base, heard) =
            serve(move |request| if request.starts_with("GET ") { listed } else { MISSING }).await;
        let (mut invoca, http) = account(&base, WRITING);
        let result = invoca.act(&http, &order(OLDER, disposed("SALE"))).await;
        assert!(matches!(&result, Err(Fault::Gone(why)) if why.contains("ended")), "{result:?}");
        assert_eq!(lines(&heard), [UPDATE, LOOK]);
        assert!(invoca.abilities().offers(Verb::Dispose));
    }
    // Gone: it still is.
    let (mut invoca, http, heard) = ready("", |_| MISSING).await;
    let result = invoca.act(&http, &order(OLDER, disposed("SALE"))).await;
    let why = "Invoca has no updates of calls in progress on this account; with `signal_fallback = true` it goes by \
               the Signal API; nothing was written (HTTP 404: RecordNotFound)";
    assert_eq!(result, Err(Fault::Refused(why.into())));
    assert_eq!(lines(&heard), [UPDATE, LOOK]);
    assert!(sent(&mut invoca, &http).await.is_empty());
}

#[tokio::test]
async fn a_look_that_tells_nothing_teaches_nothing() {
    let regions = r#"{"errors":["no region one","no region two"],"current_calls":[{"transaction_id":"X"}]}"#;
    for (look, says) in [
        ((500, ""), ""),
        ((0, ""), ""),
        ((200, fixture!("calls-partial.json")), "not whole"),
        ((200, regions), "no region one"),
        ((200, r#"{"current_calls":[7]}"#), "could not be read"),
        ((401, ""), ""),
    ] {
        let other = look.1.replace(OLDER, "OTHER");
        let look = (look.0, &*other.leak());
        let (base, _heard) =
            serve(move |request| if request.starts_with("GET ") { look } else { MISSING }).await;
        let (mut invoca, http) = account(&base, WRITING);
        let result = invoca.act(&http, &order(OLDER, disposed("SALE"))).await;
        let why = "either the call has ended or Invoca has no updates";
        assert!(
            matches!(&result, Err(Fault::Refused(told)) if told.contains(why) && told.contains(says)),
            "{result:?}"
        );
        assert!(invoca.abilities().offers(Verb::Dispose));
    }
}

#[tokio::test]
async fn once_updates_are_gone_the_signal_api_takes_over_on_the_next_order() {
    for gone in [MISSING, (405, ""), (400, ""), (404, "<html>"), (410, "")] {
        let (mut invoca, http, heard) =
            ready(
                "signal_fallback = true",
                move |request| {
                    if request.starts_with("PUT ") { gone } else { (201, "") }
                },
            )
            .await;
        let result = invoca.act(&http, &order(OLDER, disposed("SALE"))).await;
        let again = "nothing was written: give the order again, and it goes by the Signal API";
        assert!(matches!(&result, Err(Fault::Refused(why)) if why.contains(again)), "{gone:?}: {result:?}");
        assert!(lines(&heard).iter().all(|line| !line.starts_with("POST ")), "{gone:?}");
        assert!(invoca.abilities().offers(Verb::Dispose));
        heard.lock().unwrap().clear();

        let accepted = invoca.act(&http, &order(OLDER, disposed("SALE"))).await.unwrap();
        assert!(accepted.note.unwrap().contains("applies it when the call ends"));
        assert_eq!(lines(&heard), [SIGNAL]);
        let expected = serde_json::json!({
            "search": {"transaction_id": OLDER},
            "call_in_progress": true,
            "custom_data": [{"name": "call_disposition", "value": "SALE"}],
        });
        assert_eq!(body(&heard, 0), expected);
        let lower = heard.lock().unwrap()[0].to_lowercase();
        assert!(lower.contains(&format!("\r\nauthorization: {TOKEN}\r\n")), "{lower}");
        assert_eq!(sent(&mut invoca, &http).await, ["call_disposition (sent, for the call's end): SALE"]);
    }
}

#[tokio::test]
async fn an_external_id_has_no_fallback_and_says_why() {
    let (mut invoca, http, heard) = ready("signal_fallback = true", |_| (405, "")).await;
    let action = special(&invoca, "external-id", &["x7"]);
    for expected in [vec![UPDATE], vec![]] {
        let result = invoca.act(&http, &order(OLDER, action.clone())).await;
        let why = "the Signal API cannot set an external id";
        assert!(matches!(&result, Err(Fault::Refused(told)) if told.contains(why)), "{result:?}");
        assert_eq!(lines(&heard), expected);
        heard.lock().unwrap().clear();
    }
    let abilities = invoca.abilities();
    let [custom] = abilities.specials() else { panic!("custom data alone is left") };
    assert_eq!(custom.id, "custom-data");
    assert!(custom.consequence.contains("cannot set an external id"), "{}", custom.consequence);
}

#[tokio::test]
async fn a_signal_api_that_is_not_there_is_learnt_too() {
    let (mut invoca, http, _) = ready("signal_fallback = true", |_| (405, "")).await;
    for _ in 0..2 {
        assert!(invoca.abilities().offers(Verb::Dispose));
        let result = invoca.act(&http, &order(OLDER, disposed("SALE"))).await;
        assert!(matches!(result, Err(Fault::Refused(_))), "{result:?}");
    }
    let why = "Invoca has no updates of calls in progress on this account, and Invoca has no Signal API on this account";
    assert_eq!(invoca.abilities().of(Verb::Dispose), Ability::No(why.into()));
    assert!(!invoca.abilities().offers(Verb::Special));
    let result = invoca.act(&http, &order(OLDER, disposed("SALE"))).await;
    assert_eq!(result, Err(Fault::Refused(why.into())));
}

#[tokio::test]
async fn a_signal_for_an_unknown_call_is_gone() {
    let missing = (404, r#"{"errors":{"class":"RecordNotFound","invalid_data":"no such call"}}"#);
    let (mut invoca, http, _) =
        ready(
            "signal_fallback = true",
            move |request| {
                if request.starts_with("PUT ") { (405, "") } else { missing }
            },
        )
        .await;
    assert!(invoca.act(&http, &order(OLDER, disposed("SALE"))).await.is_err());
    let result = invoca.act(&http, &order(OLDER, disposed("SALE"))).await;
    assert!(matches!(&result, Err(Fault::Gone(why)) if why.contains("no such call")), "{result:?}");
    assert!(invoca.abilities().offers(Verb::Dispose));
}

#[tokio::test]
async fn a_missing_right_narrows_what_is_offered() {
    let denied = (403, r#"{"errors":{"class":"UnauthorizedOperation","invalid_data":"no"}}"#);
    let (mut invoca, http, _) = ready("", move |_| denied).await;
    let result = invoca.act(&http, &order(OLDER, disposed("SALE"))).await;
    assert!(matches!(&result, Err(Fault::Forbidden(why)) if why.contains("may not update")), "{result:?}");
    for verb in [Verb::Dispose, Verb::Special] {
        let ability = invoca.abilities().of(verb);
        assert!(matches!(&ability, Ability::No(why) if why.contains("the token may not")), "{ability:?}");
    }
}

#[test]
fn every_verb_is_offered_or_has_its_reason() {
    let abilities = invoca(WRITING).abilities();
    for verb in Verb::ALL {
        match abilities.of(verb) {
            Ability::Unseen => assert!([Verb::Dispose, Verb::Special].contains(&verb), "{verb:?}"),
            Ability::No(why) => assert!(why.contains("Invoca"), "{verb:?}: {why}"),
            Ability::Seen => panic!("{verb:?}: the lists show nothing"),
        }
    }
    let codes = abilities.codes().unwrap();
    assert_eq!(codes.choices, [Choice::new("SALE", "SALE"), Choice::new("NO_SALE", "NO_SALE")]);
    assert_eq!((codes.most, codes.note), (1, false));
    let specials: Vec<_> =
        abilities.specials().iter().map(|special| (&*special.id, special.weight)).collect();
    assert_eq!(specials, [("external-id", Weight::Noticed), ("custom-data", Weight::Noticed)]);
}

#[test]
fn what_is_not_configured_is_not_offered() {
    let abilities = invoca("").abilities();
    assert!(matches!(abilities.of(Verb::Dispose), Ability::No(why) if why.contains("`dispositions`")));
    assert_eq!(abilities.codes(), None);
    let specials: Vec<_> = abilities.specials().iter().map(|special| &*special.id).collect();
    assert_eq!(specials, ["external-id"]);
}

#[test]
fn what_is_no_write_is_refused_before_anything_is_sent() {
    let invoca = invoca(WRITING);
    let why = |action: Action| invoca.write_of(&order(OLDER, action)).unwrap_err().to_string();
    assert!(why(Action::HangUp).contains("ending calls"));
    assert!(
        why(Action::Dispose { codes: vec![], note: Text::new(""), with: Entries::default() })
            .contains("one disposition")
    );
    assert!(why(special(&invoca, "external-id", &[" "])).contains("there is no id"));
    assert!(why(special(&invoca, "custom-data", &["lead_type", ""])).contains("there is no value"));
    assert!(why(special(&invoca, "custom-data", &["other", "x"])).contains("`fields`"));
    let Action::Special { with, .. } = special(&invoca, "custom-data", &["lead_type", "x"]) else { panic!() };
    let other = Special::call("other", "do something else", Weight::Quiet, "It is done.");
    assert!(why(Action::Special { special: other.into(), with }).contains("do something else"));
}

#[test]
fn the_fields_that_must_be_there_are_told() {
    let setup = Invoca::setup(&config(WRITING)).unwrap();
    for field in ["call_disposition", "channel", "lead_type"] {
        assert!(setup.contains(field), "{setup}");
    }
    assert_eq!(Invoca::setup(&config("")), None);
}
