//! A server of one bare socket, which says what a script says.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::clock::{Clock, utc};
use crate::domain::Snapshot;
use crate::vendor::{Http, HttpOptions, Vendor};

/// What opens the accounts that sign in first.
pub(super) const TOKEN: &[u8] =
    br#"{"access_token":"t","expires_in":"1799","token":"t","expired_in":15023636}"#;
/// Each vendor's least section, whose every address is BASE.
pub(super) const RINGCX: &str =
    "account_id = '12440011'\napi_token = 't'\nplatform_url = 'BASE'\nringcx_url = 'BASE'\n";
pub(super) const VOICENTER: &str = "code = 'c'\nactive_calls_url = 'BASE'\nrecording_url = 'BASE'\nclick2call_url = 'BASE'\n\
    status_url = 'BASE'\nroster_url = ''\nstatuses_url = ''\n";
pub(super) const EIGHT8: &str =
    "tenant = 'acmecorp01'\nclient_id = 'i'\nclient_secret = 's'\nmetrics_url = 'BASE'\ntoken_url = 'BASE'\n";
pub(super) const INVOCA: &str =
    "token = 't'\norganization = 25\norganization_type = 'Network'\nurl = 'BASE'\n";
pub(super) const TEL4VN: &str = "api_key = 'k'\nurl = 'BASE'\n";
pub(super) const ASTERISK: &str = "user = 'u'\nsecret = 's'\nurl = 'BASE'\n";

/// Answers every request as `script` says to its first line, by a clock that is `off` by so many seconds if it tells its
/// time; returns the base URL.
pub(super) async fn serve(
    off: Option<i64>,
    script: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let script = Arc::new(script);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, off, Arc::clone(&script)));
        }
    });
    base
}

async fn answer(mut stream: TcpStream, off: Option<i64>, script: Arc<impl Fn(&str) -> Vec<u8>>) {
    let mut bytes = Vec::new();
    let whole = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        let (head, rest) = text.split_once("\r\n\r\n")?;
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        (rest.len() >= length.unwrap_or(0)).then(|| head.lines().next().unwrap_or_default().to_owned())
    };
    let line = loop {
        if let Some(line) = whole(&bytes) {
            break line;
        }
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
    };
    let body = script(&line);
    let date = |off| utc() + TimeDelta::seconds(off);
    let date = off.map(|off| date(off).format("Date: %a, %d %b %Y %H:%M:%S GMT\r\n").to_string());
    let date = date.unwrap_or_default();
    let head = format!(
        "HTTP/1.1 200 OK\r\n{date}Content-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        body.len()
    );
    // A client that was told enough may have left.
    stream.write_all(&[head.as_bytes(), &body].concat()).await.ok();
}

/// One poll of a new account of `V` whose vendor answers with `body`.
pub(super) async fn polled<V: Vendor>(keys: &str, body: Vec<u8>) -> Snapshot {
    let script = move |line: &str| if line.contains("token") { TOKEN.to_vec() } else { body.clone() };
    let config: V::Config = toml::from_str(&keys.replace("BASE", &serve(None, script).await)).unwrap();
    let options = HttpOptions { timeout: Duration::from_secs(20), longest: 4_000_000, per_minute: 600 };
    let http = Http::new(&V::hosts(&config), options, Clock::start()).unwrap();
    V::new(config).unwrap().poll(&http).await
}
