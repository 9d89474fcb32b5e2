//! The exchange: its calls, its settings, and whose turn it is.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::Stdio;

use tokio::process::Command;
use tokio::sync::{Mutex, MutexGuard};

use super::manager::Manager;
use crate::console::Console;

/// There is one exchange: one test at a time.
static TURN: Mutex<()> = Mutex::const_new(());

/// Shell variables of the exchange's scripts that the tests use.
const SETTINGS: &str = r#". "$0/lib.sh" >/dev/null; echo "$LAB_HTTP_PORT $LAB_HTTPS_PORT $LAB_AMI_PORT $PW_VIEW $PW_SUPER $PW_RECORD $PW_ADMIN $ROOT""#;

pub(crate) struct Lab {
    scripts: PathBuf,
    folder: PathBuf,
    pub(crate) http: u16,
    pub(crate) https: u16,
    ami: u16,
    pub(crate) viewer: String,
    pub(crate) supervisor: String,
    pub(crate) recorder: String,
    admin: String,
    /// Where the exchange's own files are.
    pub(crate) root: PathBuf,
    _turn: MutexGuard<'static, ()>,
}

impl Lab {
    /// The exchange with calls that last; `None`, and a word about it, where there is no exchange.
    pub(crate) async fn enter(test: &str) -> Option<Self> {
        if std::env::var_os("LAB_SHAPE").is_some() {
            writeln!(std::io::stderr(), "skipped: {test} (LAB_SHAPE is set)").expect("a word");
            return None;
        }
        let lab = Self::up(test).await?;
        lab.begin_calls().await;
        Some(lab)
    }

    /// The exchange in the shape in which people run it, without calls; `None`, and a word, where it is not at hand.
    pub(crate) async fn shaped(test: &str) -> Option<Self> {
        if std::env::var_os("LAB_SHAPE").is_none_or(|shape| shape != "freepbx") {
            writeln!(std::io::stderr(), "skipped: {test} (LAB_SHAPE is not freepbx)").expect("a word");
            return None;
        }
        Self::up(test).await
    }

    async fn up(test: &str) -> Option<Self> {
        let Some(scripts) = std::env::var_os("ASTERISK_LAB").map(PathBuf::from) else {
            // Past the test harness, which keeps what is printed to itself.
            writeln!(std::io::stderr(), "skipped: {test} (ASTERISK_LAB is not set)").expect("a word");
            return None;
        };
        let turn = TURN.lock().await;
        let settings =
            Command::new("sh").args(["-c", SETTINGS]).arg(&scripts).output().await.expect("a shell");
        let settings = String::from_utf8(settings.stdout).expect("text");
        let mut words = settings.split_whitespace();
        let mut word = || words.next().expect("the scripts tell their settings").to_owned();
        let folder = std::env::temp_dir().join(format!("callboard-exchange-{test}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let lab = Self {
            scripts,
            folder,
            http: word().parse().expect("a port"),
            https: word().parse().expect("a port"),
            ami: word().parse().expect("a port"),
            viewer: word(),
            supervisor: word(),
            recorder: word(),
            admin: word(),
            root: PathBuf::from(word()),
            _turn: turn,
        };
        lab.run("up", &[]).await;
        Some(lab)
    }

    /// Calls that last longer than any test, until somebody talks, a phone rings and a caller waits.
    pub(crate) async fn begin_calls(&self) {
        self.run("calls", &["start", "-t", "0"]).await;
        self.run("calls", &["wait", "60"]).await;
    }

    /// Runs one of the exchange's scripts to its end.
    pub(crate) async fn run(&self, script: &str, args: &[&str]) {
        // Its children outlive it, so it may not hold a pipe of ours.
        let status = Command::new(self.scripts.join(script))
            .args(args)
            .env("LIFE", "400 600")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .await
            .expect("the script runs");
        assert!(status.success(), "{script} {args:?}: {status}");
    }

    /// What one of the exchange's scripts prints, all of whose children end by themselves or say nothing.
    pub(crate) async fn tell(&self, script: &str, args: &[&str]) -> String {
        let file = self.folder.join("told");
        let out = std::fs::File::create(&file).expect("a file");
        let status = Command::new(self.scripts.join(script))
            .args(args)
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(Stdio::null())
            .status()
            .await
            .expect("the script runs");
        let told = std::fs::read_to_string(file).expect("text");
        assert!(status.success(), "{script} {args:?}: {status} {told}");
        told
    }

    /// A connection to the exchange that this program has nothing to do with.
    pub(crate) async fn manager(&self) -> Manager {
        Manager::sign_in(self.ami, "admin", &self.admin).await
    }

    /// Writes a configuration of one account, as `user`, with `more` in its table; the file's path.
    pub(crate) fn config(&self, (user, secret): (&str, &str), more: &str) -> String {
        let path = self.folder.join("config.toml");
        let files = format!(
            "[callboard]\ntitle = \"Exchange\"\nlog_file = {:?}\naudit_file = {:?}\n",
            self.folder.join("callboard.log"),
            self.folder.join("audit.jsonl"),
        );
        let operator = "[operator]\nname = \"ann\"\nphone = \"PJSIP/200\"\n";
        let url = if more.contains("url = ") {
            String::new()
        } else {
            format!("url = \"http://127.0.0.1:{}\"\n", self.http)
        };
        let account = format!(
            "[asterisk.lab]\n{url}user = {user:?}\nsecret = {secret:?}\nevery = \"1s\"\n\
             outside = [\"PJSIP/carrier\"]\ndial_context = \"from-agents\"\ntransfer_context = \"from-agents\"\n\
             queue_context = \"queues\"\nqueue_extensions = {{ sales = \"7001\", support = \"7002\" }}\n{more}\n"
        );
        std::fs::write(&path, format!("{files}{operator}{account}")).expect("a file");
        path.to_string_lossy().into_owned()
    }

    /// The board on the exchange, as a user who may do everything but start recordings.
    pub(crate) async fn console(&self) -> Console {
        self.console_of(&self.config(("supervisor", &self.supervisor), "")).await
    }

    /// The board with that configuration, once it has told something.
    pub(crate) async fn console_of(&self, config: &str) -> Console {
        let mut console = Console::start(160, 45, &["--config", config], &[]);
        console.shows("1 account live").await;
        console
    }

    /// The lines of the audit log, as action and stage.
    pub(crate) fn audit(&self) -> Vec<(String, String)> {
        let text = std::fs::read_to_string(self.folder.join("audit.jsonl")).unwrap_or_default();
        let entries = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
        let word = |entry: &serde_json::Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        entries.map(|entry| (word(&entry, "action"), word(&entry, "stage"))).collect()
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}
