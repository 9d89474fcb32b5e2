//! The Asterisk dialect's supervisors: `Originate` of `ChanSpy`, and what changes it while it runs.

use super::asterisk::{Ami, SITE, line};
use super::*;

impl Ami<'_> {
    /// Rings a phone to spy; the message.
    async fn spy(&self, data: &str, more: &[(&str, &str)]) -> String {
        let order =
            [("Channel", "PJSIP/200"), ("Application", "ChanSpy"), ("Data", data), ("Timeout", "5000")];
        self.ask("Originate", &[&order[..], more].concat()).await.message().to_owned()
    }

    /// What the leg with that name does; empty once it is gone.
    async fn does(&self, channel: &str) -> String {
        let answer = self.ask("Status", &[("Channel", channel)]).await;
        let leg = answer.events("Status").into_iter().next();
        leg.map_or_else(String::new, |leg| {
            format!("{} {}", line(leg, "ChannelStateDesc"), line(leg, "Application"))
        })
    }
}

impl Floor {
    async fn mode(&self, call: &Value) -> String {
        let call = self.call(SITE, id(call)).await;
        let leg = &call["listeners"][0];
        leg["mode"].as_str().map_or_else(String::new, |mode| {
            format!("{mode} {}", if leg["connected"] == true { "on" } else { "rings" })
        })
    }
}

const QUEUED: &str = "Originate successfully queued";

#[tokio::test]
async fn a_supervisors_phone_rings_and_then_listens_until_it_is_hung_up() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    let call = floor.call_of("talking").await;
    let (_, agent) = supervisor.leg(&call, "AppQueue").await;
    let more =
        [("CallerID", "\"Monitor\" <1003>"), ("Async", "true"), ("ChannelId", "wb-1"), ("ActionID", "m1")];
    assert_eq!(supervisor.spy(&format!("{agent},quES"), &more).await, QUEUED);
    assert_eq!(
        (supervisor.does("wb-1").await, floor.mode(&call).await),
        ("Ringing AppDial2".to_owned(), "monitor rings".to_owned())
    );
    while supervisor.does("wb-1").await.starts_with("Ringing") {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        (supervisor.does("wb-1").await, floor.mode(&call).await),
        ("Up ChanSpy".to_owned(), "monitor on".to_owned())
    );
    let leg = supervisor.ask("Status", &[("Channel", "wb-1")]).await;
    let leg = leg.events("Status")[0];
    assert!(line(leg, "Channel").starts_with("PJSIP/200-"));
    assert_eq!((line(leg, "Data"), line(leg, "BridgeID")), (&*format!("{agent},quES"), ""));
    assert_eq!((line(leg, "Linkedid"), line(leg, "CallerIDName")), ("wb-1", "Monitor"));
    assert_eq!(supervisor.done("Hangup", &[("Channel", "wb-1")]).await, "Channel Hungup");
    assert_eq!((supervisor.does("wb-1").await, floor.mode(&call).await), (String::new(), String::new()));
    assert_eq!(floor.call(SITE, id(&call)).await["state"], "talking");
}

#[tokio::test]
async fn the_options_say_who_hears_the_supervisor_and_the_leg_says_which_party_that_is() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    let call = floor.call_of("talking").await;
    let (agent, caller) = (supervisor.leg(&call, "AppQueue").await, supervisor.leg(&call, "Queue").await);
    let cases = [
        (&agent.1, "quESw", "whisper"),
        (&agent.1, "quESB", "barge"),
        (&agent.0, "quESd", "monitor"),
        (&agent.0, "quESdw", "whisper"),
        (&caller.1, "quES", "monitor"),
        // The caller hears it, and not the agent.
        (&caller.1, "quESw", "barge"),
    ];
    // Not asynchronous: each answer comes when the phone is picked up.
    let spies = cases.iter().enumerate().map(|(n, (target, options, _))| {
        let (phone, own) = (format!("PJSIP/20{n}"), format!("wb-{n}"));
        let (data, supervisor) = (format!("{target},{options}"), &supervisor);
        async move {
            let order =
                [("Channel", &*phone), ("Application", "ChanSpy"), ("Data", &*data), ("ChannelId", &*own)];
            assert_eq!(supervisor.done("Originate", &order).await, QUEUED);
            assert_eq!(supervisor.does(&own).await, "Up ChanSpy");
        }
    });
    futures_util::future::join_all(spies).await;
    let truth = floor.call(SITE, id(&call)).await;
    for (n, (target, options, mode)) in cases.iter().enumerate() {
        let phone = json!(format!("PJSIP/20{n}"));
        let leg = rows(&truth["listeners"]).iter().find(|leg| leg["phone"] == phone).expect("the phone");
        assert_eq!((&leg["mode"], &leg["connected"]), (&json!(mode), &json!(true)), "{target},{options}");
    }
}

#[tokio::test]
async fn keys_change_the_mode_if_it_was_begun_so_and_they_come_from_the_phone() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    let call = floor.call_of("talking").await;
    let (_, agent) = supervisor.leg(&call, "AppQueue").await;
    let key = async |channel: &str, digit: &str, receive: &str| {
        let params = [("Channel", channel), ("Digit", digit), ("Receive", receive)];
        assert_eq!(supervisor.done("PlayDTMF", &params).await, "DTMF successfully queued");
        floor.mode(&call).await
    };
    supervisor.spy(&format!("{agent},quESd"), &[("ChannelId", "d")]).await;
    for (digit, mode) in [("5", "whisper on"), ("6", "barge on"), ("4", "monitor on"), ("9", "monitor on")] {
        assert_eq!(key("d", digit, "true").await, mode);
    }
    assert_eq!(key("d", "6", "false").await, "monitor on", "that plays a tone to the phone");
    assert_eq!(key(&agent, "6", "true").await, "monitor on");
    supervisor.done("Hangup", &[("Channel", "d")]).await;
    supervisor.spy(&format!("{agent},quES"), &[("ChannelId", "plain")]).await;
    assert_eq!(key("plain", "6", "true").await, "monitor on");
    assert_eq!(
        supervisor.refused("PlayDTMF", &[("Channel", "none"), ("Digit", "4")]).await,
        "Channel not found"
    );
}

