//! The Asterisk dialect: sessions, rights, the form of answers, legs, and the two lists of ARI. Expected texts
//! are those of a real server's answers.

use super::*;

pub(super) const SITE: &str = "asterisk";

/// Somebody who is logged in.
pub(super) struct Ami<'a> {
    floor: &'a Floor,
    pub(super) cookie: String,
}

/// One answer: the cookie it sets, its bytes, and its blocks of lines.
pub(super) struct Answer {
    pub(super) cookie: String,
    pub(super) text: String,
    pub(super) blocks: Vec<Vec<(String, String)>>,
}

pub(super) type Block = [(String, String)];

/// The first line of that name in a block.
pub(super) fn line<'a>(block: &'a Block, name: &str) -> &'a str {
    block.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

impl Answer {
    async fn read(request: RequestBuilder) -> Self {
        let response = send(request).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/plain");
        let cookie = response.headers()["set-cookie"].to_str().expect("text").to_owned();
        let cookie = cookie.strip_prefix("mansession_id=\"").expect("the cookie's name");
        let cookie = cookie.strip_suffix("\"; Version=1; Max-Age=60").expect("its attributes").to_owned();
        let bytes = response.bytes().await.expect("a body");
        let text: String = String::from_utf8_lossy(&bytes).into_owned();
        let read = |line: &str| {
            let (key, value) = line.split_once(": ").unwrap_or((line, ""));
            (key.to_owned(), value.to_owned())
        };
        let blocks = text.strip_suffix("\r\n\r\n").expect("an empty line at the end").split("\r\n\r\n");
        let blocks = blocks.map(|block| block.split("\r\n").map(read).collect()).collect();
        Self { cookie, text, blocks }
    }

    pub(super) fn response(&self) -> &str {
        line(&self.blocks[0], "Response")
    }

    pub(super) fn message(&self) -> &str {
        line(&self.blocks[0], "Message")
    }

    /// Whether it worked, and what it said.
    pub(super) fn said(&self) -> (bool, &str) {
        (self.response() == "Success", self.message())
    }

    pub(super) fn events(&self, name: &str) -> Vec<&Block> {
        self.blocks.iter().filter(|block| line(block, "Event") == name).map(Vec::as_slice).collect()
    }

    /// The names of the lines of the first event of that name.
    pub(super) fn shape(&self, name: &str) -> String {
        let event =
            self.events(name).into_iter().next().unwrap_or_else(|| panic!("no {name} in {}", self.text));
        event.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>().join(" ")
    }
}

impl Ami<'_> {
    pub(super) async fn ask(&self, action: &str, params: &[(&str, &str)]) -> Answer {
        let form: Vec<(&str, &str)> =
            [("Action", action)].into_iter().chain(params.iter().copied()).collect();
        let request = self.floor.post(SITE, "/rawman").form(&form);
        Answer::read(request.header("cookie", format!("mansession_id=\"{}\"", self.cookie))).await
    }

    /// The message of an error.
    pub(super) async fn refused(&self, action: &str, params: &[(&str, &str)]) -> String {
        let answer = self.ask(action, params).await;
        assert_eq!(answer.response(), "Error", "{}", answer.text);
        answer.message().to_owned()
    }

    /// The message of a success.
    pub(super) async fn done(&self, action: &str, params: &[(&str, &str)]) -> String {
        let answer = self.ask(action, params).await;
        assert_eq!(answer.response(), "Success", "{}", answer.text);
        answer.message().to_owned()
    }

    /// Every leg that belongs to a call.
    pub(super) async fn legs(&self, call: &Value) -> Vec<Vec<(String, String)>> {
        let answer = self.ask("CoreShowChannels", &[]).await;
        let mine = |block: &&Vec<(String, String)>| line(block, "Linkedid") == id(call);
        answer.blocks.iter().filter(mine).cloned().collect()
    }

    /// The leg of a call that runs an application; its name and `Uniqueid`.
    pub(super) async fn leg(&self, call: &Value, app: &str) -> (String, String) {
        let legs = self.legs(call).await;
        let leg = legs.iter().find(|leg| line(leg, "Application") == app);
        let leg = leg.unwrap_or_else(|| panic!("no {app} in {legs:?}"));
        (line(leg, "Channel").to_owned(), line(leg, "Uniqueid").to_owned())
    }

    pub(super) async fn gone(&self, channel: &str) -> bool {
        self.ask("Status", &[("Channel", channel)]).await.said() == (false, "No such channel")
    }
}

