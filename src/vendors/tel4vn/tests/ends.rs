//! Which end of a call is the agent's and which the customer's, in whatever order the lists tell of it.

use super::*;
use crate::domain::Direction;

const CUSTOMER: &str = "0899000001";

/// Agent, customer and direction of the call `a`.
fn ends(snapshot: &Snapshot) -> (Option<&str>, Option<&str>, Direction) {
    let call = call(snapshot, "a");
    (call.agent.as_ref().map(AgentId::as_str), call.caller.number.as_deref(), call.direction)
}

/// Both orders of two rows.
fn orders(one: &Value, other: &Value) -> [String; 2] {
    [data(&[one.clone(), other.clone()]), data(&[other.clone(), one.clone()])]
}

#[test]
fn the_order_of_two_legs_changes_no_end() {
    let (out, inward) = (("102", CUSTOMER), (CUSTOMER, "102"));
    for (places, way, direction) in
        [(out, "outbound", Direction::Outbound), (inward, "inbound", Direction::Inbound)]
    {
        let legs =
            orders(&leg("a", places, way, "CS_EXECUTE", 60), &leg("b", places, way, "CS_EXCHANGE_MEDIA", 59));
        for calls in legs {
            for on in [data(&[busy("102", "b", "ONCALL", places.1, way)]), data(&[])] {
                // Without the agents' list the extensions tell.
                let roster = r#"{"data":[{"extension":"102","username":"b"}],"total":1}"#;
                let snapshot = polled(&Lists { calls: &calls, busy: &on, roster, ..EMPTY });
                assert_eq!(ends(&snapshot), (Some("102"), Some(CUSTOMER), direction), "{calls} {on}");
            }
        }
    }
}

#[test]
fn of_two_colleagues_the_one_who_called_is_the_agent_whatever_the_order() {
    let legs = orders(
        &leg("a", ("101", "102"), "local", "CS_EXECUTE", 30),
        &leg("b", ("101", "102"), "local", "CS_EXCHANGE_MEDIA", 29),
    );
    for calls in &legs {
        for states in [("ONCALL", "ONCALL"), ("RINGING", "ONCALL"), ("ONCALL", "RINGING")] {
            let on = orders(
                &busy("101", "a", states.0, "102", "local"),
                &busy("102", "b", states.1, "102", "local"),
            );
            for on in &on {
                let snapshot = polled(&Lists { calls, busy: on, ..EMPTY });
                assert_eq!(ends(&snapshot), (Some("101"), Some("102"), Direction::Internal), "{calls} {on}");
            }
        }
    }
}

#[test]
fn who_dials_their_own_number_has_no_party() {
    for way in ["inbound", "outbound", "local"] {
        let calls = data(&[leg("a", ("102", "102"), way, "CS_EXECUTE", 30)]);
        let snapshot = polled(&Lists { calls: &calls, ..EMPTY });
        assert_eq!(ends(&snapshot), (Some("102"), None, Direction::Internal), "{way}");
    }
}

#[test]
fn where_the_direction_is_unknown_the_extension_tells() {
    let roster = r#"{"data":[{"extension":"102","username":"b"}],"total":1}"#;
    for places in [("102", CUSTOMER), (CUSTOMER, "102")] {
        let calls = data(&[leg("a", places, "sideways", "CS_EXECUTE", 30)]);
        let snapshot = polled(&Lists { calls: &calls, roster, ..EMPTY });
        assert_eq!(ends(&snapshot), (Some("102"), Some(CUSTOMER), Direction::Unknown), "{places:?}");
    }
}
