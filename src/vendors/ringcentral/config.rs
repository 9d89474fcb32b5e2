//! The keys of an account's table, and the sign-in that they make.

use std::time::Duration;

use serde::Deserialize;

use crate::config::{Secret, Span};
use crate::domain::Text;
use crate::vendor::join;

/// How actions carry their parameters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Parameters {
    /// In the query, without a body, as the specification has it (ringcentral §5).
    #[default]
    Query,
    /// As a JSON body, as the vendor's older guide has it (ringcentral §8).
    Body,
}

/// `[ringcentral.NAME]`: the keys beside those that every account has.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RingCentralConfig {
    /// The RingCX sub-account, in digits. Absent: the only one that the sign-in can see.
    pub account_id: Option<String>,
    /// The app's id in the RingCentral developer console. With `client_secret` and `jwt`: the default sign-in.
    pub client_id: Option<String>,
    /// The app's secret.
    pub client_secret: Option<Secret>,
    /// A user's personal JWT.
    pub jwt: Option<Secret>,
    /// A RingCX admin who signs in directly, without RingCentral. With `password`.
    pub username: Option<String>,
    /// That admin's password.
    pub password: Option<Secret>,
    /// That admin's platform, if sign-in asks for it.
    pub platform_id: Option<String>,
    /// A permanent RingCX API token, which needs no sign-in.
    pub api_token: Option<Secret>,
    /// Where RingCentral signs users in.
    pub platform_url: String,
    /// Where RingCX is.
    pub ringcx_url: String,
    /// Where its API begins below that.
    pub api_path: String,
    /// How actions carry their parameters.
    pub parameters: Parameters,
    /// How many calls to ask for at once; the list is read to its end in any case.
    pub page_rows: u32,
    /// How often agents are read.
    pub agents_every: Span,
    /// How often queues are read.
    pub queues_every: Span,
    /// How often the directories of queues and agents are read.
    pub directories_every: Span,
    /// How long a placed call may ring, in seconds.
    pub ring_seconds: u32,
    /// The number that a placed call shows. Without it no call can be placed.
    pub caller_id: Option<String>,
}

impl Default for RingCentralConfig {
    fn default() -> Self {
        Self {
            account_id: None,
            client_id: None,
            client_secret: None,
            jwt: None,
            username: None,
            password: None,
            platform_id: None,
            api_token: None,
            platform_url: "https://platform.ringcentral.com".to_owned(),
            ringcx_url: "https://ringcx.ringcentral.com".to_owned(),
            api_path: "/voice/api/v1".to_owned(),
            parameters: Parameters::Query,
            page_rows: 200,
            agents_every: Span(Duration::from_secs(5)),
            queues_every: Span(Duration::from_secs(10)),
            directories_every: Span(Duration::from_mins(5)),
            ring_seconds: 30,
            caller_id: None,
        }
    }
}

/// How an account signs in (ringcentral §2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SignIn {
    /// RingCentral's JWT grant, then the exchange for a RingCX token.
    Jwt { client_id: String, client_secret: Secret, jwt: Secret },
    /// A RingCX admin's name and password.
    Direct { username: String, password: Secret, platform_id: Option<String> },
    /// A permanent token.
    ApiToken(Secret),
}

impl RingCentralConfig {
    /// What stands before `/admin/...`.
    pub(super) fn api(&self) -> String {
        self.api_path
            .split('/')
            .filter(|part| !part.is_empty())
            .fold(join(&self.ringcx_url, &[]), |base, part| join(&base, &[part]))
    }

