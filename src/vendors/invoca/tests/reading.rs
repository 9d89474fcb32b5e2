//! The documented examples.

use super::*;
use crate::domain::{Direction, Recording};

#[test]
fn the_seeds_example_is_one_call_that_is_talked_on() {
    let snapshot = found("", fixture!("calls-2023-04.json"));
    let (calls, unread) = rows(&snapshot.calls);
    assert_eq!((calls.len(), unread.len()), (1, 0));
    let call = &calls[0];
    assert_eq!((call.id.as_str(), &call.phase, call.direction), (OLDER, &Phase::Talking, Direction::Inbound));
    assert_eq!((call.caller.name.as_deref(), call.caller.number.as_deref()), (None, Some("+15559999999")));
    assert_eq!(call.dialled.as_deref(), Some("+18557174046"));
    assert_eq!((seconds(call.answered), call.started, call.entered), (Some(1_680_562_956), None, None));
    assert_eq!((&call.agent, &call.queue, call.recording), (&None, &None, Recording::Unknown));
    assert_eq!(
        told(&call.details),
        [
            ("destination", "+18555595599"),
            ("utm_source", "google.com (VirtualLine)"),
            ("phone type", "Mobile"),
        ]
    );
}

#[test]
fn the_full_example_has_everything() {
    let snapshot = found("", fixture!("calls.json"));
    let (calls, unread) = rows(&snapshot.calls);
    assert_eq!((calls.len(), unread.len()), (2, 0));
    let call = call(&snapshot, OLDER);
    assert_eq!(call.conversation.as_deref(), Some("Z6E5-C7397356976E"));
    // 2 min 36 s of IVR before the bridge.
    assert_eq!((seconds(call.started), seconds(call.answered)), (Some(1_680_562_800), Some(1_680_562_956)));
    assert_eq!(call.queue, Some("SampleCampaignID-123".into()));
    assert_eq!(call.queue_name.as_deref(), Some("Sample Campaign Name"));
    let expected = [
        ("external id", "mycalls00001"),
        ("destination", "+18555595599"),
        ("calling_page", "https://www.doggydaycare.com/boarding (DynamicAttribution)"),
        ("channel", "SEM (DynamicAttribution)"),
        ("g_cid", "asdf-1234-zxcv-5678 (DynamicAttribution)"),
        ("lead_type", "StoreCall (VirtualLine)"),
        ("utm_source", "google.com (VirtualLine)"),
        ("phone type", "Mobile"),
        ("call record", "Z6E5-C7397356976E"),
        ("campaign", "Sample Campaign Name"),
        ("campaign id", "SampleCampaignID-123"),
        ("network's campaign id", "NetworkCampaignID-456"),
        ("campaign country", "USA"),
        ("advertiser", "Sample Advertiser Name"),
        ("advertiser id", "AdvertiserID-789"),
        ("network's advertiser id", "NetworkAdvertiserID-012"),
        ("affiliate", "Sample Affiliate Name"),
        ("affiliate id", "AffiliateID-678"),
        ("network's affiliate id", "NetworkAffiliateID-901"),
        ("network's affiliate campaign id", "NetworkAffiliateCampaignID-345"),
        ("affiliate's commissions", "Top 10%"),
        ("affiliate's conversion rate", "Top 20%"),
        ("affiliate's volume", "Top 5%"),
        ("media", "Online"),
        ("source", "Web"),
        ("promo number", "Sample Promo Description"),
        ("promo number id", "PromoID-567"),
        ("city", "New York"),
        ("region", "North East"),
        ("qualified regions", "East Coast"),
        ("zip code", "10001"),
        ("verified zip code", "10001"),
        ("keys pressed", "1,2,3,4"),
        ("key 1", "1"),
        ("key 2", "2"),
        ("key 3", "3"),
        ("key 4", "4"),
    ];
    let details = told(&call.details);
    for detail in expected {
        assert!(details.contains(&detail), "{detail:?}");
    }
    assert_eq!(details.len(), expected.len(), "{details:?}");
}

