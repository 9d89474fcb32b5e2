//! A server that refuses every request and repeats it, or a secret of it, in some encoding: none may come back out.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use callboard::check;
use callboard::clock::Clock;
use callboard::config::{Env, parse};
use callboard::vendors::DIALECTS;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// An account of a vendor, with each of its secrets written so that it looks different in every encoding.
const ACCOUNTS: [(&str, &str); 8] = [
    (
        "asterisk",
        "url = 'BASE'\nuser = 'ada'\nsecret = 'aMi s3cr/et+1'\nari_user = 'bob'\nari_secret = 'ar1=s3cret&2'",
    ),
    ("invoca", "url = 'BASE'\ntoken = 'inv0ca_T-0ken_x'\norganization = 25\norganization_type = 'Network'"),
    (
        "8x8",
        "tenant = 'acme01'\nclient_id = 'cl1ent+Id/8'\nclient_secret = 'cl1ent \"s3cret\"'\nmetrics_url = 'BASE'\n\
         token_url = 'BASE'\ncalls_url = 'BASE'\nuser = 'acme01'\naction_token = 'act1on/t0ken='\ndata_token = 'd4ta+t0ken'",
    ),
    (
        "ringcentral",
        "client_id = 'app'\nclient_secret = 'r1ng&s3cret/'\njwt = 'eyJ4.j+w/t.s1gn'\naccount_id = '12440011'\n\
         platform_url = 'BASE'\nringcx_url = 'BASE'",
    ),
    ("ringcentral", "account_id = '12440011'\nringcx_url = 'BASE'\napi_token = 'ap1-T0ken/+'"),
    ("tel4vn", "url = 'BASE'\napi_key = '5e1f+0a2b/77aa'"),
    ("tel4vn", "url = 'BASE'\nuser = 'ada@x.vn'\npassword = 'p4ss wörd/\"x\"'"),
    (
        "voicenter",
        "code = 'c0de+7F3/A=9'\nactive_calls_url = 'BASE/a'\nrecording_url = 'BASE/r'\nclick2call_url = 'BASE/c'\n\
         status_url = 'BASE/s'\nroster_url = 'BASE/x'\nstatuses_url = 'BASE/t'",
    ),
];

/// What the server hands out where somebody signs in, before it refuses what is signed with it.
const GRANTED: [&str; 4] = ["t0k3n/of+the-day", "r3fr3sh/of+the-day", "k3y/of+the-day", "c00k1e/of+the"];

type Encoding = fn(&str) -> String;

const ENCODINGS: [Encoding; 9] = [
    str::to_owned,
    |text| percent(text, true),
    |text| percent(text, false).replace("%20", "+"),
    |text| json(text).replace('/', "\\/"),
    |text| text.encode_utf16().fold(String::new(), |out, unit| out + &format!("\\u{unit:04x}")),
    |text| STANDARD.encode(text),
    |text| STANDARD.encode(format!("id:{text}")),
    |text| URL_SAFE_NO_PAD.encode(format!("an id:{text}")),
    |text| percent(&STANDARD.encode(text), true),
];

fn percent(text: &str, upper: bool) -> String {
    text.bytes().fold(String::new(), |out, byte| match (byte.is_ascii_alphanumeric(), upper) {
        (true, _) => out + &char::from(byte).to_string(),
        (false, true) => out + &format!("%{byte:02X}"),
        (false, false) => out + &format!("%{byte:02x}"),
    })
}

fn json(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap();
    quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap().to_owned()
}

/// How the server answers.
#[derive(Clone)]
struct Server {
    status: u16,
    encoding: Encoding,
    /// Whether signing in works.
    grants: bool,
    /// What it repeats instead of the whole request.
    repeats: Option<String>,
}

impl Server {
    async fn start(self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A client that goes away early is no failure of the server.
                drop(tokio::spawn(self.clone().answer(stream)));
            }
        });
        base
    }

    async fn answer(self, mut stream: TcpStream) -> io::Result<()> {
        let heard = hear(&mut stream).await?;
        let (path, lower) = (heard.split(' ').nth(1).unwrap_or_default().to_owned(), heard.to_lowercase());
        let signs_in = ["oauth", "auth/", "/login"].iter().any(|word| path.contains(word))
            || lower.contains("action=login");
        let answer = if self.grants && signs_in && path.contains("rawman") {
            let cookie = GRANTED[3];
            let body = "Response: Success\r\nMessage: Authentication accepted\r\n\r\n";
            format!(
                "200 OK\r\nSet-Cookie: mansession_id=\"{cookie}\"; Version=1; Max-Age=60\r\nContent-Type: text/plain\r\n\
                     Content-Length: {}\r\n\r\n{body}",
                body.len()
            )
        } else if self.grants && signs_in {
            let [token, refresh, key, _] = GRANTED;
            let body = serde_json::json!({
                "access_token": token, "accessToken": token, "refreshToken": refresh, "refresh_token": refresh,
                "token": token, "expires_in": 3600, "expired_in": 3600, "api_key": key,
                "data": {"api_key": key, "token": token, "expired_in": 3600},
            });
            json_answer(200, &body.to_string())
        } else {
            let told = (self.encoding)(self.repeats.as_deref().unwrap_or(&heard));
            if path.contains("rawman") && self.status == 200 {
                let body = format!("Response: Error\r\nMessage: no {told}\r\n\r\n").replace("\r\n ", " ");
                format!("200 OK\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{body}", body.len())
            } else {
                let text = format!("no {told} here");
                let body = serde_json::json!({
                    "message": text, "error": text, "error_description": text, "errorCode": "x", "detail": text,
                    "DESC": text, "Description": text, "ERR": 1, "ERRORCODE": 1, "errors": {"base": [text], "class": "x"},
                });
                json_answer(self.status, &body.to_string())
            }
        };
        stream
            .write_all(
                format!("HTTP/1.1 {}", answer.replacen("\r\n", "\r\nConnection: close\r\n", 1)).as_bytes(),
            )
            .await
    }
}

