//! The Asterisk dialect's actions on calls: hanging up, sending elsewhere, parking, recording, placing.

use super::asterisk::{Ami, SITE, line};
use super::*;

impl Floor {
    async fn state(&self, call: &Value) -> String {
        self.call(SITE, id(call)).await["state"].as_str().unwrap_or("ended").to_owned()
    }

    async fn recording(&self, call: &Value) -> String {
        self.call(SITE, id(call)).await["recording"].as_str().unwrap_or("ended").to_owned()
    }
}

/// `Redirect` or `BlindTransfer` to an extension.
async fn send_to(ami: &Ami<'_>, action: &str, channel: &str, (context, exten): (&str, &str)) -> String {
    let params = [("Channel", channel), ("Context", context), ("Exten", exten), ("Priority", "1")];
    ami.done(action, &params).await
}

#[tokio::test]
async fn hanging_up_either_leg_ends_the_call_for_both() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    for app in ["AppQueue", "Queue"] {
        let call = floor.call_of("talking").await;
        let (channel, unique) = supervisor.leg(&call, app).await;
        let named = if app == "Queue" { &channel } else { &unique };
        assert_eq!(supervisor.done("Hangup", &[("Channel", named), ("Cause", "16")]).await, "Channel Hungup");
        assert_eq!(floor.state(&call).await, "ended");
        assert!(supervisor.legs(&call).await.is_empty() && supervisor.gone(&unique).await);
        assert_eq!(supervisor.refused("Hangup", &[("Channel", named)]).await, "No such channel");
    }
    let pattern = supervisor.ask("Hangup", &[("Channel", "/^PJSIP\\/nobody-.*$/")]).await;
    assert!(
        pattern
            .text
            .ends_with("Event: ChannelsHungupListComplete\r\nEventList: Complete\r\nListItems: 0\r\n\r\n")
    );
}

#[tokio::test]
async fn a_phone_that_only_rings_stops_ringing_and_the_caller_waits_on() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    let call = floor.call_of("ringing").await;
    let (_, phone) = supervisor.leg(&call, "AppQueue").await;
    supervisor.done("Hangup", &[("Channel", &phone)]).await;
    assert_eq!(floor.state(&call).await, "waiting");
    assert_eq!(supervisor.legs(&call).await.len(), 1);
    supervisor.done("Hangup", &[("Channel", id(&call))]).await;
    assert_eq!(floor.state(&call).await, "ended");
}

#[tokio::test]
async fn what_is_hung_up_may_linger_for_a_moment() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    let call = floor.call_of("talking").await;
    floor.fault("asterisk:lingers").await;
    supervisor.done("Hangup", &[("Channel", id(&call))]).await;
    assert!(!supervisor.gone(id(&call)).await);
    while !supervisor.gone(id(&call)).await {
        tokio::task::yield_now().await;
    }
    assert_eq!(floor.state(&call).await, "ended");
}

#[tokio::test]
async fn no_right_at_all_is_needed_to_end_calls_through_their_bridge() {
    let floor = floor().await;
    let (nobody, viewer) = (floor.ami("nobody").await, floor.ami("viewer").await);
    let call = floor.call_of("talking").await;
    let (channel, _) = viewer.leg(&call, "AppQueue").await;
    assert_eq!(nobody.done("BridgeKick", &[("Channel", &channel)]).await, "Channel has been kicked");
    assert_eq!(floor.state(&call).await, "ended");
    let call = floor.call_of("talking").await;
    let legs = viewer.legs(&call).await;
    let bridge = [("BridgeUniqueid", line(&legs[0], "BridgeId"))];
    assert_eq!(nobody.done("BridgeDestroy", &bridge).await, "Bridge has been destroyed");
    assert_eq!(floor.state(&call).await, "ended");
    assert_eq!(nobody.refused("BridgeDestroy", &bridge).await, "Bridge not found");
}

