//! A server of one bare socket, which says what a script says.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{CONTEXTS, config, fixture};
use crate::clock::Clock;
use crate::vendor::{Http, HttpOptions, Vendor};
use crate::vendors::asterisk::Asterisk;

/// What was asked: the first line, the session, and the form.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) line: String,
    pub(super) cookie: Option<String>,
    pub(super) fields: Vec<(String, String)>,
}

impl Asked {
    pub(super) fn action(&self) -> &str {
        self.get("Action").unwrap_or_default()
    }

    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.fields.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// The fields after the action, as `key=value`.
    pub(super) fn rest(&self) -> String {
        let rest = self.fields.iter().filter(|(key, _)| key != "Action");
        rest.map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" ")
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub(super) enum Say {
    /// 200 with this body, in the session that asked.
    Body(Vec<u8>),
    /// Another status.
    Status(u16, &'static str),
    /// `Permission denied`, in the session that asked: a right is missing.
    Denied,
    /// `Permission denied`, with another session's id: this one is over.
    Expired,
    /// A closed connection.
    Nothing,
    /// Silence.
    Wait,
}

/// `Response: Success` and this message.
pub(super) fn yes(message: &str) -> Say {
    Say::Body(format!("Response: Success\r\nMessage: {message}\r\n\r\n").into_bytes())
}

/// `Response: Error` and this message.
pub(super) fn no(message: &str) -> Say {
    Say::Body(format!("Response: Error\r\nMessage: {message}\r\n\r\n").into_bytes())
}

/// A recorded answer, with the line ends of the wire.
pub(super) fn body(text: &str) -> Say {
    Say::Body(text.replace('\n', "\r\n").into_bytes())
}

/// What the recorded server says, to a user who may do everything.
pub(super) fn healthy(asked: &Asked) -> Say {
    match asked.action() {
        "Login" => yes("Authentication accepted"),
        "QueueStatus" => body(fixture!("queue-status.txt")),
        "QueueSummary" => body(fixture!("queue-summary.txt")),
        "CoreShowChannels" => body(fixture!("channels.txt")),
        "BridgeList" => body(fixture!("bridge-list.txt")),
        "DeviceStateList" => body(fixture!("device-states.txt")),
        "ExtensionStateList" => body(fixture!("extension-states.txt")),
        "ParkedCalls" => body(fixture!("parked-calls.txt")),
        "ShowDialPlan" => body(fixture!("dialplan.txt")),
        "WaitEvent" => Say::Wait,
        "ListCommands" => body(fixture!("list-commands.txt")),
        _ => yes("done"),
    }
}

/// The recorded list of commands, as a user with these classes gets it.
pub(super) fn commands(classes: &[&str]) -> String {
    let line = |line: &&str| match line.rsplit_once("(Priv: ") {
        Some((_, needs)) => {
            needs.trim_end_matches(')').split(',').any(|need| need == "<none>" || classes.contains(&need))
        }
        None => true,
    };
    let list: Vec<&str> = fixture!("list-commands.txt").lines().filter(line).collect();
    list.join("\n") + "\n\n"
}

/// What the server was asked.
pub(super) type Heard = Arc<Mutex<Vec<Asked>>>;

/// Serves `script` for ever; returns the base URL and what is heard.
pub(super) async fn serve(script: impl Fn(&Asked) -> Say + Send + Sync + 'static) -> (String, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/asterisk", listener.local_addr().unwrap());
    let heard = Heard::default();
    let (script, ears) = (Arc::new(script), Arc::clone(&heard));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, Arc::clone(&script), Arc::clone(&ears)));
        }
    });
    (base, heard)
}

async fn answer(mut stream: TcpStream, script: Arc<impl Fn(&Asked) -> Say>, heard: Heard) {
    let asked = hear(&mut stream).await;
    // One session of ours is one id.
    let events = asked.get("Events").is_some_and(|events| events != "off");
    let cookie = match asked.action() {
        "Login" => format!("mansession_id=\"{}\"", if events { "e0e0e0e0" } else { "1e240473" }),
        _ => asked.cookie.clone().unwrap_or_else(|| "mansession_id=\"00000000\"".to_owned()),
    };
    let said = script(&asked);
    heard.lock().unwrap().push(asked);
    let denied = b"Response: Error\r\nMessage: Permission denied\r\n\r\n".to_vec();
    let (status, cookie, body) = match said {
        Say::Body(body) => (200, cookie, body),
        Say::Status(status, text) => (status, cookie, text.as_bytes().to_vec()),
        Say::Denied => (200, cookie, denied),
        Say::Expired => (200, "mansession_id=\"68e67762\"".to_owned(), denied),
        Say::Nothing => return,
        Say::Wait => std::future::pending().await,
    };
    let start = format!(
        "HTTP/1.1 {status} X\r\nContent-type: text/plain\r\nSet-Cookie: {cookie}; Version=1; Max-Age=60\r\n\
         Pragma: SuppressEvents\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    // A client that was told enough may have left.
    stream.write_all(&[start.as_bytes(), &body].concat()).await.ok();
}

async fn hear(stream: &mut TcpStream) -> Asked {
    let (mut heard, mut buffer) = (String::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut buffer).await.unwrap();
        heard.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
        let Some((top, body)) = heard.split_once("\r\n\r\n") else { continue };
        let header = |name: &str| {
            top.lines()
                .find_map(|line| line.split_once(": ").filter(|(key, _)| key.eq_ignore_ascii_case(name)))
        };
        let length = header("content-length").map_or(0, |(_, length)| length.parse::<usize>().unwrap());
        if read == 0 || body.len() >= length {
            let fields = body.split('&').filter_map(|pair| pair.split_once('='));
            return Asked {
                line: top.lines().next().unwrap().to_owned(),
                cookie: header("cookie").map(|(_, cookie)| cookie.to_owned()),
                fields: fields.map(|(key, value)| (decoded(key), decoded(value))).collect(),
            };
        }
    }
}

/// One word of a form.
fn decoded(word: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), word.as_bytes());
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'%', [a, b, tail @ ..]) => {
                let hex = String::from_utf8(vec![*a, *b]).unwrap();
                bytes.push(u8::from_str_radix(&hex, 16).unwrap());
                rest = tail;
            }
            (b'+', _) => bytes.push(b' '),
            (other, _) => bytes.push(*other),
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// An account of that server, and its client.
pub(super) fn account(base: &str, more: &str) -> (Asterisk, Http) {
    let config = config(base, &format!("{CONTEXTS}{more}"));
    let options = HttpOptions { timeout: Duration::from_secs(10), longest: 1_000_000, per_minute: 60_000 };
    let http = Http::new(&Asterisk::hosts(&config), options, Clock::start()).unwrap();
    (Asterisk::new(config).unwrap(), http)
}

/// The actions heard so far in the first session, sorted where they came side by side.
pub(super) fn actions(heard: &Heard) -> Vec<String> {
    let heard = heard.lock().unwrap();
    let first = |asked: &&Asked| {
        asked.action() != "WaitEvent" && asked.get("Events").is_none_or(|events| events == "off")
    };
    heard.iter().filter(first).map(|asked| asked.action().to_owned()).collect()
}

/// How often `action` was heard.
pub(super) fn count(heard: &Heard, action: &str) -> usize {
    actions(heard).iter().filter(|heard| *heard == action).count()
}
