//! The settings of `[tel4vn.NAME]`.

use std::fmt;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

use crate::config::Secret;
use crate::domain::Text;
use crate::vendor::join;

/// Where a token is fetched unless the configuration says otherwise, the newer generation first (tel4vn §1).
const TOKEN_PATHS: [&str; 2] = ["/v3/auth/token", "/v1/auth/token"];
/// What a token's path ends in beside that of the log-in.
const TOKEN: &str = "/token";
/// No zone is farther from UTC, in minutes.
const FARTHEST: i32 = 14 * 60;

/// The vendor's own keys of an account's table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The host that the vendor gave the customer (tel4vn §1).
    pub url: String,
    /// The key that tokens are fetched with.
    pub api_key: Option<Secret>,
    /// Whose key it is, with the domain, where it is to be fetched by logging in.
    pub user: Option<String>,
    /// That user's password.
    pub password: Option<Secret>,
    /// The zone of the times that come without one (tel4vn §3).
    #[serde(default)]
    pub utc_offset: Offset,
    /// Where the token is fetched; without it the newer generation's place, then the older one's (tel4vn §1).
    pub token_path: Option<String>,
    /// Which list of agents on calls is asked first (tel4vn §2.2).
    #[serde(default)]
    pub monitor: Generation,
    /// Where the extensions are listed (tel4vn §2.3).
    #[serde(default = "roster_path")]
    pub roster_path: String,
    /// What the named leg of a park means (tel4vn §5).
    #[serde(default)]
    pub park_keeps: Keeps,
    /// What a placed call is given along.
    #[serde(default)]
    pub place: Place,
}

/// A generation of the vendor's interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Generation {
    /// The PBX.
    #[default]
    V1,
    /// The call centre.
    V3,
}

impl Generation {
    /// The generation that `path` belongs to. The middle one is the call centre's older half (tel4vn §1).
    pub(super) fn of(path: &str) -> Self {
        if path.starts_with("/v1/") { Self::V1 } else { Self::V3 }
    }

    /// The other one.
    pub(super) fn other(self) -> Self {
        match self {
            Self::V1 => Self::V3,
            Self::V3 => Self::V1,
        }
    }
}

/// Which leg stays when one is named in a park (tel4vn §5: the documents do not say).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Keeps {
    /// The one that is named.
    #[default]
    Named,
    /// The other one.
    Other,
}

/// What a placed call is given along; what is absent is left to the vendor (tel4vn §5). The number itself is never
/// sent as Base64 (`is_encode`): it travels in the query as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Place {
    /// The hotline that it goes out by, unless the operator names another one.
    pub hotline: Option<String>,
    /// `src_cid_name`.
    pub src_cid_name: Option<String>,
    /// `src_cid_number`.
    pub src_cid_number: Option<String>,
    /// `dest_cid_name`.
    pub dest_cid_name: Option<String>,
    /// `dest_cid_number`.
    pub dest_cid_number: Option<String>,
    /// Whether the agent's phone answers by itself.
    pub auto_answer: Option<bool>,
}

/// How far the zone of zone-less times is ahead of UTC, in minutes (tel4vn §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offset(pub i32);

impl Default for Offset {
    /// Vietnam's, all year round.
    fn default() -> Self {
        Self(7 * 60)
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, minutes) = (if self.0 < 0 { '-' } else { '+' }, self.0.abs());
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl<'de> Deserialize<'de> for Offset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl Visitor<'_> for Words {
            type Value = Offset;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an offset from UTC such as \"+07:00\"")
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<Offset, E> {
                minutes(value).map(Offset).ok_or_else(|| E::invalid_value(Unexpected::Str(value), &self))
            }
        }
        deserializer.deserialize_str(Words)
    }
}