#[tokio::test]
async fn a_caller_is_redirected_to_another_queue_and_waits_from_nought() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    for state in ["waiting", "talking", "ringing"] {
        let call = floor.call_of(state).await;
        let abandoned = async || {
            let queue = supervisor.ask("QueueStatus", &[("Queue", "Sales"), ("Member", "none")]).await;
            line(queue.events("QueueParams")[0], "Abandoned").parse::<i64>().expect("a number")
        };
        let before = abandoned().await;
        assert_eq!(
            send_to(&supervisor, "Redirect", id(&call), ("queues", "7002")).await,
            "Redirect successful"
        );
        let truth = floor.call(SITE, id(&call)).await;
        assert_eq!(
            (&truth["state"], &truth["queue"], &truth["agent"]),
            (&json!("waiting"), &json!("Support"), &json!(null))
        );
        let queue = supervisor.ask("QueueStatus", &[("Queue", "Support")]).await;
        let entry = queue.events("QueueEntry").into_iter().find(|entry| line(entry, "Uniqueid") == id(&call));
        let entry = entry.expect("the caller waits there");
        assert!(["0", "1", "2"].contains(&line(entry, "Wait")));
        // Whoever was connected is still named, although nobody's phone rings.
        assert_eq!(line(entry, "ConnectedLineNum") == "1003", state == "talking");
        assert_eq!(abandoned().await - before, i64::from(state != "talking"), "{state}");
        let legs = supervisor.legs(&call).await;
        assert_eq!((legs.len(), line(&legs[0], "ApplicationData")), (1, "Support,t"));
        supervisor.done("Hangup", &[("Channel", id(&call))]).await;
    }
}

#[tokio::test]
async fn a_stale_server_names_the_phone_that_rang_last() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    let call = floor.call_of("ringing").await;
    let (_, phone) = supervisor.leg(&call, "AppQueue").await;
    supervisor.done("Hangup", &[("Channel", &phone)]).await;
    let connected = async || line(&supervisor.legs(&call).await[0], "ConnectedLineNum").to_owned();
    assert_eq!(connected().await, "<unknown>");
    floor.fault("asterisk:stale").await;
    assert_eq!(connected().await, "1003");
}

#[tokio::test]
async fn nobody_checks_where_a_call_is_sent() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    for (action, app, place) in [
        ("Redirect", "Queue", ("nosuch", "1")),
        ("Redirect", "Queue", ("queues", "9999")),
        ("BlindTransfer", "AppQueue", ("queues", "9999999")),
        // The wrong leg: the agent goes there, and the caller is hung up.
        ("Redirect", "AppQueue", ("queues", "7002")),
        ("BlindTransfer", "Queue", ("queues", "7002")),
    ] {
        let call = floor.call_of("talking").await;
        let (_, unique) = supervisor.leg(&call, app).await;
        send_to(&supervisor, action, &unique, place).await;
        assert_eq!(floor.state(&call).await, "ended", "{action} {app} {place:?}");
    }
}

#[tokio::test]
async fn the_agents_leg_transfers_and_a_waiting_caller_cannot_be_transferred_so() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    let call = floor.call_of("talking").await;
    let (_, agent) = supervisor.leg(&call, "AppQueue").await;
    let done = send_to(&supervisor, "BlindTransfer", &agent, ("from-agents", "1005")).await;
    assert_eq!(done, "Transfer succeeded");
    let truth = floor.call(SITE, id(&call)).await;
    let rings = truth["ringing"] == json!(["1005"]);
    let legs = supervisor.legs(&call).await;
    if rings {
        let (caller, phone) = (supervisor.leg(&call, "Dial").await, supervisor.leg(&call, "AppDial").await);
        assert!(caller.1 == id(&call) && phone.0.starts_with("PJSIP/1005-"), "{legs:?}");
        let queue = supervisor.ask("QueueStatus", &[("Queue", "Sales")]).await;
        assert!(queue.events("QueueEntry").iter().all(|entry| line(entry, "Uniqueid") != id(&call)));
    } else {
        assert!(truth.is_null() && legs.is_empty(), "whoever is busy takes no call: {truth}");
    }
    let waits = floor.call_of("waiting").await;
    let params = [("Channel", id(&waits)), ("Context", "queues"), ("Exten", "7002")];
    assert_eq!(supervisor.refused("BlindTransfer", &params).await, "Transfer invalid");
}

