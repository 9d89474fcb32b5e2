//! Whatever an acting request meets, and at whichever vendor: it leaves once, and it is called refused only where the
//! vendor understood it and said no.

use std::path::Path;
use std::time::Duration;

use callboard::clock::Clock;
use callboard::config::{Env, parse};
use callboard::domain::{Action, CallKey, Entries, Fault, Feed, ListenMode, Phase, Sighting, Subject};
use callboard::messages::{AccountCommand, Fact, Order, Polled, Run, Ticket};
use callboard::vendor::HttpOptions;
use callboard::vendors::open;
use callboard_sim::{Ports, Settings, Sim, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::relay::{Meets, Relay};

const PATIENCE: Duration = Duration::from_mins(1);

/// Where the vendor says no in a way that anybody understands.
const NO: [Meets; 4] = [Meets::Status(401), Meets::Status(403), Meets::Status(404), Meets::Status(429)];
/// What leaves open whether it worked.
const DOUBT: [Meets; 11] = [
    Meets::Status(408),
    Meets::Status(500),
    Meets::Status(503),
    Meets::Redirect,
    Meets::Body(b"<html>so sorry</html>"),
    Meets::Body(b"\x00\xff\x01 so sorry"),
    Meets::Packed,
    Meets::Endless,
    Meets::Half,
    Meets::Cut,
    Meets::Silence,
];

/// A vendor, which of its requests act, and an order that a poll offers.
struct Try {
    vendor: &'static str,
    acts: fn(&str) -> bool,
    order: fn(&Polled) -> Option<(Subject, Action)>,
}

/// An account's task, polled until its order can be given.
struct Running {
    relay: Relay,
    clock: Clock,
    desk: mpsc::Sender<AccountCommand>,
    facts: mpsc::Receiver<Fact>,
    order: (Subject, Action),
    given: u32,
}

impl Running {
    /// Starts an account of `sim`.
    async fn start(of: &Try, sim: &Sim) -> Self {
        let site = sim.site_url(of.vendor).expect("it is served");
        let host = site.trim_start_matches("http://");
        let relay = Relay::before(host, of.acts).await;
        let text = sim.config_toml().replace(host, relay.base.trim_start_matches("http://"));
        let env = Env::fixed(&[("HOME", "/")]);
        let config = parse(&text, Path::new("config.toml"), &env).expect("a configuration");
        let section = config.sections.iter().find(|section| section.account.vendor() == of.vendor);
        let mut launch = open(section.expect("its table")).expect("an account");
        launch.http = HttpOptions { timeout: Duration::from_secs(2), longest: 1_000_000, per_minute: 6_000 };
        launch.cadence.every = Duration::from_secs(1);
        let clock = Clock::start();
        let ((desk, commands), (floor, mut facts)) = (mpsc::channel(4), mpsc::channel(64));
        launch.start(clock, commands, floor);
        let order = loop {
            let polled = polled(&mut facts).await;
            if let Some(found) = (of.order)(&polled) {
                break found;
            }
        };
        assert_eq!(relay.acted(), Vec::<String>::new(), "no poll acts");
        Self { relay, clock, desk, facts, order, given: 0 }
    }

    /// Gives the order, whose acting request `meets` this; what came of it, and the acting requests that left until
    /// the end of the next poll.
    async fn carry(&mut self, meets: Meets) -> (Result<(), Fault>, Vec<String>) {
        self.relay.set(meets);
        self.given += 1;
        let (subject, action) = self.order.clone();
        let ticket = Ticket { run: Run::default(), session: 1, number: self.given };
        let order = Order { ticket, operator: "ada".into(), subject, action, at: self.clock.now() };
        self.desk.send(AccountCommand::Carry(Box::new(order))).await.expect("its task lives");
        let result = loop {
            if let Fact::Acted { result, .. } = fact(&mut self.facts).await {
                break result.map(drop);
            }
        };
        // A vendor that wants silence gets it.
        if !matches!(result, Err(Fault::RateLimited { .. })) {
            polled(&mut self.facts).await;
        }
        (result, self.relay.acted())
    }
}

async fn fact(facts: &mut mpsc::Receiver<Fact>) -> Fact {
    timeout(PATIENCE, facts.recv()).await.expect("in time").expect("its task lives")
}

async fn polled(facts: &mut mpsc::Receiver<Fact>) -> Polled {
    loop {
        if let Fact::Polled(polled) = fact(facts).await {
            return *polled;
        }
    }
}

async fn post(base: &str, path: &str, body: &str) {
    let host = base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).await.expect("the control server");
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all((head + body).as_bytes()).await.expect("it listens");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
}

const CALLER: &str = "5555550173";

/// The call that every site was given, with this to be done.
fn on_call(polled: &Polled, action: Action) -> Option<(Subject, Action)> {
    let Feed::Fresh { rows, .. } = &polled.snapshot.calls else { return None };
    let number =
        |number: &str| number.chars().filter(char::is_ascii_digit).collect::<String>().ends_with(CALLER);
    let call = rows.iter().find(|call| call.caller.number.as_deref().is_some_and(number))?;
    let ready =
        call.phase == Phase::Talking && call.derived.is_none() && polled.abilities.offers(action.verb());
    let key = CallKey::new(&polled.account, &call.id);
    ready.then(|| {
        (
            Subject::Call { key, sighting: Sighting { call: 1, hands: 1 }, seen: Box::new(call.clone()) },
            action,
        )
    })
}

