//! What the vendor gets wrong, leaves out, or has not documented yet.

use super::*;

#[test]
fn examples_as_they_are_printed_can_be_read() {
    let snapshot = found("", fixture!("calls-as-printed.txt"));
    let (calls, unread) = rows(&snapshot.calls);
    assert_eq!((calls.len(), unread.len()), (2, 0));
    // Of keys that stand there twice the last counts.
    let call = call(&snapshot, OLDER);
    assert_eq!((detail(call, "external id"), detail(call, "phone type")), (None, Some("Mobile")));
    assert_eq!(detail(call, "destination"), Some("+18555595599"));
    assert_eq!(detail(call, "utm_source"), Some("google.com (VirtualLine)"));
    let snapshot = found("", fixture!("calls-attribution-as-printed.txt"));
    assert_eq!(rows(&snapshot.calls).0, rows(&found("", fixture!("calls-attribution.json")).calls).0);
}

#[test]
fn strange_rows_are_counted_and_hide_no_others() {
    let snapshot = found("", fixture!("calls-quirks.json"));
    let (calls, unread) = rows(&snapshot.calls);
    assert_eq!(calls.iter().map(|call| call.id.as_str()).collect::<Vec<_>>(), ["RING-1", "731", "PAIRS-1"]);
    assert_eq!(
        unread,
        [
            "current_calls[3].transaction_id: missing",
            "current_calls[4].transaction_id: missing",
            "current_calls[5].transaction_id: not an id",
            "current_calls[6]: invalid type: integer, expected a map",
        ]
    );
    // Nobody knows which campaigns the others belong to.
    assert_eq!(queue(&snapshot, "4711").talking, None);
    assert_eq!(rows(&snapshot.queues).1, unread);
}

#[test]
fn other_states_are_told_in_the_vendors_words() {
    let snapshot = found("", fixture!("calls-quirks.json"));
    assert_eq!(call(&snapshot, "RING-1").phase, Phase::Other("Ringing".into()));
    assert_eq!(call(&snapshot, "731").phase, Phase::Other("no status".into()));
}

#[test]
fn only_calls_that_are_bridged_count_as_talked_on() {
    let rows_of = r#"{"current_calls":[
        {"transaction_id":"A","call_status":"bridged","advertiser_campaign_name":"Sale"},
        {"transaction_id":"B","call_status":"ringing","advertiser_campaign_name":"Sale"},
        {"transaction_id":"C","call_status":"ringing","advertiser_campaign_name":"Service"}]}"#;
    let snapshot = found("", rows_of);
    assert_eq!(queue(&snapshot, "Sale").talking, Some(1));
    assert_eq!((queue(&snapshot, "Service").talking, queue(&snapshot, "Service").ringing), (Some(0), None));
}

#[test]
fn a_time_that_nobody_can_place_is_told_as_it_came() {
    let snapshot = found("", fixture!("calls-quirks.json"));
    let (ringing, pairs) = (call(&snapshot, "RING-1"), call(&snapshot, "PAIRS-1"));
    assert_eq!((ringing.answered, seconds(ringing.started)), (None, Some(1_680_562_800)));
    assert_eq!(detail(ringing, "bridge_start_time"), Some("2023-04-03T16:02:36"));
    assert_eq!((pairs.answered, detail(pairs, "bridge_start_time")), (None, Some("soon")));
    assert_eq!(call(&snapshot, "731").answered, None);
}

#[test]
fn values_of_every_type_are_told() {
    let snapshot = found("", fixture!("calls-quirks.json"));
    let ringing = call(&snapshot, "RING-1");
    assert_eq!(ringing.caller.number.as_deref(), Some("+18665551234"));
    assert_eq!(ringing.dialled.as_deref(), Some("+18665551235"));
    assert_eq!(
        told(&ringing.details),
        [
            ("destination", "8665551236,,7"),
            ("bridge_start_time", "2023-04-03T16:02:36"),
            ("bare", "x"),
            ("count", "3"),
            ("list", "[\"a\"] (AI)"),
            ("repeat caller", "true"),
            ("campaign id", "4711"),
            ("advertiser id", "25"),
            ("affiliate's volume", "-1"),
            ("keys pressed", "1,2"),
            ("new_field", "[31mnew"),
        ]
    );
    assert_eq!(told(&call(&snapshot, "PAIRS-1").details)[1..], [("lead_type", "StoreCall")]);
    assert_eq!(call(&snapshot, "731").caller.number.as_deref(), Some("anonymous"));
}