    /// Refuses what cannot work, naming key and remedy.
    pub(super) fn check(&self) -> Result<(), Text> {
        if let Some(id) = &self.account_id
            && (id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()))
        {
            return Err(Text::new("`account_id` is the RingCX sub-account's number, in digits"));
        }
        if self.page_rows == 0 {
            return Err(Text::new("`page_rows` is at least 1"));
        }
        if self.ring_seconds == 0 {
            return Err(Text::new("`ring_seconds` is at least 1"));
        }
        Ok(())
    }

    /// The one sign-in that the keys make.
    pub(super) fn sign_in(&self) -> Result<SignIn, Text> {
        let given: Vec<&str> = [
            ("client_id", self.client_id.is_some()),
            ("client_secret", self.client_secret.is_some()),
            ("jwt", self.jwt.is_some()),
            ("username", self.username.is_some()),
            ("password", self.password.is_some()),
            ("platform_id", self.platform_id.is_some()),
            ("api_token", self.api_token.is_some()),
        ]
        .into_iter()
        .filter_map(|(key, given)| given.then_some(key))
        .collect();
        let groups: [&[&str]; 3] = [
            &["client_id", "client_secret", "jwt"],
            &["username", "password", "platform_id"],
            &["api_token"],
        ];
        let firsts: Vec<&str> =
            groups.iter().filter_map(|group| group.iter().copied().find(|key| given.contains(key))).collect();
        match firsts.as_slice() {
            [] => Err(Text::new(
                "no sign-in is configured: set `client_id`, `client_secret` and `jwt`, or `username` and \
                 `password`, or `api_token`",
            )),
            [_] => self.only_sign_in(&given),
            [one, other, ..] => Err(Text::from(format!(
                "`{other}` and `{one}` belong to different sign-ins: keep the keys of one"
            ))),
        }
    }

    fn only_sign_in(&self, given: &[&str]) -> Result<SignIn, Text> {
        let missing = |keys: &[&str]| {
            let missing: Vec<String> =
                keys.iter().filter(|key| !given.contains(key)).map(|key| format!("`{key}`")).collect();
            let first = given.first().copied().unwrap_or_default();
            Text::from(format!("beside `{first}` this sign-in needs {}", missing.join(" and ")))
        };
        if let Some(token) = &self.api_token {
            return Ok(SignIn::ApiToken(token.clone()));
        }
        if self.username.is_some() || self.password.is_some() || self.platform_id.is_some() {
            let pair = self.username.clone().zip(self.password.clone());
            return pair
                .map(|(username, password)| SignIn::Direct {
                    username,
                    password,
                    platform_id: self.platform_id.clone(),
                })
                .ok_or_else(|| missing(&["username", "password"]));
        }
        let app = self.client_id.clone().zip(self.client_secret.clone());
        app.zip(self.jwt.clone())
            .map(|((client_id, client_secret), jwt)| SignIn::Jwt { client_id, client_secret, jwt })
            .ok_or_else(|| missing(&["client_id", "client_secret", "jwt"]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> RingCentralConfig {
        toml::from_str(text).unwrap()
    }

    fn refused(text: &str) -> String {
        read(text).sign_in().unwrap_err().to_string()
    }

    #[test]
    fn each_sign_in_is_read() {
        let jwt = read("client_id = 'app'\nclient_secret = 's'\njwt = 'j'");
        assert!(matches!(jwt.sign_in(), Ok(SignIn::Jwt { .. })));
        let direct = read("username = 'ada'\npassword = 'p'\nplatform_id = 'aws80'");
        assert!(matches!(direct.sign_in(), Ok(SignIn::Direct { platform_id: Some(_), .. })));
        assert!(matches!(read("api_token = 't'").sign_in(), Ok(SignIn::ApiToken(_))));
    }

    #[test]
    fn a_missing_or_mixed_sign_in_names_keys_and_remedy() {
        assert!(refused("").contains("`client_id`, `client_secret` and `jwt`, or `username`"));
        assert_eq!(
            refused("client_id = 'app'"),
            "beside `client_id` this sign-in needs `client_secret` and `jwt`"
        );
        assert_eq!(
            refused("platform_id = '1'"),
            "beside `platform_id` this sign-in needs `username` and `password`"
        );
        assert_eq!(
            refused("jwt = 's3cr3t'\napi_token = 's3cr3t'"),
            "`api_token` and `jwt` belong to different sign-ins: keep the keys of one"
        );
    }

    #[test]
    fn figures_that_cannot_work_are_refused() {
        assert!(read("account_id = '12440011'").check().is_ok());
        for text in ["account_id = 'sales'", "account_id = ''", "page_rows = 0", "ring_seconds = 0"] {
            assert!(read(text).check().unwrap_err().contains('`'), "{text}");
        }
        assert!(toml::from_str::<RingCentralConfig>("colour = 'red'").is_err());
    }

    #[test]
    fn the_path_may_have_slashes_or_not() {
        let api = |path: &str| RingCentralConfig { api_path: path.into(), ..read("") }.api();
        assert_eq!(api("/voice/api/v1"), "https://ringcx.ringcentral.com/voice/api/v1");
        assert_eq!(api("api/v1/"), "https://ringcx.ringcentral.com/api/v1");
        assert_eq!(api(""), "https://ringcx.ringcentral.com");
    }

    #[test]
    fn no_secret_is_printed() {
        let config = read("client_id = 'app'\nclient_secret = 's3cr3t'\njwt = 's3cr3t'");
        assert!(!format!("{config:?} {:?}", config.sign_in()).contains("s3cr3t"));
    }
}
