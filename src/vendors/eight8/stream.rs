//! The event stream: a task that holds one WebSocket open and folds what it tells (8x8 §4.5). Alone in naming the
//! WebSocket crate.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, interval_at, sleep, sleep_until, timeout};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::http::{HeaderValue, Response};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config};

use super::config::Config;
use super::frames::{acknowledged, frame};
use super::told::StreamTold;
use crate::config::Secret;
use crate::domain::{Fault, Text};
use crate::vendor::{Http, Stream, jittered, join};

/// How long a handshake may take (8x8 §4.5).
const HANDSHAKE: Duration = Duration::from_secs(45);
/// The first and the longest wait before it is connected again.
const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_mins(1);
/// How often we say that we are there, and how long the other side may be silent for all that.
const PING: Duration = Duration::from_secs(30);
const SILENCE: Duration = Duration::from_secs(75);
/// The longest frame that is read, in bytes.
const LARGEST: usize = 1 << 22;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Where the stream is, and whom to believe there.
struct Address {
    base: String,
    tenant: String,
    key: Secret,
    connector: Result<Connector, Text>,
}

/// Why a connection ended, and how long it is in vain to try again.
struct Ended {
    fault: Fault,
    least: Duration,
}

/// Begins to listen, if the configuration has a stream, believing whom `http` believes. Inside a runtime.
pub(super) fn open(config: &Config, http: &Http) -> Option<Stream<StreamTold>> {
    let (url, key) = config.stream()?;
    let connector = if url.starts_with("wss:") {
        http.tls().map(Connector::Rustls).map_err(|error| Text::from(error.to_string()))
    } else {
        Ok(Connector::Plain)
    };
    let address = Address { base: base(url), tenant: config.tenant.clone(), key: key.clone(), connector };
    Some(Stream::spawn(StreamTold::new(Instant::now()), |told| listen(address, told)))
}

/// What stands before `/reader`: the address may end with it, or begin there.
fn base(url: &str) -> String {
    let url = url.trim_end_matches('/');
    if url.ends_with("/ws/v2") { url.to_owned() } else { format!("{url}/ws/v2") }
}

/// Holds a connection for ever.
async fn listen(address: Address, told: watch::Sender<StreamTold>) {
    let mut wait = FIRST;
    loop {
        let (before, began) = (told.borrow().events, Instant::now());
        let Ended { fault, least } = session(&address, &told).await;
        if told.borrow().events > before || began.elapsed() > LONGEST {
            wait = FIRST;
        }
        wait = wait.max(least);
        tracing::warn!(fault = fault.short(), again = ?wait, "the event stream is down");
        told.send_modify(|told| told.fell(fault));
        sleep(jittered(wait)).await;
        wait = (wait * 2).min(LONGEST);
    }
}

/// One connection from its handshake to its end; why it ended.
async fn session(address: &Address, told: &watch::Sender<StreamTold>) -> Ended {
    let last = told.borrow().last.clone();
    let mut socket = match connect(address, last.as_deref()).await {
        Ok((socket, since)) => {
            told.send_modify(|told| told.connected(since, Instant::now()));
            socket
        }
        Err(ended) => return ended,
    };
    let mut pings = interval_at(Instant::now() + PING, PING);
    let mut heard = Instant::now();
    loop {
        let settles = told.borrow().settles();
        let next = tokio::select! {
            next = socket.next() => next,
            () = sleep_until(settles.unwrap_or(heard + SILENCE)) => {
                if settles.is_none() {
                    return unreachable(&address.base, "nothing was heard for 75 s");
                }
                told.send_if_modified(|told| told.settle(Instant::now()));
                continue;
            }
            _ = pings.tick() => {
                told.send_if_modified(|told| {
                    told.tidy(Instant::now());
                    false
                });
                match socket.send(Message::Ping(Vec::new().into())).await {
                    Ok(()) => continue,
                    Err(error) => return down(&address.base, &error),
                }
            }
        };
        heard = Instant::now();
        let ended = match next {
            Some(Ok(Message::Text(text))) => hear(&mut socket, &text, address, told).await.err(),
            Some(Ok(Message::Close(frame))) => {
                let why = frame.map(|frame| frame.reason.to_string()).filter(|why| !why.is_empty());
                let why = why.map(|why| format!(": {why}")).unwrap_or_default();
                return unreachable(&address.base, &format!("closed by the other side{why}"));
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_))) => None,
            Some(Err(error)) => Some(error),
            None => Some(Error::ConnectionClosed),
        };
        if let Some(error) = ended {
            return down(&address.base, &error);
        }
    }
}

