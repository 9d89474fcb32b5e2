//! The Asterisk dialect's queues: members, callers, figures, and orders to members.

use super::asterisk::{Ami, Answer, Block, SITE, line};
use super::*;

impl Ami<'_> {
    /// One queue as it is now.
    async fn queue(&self, name: &str) -> Answer {
        self.ask("QueueStatus", &[("Queue", name)]).await
    }

    /// The blocks of one agent, by queue.
    async fn member(&self, location: &str) -> Vec<Vec<(String, String)>> {
        let all = self.ask("QueueStatus", &[("Member", location)]).await;
        all.events("QueueMember").into_iter().map(<[_]>::to_vec).collect()
    }
}

fn number(block: &Block, name: &str) -> i64 {
    line(block, name).parse().unwrap_or_else(|why| panic!("{name} is {:?}: {why}", line(block, name)))
}

fn entry<'a>(answer: &'a Answer, call: &Value) -> Option<&'a Block> {
    answer.events("QueueEntry").into_iter().find(|entry| line(entry, "Uniqueid") == id(call))
}

#[tokio::test]
async fn a_queue_is_told_with_its_members_and_its_callers() {
    let floor = floor().await;
    let viewer = floor.ami("viewer").await;
    let call = floor.add(json!({"site": SITE, "state": "waiting", "queue": "VIP", "age": 21})).await;
    let answer = viewer.ask("QueueStatus", &[("Queue", "VIP"), ("ActionID", "q1")]).await;
    assert_eq!(
        answer.blocks[0],
        [
            ("Response", "Success"),
            ("ActionID", "q1"),
            ("EventList", "start"),
            ("Message", "Queue status will follow")
        ]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
    );
    assert_eq!(
        answer.shape("QueueParams"),
        "Event Queue Max Strategy Calls Holdtime TalkTime Completed Abandoned ServiceLevel ServicelevelPerf \
         ServicelevelPerf2 Weight ActionID"
    );
    assert_eq!(
        answer.shape("QueueMember"),
        "Event Queue Name Location StateInterface Membership Penalty CallsTaken LastCall LastPause LoginTime InCall \
         Status Paused PausedReason Wrapuptime ActionID"
    );
    assert_eq!(
        answer.shape("QueueEntry"),
        "Event Queue Position Channel Uniqueid CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Wait \
         Priority ActionID"
    );
    let mine = entry(&answer, &call).expect("the caller");
    assert!((21..=23).contains(&number(mine, "Wait")));
    assert_eq!((line(mine, "ConnectedLineNum"), line(mine, "ConnectedLineName")), ("unknown", "unknown"));
    let waits = answer.events("QueueEntry").len();
    assert_eq!(number(answer.events("QueueParams")[0], "Calls"), i64::try_from(waits).expect("few"));
    let positions: Vec<i64> =
        answer.events("QueueEntry").iter().map(|entry| number(entry, "Position")).collect();
    assert_eq!(positions, (1..=positions.len()).map(|n| i64::try_from(n).expect("few")).collect::<Vec<_>>());
    let items = answer.blocks.len() - 2;
    let end = format!(
        "Event: QueueStatusComplete\r\nActionID: q1\r\nEventList: Complete\r\nListItems: {items}\r\n\r\n"
    );
    assert!(answer.text.ends_with(&end));
    let none = viewer.queue("nosuch").await;
    assert_eq!(
        none.text,
        "Response: Success\r\nEventList: start\r\nMessage: Queue status will follow\r\n\r\n\
         Event: QueueStatusComplete\r\nEventList: Complete\r\nListItems: 0\r\n\r\n"
    );
}

