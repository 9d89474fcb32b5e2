//! Orders: the exact request of each, and what each answer means.

use serde_json::json;

use super::super::special::{
    CALL_DATA, END_ALL, FREE_LINE_1, FREE_LINE_2, FREE_LINES, HANG_UP_LEG, SET_VARIABLE,
};
use super::super::{Eight8, variable};
use super::server::{Answer, Heard, count, healthy, json as json_of, last_body, lines, serve, told};
use super::{ADA, ID, JANE, account, acting, fixture, on, on_agent, on_call, special};
use crate::domain::{Ability, Accepted, Action, Call, Choice, Entries, Fault, ListenMode, Phase, Text, Verb};
use crate::vendor::{Http, Vendor};

const TENANT: &str = "/api/v1/tenants/acmecorp01";

/// An account that acts and has a stream, which it has not opened yet; `says` answers everything that acts.
async fn ready(says: impl Fn(&str) -> Answer + Send + Sync + 'static) -> (Eight8, Http, Heard) {
    let (base, heard) = serve(says).await;
    let more = "stream_url = 'ws://127.0.0.1:9'\nstream_key = 'k'\ncaller_id = '15554150123'\n\
                transaction_codes = [{ list = 12, code = 234, label = 'Sale' }, \
                { list = 2281, code = 7361, label = 'Billing' }, { list = 12, code = 235, label = 'Lead' }]\n\
                statuses = [{ list = 801, code = 1722, short = 'Meet', state = 'work_offline', label = 'Meeting' }]";
    let (account, http) = account(&base, &format!("{}{more}", acting(&base)));
    (account, http, heard)
}

fn act_special(account: &Eight8, id: &str) -> Action {
    Action::Special { special: special(account, id), with: Entries::default() }
}

#[tokio::test]
async fn a_call_is_ended_with_its_wrap_up_or_without() {
    let (mut account, http, heard) = ready(healthy).await;
    assert_eq!(account.act(&http, &on_call(Action::HangUp)).await, Ok(Accepted::default()));
    let whole = act_special(&account, END_ALL);
    assert_eq!(account.act(&http, &on_call(whole)).await, Ok(Accepted::default()));
    assert_eq!(
        lines(&heard),
        [format!("DELETE {TENANT}/calls/{ID}"), format!("DELETE {TENANT}/calls/{ID}?endPostProcessing=true")]
    );
    let heard = heard.lock().unwrap();
    assert!(
        heard.iter().all(|request| request.contains("authorization: Basic YWNtZWNvcnAwMTpzM2NyM3QtYWN0aW9u"))
    );
}

#[tokio::test]
async fn an_agents_leg_is_hung_up() {
    let (mut account, http, heard) = ready(healthy).await;
    let special = special(&account, HANG_UP_LEG);
    // Whoever names nobody means the one shown.
    let blank = Entries::default().with(&special.fields[0], " ", " ");
    for with in [Entries::default(), blank] {
        let leg = Action::Special { special: special.clone(), with };
        assert!(account.act(&http, &on_call(leg)).await.is_ok());
        assert_eq!(lines(&heard), [format!("DELETE {TENANT}/calls/{ID}/agent/{ADA}")]);
        heard.lock().unwrap().clear();
    }
}

#[tokio::test]
async fn transaction_codes_are_grouped_by_their_lists() {
    let (mut account, http, heard) = ready(healthy).await;
    let abilities = account.abilities();
    let codes = abilities.codes().unwrap();
    assert_eq!((codes.most, codes.note, codes.choices.len()), (6, false, 3));
    let dispose = |codes: Vec<Choice>| {
        on_call(Action::Dispose { codes, note: Text::new(""), with: Entries::default() })
    };
    assert!(account.act(&http, &dispose(codes.choices.clone())).await.is_ok());
    assert_eq!(lines(&heard), [format!("PUT {TENANT}/calls/{ID}/agent/{ADA}/transaction-codes")]);
    let expected = json!({"selections": [
        {"id": 12, "codes": [{"id": 234}, {"id": 235}]}, {"id": 2281, "codes": [{"id": 7361}]}
    ]});
    assert_eq!(last_body(&heard), expected);
    assert!(account.act(&http, &dispose(vec![codes.choices[0].clone(); 6])).await.is_ok(), "six are taken");
    for codes in [vec![], vec![codes.choices[0].clone(); 7], vec![Choice::new("x", "x")]] {
        assert!(matches!(account.act(&http, &dispose(codes)).await, Err(Fault::Refused(_))));
    }
    assert_eq!(lines(&heard).len(), 2);
}