#[test]
fn personal_data_is_shown_only_where_it_is_allowed() {
    let hidden = format!("{:?}", found("", fixture!("calls-quirks.json")));
    for word in ["John", "Fresno", "_data_append", "demographics"] {
        assert!(!hidden.contains(word), "{word}");
    }
    let snapshot = found("demographics = true", fixture!("calls-quirks.json"));
    let details = told(&call(&snapshot, "RING-1").details);
    assert_eq!(
        details[details.len() - 4..],
        [
            ("address city", "Fresno"),
            ("display name", "John Doe"),
            ("is prepaid", "false"),
            ("line type", "Mobile")
        ]
    );
    // The board's own columns, which go into the audit log, stay without it.
    assert_eq!(call(&snapshot, "RING-1").caller.name, None);
}

#[test]
fn a_partial_answer_does_not_look_whole() {
    let mut invoca = invoca("");
    let snapshot = invoca.take(list(reply(202, fixture!("calls-partial.json")), false));
    let (calls, unread) = rows(&snapshot.calls);
    assert_eq!(calls.len(), 1);
    let region = |name: &str| {
        let words = format!("Could not reach region {name} (CallsInProgressAPI::UnreachableRegion)");
        format!("the list is not whole: {words}")
    };
    assert_eq!(unread, [region("us-west-2"), region("eu-west-1")]);
    assert_eq!(rows(&snapshot.queues).1, unread);
    assert_eq!(queue(&snapshot, "Sample Campaign Name").talking, None);
}

#[test]
fn a_partial_answer_without_words_does_not_either() {
    let body = r#"{"partial_data":true,"current_calls":[{"transaction_id":"A"}]}"#;
    assert_eq!(
        rows(&found("", body).calls).1,
        ["the list is not whole: Invoca does not say what is missing"]
    );
    let body = r#"{"errors":["x",{}],"current_calls":[{"transaction_id":"A"}]}"#;
    assert_eq!(
        rows(&found("", body).calls).1,
        ["the list is not whole: x", "the list is not whole: an error without words"]
    );
    let body = r#"{"partial_data":false,"errors":[],"current_calls":[{"transaction_id":"A"}]}"#;
    assert!(rows(&found("", body).calls).1.is_empty());
}

#[test]
fn nothing_at_all_from_regions_that_cannot_be_reached_is_a_failure() {
    let body =
        r#"{"partial_data":true,"errors":[{"error":"X","error_description":"us"}],"current_calls":[]}"#;
    let snapshot = found("", body);
    assert!(matches!(fault(&snapshot.calls), Fault::Unreachable(why) if why.contains("us (X)")));
    assert!(matches!(fault(&snapshot.queues), Fault::Unreachable(_)));
}

#[test]
fn an_answer_without_the_list_is_no_empty_list() {
    for body in [
        "",
        "{}",
        "[]",
        r#"{"current_calls":null}"#,
        r#"{"current_calls":{}}"#,
        r#"{"current_calls":[,]}"#,
        r#"{"current_calls":[{"transaction_id":"A"}"#,
        "<html>sign in</html>",
    ] {
        let snapshot = found("", body);
        assert!(matches!(fault(&snapshot.calls), Fault::Malformed(_)), "{body}");
        assert!(matches!(fault(&snapshot.queues), Fault::Malformed(_)), "{body}");
    }
    let snapshot = found("", r#"{"error":"NotAuthorized"}"#);
    assert!(matches!(fault(&snapshot.calls), Fault::Malformed(why) if why.contains("NotAuthorized")));
}

#[test]
fn a_filter_that_finds_nothing_is_an_empty_list() {
    let missing = |filtered| list(reply(404, r#"{"error":"RecordNotFound"}"#), filtered);
    assert!(missing(true).unwrap().rows.is_empty());
    assert!(matches!(missing(false), Err(Fault::Gone(_))));
    // A page that is not there is none.
    assert!(matches!(list(reply(404, "<html>"), true), Err(Fault::Gone(_))));
    assert!(matches!(list(reply(404, r#"{"error":"Not Found"}"#), true), Err(Fault::Gone(_))));
}

#[test]
fn any_2xx_with_a_body_is_a_list() {
    for status in [200, 202, 203] {
        assert_eq!(list(reply(status, fixture!("calls.json")), false).unwrap().rows.len(), 2, "{status}");
    }
}