impl Floor {
    pub(super) async fn log_in(&self, user: &str, secret: &str, more: &[(&str, &str)]) -> Answer {
        let form: Vec<(&str, &str)> = [("action", "login"), ("username", user), ("secret", secret)]
            .into_iter()
            .chain(more.iter().copied())
            .collect();
        Answer::read(self.post(SITE, "/rawman").form(&form)).await
    }

    pub(super) async fn ami(&self, user: &str) -> Ami<'_> {
        self.ami_with(user, &[]).await
    }

    pub(super) async fn ami_with(&self, user: &str, more: &[(&str, &str)]) -> Ami<'_> {
        let secret = match user {
            "viewer" => "view-sim-1",
            "supervisor" => "super-sim-1",
            "recorder" => "record-sim-1",
            _ => "none-sim-1",
        };
        let answer = self.log_in(user, secret, more).await;
        assert_eq!(answer.text, "Response: Success\r\nMessage: Authentication accepted\r\n\r\n");
        Ami { floor: self, cookie: answer.cookie }
    }

    /// A call of this site.
    pub(super) async fn call_of(&self, state: &str) -> Value {
        self.add(json!({"site": SITE, "state": state, "agent": "1003", "age": 38, "caller": "+12025550101",
            "caller_name": "Ada Quist", "queue": "Sales"}))
            .await
    }
}

#[tokio::test]
async fn a_session_is_a_cookie_that_every_answer_repeats() {
    let floor = floor().await;
    let viewer = floor.ami("viewer").await;
    let answer = viewer.ask("pING", &[("actionid", "zz")]).await;
    assert_eq!(answer.cookie, viewer.cookie);
    assert!(answer.text.starts_with("Response: Success\r\nActionID: zz\r\nPing: Pong\r\nTimestamp: "));
    let get = |path: &str, cookie: &str| floor.get(SITE, path).header("cookie", cookie.to_owned());
    for path in ["/rawman?action=Ping", "/asterisk/rawman?ACTION=ping"] {
        let bare = format!("other=1; mansession_id={}", viewer.cookie);
        assert_eq!(Answer::read(get(path, &bare)).await.response(), "Success");
    }
    let response = send(floor.get(SITE, "/rawman?action=QueueSummary")).await;
    for (name, value) in
        [("server", "Asterisk"), ("cache-control", "no-cache, no-store"), ("pragma", "SuppressEvents")]
    {
        assert_eq!(response.headers()[name], value);
    }
    let goodbye = viewer.ask("Logoff", &[]).await;
    assert_eq!(goodbye.text, "Response: Goodbye\r\nMessage: Thanks for all the fish.\r\n\r\n");
    assert_eq!(viewer.refused("Ping", &[]).await, "Permission denied");
}

#[tokio::test]
async fn an_unknown_session_gets_another_cookie_and_a_missing_right_the_same() {
    let floor = floor().await;
    let viewer = floor.ami("viewer").await;
    let denied = viewer.ask("Hangup", &[("Channel", "x"), ("ActionID", "e3")]).await;
    assert_eq!(denied.text, "Response: Error\r\nActionID: e3\r\nMessage: Permission denied\r\n\r\n");
    assert_eq!(denied.cookie, viewer.cookie);
    floor.fault("asterisk:expired").await;
    let lost = viewer.ask("QueueSummary", &[("ActionID", "u1")]).await;
    assert_eq!(lost.text, "Response: Error\r\nActionID: u1\r\nMessage: Permission denied\r\n\r\n");
    assert_ne!(lost.cookie, viewer.cookie);
    assert_eq!(lost.cookie.len(), 8);
    let again = floor.ami("viewer").await;
    assert!(again.ask("QueueSummary", &[]).await.said().0);
    floor.fault("asterisk:session_life=0s").await;
    assert_ne!(again.ask("QueueSummary", &[]).await.cookie, again.cookie);
}

#[tokio::test]
async fn a_wrong_secret_is_an_error_in_good_http_and_slow_only_if_asked_for() {
    let floor = floor().await;
    let wrong = floor.log_in("viewer", "wrong", &[]).await;
    assert_eq!(wrong.text, "Response: Error\r\nMessage: Authentication failed\r\n\r\n");
    assert_eq!(floor.log_in("ghost", "view-sim-1", &[]).await.said(), (false, "Authentication failed"));
    floor.fault("asterisk:tarpit").await;
    let started = tokio::time::Instant::now();
    assert_eq!(floor.log_in("viewer", "wrong", &[]).await.message(), "Authentication failed");
    assert!(started.elapsed() >= std::time::Duration::from_secs(1));
}