async fn holds(of: Try) {
    let settings = Settings { agents: 8, queues: 3, calls: 4, ..Settings::default() };
    let sim = serve(settings, Ports::Free).await.expect("free ports");
    post(&sim.control_url(), "/pause", "").await;
    let call = format!(
        r#"{{"site":"{}","state":"talking","caller":"{CALLER}","age":75,"recording":"on"}}"#,
        of.vendor
    );
    post(&sim.control_url(), "/world/calls", &call).await;
    // What a vendor's no teaches an account is nothing to the next one.
    for meets in NO {
        let (result, acted) = Running::start(&of, &sim).await.carry(meets).await;
        let what = format!("{} {meets:?}: {result:?} {acted:?}", of.vendor);
        assert!(matches!(result, Err(ref fault) if !matches!(fault, Fault::Unanswered(_))), "{what}");
        assert_eq!(acted.len(), 1, "{what}");
    }
    let mut account = Running::start(&of, &sim).await;
    let (result, _) = account.carry(Meets::Repeats(403)).await;
    tells_no_secret(&result, &account.relay.heard(), &sim.config_toml());
    let mut account = Running::start(&of, &sim).await;
    for meets in DOUBT {
        let (result, acted) = account.carry(meets).await;
        let what = format!("{} {meets:?}: {result:?} {acted:?}", of.vendor);
        assert!(matches!(result, Err(Fault::Unanswered(_))), "{what}");
        assert_eq!(acted.len(), 1, "{what}");
    }
    let (result, acted) = account.carry(Meets::Vendor).await;
    assert_eq!((&result, acted.len()), (&Ok(()), 1), "{} {acted:?}", of.vendor);
    sim.stop().await;
}

/// A server that refuses an order repeated its `request`: nothing of that by which the account signs in is in what the
/// operator is told, be it in the configuration or in the request.
fn tells_no_secret(result: &Result<(), Fault>, request: &str, config: &str) {
    let told = result.as_ref().expect_err("it was refused").to_string();
    let secret = |line: &str| {
        let (key, value) = line.split_once(" = \"")?;
        let keys =
            ["secret", "client_secret", "jwt", "code", "api_key", "token", "action_token", "stream_key"];
        keys.contains(&key).then(|| value.trim_end_matches('"').to_owned())
    };
    let sent = |line: &str| {
        let (name, value) = line.split_once(": ")?;
        let names = ["authorization", "cookie", "apikey", "x-api-key"];
        let last = value.split([' ', '=', '"']).rfind(|part| part.len() > 4)?;
        names.contains(&name.to_ascii_lowercase().as_str()).then(|| last.to_owned())
    };
    let secrets: Vec<String> =
        config.lines().filter_map(secret).chain(request.lines().filter_map(sent)).collect();
    assert!(
        secrets.iter().any(|secret| request.contains(secret)),
        "it signs with none of {secrets:?}: {request}"
    );
    for secret in secrets {
        assert!(!told.contains(&secret), "{told} has {secret}");
    }
}

fn first(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// Whether `text` is a request of Asterisk's that does something.
fn asterisk(text: &str) -> bool {
    if !first(text).starts_with("POST") {
        return false;
    }
    let body = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let action = body.split('&').find_map(|pair| pair.strip_prefix("Action=")).unwrap_or_default();
    let reads = ["Login", "Ping", "ListCommands", "Status", "WaitEvent", "ShowDialPlan"];
    !reads.contains(&action)
        && !["List", "Summary", "Status", "Channels", "Calls"].iter().any(|end| action.ends_with(end))
}

#[tokio::test]
async fn asterisk_ends_a_call_once() {
    let order = |polled: &Polled| on_call(polled, Action::HangUp);
    holds(Try { vendor: "asterisk", acts: asterisk, order }).await;
}

#[tokio::test]
async fn invoca_writes_to_a_call_once() {
    let order = |polled: &Polled| {
        let special = polled.abilities.specials().iter().find(|special| special.id == "external-id")?;
        let with = Entries::default().with(special.fields.first()?, "crm-1", "crm-1");
        on_call(polled, Action::Special { special: special.clone(), with })
    };
    holds(Try { vendor: "invoca", acts: |text| !first(text).starts_with("GET"), order }).await;
}

#[tokio::test]
async fn eight8_ends_a_call_once() {
    let acts = |text: &str| {
        ["DELETE", "PUT", "POST"].iter().any(|verb| first(text).starts_with(verb))
            && !first(text).contains("oauth")
    };
    holds(Try { vendor: "8x8", acts, order: |polled| on_call(polled, Action::HangUp) }).await;
}

#[tokio::test]
async fn ringcx_ends_a_call_once() {
    let acts = |text: &str| first(text).starts_with("POST") && first(text).contains("/activeCalls/");
    holds(Try { vendor: "ringcentral", acts, order: |polled| on_call(polled, Action::HangUp) }).await;
}

#[tokio::test]
async fn tel4vn_puts_a_phone_on_a_call_once() {
    let acts = |text: &str| {
        first(text).contains("/click2call")
            || (first(text).starts_with("POST") && !first(text).contains("/auth"))
    };
    let order = |polled: &Polled| {
        on_call(polled, Action::Listen { mode: ListenMode::Monitor, phone: "901".into(), from: None })
    };
    holds(Try { vendor: "tel4vn", acts, order }).await;
}

#[tokio::test]
async fn voicenter_ends_a_call_once() {
    let acts =
        |text: &str| ["click2call", "MuteUnmute", "SetStatus"].iter().any(|page| first(text).contains(page));
    holds(Try { vendor: "voicenter", acts, order: |polled| on_call(polled, Action::HangUp) }).await;
}
