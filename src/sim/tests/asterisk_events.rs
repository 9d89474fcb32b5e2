//! The Asterisk dialect's events, as `WaitEvent` gives them.

use std::collections::VecDeque;

use super::asterisk::{Ami, Answer, SITE, line};
use super::*;

impl Ami<'_> {
    async fn wait(&self) -> Answer {
        self.ask("WaitEvent", &[("Timeout", "5")]).await
    }
}

/// Somebody who reads one event after another.
struct Reader<'a>(Ami<'a>, VecDeque<Vec<(String, String)>>);

impl Reader<'_> {
    /// The next event of that name; those before it are passed over.
    async fn until(&mut self, name: &str) -> Vec<(String, String)> {
        let mut passed = Vec::new();
        loop {
            while let Some(block) = self.1.pop_front() {
                let event = line(&block, "Event").to_owned();
                if event == name {
                    return block;
                }
                passed.push(event);
            }
            assert!(passed.len() < 5_000, "no {name} among {passed:?}");
            self.1.extend(self.0.wait().await.blocks);
        }
    }
}

impl Floor {
    async fn reader(&self) -> Reader<'_> {
        Reader(self.ami_with("viewer", &EVENTS).await, VecDeque::new())
    }
}

const EVENTS: [(&str, &str); 1] = [("Events", "call,agent")];

#[tokio::test]
async fn waiting_ends_with_its_timeout_or_with_anything_that_happens() {
    let floor = floor().await;
    let (viewer, deaf) = (floor.ami_with("viewer", &EVENTS).await, floor.ami("viewer").await);
    let nobody = floor.ami_with("nobody", &EVENTS).await;
    let started = tokio::time::Instant::now();
    let empty = viewer.ask("WaitEvent", &[("Timeout", "1"), ("ActionID", "w1")]).await;
    assert!(started.elapsed() >= std::time::Duration::from_millis(900));
    let nothing = "Response: Success\r\nActionID: w1\r\nMessage: Waiting for Event completed.\r\n\r\n\
                   Event: WaitEventComplete\r\nActionID: w1\r\n\r\n";
    assert_eq!(empty.text, nothing);
    let call = async { floor.call_of("waiting").await };
    let (answer, unmasked, unread, _) = tokio::join!(viewer.wait(), deaf.wait(), nobody.wait(), call);
    assert!(!answer.events("Newchannel").is_empty(), "{}", answer.text);
    // Both return at once, with nothing: one did not ask for events, the other may not read them.
    assert_eq!((unmasked.blocks.len(), unread.blocks.len()), (2, 2));
    assert!(started.elapsed() < std::time::Duration::from_secs(5));
    let on = deaf.ask("Events", &[("EventMask", "agent")]).await;
    assert_eq!(on.text, "Response: Success\r\nEvents: On\r\n\r\n");
    floor.call_of("waiting").await;
    let answer = deaf.wait().await;
    assert!(!answer.events("QueueCallerJoin").is_empty() && answer.events("Newchannel").is_empty());
    floor.fault("asterisk:deaf").await;
    floor.call_of("waiting").await;
    assert_eq!(viewer.wait().await.blocks.len(), 2);
}

#[tokio::test]
async fn another_request_of_the_session_does_not_wait() {
    let floor = floor().await;
    let viewer = floor.ami("viewer").await;
    let started = tokio::time::Instant::now();
    let waits = async {
        viewer.ask("WaitEvent", &[("Timeout", "2")]).await;
        started.elapsed()
    };
    let ping = async {
        viewer.ask("Ping", &[]).await;
        started.elapsed()
    };
    let (waits, ping) = tokio::join!(waits, ping);
    assert!(ping < std::time::Duration::from_secs(1) && waits >= std::time::Duration::from_secs(2));
}

#[tokio::test]
async fn a_waiting_caller_is_told_from_the_queue_to_the_end() {
    let floor = floor().await;
    let (mut viewer, supervisor) = (floor.reader().await, floor.ami("supervisor").await);
    let call =
        floor.add(json!({"site": SITE, "state": "waiting", "queue": "VIP", "caller_name": "Farid"})).await;
    let joined = viewer.until("QueueCallerJoin").await;
    let names = joined.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>().join(" ");
    assert_eq!(
        names,
        "Event Privilege Timestamp Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum \
         ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid ChanVariable Queue Position \
         Count"
    );
    assert_eq!((line(&joined, "Queue"), line(&joined, "Uniqueid")), ("VIP", id(&call)));
    assert_eq!(line(&joined, "Privilege"), "agent,all");
    floor.fault("asterisk:untimed").await;
    let order = [("Channel", id(&call)), ("Context", "queues"), ("Exten", "7001"), ("Priority", "1")];
    supervisor.done("Redirect", &order).await;
    let answer = viewer.0.wait().await;
    let told: Vec<&str> = answer.blocks.iter().map(|block| line(block, "Event")).collect();
    assert_eq!(told, ["", "QueueCallerAbandon", "QueueCallerLeave", "QueueCallerJoin", "WaitEventComplete"]);
    assert_eq!(line(&answer.blocks[1], "HoldTime").parse::<u32>().map(|wait| wait < 5), Ok(true));
    assert_eq!((line(&answer.blocks[2], "Queue"), line(&answer.blocks[3], "Queue")), ("VIP", "Sales"));
    assert_eq!(line(&answer.blocks[3], "Timestamp"), "");
    supervisor.done("Hangup", &[("Channel", id(&call))]).await;
    let hangup = viewer.until("Hangup").await;
    assert_eq!((line(&hangup, "Uniqueid"), line(&hangup, "Cause-txt")), (id(&call), "Normal Clearing"));
}