#[tokio::test]
async fn actions_are_refused_in_the_servers_words() {
    let floor = floor().await;
    let all = floor.ami("recorder").await;
    let unknown =
        "Invalid/unknown command: NoSuchThing. Use Action: ListCommands to show available commands.";
    assert_eq!(all.refused("NoSuchThing", &[]).await, unknown);
    assert_eq!(all.refused("", &[]).await, "Missing action in request");
    for (action, params, message) in [
        ("Hangup", vec![], "No channel specified"),
        ("Hangup", vec![("Channel", "PJSIP/none-1")], "No such channel"),
        ("Status", vec![("Channel", "PJSIP/none-1")], "No such channel"),
        ("MixMonitor", vec![("Channel", "PJSIP/none-1")], "No such channel"),
        ("MixMonitor", vec![("File", "x.wav")], "No channel specified"),
        (
            "Redirect",
            vec![("Channel", "PJSIP/none-1"), ("Priority", "1")],
            "Channel does not exist: PJSIP/none-1",
        ),
        ("Park", vec![("Channel", "PJSIP/none-1")], "Channel does not exist: PJSIP/none-1"),
        ("Park", vec![], "Channel not specified"),
        (
            "BlindTransfer",
            vec![("Channel", "PJSIP/none-1"), ("Exten", "1")],
            "Channel specified does not exist",
        ),
        ("QueuePause", vec![("Interface", "PJSIP/1001")], "Need 'Interface' and 'Paused' parameters."),
        ("QueuePause", vec![("Interface", "PJSIP/999"), ("Paused", "true")], "Interface not found"),
        ("Originate", vec![("Application", "ChanSpy")], "Channel not specified"),
        ("Originate", vec![("Channel", "nonsense"), ("Application", "ChanSpy")], "Invalid channel"),
        (
            "Originate",
            vec![("Channel", "PJSIP/200")],
            "Originate with 'Exten' requires 'Context' and 'Priority'",
        ),
        ("ShowDialPlan", vec![("Context", "nosuch")], "Did not find context nosuch"),
        (
            "ShowDialPlan",
            vec![("Context", "queues"), ("Extension", "9999")],
            "Did not find extension 9999@queues",
        ),
    ] {
        assert_eq!(all.refused(action, &params).await, message, "{action}");
    }
    floor.fault("asterisk:refuse").await;
    assert_eq!(
        all.refused("QueuePause", &[("Interface", "PJSIP/1001"), ("Paused", "1")]).await,
        "Interface not found"
    );
}

#[tokio::test]
async fn every_action_needs_the_class_that_it_really_needs() {
    let floor = floor().await;
    let users = ["nobody", "viewer", "supervisor", "recorder"];
    let mut sessions = Vec::new();
    for user in users {
        sessions.push(floor.ami(user).await);
    }
    // How many of the users, in this order, are denied (asterisk §8).
    for (actions, denied) in [
        (
            "QueueStatus QueueSummary BridgeList BridgeInfo QueueChangePriorityCaller QueueWithdrawCaller BridgeKick BridgeDestroy ListCommands Ping",
            0,
        ),
        (
            "CoreShowChannels Status DeviceStateList ExtensionStateList Getvar CoreStatus CoreSettings ShowDialPlan",
            1,
        ),
        (
            "Hangup Redirect BlindTransfer Park ParkedCalls PlayDTMF Setvar StopMixMonitor MixMonitorMute QueuePause QueueAdd QueueRemove QueuePenalty Originate",
            2,
        ),
        ("MixMonitor MuteAudio", 3),
    ] {
        for action in actions.split(' ') {
            for (n, session) in sessions.iter().enumerate() {
                let answer = session.ask(action, &[("Channel", "none"), ("Context", "queues")]).await;
                assert_eq!(answer.message() == "Permission denied", n < denied, "{action} by {}", users[n]);
                assert_eq!(answer.cookie, session.cookie);
            }
        }
    }
    floor.fault("asterisk:without=reporting").await;
    assert_eq!(sessions[3].refused("CoreShowChannels", &[]).await, "Permission denied");
    assert!(sessions[3].ask("Hangup", &[]).await.message() == "No channel specified");
    let commands = sessions[1].ask("ListCommands", &[]).await;
    assert!(commands.text.contains("BridgeKick: Kick a channel from a bridge.  (Priv: <none>)\r\n"));
    assert!(!commands.text.contains("Hangup:"));
    let commands = sessions[2].ask("ListCommands", &[]).await;
    assert!(commands.text.contains("Hangup: Hangup channel.  (Priv: system,call,all)\r\n"));
}

