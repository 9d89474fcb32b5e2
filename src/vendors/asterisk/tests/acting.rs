//! Orders over sockets: the exact requests, the looks before them, and every refusal.

use std::sync::Arc;

use super::server::{Asked, Heard, Say, account, actions, healthy, no, serve};
use super::*;
use crate::domain::{
    Account, Action, AgentKey, CallKey, Choice, Entries, Field, FieldKind, ListenMode, Phase, Recording,
    Sighting, Subject, Verb,
};
use crate::messages::{Run, Ticket};

/// The recorded call of Bruno with agent 101.
const TALKS: &str = "1795202024.107";
/// The recorded caller who waits in `sales`, alone.
const WAITS: &str = "1795202036.122";

fn order(subject: Subject, action: Action) -> Order {
    let ticket = Ticket { run: Run::default(), session: 1, number: 1 };
    Order { ticket, operator: Text::new("ada"), subject, action, at: At::from_millis(0) }
}

pub(super) fn on_call(snapshot: &Snapshot, id: &str, action: Action) -> Order {
    let seen = Box::new(call(snapshot, id).clone());
    let key = CallKey::new(&Account::new("asterisk", "pbx"), &seen.id);
    order(Subject::Call { key, sighting: Sighting { call: 1, hands: 1 }, seen }, action)
}

pub(super) fn on_agent(snapshot: &Snapshot, id: &str, action: Action) -> Order {
    let seen = Box::new(agent(snapshot, id).clone());
    let key = AgentKey::new(&Account::new("asterisk", "pbx"), &seen.id);
    order(Subject::Agent { key, sighting: 1, seen, calls: Vec::new() }, action)
}

pub(super) fn listen(mode: ListenMode, from: Option<ListenMode>) -> Action {
    Action::Listen { mode, phone: Text::new("200"), from }
}