#[tokio::test]
async fn spying_ends_with_its_target_if_it_is_asked_to() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    let call = floor.call_of("talking").await;
    let (_, agent) = supervisor.leg(&call, "AppQueue").await;
    let cases = [("quE", ""), ("quS", ""), ("qu", "Up ChanSpy")];
    let spies = cases.map(|(options, _)| {
        let (data, supervisor) = (format!("{agent},{options}"), &supervisor);
        async move { supervisor.spy(&data, &[("ChannelId", options)]).await }
    });
    futures_util::future::join_all(spies).await;
    supervisor.done("Hangup", &[("Channel", &agent)]).await;
    for (options, left) in cases {
        assert_eq!(supervisor.does(options).await, left, "{options}");
    }
}

#[tokio::test]
async fn a_target_that_cannot_be_heard_ends_as_soon_as_the_phone_is_picked_up() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    let call = floor.call_of("talking").await;
    let (channel, agent) = supervisor.leg(&call, "AppQueue").await;
    let rings = floor.add(json!({"site": SITE, "state": "ringing", "agent": "1005"})).await;
    let (_, phone) = supervisor.leg(&rings, "AppQueue").await;
    let waits = floor.call_of("waiting").await;
    let cases = [
        ("PJSIP/1003-ffffffff,quES".to_owned(), ""),
        (format!("{phone},quES"), ""),
        (format!("{agent},qES"), ""),
        (format!("{channel},qES"), "Up ChanSpy"),
        // Without the option u a target is the beginning of a name.
        ("PJSIP/1003,qES".to_owned(), "Up ChanSpy"),
        ("PJSIP/1003,quES".to_owned(), ""),
        (format!("{},quES", id(&waits)), "Up ChanSpy"),
    ];
    let spies = cases.iter().enumerate().map(|(n, (data, left))| {
        let (own, supervisor) = (format!("wb-{n}"), &supervisor);
        async move {
            assert_eq!(supervisor.spy(data, &[("ChannelId", &*own)]).await, QUEUED);
            assert_eq!(supervisor.does(&own).await, *left, "{data}");
        }
    });
    futures_util::future::join_all(spies).await;
}

#[tokio::test]
async fn phones_that_do_not_exist_or_do_not_answer_fail_unless_nobody_waits_for_them() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    let call = floor.call_of("talking").await;
    let (_, agent) = supervisor.leg(&call, "AppQueue").await;
    let data = format!("{agent},quES");
    let order = async |more: &[(&str, &str)]| {
        let base = [("Application", "ChanSpy"), ("Data", &*data)];
        supervisor.ask("Originate", &[&base[..], more].concat()).await.message().to_owned()
    };
    assert_eq!(order(&[("Channel", "PJSIP/999")]).await, "Originate failed");
    assert_eq!(order(&[("Channel", "PJSIP/999"), ("Async", "true")]).await, QUEUED);
    assert_eq!(order(&[("Channel", "PJSIP/+15550100123@carrier")]).await, QUEUED);
    supervisor.spy(&data, &[("ChannelId", "twice"), ("Async", "true")]).await;
    assert_eq!(supervisor.spy(&data, &[("ChannelId", "twice")]).await, "Originate failed");
    floor.fault("asterisk:unanswered").await;
    let started = tokio::time::Instant::now();
    let patient = [("Channel", "PJSIP/201"), ("Timeout", "600"), ("ChannelId", "away")];
    assert_eq!(order(&patient).await, "Originate failed");
    assert!(
        started.elapsed() >= std::time::Duration::from_millis(500)
            && supervisor.does("away").await.is_empty()
    );
}

#[tokio::test]
async fn some_applications_and_data_need_the_class_system() {
    let floor = floor().await;
    let (supervisor, recorder) = (floor.ami("supervisor").await, floor.ami("recorder").await);
    let order = |app: &'static str, data: &'static str| {
        [("Channel", "PJSIP/200"), ("Application", app), ("Data", data), ("Async", "true")]
    };
    let forbidden = "Originate Access Forbidden: app or data blacklisted";
    for (app, data) in [
        ("System", "true"),
        ("MixMonitor", "x.wav"),
        ("AGI", "x"),
        ("ChanSpy", "PJSIP/DB-1,q"),
        ("ChanSpy", "FILE"),
    ] {
        assert_eq!(supervisor.refused("Originate", &order(app, data)).await, forbidden, "{app} {data}");
        assert_eq!(recorder.done("Originate", &order(app, data)).await, QUEUED);
    }
    let viewer = floor.ami("viewer").await;
    assert_eq!(viewer.refused("Originate", &order("ChanSpy", "x")).await, "Permission denied");
    let unknown =
        [("Channel", "PJSIP/200"), ("Application", "NoSuchApp"), ("Data", "x"), ("ChannelId", "wb-9")];
    assert_eq!(supervisor.done("Originate", &unknown).await, QUEUED, "although there is no such application");
    assert!(supervisor.gone("wb-9").await);
}