#[tokio::test]
async fn what_leads_nowhere_is_the_servers_own_page() {
    let floor = floor().await;
    for path in ["/", "/asterisk", "/rawman/x", "/mxml?action=Ping", "/arix"] {
        let page = send(floor.get(SITE, path)).await;
        assert_eq!(
            (page.status().as_u16(), page.headers()["content-type"].to_str().ok()),
            (404, Some("text/html"))
        );
        let text = page.text().await.expect("a page");
        assert_eq!(text.len(), 240);
        assert!(text.contains("<p>The requested URL was not found on this server.</p>"));
    }
    floor.fault("asterisk:off=ami").await;
    assert_eq!(send(floor.get(SITE, "/rawman?action=Ping")).await.status(), 404);
    floor.fault("asterisk:off=ari").await;
    assert_eq!(send(floor.get(SITE, "/ari/channels")).await.status(), 404);
    assert_eq!(send(floor.client.delete(floor.url(SITE, "/rawman"))).await.status(), 501);
}

#[tokio::test]
async fn a_line_break_in_a_value_is_another_line_of_the_request() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    let call = floor.call_of("talking").await;
    let reason = format!("Lunch\r\nQueue: Nowhere\r\nChannel: {}", id(&call));
    let pause = [("Interface", "PJSIP/1003"), ("Paused", "true"), ("Reason", &*reason)];
    assert_eq!(supervisor.refused("QueuePause", &pause).await, "Interface not found");
    // The first of two lines counts: a number that somebody typed turns into a channel of their choice.
    let typed = format!("16\nChannel: {}", id(&call));
    assert_eq!(supervisor.done("Hangup", &[("Cause", &*typed)]).await, "Channel Hungup");
    assert!(floor.call(SITE, id(&call)).await.is_null());
}

#[tokio::test]
async fn the_two_legs_of_a_queue_call_are_as_the_server_shows_them() {
    let floor = floor().await;
    let viewer = floor.ami("viewer").await;
    let call = floor.call_of("talking").await;
    let legs = viewer.legs(&call).await;
    let bridge = line(&legs[0], "BridgeId").to_owned();
    assert_eq!((legs.len(), bridge.len()), (2, 36));
    for (app, expected) in [
        (
            "Queue",
            "Channel=PJSIP/carrier-* ChannelState=6 ChannelStateDesc=Up CallerIDNum=+12025550101 CallerIDName=Ada_Quist \
             ConnectedLineNum=1003 Context=queues Exten=7001 Priority=3 ApplicationData=Sales,t",
        ),
        (
            "AppQueue",
            "Channel=PJSIP/1003-* ChannelState=6 ChannelStateDesc=Up CallerIDNum=1003 ConnectedLineNum=+12025550101 \
             ConnectedLineName=Ada_Quist Context=from-agents Exten=7001 Priority=1 ChanVariable=MIXMONITOR_FILENAME= \
             ApplicationData=(Outgoing_Line)",
        ),
    ] {
        let leg = legs.iter().find(|leg| line(leg, "Application") == app).expect("the leg");
        for pair in expected.split_whitespace() {
            let (key, value) = pair.split_once('=').expect("a pair");
            let value = value.replace('_', " ").replace("MIXMONITOR FILENAME", "MIXMONITOR_FILENAME");
            let found = line(leg, key);
            let fits = value.strip_suffix('*').map_or(found == value, |start| found.starts_with(start));
            assert!(fits, "{app}: {key} is {found}, not {value}");
        }
        assert_eq!(line(leg, "BridgeId"), bridge);
        assert!(["00:00:38", "00:00:39", "00:00:40"].contains(&line(leg, "Duration")) || app == "AppQueue");
    }
    let caller = legs.iter().find(|leg| line(leg, "Application") == "Queue").expect("the caller");
    assert_eq!((line(caller, "Uniqueid"), line(caller, "Linkedid")), (id(&call), id(&call)));
    let film = format!("MIXMONITOR_FILENAME=/var/spool/asterisk/monitor/sales-{}.gsm", id(&call));
    assert_eq!(line(caller, "ChanVariable"), film);
    let answer = viewer.ask("CoreShowChannels", &[("ActionID", "c1")]).await;
    assert!(answer.text.starts_with(
        "Response: Success\r\nActionID: c1\r\nEventList: start\r\nMessage: Channels will follow\r\n\r\nEvent: CoreShowChannel\r\nActionID: c1\r\nChannel: "
    ));
    let items = answer.events("CoreShowChannel").len();
    let end = format!(
        "Event: CoreShowChannelsComplete\r\nActionID: c1\r\nEventList: Complete\r\nListItems: {items}\r\n\r\n"
    );
    assert!(answer.text.ends_with(&end));
    assert_eq!(
        answer.shape("CoreShowChannel"),
        "Event ActionID Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum \
         ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid ChanVariable Application \
         ApplicationData Duration BridgeId"
    );
}