fn minutes(text: &str) -> Option<i32> {
    if matches!(text, "Z" | "UTC") {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits = text.strip_prefix(['+', '-'])?;
    let (hours, minutes) = digits.split_once(':').unwrap_or((digits, "0"));
    let number = |text: &str| {
        let plain = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if plain { text.parse::<i32>().ok() } else { None }
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let all = hours * 60 + minutes;
    (minutes < 60 && all <= FARTHEST).then_some(sign * all)
}

impl Config {
    /// What no type says. The text names the key and the remedy.
    pub(super) fn check(&self) -> Result<(), Text> {
        let blank = |secret: &Option<Secret>| secret.as_ref().is_some_and(|it| it.expose().trim().is_empty());
        if blank(&self.api_key) {
            return Err("`api_key` is empty; set it to the key that TEL4VN gave you, or leave it out".into());
        }
        match (&self.api_key, &self.user, &self.password) {
            (Some(_), None, None) | (None, Some(_), Some(_)) => {}
            (Some(_), ..) => {
                return Err("`api_key` and `user` are two ways to sign in: keep the keys of one".into());
            }
            (None, Some(_), None) => return Err("beside `user` this sign-in needs `password`".into()),
            (None, None, Some(_)) => return Err("beside `password` this sign-in needs `user`".into()),
            (None, None, None) => {
                return Err("no sign-in is configured: set `api_key`, or `user` and `password`".into());
            }
        }
        for (key, path) in
            [("token_path", self.token_path.as_deref()), ("roster_path", Some(self.roster_path.as_str()))]
        {
            if path.is_some_and(|path| !path.starts_with('/') || path.contains(['?', '#', '%'])) {
                return Err(Text::new(&format!("`{key}` is a path below `url`, such as /v3/auth/token")));
            }
        }
        Ok(())
    }

    /// The address of `path`.
    pub(super) fn at(&self, path: &str) -> String {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        join(&self.url, &parts)
    }

    /// The address of something done to the call `id`.
    pub(super) fn at_call(&self, id: &str, what: &str) -> String {
        join(&self.url, &["v1", "call", id, what])
    }

    /// Where tokens are fetched, in the order in which the places are tried.
    pub(super) fn token_paths(&self) -> Vec<&str> {
        self.token_path.as_deref().map_or_else(|| TOKEN_PATHS.to_vec(), |path| vec![path])
    }

    /// Where one logs in, in the same order.
    pub(super) fn log_in_paths(&self) -> Vec<&str> {
        let of = |paths: Vec<&'static str>| paths.into_iter().filter_map(|path| path.strip_suffix(TOKEN));
        match self.token_path.as_deref().and_then(|path| path.strip_suffix(TOKEN)) {
            Some(path) if !path.is_empty() => vec![path],
            Some(_) | None => of(TOKEN_PATHS.to_vec()).collect(),
        }
    }
}

fn roster_path() -> String {
    "/v3/extension".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(more: &str) -> Config {
        toml::from_str(&format!("url = 'https://pitel.example.com'\n{more}")).unwrap()
    }

    fn refused(more: &str) -> String {
        read(more).check().unwrap_err().to_string()
    }

    #[test]
    fn both_sign_ins_are_read_and_everything_else_has_a_default() {
        let config = read("api_key = 'k'");
        assert_eq!(config.check(), Ok(()));
        assert_eq!(config.utc_offset, Offset(420));
        assert_eq!((config.monitor, config.park_keeps), (Generation::V1, Keeps::Named));
        assert_eq!(config.token_paths(), ["/v3/auth/token", "/v1/auth/token"]);
        assert_eq!(config.log_in_paths(), ["/v3/auth", "/v1/auth"]);
        assert_eq!(config.at(&config.roster_path), "https://pitel.example.com/v3/extension");
        assert_eq!(read("user = 'foo@test.tel4vn.com'\npassword = 'p'").check(), Ok(()));
    }

    #[test]
    fn what_cannot_sign_in_names_keys_and_remedy() {
        assert_eq!(refused(""), "no sign-in is configured: set `api_key`, or `user` and `password`");
        assert_eq!(refused("user = 'foo'"), "beside `user` this sign-in needs `password`");
        assert_eq!(refused("password = 'p'"), "beside `password` this sign-in needs `user`");
        assert!(refused("api_key = 'k'\nuser = 'foo'").contains("two ways to sign in"));
        assert!(refused("api_key = ' '").starts_with("`api_key` is empty"));
    }

    #[test]
    fn a_path_of_ones_own_is_the_only_one() {
        let config = read("api_key = 'k'\ntoken_path = '/v2/auth/token'");
        assert_eq!((config.token_paths(), config.log_in_paths()), (vec!["/v2/auth/token"], vec!["/v2/auth"]));
        assert_eq!(config.at("/v2/auth/token"), "https://pitel.example.com/v2/auth/token");
        assert!(refused("api_key = 'k'\ntoken_path = 'v3/auth/token'").contains("`token_path`"));
        assert!(refused("api_key = 'k'\nroster_path = '/v2/extension?limit=1'").contains("`roster_path`"));
    }

    #[test]
    fn an_offset_is_read_in_the_ways_people_write_it() {
        let offset = |text: &str| toml::from_str::<Config>(&format!("url = 'x'\nutc_offset = '{text}'"));
        for (text, minutes) in [("+07:00", 420), ("-05:30", -330), ("+7", 420), ("UTC", 0), ("+00:00", 0)] {
            assert_eq!(offset(text).unwrap().utc_offset, Offset(minutes), "{text}");
        }
        for text in ["07:00", "+25:00", "+07:99", "Hanoi", "+", "+-7", ""] {
            assert!(offset(text).is_err(), "{text}");
        }
        assert_eq!((Offset(420).to_string(), Offset(-330).to_string()), ("+07:00".into(), "-05:30".into()));
    }

    #[test]
    fn an_id_of_a_call_stays_one_part_of_the_address() {
        assert_eq!(read("").at_call("../x?y", "park"), "https://pitel.example.com/v1/call/..%2Fx%3Fy/park");
    }

    #[test]
    fn no_secret_is_printed_and_no_unknown_key_read() {
        let config = read("api_key = 's3cr3t'\npassword = 's3cr3t'");
        assert!(!format!("{config:?}").contains("s3cr3t"));
        assert!(toml::from_str::<Config>("url = 'x'\ncolour = 'red'").is_err());
    }
}