/// One of this account's own actions, with answers.
pub(super) fn own(vendor: &Asterisk, id: &str, answers: &[(&'static str, &str)]) -> Action {
    let abilities = vendor.abilities();
    let special = abilities.specials().iter().find(|special| special.id == id).unwrap();
    let field = |name| Field::required(name, name, FieldKind::Flag);
    let with =
        answers.iter().fold(Entries::default(), |with, (name, value)| with.with(&field(name), value, value));
    Action::Special { special: Arc::clone(special), with }
}

/// `Status` of a leg that is up, in a bridge or not.
pub(super) fn status(id: &str, bridge: &str, more: &str) -> Say {
    let row = format!("Channel: PJSIP/x-1\nChannelState: 6\nUniqueid: {id}\nBridgeID: {bridge}\n{more}");
    Say::Body(listed("Status", &[&row]))
}

/// What the recorded server says of its legs, looked at one by one.
fn legs(asked: &Asked) -> Say {
    let id = asked.get("Channel").unwrap_or_default();
    match id {
        "1795202024.108" => status(id, "6e193ef9-af4f-4aa5-9e56-94fb65ba07a0", ""),
        "1795202036.122" => status(id, "", ""),
        id if id.starts_with("callboard-spy-") => {
            status(id, "", "Application: ChanSpy\nData: 1795202024.108,quESd")
        }
        _ => no("No such channel"),
    }
}

/// An account that has polled once, and asks what `says` answers.
pub(super) async fn ready(
    more: &str,
    says: impl Fn(&Asked) -> Option<Say> + Send + Sync + 'static,
) -> (Asterisk, Http, Heard, Snapshot) {
    let (base, heard) = serve(move |asked| {
        says(asked).unwrap_or_else(|| if asked.action() == "Status" { legs(asked) } else { healthy(asked) })
    })
    .await;
    let (mut vendor, http) = account(&base, more);
    let snapshot = vendor.poll(&http).await;
    heard.lock().unwrap().clear();
    (vendor, http, heard, snapshot)
}

/// Everything heard since, in the first session, with its fields.
pub(super) fn asked(heard: &Heard) -> Vec<String> {
    let heard = heard.lock().unwrap();
    let ours = heard.iter().filter(|asked| asked.cookie.as_deref() == Some(COOKIE));
    ours.map(|asked| format!("{} {}", asked.action(), asked.rest())).collect()
}

/// `text` with every run of more than twelve digits as `#`.
fn unmarked(text: &str) -> String {
    let mut out = String::new();
    for part in text.split_inclusive(|char: char| !char.is_ascii_digit()) {
        let rest = part.trim_start_matches(|char: char| char.is_ascii_digit());
        let long = part.len() - rest.len() > 12;
        out.extend(if long { ["#", rest] } else { [part, ""] });
    }
    out
}

#[tokio::test]
async fn hanging_up_names_the_customers_leg() {
    let (mut vendor, http, heard, snapshot) = ready("", |_| None).await;
    let order = on_call(&snapshot, TALKS, Action::HangUp);
    assert_eq!(vendor.act(&http, &order).await, Ok(Accepted::default()));
    assert_eq!(asked(&heard), [format!("Hangup Channel={TALKS} Cause=16")]);
}

#[tokio::test]
async fn listening_looks_first_and_begins_in_its_mode() {
    for (mode, options) in
        [(ListenMode::Monitor, "quESd"), (ListenMode::Whisper, "quESdw"), (ListenMode::Barge, "quESdB")]
    {
        let (mut vendor, http, heard, snapshot) = ready("caller_id = '\"Callboard\" <200>'", |_| None).await;
        let order = on_call(&snapshot, TALKS, listen(mode, None));
        assert_eq!(vendor.act(&http, &order).await, Ok(Accepted::default()));
        let asked = asked(&heard);
        assert_eq!(asked[0], "Status Channel=1795202024.108");
        assert_eq!(
            unmarked(&asked[1]),
            format!(
                "Originate Channel=PJSIP/200 Application=ChanSpy Data=1795202024.108,{options} \
                 CallerID=\"Callboard\" <200> Timeout=20000 Async=true ChannelId=callboard-spy-#-1795202024.108"
            )
        );
        assert_eq!(asked.len(), 2);
    }
}

#[tokio::test]
async fn the_mode_changes_by_a_digit_on_our_own_channel_and_leaving_hangs_it_up() {
    let (mut vendor, http, heard, snapshot) = ready("", |_| None).await;
    vendor.act(&http, &on_call(&snapshot, TALKS, listen(ListenMode::Monitor, None))).await.unwrap();
    let id = vendor.spies[0].id.clone();
    heard.lock().unwrap().clear();
    for (mode, digit) in [(ListenMode::Whisper, 5), (ListenMode::Barge, 6), (ListenMode::Monitor, 4)] {
        let order = on_call(&snapshot, TALKS, listen(mode, Some(ListenMode::Monitor)));
        assert_eq!(vendor.act(&http, &order).await, Ok(Accepted::default()));
        let expected = format!("PlayDTMF Channel={id} Digit={digit} Receive=true");
        assert_eq!(asked(&heard), [format!("Status Channel={id}"), expected]);
        heard.lock().unwrap().clear();
    }
    let leave = || on_call(&snapshot, TALKS, Action::Leave { phone: Text::new("200") });
    assert_eq!(vendor.act(&http, &leave()).await, Ok(Accepted::default()));
    assert_eq!(asked(&heard), [format!("Hangup Channel={id}")]);
    assert!(matches!(vendor.act(&http, &leave()).await, Err(Fault::Gone(_))));
    assert_eq!(asked(&heard).len(), 1);
}

#[tokio::test]
async fn the_listed_leg_has_the_operators_word_for_the_phone() {
    let listed = |id: &str| {
        let text = fixture!("channels.txt").replace("ListItems: 19", "ListItems: 20");
        let spy = leg(
            "PJSIP/200-9",
            6,
            (id, id),
            "",
            "Application: ChanSpy\nApplicationData: 1795202024.108,quESd",
        );
        text.replace(
            "Event: CoreShowChannelsComplete",
            &format!("Event: CoreShowChannel\n{spy}\n\nEvent: CoreShowChannelsComplete"),
        )
    };
    let (id, own) = ("callboard-spy-1-1795202024.108", "9.9");
    let (mut vendor, http, heard, snapshot) = ready("", |_| None).await;
    vendor.act(&http, &on_call(&snapshot, TALKS, listen(ListenMode::Monitor, None))).await.unwrap();
    let mut answers = everything();
    let list = listed(id);
    answers[2].1 = list.as_bytes();
    let snapshot = polled(&mut vendor, &answers, &Facts::default());
    let leg = &snapshot.listeners.as_ref().unwrap()[0];
    assert_eq!((leg.call.as_ref().unwrap().as_str(), &*leg.phone, leg.answered), (TALKS, "200", true));
    // What somebody else placed is left alone, even from the same phone.
    let list = listed(own);
    answers[2].1 = list.as_bytes();
    polled(&mut vendor, &answers, &Facts::default());
    heard.lock().unwrap().clear();
    let leave = on_call(&snapshot, TALKS, Action::Leave { phone: Text::new("PJSIP/200") });
    assert!(matches!(vendor.act(&http, &leave).await, Err(Fault::Refused(_))));
    assert_eq!(asked(&heard), Vec::<String>::new());
}

#[tokio::test]
async fn nobody_is_listened_to_who_has_gone_on_to_another_call() {
    let elsewhere =
        |asked: &Asked| (asked.action() == "Status").then(|| status("1795202024.108", "another", ""));
    let (mut vendor, http, heard, snapshot) = ready("", elsewhere).await;
    for action in [
        listen(ListenMode::Barge, None),
        Action::Transfer { to: "102".into(), with: Entries::default() },
        Action::Park { with: Entries::default() },
    ] {
        let result = vendor.act(&http, &on_call(&snapshot, TALKS, action)).await;
        assert!(matches!(&result, Err(Fault::Refused(why)) if why.contains("another call")), "{result:?}");
    }
    assert!(actions(&heard).iter().all(|action| action == "Status" || action == "ShowDialPlan"));
    // Nor anybody whose phone only rings, nor one's own.
    let rings =
        vendor.act(&http, &on_call(&snapshot, "1795202032.117", listen(ListenMode::Monitor, None))).await;
    assert!(matches!(rings, Err(Fault::Refused(_))));
    let (mut vendor, http, heard, snapshot) = ready("", |_| None).await;
    let own = Action::Listen { mode: ListenMode::Monitor, phone: "101".into(), from: None };
    assert!(matches!(vendor.act(&http, &on_call(&snapshot, TALKS, own)).await, Err(Fault::Refused(_))));
    assert_eq!(actions(&heard), ["Status"]);
}

#[tokio::test]
async fn a_mode_that_cannot_change_is_said_so() {
    for (more, part) in [
        ("Application: ChanSpy\nData: 1.1,quESB", "end it first"),
        ("Application: AppDial2", "not been answered"),
    ] {
        let spies = move |asked: &Asked| {
            let id = asked.get("Channel").unwrap_or_default();
            (asked.action() == "Status" && id.starts_with("callboard")).then(|| status(id, "", more))
        };
        let (mut vendor, http, _, snapshot) = ready("", spies).await;
        vendor.act(&http, &on_call(&snapshot, TALKS, listen(ListenMode::Monitor, None))).await.unwrap();
        let order = on_call(&snapshot, TALKS, listen(ListenMode::Whisper, Some(ListenMode::Monitor)));
        let result = vendor.act(&http, &order).await;
        assert!(matches!(&result, Err(Fault::Refused(why)) if why.contains(part)), "{result:?}");
    }
}

#[tokio::test]
async fn recordings_are_started_on_the_customers_leg_and_stopped_where_they_run() {
    let told = |asked: &Asked| {
        (asked.action() == "MixMonitor" && asked.get("Channel").is_some())
            .then(|| Say::Body(b"Response: Success\r\nMixMonitorID: 0x7f7a3402be00\r\n\r\n".to_vec()))
    };
    let (mut vendor, http, heard, snapshot) = ready("record_file = 'wb-{id}.wav'", told).await;
    let id = "1795202026.109";
    let accepted = vendor.act(&http, &on_call(&snapshot, id, Action::Record(true))).await.unwrap();
    assert_eq!(accepted.note.as_deref(), Some("the file is wb-1795202026.109.wav"));
    let expected = format!("MixMonitor Channel={id} File=wb-{id}.wav Options=i(CALLBOARD_RECORDING)");
    assert_eq!(asked(&heard), [expected]);
    // The list has not caught up.
    let again = polled(&mut vendor, &everything(), &Facts::default());
    assert_eq!(call(&again, id).recording, Recording::Set(true));
    heard.lock().unwrap().clear();
    vendor.act(&http, &on_call(&snapshot, id, Action::Record(false))).await.unwrap();
    assert_eq!(asked(&heard), [format!("StopMixMonitor Channel={id} MixMonitorID=0x7f7a3402be00")]);
    heard.lock().unwrap().clear();
    // The dialplan's own recording has no id that is known.
    vendor.act(&http, &on_call(&snapshot, TALKS, Action::Record(false))).await.unwrap();
    assert_eq!(asked(&heard), [format!("StopMixMonitor Channel={TALKS}")]);
    let after = polled(&mut vendor, &everything(), &Facts::default());
    assert_eq!(call(&after, TALKS).recording, Recording::Set(false));
    heard.lock().unwrap().clear();
    for (special, state) in [("mute-recording", 1), ("unmute-recording", 0)] {
        let action = own(&vendor, special, &[]);
        vendor.act(&http, &on_call(&snapshot, TALKS, action)).await.unwrap();
        let expected = format!("MixMonitorMute Channel={TALKS} Direction=both State={state}");
        assert_eq!(asked(&heard).pop(), Some(expected));
    }
}

#[tokio::test]
async fn parking_comes_back_to_the_agent_and_is_picked_up_where_it_is_now() {
    let (mut vendor, http, heard, snapshot) = ready("park_lot = 'vip'", |_| None).await;
    let park = Action::Park { with: Entries::default() };
    vendor.act(&http, &on_call(&snapshot, TALKS, park)).await.unwrap();
    assert_eq!(
        asked(&heard),
        [
            "Status Channel=1795202024.108".to_owned(),
            format!("Park Channel={TALKS} TimeoutChannel=PJSIP/101-0000005a Parkinglot=vip")
        ]
    );
    let lars = "1795202668.197";
    let parked = leg(
        "PJSIP/carrier-0000008b",
        6,
        (lars, lars),
        "p1",
        "Application: Queue\nApplicationData: support,t",
    );
    let mut answers = everything();
    let legs = channels(&[&parked]);
    answers[2].1 = &legs;
    answers[5].1 = fixture!("parked-calls.txt").as_bytes();
    let snapshot = polled(&mut vendor, &answers, &Facts::default());
    heard.lock().unwrap().clear();
    let retrieve = || on_call(&snapshot, lars, Action::Retrieve { phone: Text::new("PJSIP/200") });
    vendor.act(&http, &retrieve()).await.unwrap();
    let requests = asked(&heard);
    assert_eq!(requests[0], "ParkedCalls ");
    assert_eq!(
        unmarked(&requests[1]),
        "Originate Channel=PJSIP/200 Context=from-agents Exten=701 Priority=1 Timeout=20000 Async=true \
         ChannelId=callboard-pick-#"
    );
    // Its slot may be somebody else's by now.
    let (mut vendor, http, heard, _) = ready("", |asked| {
        (asked.action() == "ParkedCalls")
            .then(|| Say::Body(listed("ParkedCall", &["ParkeeUniqueid: 7.7\nParkingSpace: 701"])))
    })
    .await;
    polled(&mut vendor, &answers, &Facts::default());
    assert!(matches!(vendor.act(&http, &retrieve()).await, Err(Fault::Gone(_))));
    assert_eq!(actions(&heard), ["ParkedCalls"]);
}

#[tokio::test]
async fn a_transfer_goes_by_the_agents_leg_while_people_talk_and_else_by_the_callers() {
    let (mut vendor, http, heard, snapshot) = ready("", |_| None).await;
    let transfer = |to: &str| Action::Transfer { to: to.into(), with: Entries::default() };
    vendor.act(&http, &on_call(&snapshot, TALKS, transfer("+1 202 555"))).await.unwrap();
    assert_eq!(
        asked(&heard),
        [
            "ShowDialPlan Context=agents Extension=+1202555",
            "Status Channel=1795202024.108",
            "BlindTransfer Channel=1795202024.108 Context=agents Exten=+1202555",
        ]
    );
    heard.lock().unwrap().clear();
    let accepted = vendor.act(&http, &on_call(&snapshot, WAITS, transfer("102"))).await.unwrap();
    assert!(accepted.note.unwrap().contains("abandoned"));
    assert_eq!(
        asked(&heard),
        [
            "ShowDialPlan Context=agents Extension=102".to_owned(),
            format!("Status Channel={WAITS}"),
            format!("Redirect Channel={WAITS} Context=agents Exten=102 Priority=1"),
        ]
    );
    heard.lock().unwrap().clear();
    let requeue = |name: &str| Action::Requeue { queue: name.into(), name: name.into() };
    vendor.act(&http, &on_call(&snapshot, TALKS, requeue("support"))).await.unwrap();
    assert_eq!(
        asked(&heard).pop().unwrap(),
        "BlindTransfer Channel=1795202024.108 Context=queues Exten=7002"
    );
    let unknown = vendor.act(&http, &on_call(&snapshot, TALKS, requeue("billing"))).await;
    assert!(
        matches!(&unknown, Err(Fault::Refused(why)) if why.contains("`queue_extensions`")),
        "{unknown:?}"
    );
}

#[tokio::test]
async fn nobody_is_sent_to_where_nothing_is() {
    let (mut vendor, http, heard, snapshot) = ready("", |asked| {
        (asked.action() == "ShowDialPlan").then(|| no("Did not find extension 9999@agents"))
    })
    .await;
    let transfer = Action::Transfer { to: "9999".into(), with: Entries::default() };
    let place = Action::Place { to: "9999".into(), with: Entries::default() };
    let orders = [
        on_call(&snapshot, TALKS, transfer.clone()),
        on_call(&snapshot, WAITS, transfer),
        on_agent(&snapshot, "PJSIP/104", place),
    ];
    for order in orders {
        let result = vendor.act(&http, &order).await;
        assert!(
            matches!(&result, Err(Fault::Refused(why)) if why.contains("Did not find extension")),
            "{result:?}"
        );
    }
    assert_eq!(actions(&heard), ["ShowDialPlan"; 3]);
}

#[tokio::test]
async fn a_caller_whom_somebody_answered_meanwhile_is_left_alone() {
    let (mut vendor, http, heard, snapshot) =
        ready("", |asked| (asked.action() == "Status").then(|| status(WAITS, "b7", ""))).await;
    let transfer = Action::Transfer { to: "102".into(), with: Entries::default() };
    let result = vendor.act(&http, &on_call(&snapshot, WAITS, transfer)).await;
    assert!(matches!(result, Err(Fault::Refused(why)) if why.contains("by now")));
    assert_eq!(actions(&heard), ["ShowDialPlan", "Status"]);
}

#[tokio::test]
async fn waiting_callers_are_moved_withdrawn_and_given_priority_by_their_names() {
    let (mut vendor, http, heard, snapshot) = ready("", |_| None).await;
    let channel = "PJSIP/carrier-00000066";
    for (id, answers, expected) in [
        ("withdraw", &[][..], format!("QueueWithdrawCaller Queue=sales Caller={channel}")),
        (
            "priority",
            &[("priority", "5")],
            format!("QueueChangePriorityCaller Queue=sales Caller={channel} Priority=5"),
        ),
        (
            "move",
            &[("queue", "support")],
            format!("Redirect Channel={WAITS} Context=queues Exten=7002 Priority=1"),
        ),
    ] {
        heard.lock().unwrap().clear();
        let action = own(&vendor, id, answers);
        vendor.act(&http, &on_call(&snapshot, WAITS, action)).await.unwrap();
        let asked = asked(&heard);
        assert_eq!(asked[0], "QueueStatus Queue=sales", "{id}");
        assert_eq!(asked.last(), Some(&expected));
    }
    // What the operator reads before a caller is moved.
    let all = vendor.abilities();
    let says =
        |id: &str| all.specials().iter().find(|special| special.id == id).unwrap().consequence.to_string();
    assert!(says("move").contains("abandoned") && says("move").contains("from the beginning"));
    assert!(says("withdraw").contains("the call ends"));
    let nonsense = own(&vendor, "priority", &[("priority", "5\r\nAction: Hangup")]);
    assert!(matches!(vendor.act(&http, &on_call(&snapshot, WAITS, nonsense)).await, Err(Fault::Refused(_))));
}

#[tokio::test]
async fn whoever_does_not_wait_any_more_is_not_withdrawn() {
    let (mut vendor, http, heard, snapshot) = ready("", |asked| {
        asked
            .get("Queue")
            .filter(|_| asked.action() == "QueueStatus")
            .map(|_| Say::Body(listed("QueueEntry", &["Queue: sales\nUniqueid: 7.7\nChannel: PJSIP/x-1"])))
    })
    .await;
    for (id, answers) in
        [("withdraw", &[][..]), ("priority", &[("priority", "5")]), ("move", &[("queue", "support")])]
    {
        let action = own(&vendor, id, answers);
        let result = vendor.act(&http, &on_call(&snapshot, WAITS, action)).await;
        assert!(matches!(result, Err(Fault::Gone(_))), "{id}: {result:?}");
    }
    assert_eq!(actions(&heard), ["QueueStatus"; 3]);
}

#[tokio::test]
async fn agents_are_paused_placed_for_and_seated() {
    let (mut vendor, http, heard, snapshot) = ready("pause_reasons = ['Lunch']", |_| None).await;
    let states: Vec<_> = snapshot.states.iter().map(|choice| (&*choice.id, &*choice.label)).collect();
    assert_eq!(states, [("ready", "ready"), ("pause", "paused"), ("pause:Lunch", "Lunch")]);
    let set = |id: &str| Action::SetState(Choice::new(id, id));
    let member = "Interface=PJSIP/104";
    for (action, expected) in [
        (set("pause:Lunch"), format!("QueuePause {member} Paused=true Reason=Lunch")),
        (set("pause"), format!("QueuePause {member} Paused=true")),
        (set("ready"), format!("QueuePause {member} Paused=false")),
        (
            own(&vendor, "pause-in", &[("queue", "sales"), ("reason", "Lunch")]),
            format!("QueuePause Queue=sales {member} Paused=true Reason=Lunch"),
        ),
        (
            own(&vendor, "unpause-in", &[("queue", "sales")]),
            format!("QueuePause Queue=sales {member} Paused=false"),
        ),
        (
            own(&vendor, "join", &[("queue", "sales"), ("penalty", "2")]),
            format!("QueueAdd Queue=sales {member} Penalty=2"),
        ),
        (own(&vendor, "part", &[("queue", "sales")]), format!("QueueRemove Queue=sales {member}")),
        (
            own(&vendor, "penalty", &[("queue", "sales"), ("penalty", "1")]),
            format!("QueuePenalty Queue=sales {member} Penalty=1"),
        ),
    ] {
        heard.lock().unwrap().clear();
        vendor.act(&http, &on_agent(&snapshot, "PJSIP/104", action)).await.unwrap();
        assert_eq!(asked(&heard), [expected]);
    }
    heard.lock().unwrap().clear();
    let place = Action::Place { to: "9+12025550177".into(), with: Entries::default() };
    vendor.act(&http, &on_agent(&snapshot, "PJSIP/104", place)).await.unwrap();
    let requests = asked(&heard);
    assert_eq!(requests[0], "ShowDialPlan Context=from-agents Extension=9+12025550177");
    assert_eq!(
        unmarked(&requests[1]),
        "Originate Channel=PJSIP/104 Context=from-agents Exten=9+12025550177 Priority=1 Timeout=20000 Async=true ChannelId=callboard-call-#"
    );
    // While the agent's phone rings, the row tells whom the call is for.
    let id = vendor.placed.keys().next().unwrap().clone();
    let mut answers = everything();
    let ringing = channels(&[&leg("PJSIP/104-9", 5, (&id, &id), "", "Application: AppDial2")]);
    answers[2].1 = &ringing;
    vendor.placed.values_mut().for_each(|(_, at)| *at = NOW);
    let snapshot = polled(&mut vendor, &answers, &Facts::default());
    let placed = call(&snapshot, &id);
    assert_eq!((&placed.phase, with(placed)), (&Phase::Ringing, Some("PJSIP/104")));
    assert_eq!(placed.caller.number.as_deref(), Some("9+12025550177"));
}

#[tokio::test]
async fn people_are_muted_by_what_they_say() {
    let (mut vendor, http, heard, snapshot) = ready("", |_| None).await;
    for (id, who, leg, state) in
        [("mute", "agent", "1795202024.108", "on"), ("unmute", "customer", TALKS, "off")]
    {
        let action = own(&vendor, id, &[("who", who)]);
        vendor.act(&http, &on_call(&snapshot, TALKS, action)).await.unwrap();
        assert_eq!(asked(&heard).pop(), Some(format!("MuteAudio Channel={leg} Direction=in State={state}")));
    }
}

#[tokio::test]
async fn an_order_that_meets_a_forgotten_session_is_refused_and_not_sent_again() {
    let (mut vendor, http, heard, snapshot) =
        ready("", |asked| (asked.action() == "Hangup").then_some(Say::Expired)).await;
    let order = on_call(&snapshot, TALKS, Action::HangUp);
    let result = vendor.act(&http, &order).await;
    assert!(
        matches!(&result, Err(Fault::Refused(why)) if why.contains("give the order again")),
        "{result:?}"
    );
    assert_eq!(actions(&heard), ["Hangup"]);
    // The next one begins with a sign-in.
    assert!(vendor.act(&http, &order).await.is_err());
    assert_eq!(actions(&heard), ["Hangup", "Login", "Hangup"]);
}

#[tokio::test]
async fn a_session_that_was_silent_for_a_while_is_asked_for_a_sign_of_life_before_an_order() {
    let times = std::sync::atomic::AtomicUsize::new(0);
    let (mut vendor, http, heard, snapshot) = ready("", move |asked| {
        let first = asked.action() == "Ping" && times.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
        first.then_some(Say::Expired)
    })
    .await;
    let order = on_call(&snapshot, TALKS, Action::HangUp);
    vendor.login.grow_old(std::time::Duration::from_secs(6));
    assert_eq!(vendor.act(&http, &order).await, Ok(Accepted::default()));
    assert_eq!(actions(&heard), ["Ping", "Login", "Ping", "Hangup"]);
    vendor.login.grow_old(std::time::Duration::from_secs(6));
    heard.lock().unwrap().clear();
    assert_eq!(vendor.act(&http, &order).await, Ok(Accepted::default()));
    assert_eq!(actions(&heard), ["Ping", "Hangup"]);
    assert_eq!(vendor.act(&http, &order).await, Ok(Accepted::default()));
    assert_eq!(actions(&heard), ["Ping", "Hangup", "Hangup"], "it has just answered");
}

#[tokio::test]
async fn a_missing_right_is_final_named_and_remembered() {
    let (mut vendor, http, heard, snapshot) =
        ready("", |asked| (asked.action() == "Hangup").then_some(Say::Denied)).await;
    let order = on_call(&snapshot, TALKS, Action::HangUp);
    let denied = vendor.act(&http, &order).await;
    assert!(matches!(&denied, Err(Fault::Forbidden(why)) if why.contains("`call`")), "{denied:?}");
    assert_eq!(actions(&heard), ["Hangup"]);
    assert!(!vendor.abilities().offers(Verb::Park) && vendor.abilities().offers(Verb::Place));
    // It is not even tried a second time.
    assert!(matches!(vendor.act(&http, &order).await, Err(Fault::Refused(_))));
    assert_eq!(actions(&heard), ["Hangup"]);
}

#[tokio::test]
async fn an_action_that_the_server_does_not_know_is_not_offered_again() {
    let (mut vendor, http, _, snapshot) = ready("", |asked| {
        (asked.action() == "QueueWithdrawCaller").then(|| no("Invalid/unknown command: QueueWithdrawCaller. Use Action: ListCommands to show available commands."))
    })
    .await;
    let action = own(&vendor, "withdraw", &[]);
    assert!(matches!(vendor.act(&http, &on_call(&snapshot, WAITS, action)).await, Err(Fault::Refused(_))));
    assert!(!vendor.abilities().specials().iter().any(|special| special.id == "withdraw"));
}

#[tokio::test]
async fn an_order_that_got_lost_may_have_worked_and_a_look_that_did_has_not() {
    for lost in [Say::Nothing, Say::Status(500, ""), Say::Body(b"<html>".to_vec())] {
        let say = lost.clone();
        let (mut vendor, http, heard, snapshot) =
            ready("", move |asked| (asked.action() == "Park").then(|| say.clone())).await;
        let park = Action::Park { with: Entries::default() };
        let result = vendor.act(&http, &on_call(&snapshot, TALKS, park.clone())).await;
        assert!(matches!(result, Err(Fault::Unanswered(_))), "{result:?}");
        assert_eq!(actions(&heard), ["Status", "Park"]);
        let (mut vendor, http, heard, snapshot) =
            ready("", move |asked| (asked.action() == "Status").then(|| lost.clone())).await;
        let result = vendor.act(&http, &on_call(&snapshot, TALKS, park)).await;
        assert!(
            matches!(result, Err(Fault::Unreachable(_) | Fault::ServerError(_) | Fault::Malformed(_))),
            "{result:?}"
        );
        assert_eq!(actions(&heard), ["Status"]);
    }
}

#[tokio::test]
async fn an_order_to_an_agent_with_two_interfaces_acts_on_one_and_names_the_other() {
    let paused = Arc::new(std::sync::Mutex::new(Vec::new()));
    let known = Arc::clone(&paused);
    let (mut vendor, http, heard, snapshot) = ready("", move |asked| match asked.action() {
        "QueueStatus" => {
            let seat = |queue: &str, interface: &str| {
                let paused = u8::from(known.lock().unwrap().contains(&interface.to_owned()));
                let state = "StateInterface: PJSIP/101\nStatus: 1";
                format!("Queue: {queue}\nName: Maya\nLocation: {interface}\n{state}\nPaused: {paused}")
            };
            let queue = "Queue: support\nCalls: 0\n\nEvent: QueueMember";
            let first = format!("{queue}\n{}", seat("sales", "Local/101@q/n"));
            let second = format!("{queue}\n{}", seat("support", "PJSIP/101"));
            Some(Say::Body(listed("QueueParams", &[&first, &second])))
        }
        _ => None,
    })
    .await;
    let pause = || Action::SetState(Choice::new("pause", "paused"));
    let first = vendor.act(&http, &on_agent(&snapshot, "Local/101@q/n", pause())).await.unwrap();
    assert_eq!(first.note.as_deref(), Some("PJSIP/101 is not set yet: give the order again"));
    paused.lock().unwrap().push("Local/101@q/n".to_owned());
    let snapshot = vendor.poll(&http).await;
    let second = vendor.act(&http, &on_agent(&snapshot, "Local/101@q/n", pause())).await.unwrap();
    assert_eq!(second.note, None);
    // In one queue they are who that queue rings.
    let one = own(&vendor, "pause-in", &[("queue", "support")]);
    vendor.act(&http, &on_agent(&snapshot, "Local/101@q/n", one)).await.unwrap();
    let asked = asked(&heard);
    let acted: Vec<&String> = asked.iter().filter(|asked| asked.starts_with("QueuePause")).collect();
    let expected = [
        "QueuePause Interface=Local/101@q/n Paused=true",
        "QueuePause Interface=PJSIP/101 Paused=true",
        "QueuePause Queue=support Interface=PJSIP/101 Paused=true",
    ];
    assert_eq!(acted, expected);
}

#[tokio::test]
async fn what_the_server_declines_is_told() {
    for (action, words, gone) in [
        (Action::HangUp, "No such channel", true),
        (Action::Park { with: Entries::default() }, "Channel does not exist: PJSIP/x", true),
        (Action::Record(false), "Could not stop monitoring channel", false),
        (listen(ListenMode::Monitor, None), "Originate failed", false),
    ] {
        let (mut vendor, http, _, snapshot) = ready("", move |asked| {
            (![
                "Status",
                "Login",
                "WaitEvent",
                "QueueStatus",
                "QueueSummary",
                "CoreShowChannels",
                "BridgeList",
                "DeviceStateList",
                "ParkedCalls",
                "QueuePause",
            ]
            .contains(&asked.action())
                && asked.get("Channel").is_some())
            .then(|| no(words))
        })
        .await;
        let result = vendor.act(&http, &on_call(&snapshot, TALKS, action)).await;
        assert_eq!(matches!(result, Err(Fault::Gone(_))), gone, "{words}: {result:?}");
        assert_eq!(matches!(result, Err(Fault::Refused(_))), !gone, "{words}: {result:?}");
    }
}
