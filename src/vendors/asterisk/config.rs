//! The settings of `[asterisk.NAME]`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::config::{Secret, Span};
use crate::domain::Text;

/// The vendor's own keys of an account's table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AsteriskConfig {
    /// The built-in web server, with the prefix of `http.conf` if it has one (fact sheet §1).
    pub url: String,
    /// The user of `manager.conf`.
    pub user: String,
    /// That user's secret.
    pub secret: Secret,
    /// The endpoints whose legs are customers or trunks, such as `PJSIP/carrier`; `*` stands for any text, `?` for one
    /// character. With at least one, every other endpoint is one's own.
    #[serde(default)]
    pub outside: Vec<String>,
    /// Contexts whose legs are one's own, where endpoints do not tell.
    #[serde(default)]
    pub inside_contexts: Vec<String>,
    /// Contexts whose legs are customers or trunks, where endpoints do not tell.
    #[serde(default)]
    pub outside_contexts: Vec<String>,
    /// Where placed calls are dialled and parked calls are picked up.
    pub dial_context: Option<String>,
    /// Where transferred calls are dialled.
    pub transfer_context: Option<String>,
    /// Where the queues' extensions are.
    pub queue_context: Option<String>,
    /// The extension of each queue, by the queue's name.
    #[serde(default)]
    pub queue_extensions: BTreeMap<String, String>,
    /// The parking lot; the server's default without it.
    pub park_lot: Option<String>,
    /// The file that a started recording goes to: `{id}` is the leg's id, `{time}` the time in UTC.
    #[serde(default = "record_file")]
    pub record_file: String,
    /// The reasons that an agent can be paused with.
    #[serde(default)]
    pub pause_reasons: Vec<String>,
    /// The `wrapuptime` of each queue, which the server does not tell (fact sheet §4).
    #[serde(default)]
    pub wrapup: BTreeMap<String, Span>,
    /// What the phones show of calls that the board places.
    pub caller_id: Option<String>,
    /// A user of `ari.conf`, for the instant at which talking began.
    pub ari_user: Option<String>,
    /// That user's password.
    pub ari_secret: Option<Secret>,
}

impl AsteriskConfig {
    /// What no type says. The text names the key and the remedy.
    pub(super) fn check(&self) -> Result<(), Text> {
        let texts = [
            ("user", Some(self.user.as_str())),
            ("secret", Some(self.secret.expose())),
            ("dial_context", self.dial_context.as_deref()),
            ("transfer_context", self.transfer_context.as_deref()),
            ("queue_context", self.queue_context.as_deref()),
            ("park_lot", self.park_lot.as_deref()),
            ("record_file", Some(self.record_file.as_str())),
            ("caller_id", self.caller_id.as_deref()),
            ("ari_user", self.ari_user.as_deref()),
            ("ari_secret", self.ari_secret.as_ref().map(Secret::expose)),
        ];
        for (key, value) in texts {
            let Some(value) = value else { continue };
            if value.trim().is_empty() {
                return Err(Text::from(format!("`{key}` is empty")));
            }
            // A line break inside a value becomes a header of its own at the server (fact sheet §2).
            if value.chars().any(char::is_control) {
                return Err(Text::from(format!("`{key}` holds a line break or another control character")));
            }
        }
        let (stem, suffix) = self.record_file.rsplit_once('.').unwrap_or_default();
        if stem.is_empty() || suffix.is_empty() || !suffix.chars().all(|char| char.is_ascii_alphanumeric()) {
            return Err("`record_file` has no suffix, which says the format: end it in .wav or .gsm".into());
        }
        if self.record_file.contains([',', '|', ' ']) {
            return Err(
                "`record_file` holds a comma, a bar or a blank, which Asterisk takes for its end".into()
            );
        }
        if self.ari_user.is_some() != self.ari_secret.is_some() {
            return Err("`ari_user` and `ari_secret` go together: set both or none".into());
        }
        if self.queue_context.is_none() && !self.queue_extensions.is_empty() {
            return Err("`queue_extensions` needs `queue_context`: in which context are they?".into());
        }
        Ok(())
    }
}

fn record_file() -> String {
    "callboard-{id}-{time}.wav".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = "url = 'http://127.0.0.1:8088'\nuser = 'viewer'\nsecret = 's3cr3t-m4rk3r'\n";

    fn read(more: &str) -> Result<AsteriskConfig, String> {
        toml::from_str(&format!("{LEAST}{more}")).map_err(|error| error.to_string())
    }

    fn refused(more: &str) -> String {
        read(more).unwrap().check().unwrap_err().to_string()
    }

    #[test]
    fn an_address_and_a_user_are_enough() {
        let config = read("").unwrap();
        assert_eq!(config.check(), Ok(()));
        assert_eq!(config.record_file, "callboard-{id}-{time}.wav");
        assert!(!format!("{config:?}").contains("s3cr3t"));
    }

    #[test]
    fn mistakes_are_named() {
        assert!(read("usr = 1").unwrap_err().contains("unknown field `usr`"));
        assert!(refused("dial_context = ' '").contains("`dial_context` is empty"));
        assert!(refused("caller_id = \"Ada\\r\\nAction: Hangup\"").contains("`caller_id`"));
        assert!(refused("record_file = 'noextension'").contains("`record_file` has no suffix"));
        assert!(refused("record_file = 'a,b.wav'").contains("comma"));
        assert!(refused("ari_user = 'wallboard'").contains("`ari_secret`"));
        assert!(refused("queue_extensions = { sales = '7001' }").contains("`queue_context`"));
    }
}