#[tokio::test]
async fn both_legs_may_be_sent_at_once() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    let call = floor.call_of("talking").await;
    let (_, agent) = supervisor.leg(&call, "AppQueue").await;
    let params = [
        ("Channel", id(&call)),
        ("Context", "queues"),
        ("Exten", "7002"),
        ("Priority", "1"),
        ("ExtraChannel", &*agent),
        ("ExtraContext", "from-agents"),
        ("ExtraExten", "600"),
        ("ExtraPriority", "1"),
    ];
    assert_eq!(supervisor.done("Redirect", &params).await, "Dual Redirect successful");
    assert_eq!(
        (floor.state(&call).await, &*supervisor.leg(&call, "Queue").await.1),
        ("waiting".to_owned(), id(&call))
    );
}

#[tokio::test]
async fn whom_an_agent_called_keeps_the_leg_when_sent_to_a_queue() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    let call =
        floor.add(json!({"site": SITE, "state": "dialing", "agent": "1003", "caller": "+12025550186"})).await;
    let (channel, unique) = supervisor.leg(&call, "AppDial").await;
    send_to(&supervisor, "Redirect", &unique, ("queues", "7003")).await;
    assert_eq!(floor.call(SITE, id(&call)).await["queue"], "Billing");
    assert_eq!(supervisor.leg(&call, "Queue").await, (channel, unique));
    assert_eq!(supervisor.legs(&call).await.len(), 1);
}

#[tokio::test]
async fn a_call_is_parked_and_taken_back_by_an_agent_or_by_a_supervisor() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    for phone in ["PJSIP/1003", "PJSIP/200"] {
        let call = floor.call_of("talking").await;
        let (agent, _) = supervisor.leg(&call, "AppQueue").await;
        let order = [("Channel", id(&call)), ("TimeoutChannel", &*agent), ("Timeout", "60000")];
        assert_eq!(supervisor.done("Park", &order).await, "Park successful");
        assert_eq!(floor.state(&call).await, "parked");
        assert!(supervisor.gone(&agent).await, "the agent's leg ends");
        let list = supervisor.ask("ParkedCalls", &[]).await;
        let parked = list.events("ParkedCall")[0];
        assert_eq!((line(parked, "ParkerDialString"), line(parked, "ParkingSpace")), ("PJSIP/1003", "701"));
        assert!(["60", "59", "58"].contains(&line(parked, "ParkingTimeout")));
        assert_eq!(line(parked, "ParkeeConnectedLineNum"), "1003");
        let back = [
            ("Channel", phone),
            ("Context", "from-agents"),
            ("Exten", "701"),
            ("Priority", "1"),
            ("Timeout", "10000"),
            ("ChannelId", "back"),
        ];
        assert_eq!(supervisor.done("Originate", &back).await, "Originate successfully queued");
        let status = supervisor.ask("Status", &[("Channel", "back")]).await;
        let leg = status.events("Status")[0];
        assert_eq!((line(leg, "Application"), line(leg, "Data")), ("ParkedCall", "default,701"));
        let caller = supervisor.ask("Status", &[("Channel", id(&call))]).await;
        assert_eq!(line(caller.events("Status")[0], "BridgeID"), line(leg, "BridgeID"));
        assert!(!line(leg, "BridgeID").is_empty());
        assert!(supervisor.ask("ParkedCalls", &[]).await.events("ParkedCall").is_empty());
        let truth = floor.call(SITE, id(&call)).await;
        assert_eq!(truth["agent"], if phone == "PJSIP/200" { json!(null) } else { json!("1003") });
        supervisor.done("Hangup", &[("Channel", "back")]).await;
        assert_eq!(floor.state(&call).await, "ended");
    }
}

