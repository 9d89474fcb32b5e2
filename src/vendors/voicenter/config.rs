//! The settings of `[voicenter.NAME]`.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use super::epoch::Epoch;
use crate::config::Secret;
use crate::domain::Text;

/// How many `var_` values a placed call can carry (voicenter §5.3).
const MOST_VARIABLES: usize = 10;

/// The vendor's own keys of an account's table. An address may be given with or without the name of the page at
/// its end; `roster_url` and `statuses_url` may be empty, and are not asked then.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The account's secret. It lets in the addresses on the vendor's list only (voicenter §1).
    pub code: Secret,
    /// Where calls, extensions and queues are read (voicenter §2).
    #[serde(default = "active_calls_url")]
    pub active_calls_url: String,
    /// Where recordings are paused and resumed: the old host, or `https://monitorX.voicenter.co/api`
    /// (voicenter §5.1).
    #[serde(default = "recording_url")]
    pub recording_url: String,
    /// Where calls are placed and ended (voicenter §5.2, §5.3).
    #[serde(default = "click2call_url")]
    pub click2call_url: String,
    /// Where an agent's status is set (voicenter §5.4).
    #[serde(default = "status_url")]
    pub status_url: String,
    /// Where the extensions' own names are read now and then (voicenter §2.3).
    #[serde(default = "roster_url")]
    pub roster_url: String,
    /// Where the account's names of the statuses are read now and then (voicenter §2.1).
    #[serde(default = "statuses_url")]
    pub statuses_url: String,
    /// How everything is asked.
    #[serde(default)]
    pub method: Method,
    /// Only this extension, by its SIP code.
    pub extension: Option<String>,
    /// Only this queue, by its id.
    #[serde(default, deserialize_with = "id")]
    pub queue: Option<String>,
    /// Which clock the vendor's time stamps follow (voicenter §3).
    #[serde(default)]
    pub epoch: Epoch,
    /// How calls are placed.
    #[serde(default)]
    pub place: Place,
}

/// How the vendor is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// With a JSON body, which keeps the code out of addresses and so out of the logs along the way.
    #[default]
    Post,
    /// With a query string.
    Get,
}

/// What a placed call is given along; what is absent is left to the vendor (voicenter §5.3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Place {
    /// Whether it is recorded.
    pub record: Option<bool>,
    /// The number that the agent's phone shows.
    pub phone_caller_id: Option<String>,
    /// The number that the customer's phone shows.
    pub target_caller_id: Option<String>,
    /// For how many seconds the agent's phone rings.
    pub phone_max_dial_time: Option<u32>,
    /// For how many seconds the customer's phone rings.
    pub target_max_dial_time: Option<u32>,
    /// After how many seconds the call ends.
    pub max_duration: Option<u32>,
    /// Whether the agent's phone answers by itself.
    pub phone_auto_answer: Option<bool>,
    /// Values that the call carries as its custom data, ten at most.
    pub variables: BTreeMap<String, String>,
}

impl Config {
    /// What no type says. The text names the key and the remedy.
    pub(super) fn check(&self) -> Result<(), Text> {
        if self.code.expose().trim().is_empty() {
            return Err("`code` is empty; set it to the code that Voicenter gave your organisation".into());
        }
        let required = [
            ("active_calls_url", &self.active_calls_url),
            ("recording_url", &self.recording_url),
            ("click2call_url", &self.click2call_url),
            ("status_url", &self.status_url),
        ];
        if let Some((key, _)) = required.iter().find(|(_, url)| url.is_empty()) {
            return Err(Text::new(&format!("`{key}` is empty; leave the key out to use Voicenter's own")));
        }
        if self.place.variables.len() > MOST_VARIABLES {
            return Err("`place` has more than ten variables; Voicenter takes ten at most".into());
        }
        Ok(())
    }

    /// Every address that is spoken to.
    pub(super) fn hosts(&self) -> Vec<&str> {
        let urls = [
            &self.active_calls_url,
            &self.recording_url,
            &self.click2call_url,
            &self.status_url,
            &self.roster_url,
            &self.statuses_url,
        ];
        urls.into_iter().map(String::as_str).filter(|url| !url.is_empty()).collect()
    }

    /// The only extension that is asked for, if that is so.
    pub(super) fn only_extension(&self) -> Option<&str> {
        self.extension.as_deref().filter(|id| !id.is_empty())
    }

    /// The only queue that is asked for, if that is so.
    pub(super) fn only_queue(&self) -> Option<&str> {
        self.queue.as_deref().filter(|id| !id.is_empty())
    }
}

fn active_calls_url() -> String {
    "https://monapisec.voicenter.co.il/comet/API".to_owned()
}

fn recording_url() -> String {
    "https://monapisec.voicenter.co.il/Comet/API".to_owned()
}

fn click2call_url() -> String {
    "https://api.voicenter.com/ForwardDialer/click2call.aspx".to_owned()
}

fn status_url() -> String {
    "https://api.voicenter.com/UserLogin/SetStatusFromAPI".to_owned()
}

fn roster_url() -> String {
    "https://monitor.voicenter.co.il/Comet/api/GetExtensions".to_owned()
}

fn statuses_url() -> String {
    "https://loginapi.voicenter.co.il/UserLogin/GetStatusesList".to_owned()
}

/// An id that people write with quotes or without.
fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    struct Id;
    impl Visitor<'_> for Id {
        type Value = Option<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an id")
        }

        fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
            Ok(Some(value.to_owned()))
        }

        fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
            Ok(Some(value.to_string()))
        }

        fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
            Ok(Some(value.to_string()))
        }
    }
    deserializer.deserialize_any(Id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str) -> Result<Config, String> {
        toml::from_str(toml).map_err(|error| error.to_string())
    }

    #[test]
    fn the_code_is_enough() {
        let config = read(r#"code = "s3cr3t-m4rk3r""#).unwrap();
        assert_eq!(config.check(), Ok(()));
        assert_eq!(config.method, Method::Post);
        assert_eq!(config.epoch, Epoch::Auto);
        assert_eq!((config.only_extension(), config.only_queue()), (None, None));
        assert_eq!(config.hosts().len(), 6);
        assert!(!format!("{config:?}").contains("s3cr3t"));
    }

    #[test]
    fn mistakes_are_named() {
        assert!(read("code = \"x\"\ncods = 1").unwrap_err().contains("unknown field `cods`"));
        assert!(read("method = \"get\"").unwrap_err().contains("missing field `code`"));
        assert!(read("code = \"x\"\nplace = { recod = true }").unwrap_err().contains("recod"));
        assert!(read("code = \" \"").unwrap().check().unwrap_err().contains("`code`"));
        assert!(
            read("code = \"x\"\nstatus_url = \"\"").unwrap().check().unwrap_err().contains("`status_url`")
        );
    }

    #[test]
    fn ids_are_written_either_way_and_side_lists_can_be_left_out() {
        let config = read("code = \"x\"\nqueue = 12345678\nextension = \"\"\nroster_url = \"\"").unwrap();
        assert_eq!((config.only_extension(), config.only_queue()), (None, Some("12345678")));
        assert_eq!(config.hosts().len(), 5);
    }
}