/// Folds one frame, then acknowledges it.
async fn hear(
    socket: &mut Socket,
    text: &str,
    address: &Address,
    told: &watch::Sender<StreamTold>,
) -> Result<(), Error> {
    let (frame, mut id) = (frame(text, &address.tenant), None);
    told.send_if_modified(|told| {
        let (read, changed) = told.take(frame, Instant::now());
        id = read;
        changed
    });
    match id {
        Some(id) => socket.send(Message::text(acknowledged(&id))).await,
        None => Ok(()),
    }
}

/// Connects, to go on after `last`; with the vendor's present in milliseconds.
async fn connect(address: &Address, last: Option<&str>) -> Result<(Socket, Option<i64>), Ended> {
    let path = ["reader", "persistent", &address.tenant, "event-v1", "all"];
    let from = join("", &[last.unwrap_or("earliest")]);
    let from = from.trim_start_matches('/');
    let url = format!("{}?messageId={from}&readerName=callboard", join(&address.base, &path));
    let unfit = |what: &str| refused(Fault::Refused, &format!("failed to open the event stream: {what}"));
    let request = url.into_client_request().ok();
    let mut request = request.ok_or_else(|| unfit("check `stream_url`"))?;
    let key = HeaderValue::from_str(address.key.expose()).ok();
    let mut key = key.ok_or_else(|| unfit("`stream_key` holds a character that cannot be sent"))?;
    key.set_sensitive(true);
    request.headers_mut().insert("X-API-Key", key);
    let connector = address.connector.clone().map_err(|why| unfit(&why))?;
    let limits = WebSocketConfig::default().max_message_size(Some(LARGEST)).max_frame_size(Some(LARGEST));
    let connecting = connect_async_tls_with_config(request, Some(limits), true, Some(connector));
    match timeout(HANDSHAKE, connecting).await {
        Ok(Ok((socket, response))) => Ok((socket, present(&response))),
        Ok(Err(error)) => Err(down(&address.base, &error)),
        Err(_) => Err(unreachable(&address.base, "no handshake within 45 s")),
    }
}

/// The vendor's present by its answer's date, if it has one.
fn present(response: &Response<Option<Vec<u8>>>) -> Option<i64> {
    let date = response.headers().get("date")?.to_str().ok()?;
    chrono::DateTime::parse_from_rfc2822(date.trim()).ok().map(|date| date.timestamp_millis())
}

/// What an end means: a refused handshake has a status (8x8 §2.3).
fn down(base: &str, error: &Error) -> Ended {
    let told =
        |status: u16, remedy: &str| format!("failed to open the event stream: HTTP {status}; {remedy}");
    match error {
        Error::Http(response) => match response.status().as_u16() {
            401 => refused(
                Fault::Unauthorized,
                &told(401, "check `stream_key`, and that it belongs to `tenant`"),
            ),
            403 => refused(
                Fault::Forbidden,
                &told(403, "give the key the product Pulsar Event Stream in Admin Console > API Keys"),
            ),
            404 => refused(Fault::Refused, &told(404, "check `stream_url` and `tenant`")),
            429 => Ended { least: LONGEST, ..unreachable(base, "HTTP 429: too many connections") },
            status => unreachable(base, &format!("HTTP {status}")),
        },
        Error::Io(error) => unreachable(base, &known(error)),
        Error::ConnectionClosed
        | Error::AlreadyClosed
        | Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => {
            unreachable(base, "connection closed")
        }
        Error::Tls(_)
        | Error::Capacity(_)
        | Error::Protocol(_)
        | Error::WriteBufferFull(_)
        | Error::Utf8(_)
        | Error::AttackAttempt
        | Error::Url(_)
        | Error::HttpFormat(_) => unreachable(base, &error.to_string()),
    }
}

/// An error of the connection or of TLS, which comes inside one.
fn known(error: &std::io::Error) -> String {
    error.get_ref().map_or_else(|| error.kind().to_string(), ToString::to_string)
}

/// What does not go away by itself.
fn refused(kind: fn(Text) -> Fault, why: &str) -> Ended {
    Ended { fault: kind(Text::new(why)), least: LONGEST }
}

fn unreachable(base: &str, why: &str) -> Ended {
    let host = base.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let why = Text::from(format!("failed to listen to the event stream: {host}: {why}"));
    Ended { fault: Fault::Unreachable(why), least: Duration::ZERO }
}