#[tokio::test]
async fn one_agent_is_a_block_in_each_of_their_queues_with_the_state_of_the_device() {
    let floor = floor().await;
    let viewer = floor.ami("viewer").await;
    let truth = floor.world(SITE).await;
    let served = truth["agents"][2]["queues"].as_array().expect("queues").len();
    let states = async || {
        let blocks = viewer.member("PJSIP/1003").await;
        assert_eq!(blocks.len(), served);
        blocks
            .iter()
            .map(|block| (line(block, "Status").to_owned(), line(block, "InCall").to_owned()))
            .collect::<Vec<_>>()
    };
    let all = |status: &str, in_call: usize| {
        let pair = |n: usize| (status.to_owned(), usize::from(n == in_call).to_string());
        (0..served).map(pair).collect::<Vec<_>>()
    };
    let sorted = async || {
        let mut states = states().await;
        states.sort_by(|one, other| other.1.cmp(&one.1));
        states
    };
    let call = floor.call_of("ringing").await;
    assert_eq!(sorted().await, all("6", 99));
    let answer = viewer.queue("Sales").await;
    assert_eq!(
        line(entry(&answer, &call).expect("a ringing caller waits still"), "ConnectedLineNum"),
        "1003"
    );
    floor.control("POST", &format!("/world/calls/{}/end", id(&call)), json!(null)).await;
    floor.call_of("talking").await;
    assert_eq!(sorted().await, all("2", 0), "in the queue that delivered the call, InCall is 1");
    floor.add(json!({"site": SITE, "state": "dialing", "agent": "1005"})).await;
    assert!(
        viewer
            .member("PJSIP/1005")
            .await
            .iter()
            .all(|block| line(block, "Status") == "2" && line(block, "InCall") == "0")
    );
    floor.add(json!({"site": SITE, "state": "talking", "agent": "1008"})).await;
    let robot = viewer.member("Local/1008@robots/n").await;
    assert!(!robot.is_empty() && robot.iter().all(|block| line(block, "Status") == "2"));
}

#[tokio::test]
async fn devices_and_extensions_are_told_in_words_and_in_other_numbers() {
    let floor = floor().await;
    let viewer = floor.ami("viewer").await;
    floor.call_of("talking").await;
    let states = viewer.ask("DeviceStateList", &[]).await;
    let state = |device: &str| {
        let found =
            states.events("DeviceStateChange").into_iter().find(|block| line(block, "Device") == device);
        found.map_or("", |block| line(block, "State")).to_owned()
    };
    assert_eq!(
        (state("PJSIP/1003"), state("Queue:Sales_pause_PJSIP/1003")),
        ("INUSE".to_owned(), "NOT_INUSE".to_owned())
    );
    let hints = viewer.ask("ExtensionStateList", &[]).await;
    let hint = hints
        .events("ExtensionStatus")
        .into_iter()
        .find(|block| line(block, "Exten") == "1003")
        .expect("one");
    assert_eq!(
        (line(hint, "Status"), line(hint, "StatusText"), line(hint, "Hint")),
        ("1", "InUse", "PJSIP/1003")
    );
}

#[tokio::test]
async fn who_is_away_is_paused_or_unavailable_or_no_member() {
    let floor = floor().await;
    let viewer = floor.ami("viewer").await;
    let (mut offline, mut paused, mut wrapping) = (0, 0, 0);
    for agent in rows(&floor.world(SITE).await["agents"]) {
        let ix: usize =
            agent["extension"].as_str().expect("digits").parse::<usize>().expect("digits") - 1_001;
        let location = if ix % 9 == 7 {
            format!("Local/{}@robots/n", 1_001 + ix)
        } else {
            format!("PJSIP/{}", 1_001 + ix)
        };
        let blocks = viewer.member(&location).await;
        let dynamic = blocks.iter().filter(|block| line(block, "Membership") == "dynamic").count();
        assert_eq!(dynamic, if ix % 4 == 3 { blocks.len() } else { 0 });
        match agent["state"].as_str().expect("a state") {
            "offline" if ix % 4 == 3 => assert!(blocks.is_empty()),
            "offline" => {
                offline += 1;
                assert!(blocks.iter().all(|block| line(block, "Status") == "5"));
            }
            "lunch" => {
                paused += 1;
                let lunch =
                    |block: &Vec<_>| (line(block, "Paused"), line(block, "PausedReason")) == ("1", "Lunch");
                assert!(
                    !blocks.is_empty() && blocks.iter().all(lunch) && number(&blocks[0], "LastPause") > 0
                );
            }
            "wrapup" => {
                wrapping += 1;
                assert!(
                    blocks.iter().all(|block| (line(block, "Status"), line(block, "Paused")) == ("1", "0"))
                );
            }
            _ => {}
        }
    }
    assert!(paused > 0 && wrapping > 0, "{offline} {paused} {wrapping}");
}