#[tokio::test]
async fn a_parked_call_comes_back_to_its_queue_and_the_wrong_leg_is_no_call() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    let call = floor.call_of("talking").await;
    supervisor.done("Park", &[("Channel", id(&call)), ("Timeout", "1")]).await;
    while floor.state(&call).await != "waiting" {
        supervisor.ask("Ping", &[]).await;
    }
    let wrong = floor.call_of("talking").await;
    let (_, agent) = supervisor.leg(&wrong, "AppQueue").await;
    assert_eq!(supervisor.done("Park", &[("Channel", &agent)]).await, "Park successful");
    assert_eq!(floor.state(&wrong).await, "ended");
}

#[tokio::test]
async fn recordings_belong_to_a_leg_and_are_started_muted_and_stopped_there() {
    let floor = floor().await;
    let recorder = floor.ami("recorder").await;
    let call =
        floor.add(json!({"site": SITE, "state": "talking", "agent": "1003", "recording": "none"})).await;
    let film = async || {
        let answer =
            recorder.ask("Getvar", &[("Channel", id(&call)), ("Variable", "MIXMONITOR_FILENAME")]).await;
        line(&answer.blocks[0], "Value").to_owned()
    };
    let channel = ("Channel", id(&call));
    let (_, agent) = recorder.leg(&call, "AppQueue").await;
    assert_eq!(film().await, "");
    let answer = recorder.ask("MixMonitor", &[channel, ("File", "wb-1.wav"), ("Options", "i(WB_REC)")]).await;
    let first = line(&answer.blocks[0], "MixMonitorID").to_owned();
    assert!(first.starts_with("0x7f"), "{}", answer.text);
    let named = recorder.ask("Getvar", &[channel, ("Variable", "WB_REC")]).await;
    assert_eq!(line(&named.blocks[0], "Value"), first);
    assert_eq!(
        (floor.recording(&call).await, film().await),
        ("on".to_owned(), "/var/spool/asterisk/monitor/wb-1.wav".to_owned())
    );
    let both = ("Direction", "both");
    assert_eq!(
        recorder.ask("MixMonitorMute", &[channel, both, ("State", "1")]).await.text,
        "Response: Success\r\n\r\n"
    );
    assert_eq!(floor.recording(&call).await, "muted");
    recorder.done("MixMonitorMute", &[channel, both, ("State", "0")]).await;
    assert_eq!(floor.recording(&call).await, "on");
    let no = "No direction specified. Must be read, write or both";
    assert_eq!(recorder.refused("MixMonitorMute", &[channel]).await, no);
    let other = ("Channel", &*agent);
    assert_eq!(
        recorder.refused("MixMonitorMute", &[other, both, ("State", "1")]).await,
        "Cannot set mute flag"
    );
    assert_eq!(recorder.refused("StopMixMonitor", &[other]).await, "Could not stop monitoring channel");
    recorder.done("MixMonitor", &[channel, ("File", "wb-2.wav")]).await;
    recorder.done("StopMixMonitor", &[channel]).await;
    assert_eq!(floor.recording(&call).await, "on", "only the newest stops");
    recorder.done("StopMixMonitor", &[channel, ("MixMonitorID", &first)]).await;
    assert_eq!(floor.recording(&call).await, "none");
    assert_eq!(film().await, "/var/spool/asterisk/monitor/wb-2.wav", "it still looks recorded");
    assert_eq!(recorder.refused("StopMixMonitor", &[channel]).await, "Could not stop monitoring channel");
    assert_eq!(recorder.refused("MixMonitor", &[channel]).await, "Could not start monitoring channel");
}

#[tokio::test]
async fn a_call_out_is_recorded_on_the_agents_leg() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    let call = floor.add(json!({"site": SITE, "state": "dialing", "agent": "1003"})).await;
    let (_, called) = supervisor.leg(&call, "AppDial").await;
    let mute = async |channel: &str| {
        supervisor
            .ask("MixMonitorMute", &[("Channel", channel), ("Direction", "both"), ("State", "1")])
            .await
            .response()
            .to_owned()
    };
    assert_eq!((mute(&called).await, mute(id(&call)).await), ("Error".to_owned(), "Success".to_owned()));
    assert_eq!(floor.recording(&call).await, "muted");
}