#[tokio::test]
async fn other_calls_have_the_legs_of_the_fact_sheets_table() {
    let floor = floor().await;
    let viewer = floor.ami("viewer").await;
    let told = async |call: &Value| {
        let legs = viewer.legs(call).await;
        let mut told: Vec<String> = legs
            .iter()
            .map(|leg| {
                let bridged = if line(leg, "BridgeId").is_empty() { "alone" } else { "bridged" };
                let (name, state) = (line(leg, "Channel"), line(leg, "ChannelStateDesc"));
                let name = name.rsplit_once('-').map_or(name.to_owned(), |(name, end)| {
                    name.to_owned() + end.trim_start_matches(|c: char| c.is_ascii_hexdigit())
                });
                format!("{name} {state} {} {bridged}", line(leg, "Application"))
            })
            .collect();
        told.sort();
        told.join(", ")
    };
    for (state, agent, legs) in [
        ("waiting", "1003", "PJSIP/carrier Up Queue alone"),
        ("ringing", "1003", "PJSIP/1003 Ringing AppQueue alone, PJSIP/carrier Up Queue alone"),
        ("parked", "1003", "PJSIP/carrier Up Queue bridged"),
        ("dialing", "1004", "PJSIP/1004 Ring Dial alone, PJSIP/carrier Ringing AppDial alone"),
        (
            "talking",
            "1008",
            "Local/1008@robots;1 Up AppQueue bridged, Local/1008@robots;2 Up Wait alone, PJSIP/carrier Up Queue bridged",
        ),
    ] {
        let call = floor.add(json!({"site": SITE, "state": state, "agent": agent, "queue": "Sales"})).await;
        assert_eq!(told(&call).await, legs, "{state}");
        floor.control("POST", &format!("/world/calls/{}/end", id(&call)), json!(null)).await;
        assert_eq!(told(&call).await, "");
    }
    let call =
        floor.add(json!({"site": SITE, "state": "dialing", "agent": "1004", "caller": "+12025550186"})).await;
    let legs = viewer.legs(&call).await;
    let find = |app: &str| legs.iter().find(|leg| line(leg, "Application") == app).expect("the leg").clone();
    let (out, called) = (find("Dial"), find("AppDial"));
    assert_eq!((line(&out, "Uniqueid"), line(&out, "Exten")), (id(&call), "9+12025550186"));
    assert_eq!(line(&out, "ApplicationData"), "PJSIP/+12025550186@carrier,40");
    assert_eq!((line(&called, "CallerIDNum"), line(&called, "CallerIDName")), ("9+12025550186", "<unknown>"));
    assert_eq!((line(&called, "Context"), line(&called, "Exten")), ("from-carrier", ""));
}

