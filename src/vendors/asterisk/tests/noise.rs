//! Bytes that are no answer, and answers that no server gives: nothing crashes, and nobody is without an identity.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;

fn words(text: &'static str) -> Vec<&'static str> {
    text.split(' ').collect()
}

/// A block of keys that the lists have, with good and with odd values; often with none that identifies it.
fn block() -> impl Strategy<Value = String> {
    let kinds = "CoreShowChannel QueueParams QueueMember QueueEntry QueueSummary ParkedCall BridgeListItem \
        DeviceStateChange Status";
    let keys = "Uniqueid Channel Queue Location Linkedid BridgeId ChannelState Duration Application ApplicationData \
        ParkeeUniqueid BridgeUniqueid BridgeType Device State Wait Status InCall Name CallerIDNum \
        ChanVariable ParkingTimeout";
    let value = prop_oneof![
        select(vec![
            "1",
            "0",
            "",
            " ",
            "PJSIP/101-00000001",
            "Local/1@q-0;1",
            "Local/1@q-0;2",
            "Queue",
            "Dial",
            "ChanSpy",
            "support",
            "99999999999999999999:0:0",
            "18446744073709551615",
            "a,b,c",
            ";2"
        ])
        .prop_map(str::to_owned),
        "\\PC{0,16}",
    ];
    let lines = prop::collection::vec((select(words(keys)), value), 0..14);
    (select(words(kinds)), lines).prop_map(|(kind, lines)| {
        let lines: Vec<String> = lines.iter().map(|(key, value)| format!("{key}: {value}\r\n")).collect();
        format!("Event: {kind}\r\n{}\r\n", lines.concat())
    })
}

/// What a new account makes of `body` as the answer to everything: no row is without an identity.
fn takes(body: &[u8]) -> Result<(), TestCaseError> {
    let answers: Vec<_> = everything().into_iter().map(|(action, _)| (action, body)).collect();
    let mut vendor = asterisk(CONTEXTS);
    let found = found(&answers);
    vendor.learn(&found, NOW);
    let snapshot = vendor.settle(found, Facts::default(), (&BTreeMap::new(), NOW));
    for feed in [&snapshot.calls, &snapshot.waiting] {
        if let Feed::Fresh { rows, .. } = feed {
            prop_assert!(rows.iter().all(|call| !call.id.as_str().trim().is_empty()));
        }
    }
    if let Feed::Fresh { rows, .. } = &snapshot.agents {
        prop_assert!(rows.iter().all(|agent| !agent.id.as_str().trim().is_empty()));
    }
    if let Feed::Fresh { rows, .. } = &snapshot.queues {
        prop_assert!(rows.iter().all(|queue| !queue.id.as_str().trim().is_empty()));
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_bytes_and_no_blocks_make_a_row_of_nobody(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        blocks in prop::collection::vec(block(), 0..12),
    ) {
        takes(&bytes)?;
        let rows = blocks.concat();
        takes(rows.as_bytes())?;
        let end = "Event: XComplete\r\nEventList: Complete\r\n\r\n";
        takes(format!("Response: Success\r\nEventList: start\r\n\r\n{rows}{end}").as_bytes())?;
    }
}