#[test]
fn campaigns_stand_in_for_queues() {
    let snapshot = found("", fixture!("calls.json"));
    assert_eq!(rows(&snapshot.queues).0.len(), 1);
    let queue = queue(&snapshot, "SampleCampaignID-123");
    assert_eq!((&*queue.name, queue.group.as_deref()), ("Sample Campaign Name", Some("campaign")));
    assert_eq!(queue.talking, Some(1));
    let unknown = [queue.waiting, queue.ringing, queue.staffed, queue.ready];
    assert_eq!((unknown, queue.longest, queue.counts), ([None; 4], None, crate::domain::Counts::default()));
    assert_eq!(
        told(&queue.details),
        [
            ("stands for", "a campaign with calls now: Invoca has no queues"),
            ("campaign id", "SampleCampaignID-123"),
            ("advertiser", "Sample Advertiser Name"),
            ("campaign country", "USA"),
        ]
    );
}

#[test]
fn or_destinations_do() {
    let snapshot = found("group_by = 'destination'", fixture!("calls.json"));
    assert_eq!(rows(&snapshot.queues).0.len(), 1);
    let queue = queue(&snapshot, "+18555595599");
    assert_eq!(
        (&*queue.name, queue.group.as_deref(), queue.talking),
        ("+18555595599", Some("destination"), Some(2))
    );
    assert!(rows(&snapshot.calls).0.iter().all(|call| call.queue.as_ref() == Some(&queue.id)));
}

#[test]
fn what_the_vendor_has_not_is_not_offered() {
    let snapshot = found("", fixture!("calls.json"));
    assert!(matches!(&snapshot.agents, Feed::NotOffered(why) if why.contains("Invoca")));
    assert!(matches!(&snapshot.waiting, Feed::NotOffered(why) if why.contains("Invoca")));
    assert_eq!((snapshot.states.len(), snapshot.listeners), (0, None));
}

#[test]
fn an_account_that_buys_attribution_alone_has_short_rows() {
    let snapshot = found("", fixture!("calls-attribution.json"));
    let call = call(&snapshot, OLDER);
    assert_eq!((&call.phase, seconds(call.answered)), (&Phase::Talking, Some(1_680_562_956)));
    assert_eq!(call.conversation.as_deref(), Some("Z6E5-C7397356976E"));
    // No campaign is told: groups by campaign are not "none".
    assert!(matches!(&snapshot.queues, Feed::NotOffered(why) if why.contains("group_by")));
    let snapshot = found("group_by = 'destination'", fixture!("calls-attribution.json"));
    assert_eq!(queue(&snapshot, "+18555595599").talking, Some(1));
}

#[test]
fn nothing_in_progress_is_an_empty_list() {
    let snapshot = found("", fixture!("calls-empty.json"));
    assert_eq!((rows(&snapshot.calls).0.len(), rows(&snapshot.queues).0.len()), (0, 0));
}

#[test]
fn whether_campaigns_are_told_is_remembered_while_there_are_none() {
    let mut invoca = invoca("");
    let mut take = |body: &str| invoca.take(list(reply(200, body), false)).queues;
    assert!(matches!(take(fixture!("calls-empty.json")), Feed::Fresh { .. }));
    assert!(matches!(take(fixture!("calls-attribution.json")), Feed::NotOffered(_)));
    assert!(matches!(take(fixture!("calls-empty.json")), Feed::NotOffered(_)));
    assert!(matches!(take(fixture!("calls.json")), Feed::Fresh { .. }));
    assert!(matches!(take(fixture!("calls-attribution.json")), Feed::Fresh { .. }));
}

#[test]
fn the_first_generation_had_other_names_and_times() {
    let snapshot = found("", fixture!("calls-2022.json"));
    let call = call(&snapshot, OLDER);
    assert_eq!((seconds(call.started), seconds(call.answered)), (Some(1_670_679_804), Some(1_670_679_900)));
    assert_eq!((call.caller.number.as_deref(), call.dialled.as_deref()), (Some("+15559999999"), None));
    assert_eq!(detail(call, "Call Disposition"), Some("CUSTOMER_HANGUP (CallsInProgressAPI)"));
    assert_eq!(detail(call, "external id"), Some("mycalls00001"));
}