#[tokio::test]
async fn a_pause_holds_in_all_queues_or_in_one_and_its_reason_is_told() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    let call = floor.call_of("waiting").await;
    let order = async |paused: &str, more: &[(&str, &str)]| {
        let params = [&[("Interface", "PJSIP/1003"), ("Paused", paused)], more].concat();
        supervisor.done("QueuePause", &params).await
    };
    let told = async || {
        let blocks = supervisor.member("PJSIP/1003").await;
        let mut told: Vec<(String, bool, String)> = blocks
            .iter()
            .map(|block| {
                (
                    line(block, "Queue").to_owned(),
                    line(block, "Paused") == "1",
                    line(block, "PausedReason").to_owned(),
                )
            })
            .collect();
        told.sort();
        told
    };
    order("false", &[]).await;
    let queues: Vec<String> = told().await.into_iter().map(|(queue, ..)| queue).collect();
    let expected = |away: &dyn Fn(&str) -> bool, why: &str| {
        let row = |queue: &String| {
            (queue.clone(), away(queue), if away(queue) { why.to_owned() } else { String::new() })
        };
        queues.iter().map(row).collect::<Vec<_>>()
    };
    assert!(queues.len() >= 2 && told().await == expected(&|_| false, ""));
    assert_eq!(order("true", &[("Reason", "Zahnarzt um 3")]).await, "Interface paused successfully");
    assert_eq!(told().await, expected(&|_| true, "Zahnarzt um 3"));
    assert_eq!(floor.world(SITE).await["agents"][2]["duty"], "other");
    let first = queues[0].clone();
    assert_eq!(order("false", &[("Queue", &first)]).await, "Interface unpaused successfully");
    assert_eq!(told().await, expected(&|queue| queue != first, "Zahnarzt um 3"));
    order("1", &[("Queue", &first), ("Reason", "Lunch")]).await;
    assert!(told().await.contains(&(first.clone(), true, "Lunch".to_owned())));
    order("no", &[]).await;
    assert_eq!(told().await, expected(&|_| false, ""));
    assert!(supervisor.member("PJSIP/1003").await.iter().all(|block| number(block, "LastPause") > 0));
    order("true", &[("Reason", "lunch")]).await;
    assert_eq!(floor.world(SITE).await["agents"][2]["duty"], "lunch");
    let nowhere = [("Interface", "PJSIP/1003"), ("Paused", "true"), ("Queue", "nosuch")];
    assert_eq!(supervisor.refused("QueuePause", &nowhere).await, "Interface not found");
    assert!(!floor.call(SITE, id(&call)).await.is_null());
}

#[tokio::test]
async fn members_come_and_go_and_static_ones_stay() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    let phone = [("Queue", "Support"), ("Interface", "PJSIP/200")];
    let add = [&phone[..], &[("Penalty", "5"), ("Paused", "true"), ("MemberName", "Supervisor")]].concat();
    assert_eq!(supervisor.done("QueueAdd", &add).await, "Added interface to queue");
    let member = supervisor.member("PJSIP/200").await;
    for (key, value) in [
        ("Name", "Supervisor"),
        ("Membership", "dynamic"),
        ("Penalty", "5"),
        ("Paused", "1"),
        ("Status", "1"),
    ] {
        assert_eq!(line(&member[0], key), value);
    }
    assert_eq!(supervisor.refused("QueueAdd", &phone).await, "Unable to add interface: Already there");
    assert_eq!(supervisor.done("QueueRemove", &phone).await, "Removed interface from queue");
    assert_eq!(supervisor.refused("QueueRemove", &phone).await, "Unable to remove interface: Not there");
    let lost = [("Queue", "nosuch"), ("Interface", "PJSIP/200")];
    assert_eq!(
        supervisor.refused("QueueAdd", &lost).await,
        "Unable to add interface to queue: No such queue"
    );
    let served = supervisor.member("PJSIP/1001").await;
    let served = [("Queue", line(&served[0], "Queue")), ("Interface", "PJSIP/1001")];
    assert_eq!(supervisor.refused("QueueRemove", &served).await, "Member not dynamic");
    let world = floor.world(SITE).await;
    let free =
        (0..6_u64).find(|n| !rows(&world["agents"][0]["queues"]).contains(&json!(n))).expect("a queue");
    let name =
        world["queues"][usize::try_from(free).expect("few")]["name"].as_str().expect("a name").to_owned();
    let hired = [("Queue", &*name), ("Interface", "PJSIP/1001")];
    assert_eq!(supervisor.done("QueueAdd", &hired).await, "Added interface to queue");
    assert!(rows(&floor.world(SITE).await["agents"][0]["queues"]).contains(&json!(free)));
    assert_eq!(supervisor.done("QueueRemove", &hired).await, "Removed interface from queue");
}