#[tokio::test]
async fn a_call_is_placed_for_an_agent() {
    let (mut account, http, heard) = ready(healthy).await;
    let place = Action::Place { to: Text::new("+1 555 415 0100"), with: Entries::default() };
    assert_eq!(account.act(&http, &on_agent(place)).await, Ok(Accepted::default()));
    assert_eq!(lines(&heard), [format!("POST {TENANT}/calls")]);
    let expected =
        json!({"agentId": JANE, "prefix": "", "number": "+15554150100", "callerId": "15554150123"});
    assert_eq!(last_body(&heard), expected);
    assert_eq!(account.abilities().fields(Verb::Place).len(), 7);
}

#[tokio::test]
async fn a_state_is_set_with_the_reasons_four_fields_or_with_none() {
    let (mut account, http, heard) = ready(healthy).await;
    let set = |id: &str| on_agent(Action::SetState(Choice::new(id, id)));
    assert!(account.act(&http, &set("3")).await.is_ok());
    assert_eq!(lines(&heard), [format!("PUT {TENANT}/agentstatus/agents/{JANE}")]);
    assert_eq!(last_body(&heard), json!({"agent-status": 3}));
    assert!(account.act(&http, &set("5/801/1722")).await.is_ok());
    let expected = json!({"agent-status": 5, "status-code-list-id": 801, "status-code-item-id": 1722,
        "status-code-item-short-code": "Meet"});
    assert_eq!(last_body(&heard), expected);
    assert!(matches!(account.act(&http, &set("5/801/1")).await, Err(Fault::Refused(_))));
}

#[tokio::test]
async fn a_change_that_the_vendor_does_not_allow_is_not_sent() {
    let (mut account, http, heard) = ready(healthy).await;
    account.poll(&http).await;
    heard.lock().unwrap().clear();
    let set = |id: &str| on_agent(Action::SetState(Choice::new(id, id)));
    // The list of the fixtures has Jane logged out, by number.
    let Err(Fault::Refused(why)) = account.act(&http, &set("4")).await else { panic!("sent") };
    assert!(why.contains("Jane Li is logged out"), "{why}");
    let Err(Fault::Refused(why)) = account.act(&http, &set("1")).await else { panic!("sent") };
    assert!(why.contains("logged out already"), "{why}");
    assert!(heard.lock().unwrap().is_empty());
}