#[tokio::test]
async fn parked_legs_share_a_bridge_that_is_no_conversation() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    let add = || floor.add(json!({"site": SITE, "state": "parked", "caller": "+12025550112", "age": 20}));
    let (one, two) = (add().await, add().await);
    let bridge = |legs: Vec<Vec<(String, String)>>| line(&legs[0], "BridgeId").to_owned();
    let shared = bridge(supervisor.legs(&one).await);
    assert_eq!(shared, bridge(supervisor.legs(&two).await));
    let bridges = supervisor.ask("BridgeList", &[]).await;
    let parking =
        bridges.events("BridgeListItem").into_iter().find(|item| line(item, "BridgeUniqueid") == shared);
    let parking = parking.expect("the bridge");
    assert_eq!((line(parking, "BridgeType"), line(parking, "BridgeNumChannels")), ("parking", "2"));
    assert_eq!((line(parking, "BridgeCreator"), line(parking, "BridgeName")), ("Parking", "default"));
    let list = supervisor.ask("ParkedCalls", &[("ActionID", "k2")]).await;
    assert_eq!(
        list.shape("ParkedCall"),
        "Event ParkeeChannel ParkeeChannelState ParkeeChannelStateDesc ParkeeCallerIDNum ParkeeCallerIDName \
         ParkeeConnectedLineNum ParkeeConnectedLineName ParkeeLanguage ParkeeAccountCode ParkeeContext ParkeeExten \
         ParkeePriority ParkeeUniqueid ParkeeLinkedid ParkeeChanVariable ParkerDialString Parkinglot ParkingSpace \
         ParkingTimeout ParkingDuration ActionID"
    );
    let parked = list.events("ParkedCall");
    assert_eq!((line(parked[0], "ParkingSpace"), line(parked[0], "Parkinglot")), ("701", "default"));
    assert!(line(parked[0], "ParkingDuration").parse::<u32>().expect("seconds") >= 20);
    assert!(list.text.ends_with("ListItems: 2\r\nTotal: 2\r\n\r\n"));
    let info = supervisor.ask("BridgeInfo", &[("BridgeUniqueid", &shared)]).await;
    assert_eq!(info.events("BridgeInfoChannel").len(), 2);
    assert_eq!(
        supervisor.refused("BridgeInfo", &[("BridgeUniqueid", "none")]).await,
        "Specified BridgeUniqueid not found"
    );
}

#[tokio::test]
async fn names_are_escaped_in_channel_blocks_and_as_they_came_elsewhere() {
    let floor = floor().await;
    let viewer = floor.ami("viewer").await;
    let name = "Zoë \"Q\" O'Neil\\ <x>";
    let add = |name: &str| {
        floor.add(json!({"site": SITE, "state": "waiting", "caller_name": name, "queue": "Billing"}))
    };
    let call = add(name).await;
    let status = viewer.ask("Status", &[("Channel", id(&call))]).await;
    assert!(status.text.contains("CallerIDName: Zoë \\\"Q\\\" O\\'Neil\\\\ <x>\r\n"), "{}", status.text);
    assert!(
        status
            .text
            .ends_with("Event: StatusComplete\r\nEventList: Complete\r\nListItems: 1\r\nItems: 1\r\n\r\n")
    );
    let entry = async || {
        let queue = viewer.ask("QueueStatus", &[("Queue", "Billing")]).await;
        let mine = queue.events("QueueEntry").into_iter().find(|entry| line(entry, "Uniqueid") == id(&call));
        line(mine.expect("the entry"), "CallerIDName").to_owned()
    };
    assert_eq!(entry().await, name);
    floor.fault("asterisk:latin1").await;
    assert_eq!(entry().await, "Zo\u{fffd} \"Q\" O'Neil\\ <x>", "a byte that is not UTF-8");
    let nameless = add("").await;
    let legs = viewer.legs(&nameless).await;
    assert_eq!(
        (line(&legs[0], "CallerIDName"), line(&legs[0], "ConnectedLineNum")),
        ("<unknown>", "<unknown>")
    );
    let queue = viewer.ask("QueueStatus", &[("Queue", "Billing")]).await;
    let entries = queue.events("QueueEntry");
    assert!(entries.iter().any(|entry| line(entry, "CallerIDName") == "unknown"), "{}", queue.text);
}

#[tokio::test]
async fn lists_may_disagree_and_variables_may_be_missing() {
    let floor = floor().await;
    let viewer = floor.ami("viewer").await;
    floor.fault("asterisk:torn").await;
    let call = floor.call_of("waiting").await;
    let queue = viewer.ask("QueueStatus", &[("Queue", "Sales")]).await;
    assert!(queue.events("QueueEntry").iter().any(|entry| line(entry, "Uniqueid") == id(&call)));
    assert!(viewer.legs(&call).await.is_empty());
    assert_eq!(viewer.legs(&call).await.len(), 1);
    floor.fault("asterisk:bare").await;
    assert!(!viewer.ask("CoreShowChannels", &[]).await.text.contains("ChanVariable"));
}

