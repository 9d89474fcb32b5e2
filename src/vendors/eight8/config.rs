//! The keys of an account's table, and what of them belongs together (8x8 §2).

use serde::Deserialize;

use crate::config::Secret;
use crate::domain::Text;

/// Where queues and agents are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The realtime metrics, with an API key (8x8 §4.1).
    #[default]
    Realtime,
    /// The older statistics, with a data request token (8x8 §4.8).
    Rtstats,
}

/// `[8x8.NAME]`: the keys beside those that every account has.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The customer account's name.
    pub tenant: String,
    /// Where queues and agents are read.
    pub source: Source,
    /// The API key, of the product *analytics realtime-api*.
    pub client_id: Option<Secret>,
    /// Its secret.
    pub client_secret: Option<Secret>,
    /// Where that key becomes a token; the same for every region.
    pub token_url: String,
    /// Where the realtime metrics are: host and region.
    pub metrics_url: String,
    /// The header that customers with several tenants send.
    pub tenant_info: Option<String>,
    /// The cluster: actions, agent status, call data, and the older statistics.
    pub calls_url: Option<String>,
    /// The user name beside the tokens of Configuration Manager.
    pub user: Option<String>,
    /// The Action Request Token.
    pub action_token: Option<Secret>,
    /// The Data Request Token.
    pub data_token: Option<Secret>,
    /// Where the event stream is.
    pub stream_url: Option<String>,
    /// Its key.
    pub stream_key: Option<Secret>,
    /// Whether each new call's data is read.
    pub call_data: bool,
    /// The transaction codes to choose from: no interface lists them (8x8 §5.2).
    pub transaction_codes: Vec<TransactionCode>,
    /// The status codes to choose from.
    pub statuses: Vec<StatusCode>,
    /// The number that a placed call shows.
    pub caller_id: Option<String>,
    /// What is dialled before a placed call's number.
    pub prefix: String,
    /// The dial plan of placed calls; without it the agent's own.
    pub dial_plan: Option<String>,
}

/// A disposition.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransactionCode {
    /// The id of its list.
    pub list: i64,
    /// Its own id.
    pub code: i64,
    /// What people call it.
    pub label: String,
}

/// A status with a reason.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusCode {
    /// The id of its list.
    pub list: i64,
    /// Its own id.
    pub code: i64,
    /// Its short code.
    pub short: String,
    /// The state it belongs to.
    pub state: StatusState,
    /// What people call it.
    pub label: String,
}

/// A state that an agent can be put in (8x8 §4.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusState {
    /// 1.
    LoggedOut,
    /// 3.
    OnBreak,
    /// 4.
    Available,
    /// 5.
    WorkOffline,
}

impl StatusState {
    /// Its number.
    pub(super) fn code(self) -> i64 {
        match self {
            Self::LoggedOut => 1,
            Self::OnBreak => 3,
            Self::Available => 4,
            Self::WorkOffline => 5,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            tenant: String::new(),
            source: Source::Realtime,
            client_id: None,
            client_secret: None,
            token_url: "https://api.8x8.com".to_owned(),
            metrics_url: "https://api.8x8.com".to_owned(),
            tenant_info: None,
            calls_url: None,
            user: None,
            action_token: None,
            data_token: None,
            stream_url: None,
            stream_key: None,
            call_data: false,
            transaction_codes: Vec::new(),
            statuses: Vec::new(),
            caller_id: None,
            prefix: String::new(),
            dial_plan: None,
        }
    }
}

/// A token of Configuration Manager, and where it is good for something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Access<'a> {
    /// The cluster.
    pub(super) url: &'a str,
    /// The user name.
    pub(super) user: &'a str,
    /// The token.
    pub(super) token: &'a Secret,
}