#[tokio::test]
async fn whether_a_state_is_sent_depends_on_the_one_that_it_is() {
    for (now, to, sent) in [
        (4, "3", true),
        (3, "4", true),
        (3, "3", false),
        // Another reason for the same state.
        (5, "5/801/1722", true),
        (2, "3", false),
    ] {
        let (one, other) = (r#""agent-status": 1, "name""#, format!(r#""agent-status": {now}, "name""#));
        let listed = fixture!("agent-status.json").replace(one, &other);
        assert!(listed.contains(&other));
        let (mut account, http, heard) = ready(move |request| {
            let lists = request.starts_with("GET") && request.contains("/agentstatus/");
            if lists { json_of(&listed) } else { healthy(request) }
        })
        .await;
        account.poll(&http).await;
        let result = account.act(&http, &on_agent(Action::SetState(Choice::new(to, to)))).await;
        assert_eq!(result.is_ok(), sent, "{now} {to}: {result:?}");
        assert_eq!(count(&heard, "PUT"), usize::from(sent), "{now} {to}");
    }
}

#[tokio::test]
async fn a_variable_is_set_and_looked_up() {
    let (mut account, http, heard) = ready(healthy).await;
    let field = |name: &str| variable::fields().into_iter().find(|field| field.name == name).unwrap();
    let with = Entries::default().with(&field("name"), "_account", "x").with(&field("value"), "BB1", "x");
    let set = Action::Special { special: special(&account, SET_VARIABLE), with };
    assert!(account.act(&http, &on_call(set)).await.is_ok());
    assert_eq!(last_body(&heard), json!({"data": [{"variables": [{"name": "_account", "value": "BB1"}]}]}));
    let bad = act_special(&account, SET_VARIABLE);
    assert!(matches!(account.act(&http, &on_call(bad)).await, Err(Fault::Refused(_))));
    let look = act_special(&account, CALL_DATA);
    let note = account.act(&http, &on_call(look)).await.unwrap().note;
    assert_eq!(note.as_deref(), Some("Customer ID: CUST-123456"));
    assert_eq!(
        lines(&heard),
        [format!("POST /api/v1/interaction/data/{ID}"), format!("GET /api/v1/interaction/data/{ID}")]
    );
}

#[tokio::test]
async fn what_is_over_already_is_gone() {
    for (status, body) in
        [(410, fixture!("error-terminated.json")), (400, r#"{"reasons":["Interaction [x] was not found."]}"#)]
    {
        let (mut account, http, heard) = ready(move |_| told(status, body)).await;
        assert!(
            matches!(account.act(&http, &on_call(Action::HangUp)).await, Err(Fault::Gone(_))),
            "{status}"
        );
        assert_eq!(lines(&heard).len(), 1);
    }
}

#[tokio::test]
async fn nothing_is_sent_twice() {
    for (status, unanswered) in
        [(401, false), (403, false), (429, false), (400, false), (500, true), (0, true)]
    {
        let (mut account, http, heard) = ready(move |_| told(status, "")).await;
        let result = account.act(&http, &on_call(Action::HangUp)).await;
        assert_eq!(matches!(result, Err(Fault::Unanswered(_))), unanswered, "{status} {result:?}");
        assert!(result.is_err());
        assert_eq!(lines(&heard).len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_missing_right_narrows_what_is_offered() {
    let (mut account, http, _) = ready(|_| told(403, "")).await;
    assert!(account.act(&http, &on_call(Action::HangUp)).await.is_err());
    assert!(matches!(account.abilities().of(Verb::HangUp), Ability::No(why) if why.contains("`tenant`")));
    assert!(account.abilities().offers(Verb::Place));
    let leg = act_special(&account, HANG_UP_LEG);
    assert!(account.act(&http, &on_call(leg)).await.is_err());
    let abilities = account.abilities();
    let left: Vec<_> = abilities.specials().iter().map(|special| &*special.id).collect();
    assert_eq!(left, [END_ALL, SET_VARIABLE, CALL_DATA, FREE_LINE_1, FREE_LINE_2, FREE_LINES]);
}

#[tokio::test]
async fn what_is_not_offered_is_not_sent() {
    let (mut account, http, heard) = ready(healthy).await;
    let listen = Action::Listen { mode: ListenMode::Monitor, phone: Text::new("1"), from: None };
    let park = Action::Park { with: Entries::default() };
    for action in
        [listen, park, Action::Hold(true), Action::Record(false), Action::Leave { phone: "1".into() }]
    {
        let result = account.act(&http, &on_call(action)).await;
        assert!(matches!(result, Err(Fault::Refused(why)) if why.contains("8x8 Agent Workspace")));
    }
    let waits = Call::new(ID.into(), Phase::Queued);
    let codes = vec![Choice::new("12/234", "Sale")];
    let early = on(waits.clone(), Action::Dispose { codes, note: Text::new(""), with: Entries::default() });
    assert!(matches!(account.act(&http, &early).await, Err(Fault::Refused(why)) if why.contains("no agent")));
    assert!(lines(&heard).is_empty());
    assert!(
        account.act(&http, &on(waits, Action::HangUp)).await.is_ok(),
        "nothing says that it cannot be ended"
    );
}

#[tokio::test]
async fn a_row_told_from_an_agent_has_no_call_to_end() {
    let (mut account, http, heard) = ready(healthy).await;
    let mut derived = Call::new("agent/x".into(), Phase::Talking);
    (derived.agent, derived.derived) = (Some(JANE.into()), Some("x".into()));
    for action in [Action::HangUp, act_special(&account, END_ALL), act_special(&account, CALL_DATA)] {
        assert!(matches!(account.act(&http, &on(derived.clone(), action)).await, Err(Fault::Refused(_))));
    }
    assert!(lines(&heard).is_empty());
}
