//! A relay before a simulated vendor: it counts the requests that act, and does to them what a test wants.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// What an acting request meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meets {
    /// The vendor, as if nothing were between.
    Vendor,
    /// This status, and a body without a word.
    Status(u16),
    /// This status, and a body that repeats the whole request.
    Repeats(u16),
    /// A redirect back to where it came from.
    Redirect,
    /// 200 and these bytes.
    Body(&'static [u8]),
    /// 200 and a body that says it is packed.
    Packed,
    /// 200 and a body without an end.
    Endless,
    /// 200, and the connection cut in the middle of the body.
    Half,
    /// A connection that is cut.
    Cut,
    /// Silence.
    Silence,
}

/// A relay's place, and what it has seen.
#[derive(Clone)]
pub(crate) struct Relay {
    /// Its base URL.
    pub(crate) base: String,
    /// The vendor's host and port.
    vendor: String,
    acts: fn(&str) -> bool,
    meets: Arc<Mutex<Meets>>,
    /// How long every answer takes.
    late: Arc<Mutex<Duration>>,
    acted: Arc<Mutex<Vec<String>>>,
    heard: Arc<Mutex<String>>,
}

impl Relay {
    /// Stands before `vendor` (host and port); `acts` tells which requests, head and body, act.
    pub(crate) async fn before(vendor: &str, acts: fn(&str) -> bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let (meets, late) = (Arc::new(Mutex::new(Meets::Vendor)), Arc::default());
        let (acted, heard) = (Arc::default(), Arc::default());
        let relay = Self { base, vendor: vendor.to_owned(), acts, meets, late, acted, heard };
        let own = relay.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(pass(stream, own.clone()));
            }
        });
        relay
    }

    /// What acting requests meet from now on.
    pub(crate) fn set(&self, meets: Meets) {
        *self.meets.lock().expect("nobody panicked") = meets;
    }

    /// How long every answer takes from now on.
    pub(crate) fn delay(&self, late: Duration) {
        *self.late.lock().expect("nobody panicked") = late;
    }

    /// The last acting request, head and body.
    pub(crate) fn heard(&self) -> String {
        self.heard.lock().expect("nobody panicked").clone()
    }

    /// The first lines of the acting requests since the last look.
    pub(crate) fn acted(&self) -> Vec<String> {
        std::mem::take(&mut *self.acted.lock().expect("nobody panicked"))
    }
}

/// One connection, which is closed after its first answer so that every request is seen.
async fn pass(mut client: TcpStream, relay: Relay) {
    let Some(request) = request(&mut client).await else { return };
    let text = String::from_utf8_lossy(&request).into_owned();
    let line = text.lines().next().unwrap_or_default().to_owned();
    if (relay.acts)(&text) {
        relay.acted.lock().expect("nobody panicked").push(line.clone());
        relay.heard.lock().expect("nobody panicked").clone_from(&text);
        let meets = *relay.meets.lock().expect("nobody panicked");
        if meets != Meets::Vendor {
            let path = line.split(' ').nth(1).unwrap_or("/");
            return answer(client, meets, (&format!("{}{path}", relay.base), &text)).await;
        }
    }
    let late = *relay.late.lock().expect("nobody panicked");
    tokio::time::sleep(late).await;
    let Ok(mut server) = TcpStream::connect(&relay.vendor).await else { return };
    let upgrades = text.to_ascii_lowercase().contains("\r\nupgrade:");
    let request = if upgrades { request } else { closing(&request) };
    // Either end may have gone: then there is nothing to relay.
    if server.write_all(&request).await.is_ok() {
        copy_bidirectional(&mut client, &mut server).await.ok();
    }
}

async fn answer(mut client: TcpStream, meets: Meets, (here, request): (&str, &str)) {
    let head = |status: &str, more: &str| {
        format!("HTTP/1.1 {status}\r\nConnection: close\r\n{more}\r\n").into_bytes()
    };
    let bytes = match meets {
        Meets::Vendor | Meets::Cut => return,
        Meets::Silence => return std::future::pending().await,
        Meets::Status(status) => head(&format!("{status} X"), "Content-Length: 0\r\n"),
        Meets::Repeats(status) => {
            let told =
                json!({"message": request, "error": request, "error_description": request, "DESC": request});
            let body = told.to_string().into_bytes();
            let more = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
            [head(&format!("{status} X"), &more), body].concat()
        }
        Meets::Redirect => head("307 Elsewhere", &format!("Location: {here}\r\nContent-Length: 0\r\n")),
        Meets::Body(body) => [head("200 OK", ""), body.to_vec()].concat(),
        Meets::Packed => [head("200 OK", "Content-Encoding: gzip\r\n"), b"not gzip".to_vec()].concat(),
        Meets::Half => [head("200 OK", "Content-Length: 100\r\n"), b"{\"".to_vec()].concat(),
        Meets::Endless => head("200 OK", ""),
    };
    // A client that was told enough may have left.
    client.write_all(&bytes).await.ok();
    while meets == Meets::Endless && client.write_all(&[b' '; 4_096]).await.is_ok() {}
}

/// The bytes of one request: its head, and as much of a body as it says.
async fn request(client: &mut TcpStream) -> Option<Vec<u8>> {
    let (mut heard, mut buffer) = (Vec::new(), [0; 4_096]);
    loop {
        let read = client.read(&mut buffer).await.ok().filter(|read| *read > 0)?;
        heard.extend_from_slice(&buffer[..read]);
        let Some(end) = heard.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let above = String::from_utf8_lossy(&heard[..end]).to_ascii_lowercase();
        let length = above.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
        if heard.len() >= end + 4 + length.unwrap_or(0) {
            return Some(heard);
        }
    }
}

/// `request`, asking for the connection's end.
fn closing(request: &[u8]) -> Vec<u8> {
    let first = request.windows(2).position(|two| two == b"\r\n").expect("a first line") + 2;
    [&request[..first], b"Connection: close\r\n", &request[first..]].concat()
}