impl Config {
    /// What acts and what the agent status list needs, if it is configured.
    pub(super) fn actions(&self) -> Option<Access<'_>> {
        self.access(self.action_token.as_ref())
    }

    /// What the older statistics need, if it is configured.
    pub(super) fn data(&self) -> Option<Access<'_>> {
        self.access(self.data_token.as_ref())
    }

    fn access<'a>(&'a self, token: Option<&'a Secret>) -> Option<Access<'a>> {
        let (url, user) = (self.calls_url.as_deref()?, self.user.as_deref()?);
        Some(Access { url, user, token: token? })
    }

    /// Where the event stream is and its key, if it is configured.
    pub(super) fn stream(&self) -> Option<(&str, &Secret)> {
        self.stream_url.as_deref().zip(self.stream_key.as_ref())
    }

    /// Every address that is spoken to over HTTP.
    pub(super) fn hosts(&self) -> Vec<&str> {
        let metrics = [&self.metrics_url, &self.token_url].map(String::as_str);
        let metrics = metrics.into_iter().filter(|_| self.source == Source::Realtime);
        metrics.chain(self.calls_url.as_deref()).collect()
    }

    /// Refuses what cannot work, naming key and remedy.
    pub(super) fn check(&self) -> Result<(), Text> {
        let missing = |key: &str, why: &str| Err(Text::from(format!("`{key}` is missing; {why}")));
        if self.tenant.trim().is_empty() {
            return missing("tenant", "it is the name of the customer account, such as acmecorp01");
        }
        let manager = "both stand in Configuration Manager under Integration > API Token";
        match self.source {
            Source::Realtime => {
                for (key, there) in
                    [("client_id", self.client_id.is_some()), ("client_secret", self.client_secret.is_some())]
                {
                    if !there {
                        let why =
                            "make a key of the product analytics realtime-api in Admin Console > API Keys";
                        return missing(key, why);
                    }
                }
            }
            Source::Rtstats if self.data_token.is_none() => {
                return missing("data_token", "`source = \"rtstats\"` reads with the Data Request Token");
            }
            Source::Rtstats => {}
        }
        let tokens = self.action_token.is_some() || self.data_token.is_some();
        if tokens && self.user.is_none() {
            return missing("user", manager);
        }
        if self.user.is_some() && !tokens {
            return missing("action_token", manager);
        }
        if tokens && self.calls_url.is_none() {
            let why =
                "it is https://vcc- and the cluster's name and .8x8.com, such as https://vcc-na1.8x8.com";
            return missing("calls_url", why);
        }
        self.check_stream()
    }

    fn check_stream(&self) -> Result<(), Text> {
        let Some(url) = self.stream_url.as_deref() else {
            return if self.stream_key.is_some() {
                Err("`stream_url` is missing; it is wss://pulsar-ws-euw2.8x8.com, or -use1 or -usw2, by region"
                    .into())
            } else {
                Ok(())
            };
        };
        let bare = !url.contains(['@', '?', '#']) && !url.chars().any(char::is_whitespace);
        let good = match url.split_once("://") {
            Some(("wss", rest)) => !rest.is_empty(),
            Some(("ws", rest)) => is_loopback(rest),
            Some(_) | None => false,
        };
        if good && bare {
            Ok(())
        } else {
            Err("`stream_url` is no address of a stream: expected wss://HOST, or ws:// on this host".into())
        }
    }
}

/// Whether `rest`, which begins with a host, stays on this computer.
fn is_loopback(rest: &str) -> bool {
    let authority = rest.split('/').next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(six) => six.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: &str = "tenant = 'acmecorp01'\nclient_id = 's3cr3t-id'\nclient_secret = 's3cr3t-secret'\n";

    fn read(more: &str) -> Config {
        toml::from_str(&format!("{KEYS}{more}")).unwrap()
    }

    fn refusal(text: &str) -> String {
        toml::from_str::<Config>(text).unwrap().check().unwrap_err().to_string()
    }

    #[test]
    fn the_key_is_enough() {
        let config = read("");
        assert_eq!(config.check(), Ok(()));
        assert_eq!(config.hosts(), ["https://api.8x8.com", "https://api.8x8.com"]);
        assert!(config.actions().is_none() && config.stream().is_none());
        assert!(!format!("{config:?}").contains("s3cr3t"));
    }

    #[test]
    fn lists_of_codes_are_read() {
        let config = read(
            "transaction_codes = [{ list = 12, code = 234, label = 'Sale' }]\n\
             statuses = [{ list = 801, code = 1722, short = 'Meet', state = 'work_offline', label = 'Meeting' }]",
        );
        assert_eq!(config.transaction_codes[0].label, "Sale");
        assert_eq!(config.statuses[0].state.code(), 5);
    }

    #[test]
    fn what_belongs_together_is_missed_by_name() {
        assert!(refusal("").starts_with("`tenant` is missing"));
        assert!(refusal("tenant = 'a'").starts_with("`client_id` is missing"));
        assert!(refusal("tenant = 'a'\nclient_id = 'x'").starts_with("`client_secret` is missing"));
        let more = |more: &str| read(more).check().unwrap_err().to_string();
        assert!(more("action_token = 't'").starts_with("`user` is missing"));
        assert!(more("user = 'u'").starts_with("`action_token` is missing"));
        assert!(more("user = 'u'\naction_token = 't'").starts_with("`calls_url` is missing"));
        assert!(more("stream_key = 'k'").starts_with("`stream_url` is missing"));
        let older = "tenant = 'a'\nsource = 'rtstats'\n";
        assert!(refusal(older).starts_with("`data_token` is missing"));
        let whole = format!("{older}data_token = 't'\nuser = 'u'\ncalls_url = 'https://vcc-na1.8x8.com'");
        let config: Config = toml::from_str(&whole).unwrap();
        assert_eq!((config.check(), config.hosts()), (Ok(()), vec!["https://vcc-na1.8x8.com"]));
    }

    #[test]
    fn a_stream_is_encrypted_or_on_this_host() {
        for good in
            ["wss://pulsar-ws-use1.8x8.com", "ws://127.0.0.1:9/ws/v2", "ws://localhost", "ws://[::1]:80"]
        {
            assert_eq!(read(&format!("stream_url = '{good}'")).check(), Ok(()), "{good}");
        }
        for bad in
            ["ws://pulsar-ws-use1.8x8.com", "https://x", "pulsar", "wss://", "wss://u@x", "wss://x?k=1"]
        {
            assert!(read(&format!("stream_url = '{bad}'")).check().is_err(), "{bad}");
        }
    }
}
