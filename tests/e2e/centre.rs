//! The simulated call centre in a test: served, steered, and asked for the truth.

use std::path::PathBuf;
use std::time::Duration;

use callboard_sim::{Ports, Settings, Sim, serve};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::{Instant, interval};

pub(crate) struct Centre {
    sim: Sim,
    http: reqwest::Client,
    folder: PathBuf,
    /// The vendors whose accounts the configuration has.
    vendors: Vec<&'static str>,
}

impl Centre {
    /// A small centre in which nothing happens by itself, two vendors of it, and a folder for the program's
    /// files.
    pub(crate) async fn quiet(name: &str) -> Self {
        Self::of(name, &["ringcentral", "voicenter"]).await
    }

    /// As [`Self::quiet`], with these vendors.
    pub(crate) async fn of(name: &str, vendors: &[&'static str]) -> Self {
        drop(rustls::crypto::ring::default_provider().install_default());
        let settings = Settings { agents: 8, queues: 3, calls: 4, ..Settings::default() };
        let sim = serve(settings, Ports::Free).await.expect("free ports");
        let http = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().expect("a client");
        let folder = std::env::temp_dir().join(format!("callboard-e2e-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let centre = Self { sim, http, folder, vendors: vendors.to_vec() };
        centre.ask(Method::POST, "/pause", None).await;
        centre
    }

    /// Writes the configuration that points at it, with `more` at its end; the file's path.
    pub(crate) fn config(&self, more: &str) -> String {
        let path = self.folder.join("config.toml");
        let files = format!(
            "[callboard]\ntitle = \"Test floor\"\nlog_file = {:?}\naudit_file = {:?}\n\n",
            self.folder.join("callboard.log"),
            self.audit_file(),
        );
        let all = self.sim.config_toml();
        // What stands before the accounts is the operator's.
        let operator = all.split("\n[").next().unwrap_or_default();
        let accounts: String = self.vendors.iter().map(|vendor| self.section(vendor)).collect();
        std::fs::write(&path, format!("{files}{operator}\n{accounts}\n{more}")).expect("a file");
        path.to_string_lossy().into_owned()
    }

    /// As [`Self::config`], with `more` in the table of a vendor's account.
    pub(crate) fn config_with(&self, vendor: &str, more: &str) -> String {
        let path = self.config("");
        let text = std::fs::read_to_string(&path).expect("the file");
        let head = self.section(vendor).lines().next().expect("a head").to_owned();
        std::fs::write(&path, text.replace(&head, &format!("{head}\n{more}"))).expect("the file");
        path
    }

    /// The table of a vendor's account.
    pub(crate) fn section(&self, vendor: &str) -> String {
        let text = self.sim.config_toml();
        let (_, rest) = text.split_once(&format!("[{vendor}.")).expect("the vendor has a table");
        let table = rest.split("\n[").next().expect("its end");
        format!("[{vendor}.{table}\n")
    }

    pub(crate) fn audit_file(&self) -> PathBuf {
        self.folder.join("audit.jsonl")
    }

    /// The lines of the audit log: action and stage.
    pub(crate) fn audit(&self) -> Vec<(String, String)> {
        let text = std::fs::read_to_string(self.audit_file()).unwrap_or_default();
        let word = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        let entries = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a JSON line"));
        entries.map(|entry| (word(&entry, "action"), word(&entry, "stage"))).collect()
    }

    /// Adds a call to a site; its id.
    pub(crate) async fn call(&self, site: &str, caller: &str, name: &str) -> String {
        let call = json!({ "site": site, "state": "talking", "caller": caller, "caller_name": name, "age": 75, "recording": "on" });
        let answer = self.ask(Method::POST, "/world/calls", Some(call)).await;
        answer["id"].as_str().expect("an id").to_owned()
    }

    /// Adds a caller who has waited so long; the call's id.
    pub(crate) async fn waiting(&self, site: &str, caller: &str, age: u64) -> String {
        let call = json!({ "site": site, "state": "waiting", "caller": caller, "age": age });
        let answer = self.ask(Method::POST, "/world/calls", Some(call)).await;
        answer["id"].as_str().expect("an id").to_owned()
    }

    /// How many requests a site has had.
    pub(crate) async fn requests(&self, site: &str) -> u64 {
        let requests = self.ask(Method::GET, "/requests", None).await;
        let endpoints = requests["counts"][site].as_object().expect("counts").clone();
        let statuses = endpoints
            .values()
            .filter_map(Value::as_object)
            .flat_map(|it| it.values().cloned().collect::<Vec<_>>());
        statuses.filter_map(|count| count.as_u64()).sum()
    }

    pub(crate) async fn end_call(&self, id: &str) {
        self.ask(Method::POST, &format!("/world/calls/{id}/end"), None).await;
    }

    pub(crate) async fn fault(&self, spec: &str) {
        self.ask(Method::POST, "/faults", Some(json!({ "spec": spec }))).await;
    }

    pub(crate) async fn mend(&self) {
        self.ask(Method::DELETE, "/faults", None).await;
    }

    /// The truth about a call; null when it is over.
    pub(crate) async fn truth(&self, site: &str, id: &str) -> Value {
        let world = self.ask(Method::GET, "/world", None).await;
        let calls = world["sites"][site]["calls"].as_array().expect("calls").clone();
        calls.into_iter().find(|call| call["id"] == id).unwrap_or(Value::Null)
    }

    /// Asks for the truth about a call until `holds` of it.
    pub(crate) async fn until(&self, site: &str, id: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + Duration::from_secs(20);
        let mut again = interval(Duration::from_millis(50));
        loop {
            again.tick().await;
            let truth = self.truth(site, id).await;
            if holds(&truth) {
                return truth;
            }
            assert!(Instant::now() < deadline, "never became true: {truth}");
        }
    }

    /// The requests of one endpoint that changed something.
    pub(crate) async fn actions(&self, endpoint: &str) -> Vec<Value> {
        let requests = self.ask(Method::GET, "/requests", None).await;
        let actions = requests["actions"].as_array().expect("actions").clone();
        actions.into_iter().filter(|action| action["endpoint"] == endpoint).collect()
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let request = self.http.request(method, format!("{}{path}", self.sim.control_url()));
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        let answer = request.send().await.expect("the control server answers");
        let status = answer.status();
        let text = answer.text().await.expect("a text");
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).expect("JSON")
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}