#[tokio::test]
async fn the_summary_agrees_with_the_status() {
    let floor = floor().await;
    let viewer = floor.ami("viewer").await;
    floor.add(json!({"site": SITE, "state": "waiting", "queue": "Billing", "age": 300})).await;
    let status = viewer.queue("Billing").await;
    let answer = viewer.ask("QueueSummary", &[("Queue", "Billing")]).await;
    assert_eq!(
        answer.shape("QueueSummary"),
        "Event Queue LoggedIn Available Callers HoldTime TalkTime LongestHoldTime"
    );
    let summary = answer.events("QueueSummary")[0];
    let members = status.events("QueueMember");
    let there = members.iter().filter(|member| line(member, "Status") != "5").count();
    let free = members
        .iter()
        .filter(|member| (line(member, "Status"), line(member, "Paused")) == ("1", "0"))
        .count();
    assert_eq!(
        (line(summary, "LoggedIn"), line(summary, "Available")),
        (&*there.to_string(), &*free.to_string())
    );
    assert_eq!(line(summary, "Callers"), line(status.events("QueueParams")[0], "Calls"));
    assert_eq!(line(summary, "HoldTime"), line(status.events("QueueParams")[0], "Holdtime"));
    assert!((300..=303).contains(&number(summary, "LongestHoldTime")));
    let all = viewer.ask("QueueSummary", &[]).await;
    let names: Vec<&str> = all.events("QueueSummary").iter().map(|row| line(row, "Queue")).collect();
    assert_eq!(names.len(), 6);
    assert_ne!(
        names,
        ["Sales", "Support", "Billing", "Renewals", "Returns", "VIP"],
        "in the order of a hash table"
    );
}

#[tokio::test]
async fn a_finished_call_moves_the_averages_and_a_lost_caller_counts() {
    let floor = floor().await;
    let viewer = floor.ami("viewer").await;
    let call = floor.call_of("talking").await;
    let waits = floor.call_of("waiting").await;
    let params = async || viewer.queue("Sales").await.events("QueueParams")[0].to_vec();
    let before = params().await;
    for gone in [&call, &waits] {
        floor.control("POST", &format!("/world/calls/{}/end", id(gone)), json!(null)).await;
    }
    let after = params().await;
    for name in ["Completed", "Abandoned"] {
        assert_eq!(number(&after, name), number(&before, name) + 1, "{name}");
    }
    let talk = |seconds| (number(&before, "TalkTime") * 3 + seconds) / 4;
    assert!(
        (talk(38)..=talk(41)).contains(&number(&after, "TalkTime")),
        "three quarters old, one quarter new"
    );
}

#[tokio::test]
async fn a_waiting_callers_priority_is_told_and_leaves_the_order_as_it_is() {
    let floor = floor().await;
    let nobody = floor.ami("nobody").await;
    let older = floor.add(json!({"site": SITE, "state": "waiting", "queue": "VIP", "age": 90})).await;
    let call = floor.add(json!({"site": SITE, "state": "waiting", "queue": "VIP", "age": 5})).await;
    let params = [("Queue", "VIP"), ("Caller", id(&call)), ("Priority", "5")];
    assert_eq!(
        nobody.done("QueueChangePriorityCaller", &params).await,
        "Priority change for caller on queue"
    );
    let queue = nobody.queue("VIP").await;
    let (first, second) = (entry(&queue, &older).expect("older"), entry(&queue, &call).expect("newer"));
    assert_eq!((line(second, "Priority"), line(first, "Priority")), ("5", "0"));
    assert!(number(first, "Position") < number(second, "Position"));
    let withdraw = [("Queue", "VIP"), ("Caller", id(&call))];
    assert_eq!(nobody.done("QueueWithdrawCaller", &withdraw).await, "Withdraw requested successfully");
    assert!(floor.call(SITE, id(&call)).await.is_null());
}

#[tokio::test]
async fn times_of_members_follow_the_servers_clock() {
    let floor = floor().await;
    let viewer = floor.ami("viewer").await;
    let login = async || number(&viewer.member("PJSIP/1001").await[0], "LoginTime");
    let straight = login().await;
    assert!((0..20_000).contains(&(crate::clock::utc().timestamp() - straight)));
    floor.fault("asterisk:skew=-90s").await;
    assert_eq!(login().await - straight, -90);
}