#[tokio::test]
async fn ari_gives_legs_and_bridges_with_the_instant_they_began() {
    let floor = floor().await;
    let call = floor.call_of("talking").await;
    let get = |path: &str| floor.get(SITE, path).basic_auth("wallboard", Some("board-sim-1"));
    let channels = json_of(get("/ari/channels")).await;
    let channel = rows(&channels).iter().find(|row| row["id"] == call["id"]).expect("the caller").clone();
    assert_eq!(channel["caller"], json!({"name": "Ada Quist", "number": "+12025550101"}));
    assert_eq!(channel["dialplan"]["app_data"], "Sales,t");
    assert!(
        channel["channelvars"]["MIXMONITOR_FILENAME"]
            .as_str()
            .is_some_and(|film| film.contains("/monitor/sales-"))
    );
    let bridges = json_of(get("/asterisk/ari/bridges")).await;
    let mine = |row: &&Value| rows(&row["channels"]).contains(&call["id"]);
    let bridge = rows(&bridges).iter().find(mine).expect("the bridge").clone();
    assert_eq!((&bridge["bridge_type"], &bridge["bridge_class"]), (&json!("mixing"), &json!("basic")));
    let began = bridge["creationtime"].as_str().expect("a time");
    assert!(chrono::DateTime::parse_from_rfc3339(began).is_err(), "{began} has no colon in its offset");
    let began = chrono::DateTime::parse_from_str(began, "%Y-%m-%dT%H:%M:%S%.3f%z").expect("a time");
    assert!((38..=40).contains(&(crate::clock::utc() - began.to_utc()).num_seconds()), "{began}");
    assert_eq!(json_of(get(&format!("/ari/channels/{}", id(&call)))).await, channel);
    for (request, status, body) in [
        (floor.get(SITE, "/ari/channels"), 401, "{\"message\":\"Authentication required\"}"),
        (get("/ari/channels/1.1"), 404, "{\"message\":\"Channel not found\"}"),
        (get("/ari/nonsense"), 404, "{\"message\":\"Resource not found\"}"),
        (
            floor
                .client
                .delete(floor.url(SITE, "/ari/channels/1.1"))
                .basic_auth("wallboard", Some("board-sim-1")),
            403,
            "{\"message\":\"Write access denied\"}",
        ),
    ] {
        let response = send(request).await;
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(response.text().await.expect("a body"), body);
    }
    let key = json_of(floor.get(SITE, "/ari/asterisk/ping?api_key=wallboard:board-sim-1")).await;
    assert_eq!(key["ping"], "pong");
}