#[tokio::test]
async fn a_living_floor_tells_calls_from_ringing_to_completion() {
    let floor = floor_with(Settings { pace: 20.0, ..Settings::default() }).await;
    let mut viewer = floor.reader().await;
    let connect = viewer.until("AgentConnect").await;
    for name in ["Queue", "Interface", "MemberName", "HoldTime", "RingTime", "DestUniqueid"] {
        assert!(!line(&connect, name).is_empty(), "{name} in {connect:?}");
    }
    assert_eq!(line(&connect, "DestLinkedid"), line(&connect, "Uniqueid"));
    let complete = viewer.until("AgentComplete").await;
    assert!(["caller", "agent", "transfer"].contains(&line(&complete, "Reason")));
    assert!(line(&complete, "TalkTime").parse::<u32>().is_ok());
    let called = viewer.until("AgentCalled").await;
    assert!(line(&called, "DestChannel").contains('/') && line(&called, "Interface").contains('/'));
    let enters = viewer.until("BridgeEnter").await;
    assert_eq!((line(&enters, "BridgeType"), line(&enters, "ChannelStateDesc")), ("basic", "Up"));
    viewer.until("BridgeLeave").await;
    let held = viewer.until("Hold").await;
    assert_eq!(line(&held, "ChannelStateDesc"), "Up");
    viewer.until("Unhold").await;
    let status = viewer.until("QueueMemberStatus").await;
    assert_eq!(line(&status, "StateInterface"), line(&status, "Interface"));
}

#[tokio::test]
async fn what_supervisors_do_is_told_too() {
    let floor = floor().await;
    let (mut viewer, recorder) = (floor.reader().await, floor.ami("recorder").await);
    let call =
        floor.add(json!({"site": SITE, "state": "talking", "agent": "1003", "recording": "none"})).await;
    let (_, agent) = recorder.leg(&call, "AppQueue").await;
    let data = format!("{agent},quES");
    let spy = |phone: &'static str, mark: &'static str| {
        [
            ("Channel", phone),
            ("Application", "ChanSpy"),
            ("Data", &*data),
            ("Async", "true"),
            ("ActionID", mark),
            ("ChannelId", mark),
        ]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
    };
    for (phone, mark, reason) in [("PJSIP/999", "bad", "0"), ("PJSIP/200", "good", "4")] {
        let order = spy(phone, mark);
        let order: Vec<(&str, &str)> =
            order.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        recorder.done("Originate", &order).await;
        let told = viewer.until("OriginateResponse").await;
        assert_eq!((line(&told, "ActionID"), line(&told, "Reason")), (mark, reason));
        assert_eq!((line(&told, "Uniqueid"), line(&told, "Data")), (mark, &*data));
        assert_eq!(line(&told, "Response"), if reason == "4" { "Success" } else { "Failure" });
    }
    let start = viewer.until("ChanSpyStart").await;
    assert_eq!((line(&start, "SpyerUniqueid"), line(&start, "SpyeeUniqueid")), ("good", &*agent));
    recorder.done("MixMonitor", &[("Channel", id(&call)), ("File", "ev.wav")]).await;
    recorder.done("MixMonitorMute", &[("Channel", id(&call)), ("Direction", "both"), ("State", "1")]).await;
    recorder.done("StopMixMonitor", &[("Channel", id(&call))]).await;
    viewer.until("MixMonitorStart").await;
    let mute = viewer.until("MixMonitorMute").await;
    assert_eq!((line(&mute, "Direction"), line(&mute, "State")), ("both", "1"));
    viewer.until("MixMonitorStop").await;
    recorder
        .done("QueuePause", &[("Interface", "PJSIP/1003"), ("Paused", "true"), ("Reason", "Break")])
        .await;
    let pause = viewer.until("QueueMemberPause").await;
    assert_eq!(
        pause.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>().join(" "),
        "Event Privilege Timestamp Queue MemberName Interface StateInterface Membership Penalty CallsTaken LastCall \
         LastPause LoginTime InCall Status Paused PausedReason Ringinuse Wrapuptime"
    );
    assert_eq!((line(&pause, "Interface"), line(&pause, "PausedReason")), ("PJSIP/1003", "Break"));
    recorder.done("Park", &[("Channel", id(&call))]).await;
    // The agent's leg is gone, and with it the supervisor's.
    viewer.until("ChanSpyStop").await;
    let parked = viewer.until("ParkedCall").await;
    assert_eq!((line(&parked, "ParkeeUniqueid"), line(&parked, "ParkingSpace")), (id(&call), "701"));
    recorder.done("Hangup", &[("Channel", id(&call))]).await;
    viewer.until("ParkedCallGiveUp").await;
}