#[tokio::test]
async fn variables_are_set_and_read_back() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    let call = floor.call_of("talking").await;
    let set = [("Channel", id(&call)), ("Variable", "WB_NOTE"), ("Value", "hello")];
    assert_eq!(supervisor.done("Setvar", &set).await, "Variable Set");
    let status =
        supervisor.ask("Status", &[("Channel", id(&call)), ("Variables", "WB_NOTE,BRIDGEPEER,NONE")]).await;
    let (agent, _) = supervisor.leg(&call, "AppQueue").await;
    let lines = format!("Variable: WB_NOTE=hello\r\nVariable: BRIDGEPEER={agent}\r\nVariable: NONE=\r\n\r\n");
    assert!(status.text.contains(&lines), "{}", status.text);
    assert_eq!(
        status.shape("Status").replace(" Variable", ""),
        "Event Privilege Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum \
         ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid ChanVariable Type DNID \
         EffectiveConnectedLineNum EffectiveConnectedLineName TimeToHangup BridgeID Application Data Nativeformats \
         Readformat Readtrans Writeformat Writetrans Callgroup Pickupgroup Seconds"
    );
}

#[tokio::test]
async fn a_call_is_placed_by_ringing_the_agent_first() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    // Somebody who is certainly there, and away from the queues: that keeps nobody from calling.
    let call = floor.call_of("talking").await;
    supervisor.done("Hangup", &[("Channel", id(&call))]).await;
    supervisor
        .done("QueuePause", &[("Interface", "PJSIP/1003"), ("Paused", "true"), ("Reason", "Outbound")])
        .await;
    let order = [
        ("Channel", "PJSIP/1003"),
        ("Context", "from-agents"),
        ("Exten", "9+12025550177"),
        ("Priority", "1"),
        ("CallerID", "\"Call back\" <+12025550177>"),
        ("Async", "true"),
        ("ChannelId", "wb-call-1"),
    ];
    assert_eq!(supervisor.done("Originate", &order).await, "Originate successfully queued");
    let truth = floor.call(SITE, "wb-call-1").await;
    assert_eq!(
        (&truth["state"], &truth["agent"], &truth["caller"]),
        (&json!("dialing"), &json!("1003"), &json!("+12025550177"))
    );
    let status = async || {
        let answer = supervisor.ask("Status", &[("Channel", "wb-call-1")]).await;
        answer.events("Status")[0].to_vec()
    };
    let rings = status().await;
    assert_eq!((line(&rings, "ChannelStateDesc"), line(&rings, "Application")), ("Ringing", "AppDial2"));
    assert_eq!((line(&rings, "CallerIDName"), line(&rings, "Exten")), ("Call back", "s"));
    while line(&status().await, "Application") != "Dial" {
        tokio::task::yield_now().await;
    }
    let dials = status().await;
    assert_eq!((line(&dials, "ChannelStateDesc"), line(&dials, "Exten")), ("Up", "9+12025550177"));
    assert_eq!(line(&dials, "Data"), "PJSIP/+12025550177@carrier,40");
    supervisor.done("Hangup", &[("Channel", "wb-call-1")]).await;
    assert!(floor.call(SITE, "wb-call-1").await.is_null());
}

#[tokio::test]
async fn actions_are_logged_by_name_and_faults_strike_them_by_name() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    let call = floor.call_of("talking").await;
    floor.control("DELETE", "/requests", json!(null)).await;
    floor.fault("asterisk/Hangup:hang").await;
    let form = [("Action", "hangup"), ("Channel", id(&call))];
    let request = floor.post(SITE, "/rawman").form(&form).timeout(std::time::Duration::from_millis(100));
    let request = request.header("cookie", format!("mansession_id={}", supervisor.cookie));
    assert!(request.send().await.expect_err("no answer").is_timeout());
    assert!(supervisor.ask("Ping", &[]).await.said().0);
    let requests = floor.requests().await;
    assert_eq!(requests["counts"][SITE], json!({"Hangup": {"unanswered": 1}, "Ping": {"200": 1}}));
    assert_eq!(requests["actions"][0]["endpoint"], "Hangup");
    assert_eq!(requests["actions"][0]["body"]["Channel"], call["id"]);
    assert_eq!(floor.state(&call).await, "talking");
}
