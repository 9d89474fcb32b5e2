//! The simulator over real HTTP: a floor, its clients, and what they must see.

mod asterisk;
mod asterisk_actions;
mod asterisk_events;
mod asterisk_listening;
mod asterisk_queues;
mod control;
mod eight8;
mod eight8_actions;
mod eight8_status;
mod eight8_stream;
mod faults;
mod invoca;
mod invoca_updates;
mod ringcentral;
mod ringcentral_actions;
mod tel4vn;
mod tel4vn_actions;
mod tel4vn_lists;
mod voicenter;
mod voicenter_actions;

use std::sync::Once;

use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};

use super::{Ports, Settings, Sim, serve};

/// A client that goes straight to the loopback and trusts nobody.
fn client() -> Client {
    static TLS: Once = Once::new();
    TLS.call_once(|| rustls::crypto::ring::default_provider().install_default().expect("the first provider"));
    Client::builder().no_proxy().tls_certs_only([]).build().expect("a client")
}

/// A simulator, a client, and the words between them.
struct Floor {
    sim: Sim,
    client: Client,
}

/// A default floor on which nothing happens of itself.
async fn floor() -> Floor {
    let floor = floor_with(Settings::default()).await;
    floor.control("POST", "/pause", json!(null)).await;
    floor
}

async fn floor_with(settings: Settings) -> Floor {
    let client = client();
    let sim = serve(settings, Ports::Free).await.expect("free ports");
    Floor { sim, client }
}

impl Floor {
    fn url(&self, site: &str, path: &str) -> String {
        self.sim.site_url(site).expect("a site") + path
    }

    fn get(&self, site: &str, path: &str) -> RequestBuilder {
        self.client.get(self.url(site, path))
    }

    fn post(&self, site: &str, path: &str) -> RequestBuilder {
        self.client.post(self.url(site, path))
    }

    /// One request to the control server; its answer must be JSON.
    async fn control(&self, method: &str, path: &str, body: Value) -> Value {
        let method = method.parse().expect("a method");
        let request = self.client.request(method, self.sim.control_url() + path);
        let request = if body.is_null() { request } else { request.json(&body) };
        request.send().await.expect("an answer").json().await.expect("JSON")
    }

    async fn fault(&self, spec: &str) {
        let answer = self.control("POST", "/faults", json!({ "spec": spec })).await;
        assert!(answer["active"].is_array(), "{answer}");
    }

    async fn world(&self, site: &str) -> Value {
        self.control("GET", "/world", json!(null)).await["sites"][site].take()
    }

    /// The truth about one call; null once it has ended.
    async fn call(&self, site: &str, id: &str) -> Value {
        let world = self.world(site).await;
        world["calls"]
            .as_array()
            .expect("calls")
            .iter()
            .find(|call| call["id"] == id)
            .cloned()
            .unwrap_or_default()
    }

    /// Adds a call and gives it as the world sees it.
    async fn add(&self, call: Value) -> Value {
        let added = self.control("POST", "/world/calls", call).await;
        assert!(added["id"].is_string(), "{added}");
        added
    }

    async fn requests(&self) -> Value {
        self.control("GET", "/requests", json!(null)).await
    }
}

async fn send(request: RequestBuilder) -> Response {
    request.send().await.expect("an answer")
}

async fn json_of(request: RequestBuilder) -> Value {
    let response = send(request).await;
    assert_eq!(response.status(), 200);
    response.json().await.expect("JSON")
}

fn id(call: &Value) -> &str {
    call["id"].as_str().expect("an id")
}

fn rows(value: &Value) -> &Vec<Value> {
    value.as_array().expect("rows")
}

#[tokio::test]
async fn the_configuration_names_every_server_that_is_up() {
    let floor = floor().await;
    let config: toml::Table = floor.sim.config_toml().parse().expect("TOML");
    let ringcentral = floor.sim.site_url("ringcentral").expect("a site");
    assert_eq!(config["operator"]["phone"].as_str(), Some("+15550100123"));
    assert_eq!(config["ringcentral"]["sales"]["ringcx_url"].as_str(), Some(ringcentral.as_str()));
    assert_eq!(config["ringcentral"]["sales"]["account_id"].as_str(), Some("12440011"));
    let calls = config["voicenter"]["tlv"]["active_calls_url"].as_str().expect("a URL");
    let code = config["voicenter"]["tlv"]["code"].as_str().expect("a code");
    let url = format!("{calls}/GetExtensionsCalls?code={code}");
    assert_eq!(json_of(floor.client.get(url)).await["ERR"], 0);
}

#[tokio::test]
async fn a_base_port_gives_neighbouring_ports_on_the_loopback_only() {
    // A free port is found by asking for one and giving it back.
    let probe = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = probe.local_addr().expect("an address").port();
    drop(probe);
    let Ok(sim) = serve(Settings::default(), Ports::From(base)).await else {
        return; // Somebody else took a neighbouring port meanwhile.
    };
    assert_eq!(sim.control_url(), format!("http://127.0.0.1:{base}"));
    let ports: Vec<String> = sim.sites().map(|(_, url)| url).collect();
    let next: Vec<String> =
        (base + 1..).take(ports.len()).map(|port| format!("http://127.0.0.1:{port}")).collect();
    assert!(ports.len() > 1);
    assert_eq!(ports, next);
    sim.stop().await;
}

#[tokio::test]
async fn stopping_frees_the_ports_even_while_a_request_hangs() {
    let floor = floor().await;
    floor.fault("voicenter:hang").await;
    let request = floor.get("voicenter", "/UserLogin/GetStatusesList");
    let hanging = tokio::spawn(request.send());
    while floor.requests().await["counts"]["voicenter"]["statuses"]["unanswered"] != 1 {
        tokio::task::yield_now().await;
    }
    let address = floor.sim.site_url("voicenter").expect("a site").replace("http://", "");
    floor.sim.stop().await;
    drop(hanging.await.expect("no panic"));
    tokio::net::TcpListener::bind(address).await.expect("a free port");
}