fn json_answer(status: u16, body: &str) -> String {
    format!("{status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

async fn hear(stream: &mut TcpStream) -> io::Result<String> {
    let (mut heard, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut buffer).await?;
        heard.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&heard).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.to_lowercase().lines().find_map(|line| {
                line.strip_prefix("content-length: ").and_then(|length| length.parse::<usize>().ok())
            });
            if read == 0 || body.len() >= length.unwrap_or(0) {
                return Ok(text);
            }
        }
    }
}

/// What the program logged since the first test asked for it. One for all: tracing knows one subscriber well.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn heard() -> Self {
        static LOG: OnceLock<Log> = OnceLock::new();
        let begin = || {
            let log = Self::default();
            let writer = log.clone();
            let filter = Targets::new().with_target("callboard", tracing::Level::TRACE);
            let layer = tracing_subscriber::fmt::layer().with_writer(move || writer.clone()).with_ansi(false);
            tracing_subscriber::registry().with(layer.with_filter(filter)).init();
            log
        };
        LOG.get_or_init(begin).clone()
    }

    fn length(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    fn since(&self, length: usize) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()[length..]).into_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Everything that `check` says of the account, for people and for programmers, and all that is logged meanwhile.
async fn told(vendor: &str, account: &str, server: Server) -> String {
    let base = server.start().await;
    let text = format!("[{vendor}.a]\n{}\n", account.replace("BASE", &base));
    let config = parse(&text, Path::new("config.toml"), &Env::fixed(&[])).expect(vendor);
    let sections: Vec<_> = config.sections.iter().collect();
    let log = Log::heard();
    let before = log.length();
    let findings = check::run(&sections, &config.thresholds, Clock::start()).await;
    let mut out = Vec::new();
    check::write(&mut out, &config.warnings, &findings).unwrap();
    let log = log.since(before);
    assert!(log.contains("poll"), "{vendor}: {log}{findings:?}");
    format!("{}\n{findings:?}\n{log}", String::from_utf8(out).unwrap())
}

/// The secrets of a configuration: what its keys of such names say.
fn secrets(account: &str) -> Vec<String> {
    let words = ["secret", "token =", "token=", "jwt", "api_key", "password", "code", "client_id = 'cl1ent"];
    let lines =
        account.lines().filter(|line| words.iter().any(|word| line.contains(word)) && !line.contains("_url"));
    lines.filter_map(|line| Some(line.split_once("= '")?.1.strip_suffix('\'')?.to_owned())).collect()
}

fn assert_hidden(what: &str, secret: &str, told: &str) {
    for encoding in ENCODINGS {
        let form = encoding(secret);
        assert!(!told.contains(&form), "{what}: {secret} stands there as {form}\n{told}");
        // `Debug` escapes what it prints.
        assert!(!told.contains(&json(&form)), "{what}: {secret} stands there as {form}, escaped\n{told}");
    }
}

#[tokio::test]
async fn a_server_that_repeats_whole_requests_reveals_no_secret() {
    for (vendor, account) in ACCOUNTS {
        for status in [200, 401, 403, 500] {
            for (number, encoding) in ENCODINGS.into_iter().enumerate() {
                let told =
                    told(vendor, account, Server { status, encoding, grants: true, repeats: None }).await;
                let what = format!("{vendor}, HTTP {status}, encoding {number}");
                for secret in secrets(account).iter().map(String::as_str).chain(GRANTED) {
                    assert_hidden(&what, secret, &told);
                }
            }
        }
    }
}

#[tokio::test]
async fn a_server_that_repeats_a_secret_alone_reveals_none_and_its_words_come_through() {
    for (vendor, account) in ACCOUNTS {
        let secrets = secrets(account);
        assert!(!secrets.is_empty(), "{vendor}");
        for secret in &secrets {
            for status in [200, 403] {
                for (number, encoding) in ENCODINGS.into_iter().enumerate() {
                    let repeats = Some(secret.clone());
                    let told =
                        told(vendor, account, Server { status, encoding, grants: false, repeats }).await;
                    let what = format!("{vendor}, HTTP {status}, encoding {number}");
                    assert_hidden(&what, secret, &told);
                    if status == 403 && vendor != "8x8" {
                        assert!(told.contains("***"), "{what}: the words are lost\n{told}");
                    }
                }
            }
        }
    }
}

#[test]
fn every_vendor_is_among_them() {
    for dialect in DIALECTS {
        assert!(ACCOUNTS.iter().any(|(vendor, _)| *vendor == dialect.name), "{}", dialect.name);
    }
}