#[tokio::test]
async fn the_dialplan_tells_whether_a_place_exists() {
    let floor = floor().await;
    let viewer = floor.ami("viewer").await;
    let place = async |context: &str, exten: &str| {
        let answer = viewer.ask("ShowDialPlan", &[("Context", context), ("Extension", exten)]).await;
        let steps = answer.events("ListDialplan");
        let told = |step: &&Block| format!("{} {}", line(step, "Application"), line(step, "AppData"));
        steps.iter().map(told).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(place("queues", "7002").await, "Answer ; Queue Support,t; Hangup ");
    assert_eq!(place("from-agents", "7002").await, "Answer ; Queue Support,t; Hangup ");
    assert_eq!(place("from-agents", "9+12025550177").await, "Dial PJSIP/${EXTEN:1}@carrier,40; Hangup ");
    assert_eq!(place("from-agents", "+12025550177").await, "Dial PJSIP/${EXTEN}@carrier,40; Hangup ");
    assert_eq!(place("agents", "1004").await, "Dial PJSIP/${EXTEN},20; Hangup ");
    assert_eq!(place("from-agents", "701").await, "ParkedCall default,701");
    for (context, exten) in
        [("queues", "7099"), ("agents", "7001"), ("from-agents", "4711"), ("queues", "1004")]
    {
        assert_eq!(place(context, exten).await, "", "{exten}@{context}");
    }
    let answer = viewer.ask("ShowDialPlan", &[("Context", "queues"), ("Extension", "7002")]).await;
    let end = "ListItems: 3\r\nListExtensions: 1\r\nListPriorities: 3\r\nListContexts: 1\r\n\r\n";
    assert!(answer.text.ends_with(end), "{}", answer.text);
}

#[tokio::test]
async fn plus_signs_and_semicolons_must_be_encoded() {
    let floor = floor().await;
    let supervisor = floor.ami("supervisor").await;
    let call = floor.add(json!({"site": SITE, "state": "talking", "agent": "1008"})).await;
    let (half, unique) = supervisor.leg(&call, "AppQueue").await;
    assert!(half.ends_with(";1"));
    let cookie = format!("mansession_id=\"{}\"", supervisor.cookie);
    let get = async |query: &str| {
        let request = floor.get(SITE, &format!("/rawman?{query}")).header("cookie", cookie.clone());
        Answer::read(request).await
    };
    let encoded = half.replace('/', "%2F").replace('@', "%40").replace(';', "%3B");
    let set = get(&format!("action=Setvar&Channel={encoded}&Variable=NOTE&Value=+1+2%2B3")).await;
    assert_eq!(set.said(), (true, "Variable Set"));
    let read = get(&format!("action=Getvar&Channel={unique}&Variable=NOTE")).await;
    assert_eq!(read.text, "Response: Success\r\nVariable: NOTE\r\nValue:  1 2+3\r\n\r\n");
}

#[tokio::test]
async fn hostile_names_come_as_a_real_server_would_send_them() {
    let floor = floor().await;
    let viewer = floor.ami("viewer").await;
    let name = "line\r\nbreak\tand\u{1b}[31m\0nul";
    let wanted = json!({"site": SITE, "state": "waiting", "queue": "VIP", "caller_name": name});
    let call = floor.add(wanted).await;
    let legs = viewer.legs(&call).await;
    assert_eq!(
        line(&legs[0], "CallerIDName"),
        "line\\r\\nbreak\\tand\u{1b}[31m",
        "up to the end of a C string"
    );
    let queue = viewer.ask("QueueStatus", &[("Queue", "VIP")]).await;
    assert!(queue.text.contains("CallerIDName: line\r\nbreak\tand\u{1b}[31m\r\n"), "{}", queue.text);
    floor.fault("asterisk:hostile").await;
    while floor.world(SITE).await["agents"][0]["name"].as_str().is_some_and(|name| !name.contains('\u{1b}')) {
        tokio::task::yield_now().await;
    }
    let all = viewer.ask("QueueStatus", &[("Member", "PJSIP/1001")]).await;
    assert!(all.events("QueueMember").iter().all(|block| line(block, "Name").starts_with("\u{1b}[31mRed")));
    // Queues and agents are named in a file of lines: there are no line breaks in their names.
    for block in &all.blocks {
        let lost = block.iter().find(|(key, _)| !key.chars().all(char::is_alphanumeric));
        assert!(line(block, "Event") == "QueueEntry" || lost.is_none(), "{block:?}");
    }
}

#[tokio::test]
async fn the_configuration_is_what_the_server_knows() {
    let floor = floor().await;
    let config: toml::Table = floor.sim.config_toml().parse().expect("TOML");
    let account = &config["asterisk"]["pbx"];
    let text = |key: &str| account[key].as_str().expect("a text").to_owned();
    assert_eq!(Some(text("url")), floor.sim.site_url(SITE));
    let all = Ami { floor: &floor, cookie: floor.log_in(&text("user"), &text("secret"), &[]).await.cookie };
    assert_eq!(account["outside"], toml::Value::from(vec!["PJSIP/carrier"]));
    let status = all.ask("QueueStatus", &[]).await;
    for queue in status.events("QueueParams") {
        let name = line(queue, "Queue");
        let exten = account["queue_extensions"][name].as_str().expect("an extension");
        for context in ["queue_context", "transfer_context"] {
            let place = [("Context", &*text(context)), ("Extension", exten)];
            assert!(all.ask("ShowDialPlan", &place).await.text.contains(&format!("AppData: {name},t\r\n")));
        }
    }
    let call = [("Context", &*text("dial_context")), ("Extension", "+12025550177")];
    assert!(all.ask("ShowDialPlan", &call).await.said().0);
    let order = [("Channel", &*text("phone")), ("Application", "Nothing"), ("Async", "true")];
    assert_eq!(all.done("Originate", &order).await, "Originate successfully queued");
    assert!(floor.add(json!({"site": SITE, "state": "parked"})).await["id"].is_string());
    let parked = all.ask("ParkedCalls", &[]).await;
    assert_eq!(line(parked.events("ParkedCall")[0], "Parkinglot"), text("park_lot"));
    let bridges = floor.get(SITE, "/ari/bridges").basic_auth(text("ari_user"), Some(text("ari_secret")));
    assert!(!rows(&json_of(bridges).await).is_empty());
}
