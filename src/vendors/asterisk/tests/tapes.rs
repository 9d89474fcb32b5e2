//! What is known of a recording whose end was ordered.

use super::acting::{on_call, ready};
use super::server::{Asked, Say, no};
use super::*;
use crate::domain::{Action, Recording};

#[tokio::test]
async fn a_recording_whose_end_was_not_answered_is_not_known_to_run_and_one_that_was_refused_goes_on() {
    for answered in [true, false] {
        let told = move |asked: &Asked| match asked.action() {
            "MixMonitor" if asked.get("Channel").is_some() => {
                Some(Say::Body(b"Response: Success\r\nMixMonitorID: 0x7f\r\n\r\n".to_vec()))
            }
            "StopMixMonitor" => Some(if answered { no("not now") } else { Say::Nothing }),
            _ => None,
        };
        let (mut vendor, http, _, snapshot) = ready("record_file = 'wb-{id}.wav'", told).await;
        let id = "1795202026.109";
        vendor.act(&http, &on_call(&snapshot, id, Action::Record(true))).await.unwrap();
        assert!(vendor.act(&http, &on_call(&snapshot, id, Action::Record(false))).await.is_err());
        let after = polled(&mut vendor, &everything(), &Facts::default());
        assert_eq!(call(&after, id).recording == Recording::Set(true), answered);
    }
}
