//! The settings of `[invoca.NAME]`.

use serde::Deserialize;

use crate::config::Secret;
use crate::domain::Text;

/// The vendor's own keys of an account's table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the vendor is: the shared host, or a network's own subdomain (fact sheet §1).
    #[serde(default = "url")]
    pub url: String,
    /// The API credential, sent bare (fact sheet §1).
    pub token: Secret,
    /// The organisation's id (fact sheet §2).
    pub organization: u64,
    /// Of which kind it is (fact sheet §2).
    pub organization_type: OrganizationType,
    /// The version of the interface of calls in progress: a date (fact sheet §1).
    #[serde(default = "api_version")]
    pub api_version: String,
    /// Which custom data field a disposition is written to, and which there are (fact sheet §4.2).
    pub dispositions: Option<Dispositions>,
    /// The custom data fields that an operator may set, by their Partner (API) Names.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Whether custom data goes by the Signal API where calls in progress cannot be updated (fact sheet §4.3).
    #[serde(default)]
    pub signal_fallback: bool,
    /// Whether the caller's appended personal data is shown (fact sheet §2).
    #[serde(default)]
    pub demographics: bool,
    /// What stands in for queues.
    #[serde(default)]
    pub group_by: GroupBy,
    /// Only this call leg.
    pub transaction_id: Option<String>,
    /// Only calls with this id, which was set before.
    pub external_unique_id: Option<String>,
    /// Only calls from this number; together with the next.
    pub calling_phone_number: Option<String>,
    /// Only calls to this number; together with the last.
    pub destination_phone_number: Option<String>,
    /// Only the legs of this call.
    pub call_record_id: Option<String>,
}

/// Of which kind an organisation is. The vendor wants the capital (fact sheet §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum OrganizationType {
    /// A network of advertisers.
    Network,
    /// One advertiser.
    Advertiser,
}

/// What stands in for queues, which the vendor has not (fact sheet §2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupBy {
    /// The advertiser's campaign.
    #[default]
    Campaign,
    /// The number that calls are sent to.
    Destination,
}

/// The dispositions of an account.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dispositions {
    /// The custom data field, by its Partner (API) Name.
    pub field: String,
    /// What it can be set to.
    pub values: Vec<String>,
}

impl Config {
    /// What no type says. The text names the key and the remedy.
    pub(super) fn check(&self) -> Result<(), Text> {
        let token = self.token.expose().trim();
        if token.is_empty() {
            return Err("`token` is empty; make one in Invoca under Integrations, Invoca APIs".into());
        }
        if token.split_once(' ').is_some_and(|(word, _)| word.eq_ignore_ascii_case("bearer")) {
            return Err("`token` begins with Bearer; Invoca wants the bare token".into());
        }
        if !is_version(&self.api_version) {
            return Err("`api_version` is a date, as in \"2022-08-01\"".into());
        }
        if self.calling_number().is_some() != self.destination_number().is_some() {
            return Err("`calling_phone_number` and `destination_phone_number` filter together: \
                        set both or neither"
                .into());
        }
        if self.fields.iter().any(|field| field.trim().is_empty()) {
            return Err("`fields` holds an empty name; list the fields' Partner (API) Names".into());
        }
        match &self.dispositions {
            Some(some) if some.field.trim().is_empty() => {
                Err("`dispositions` has an empty `field`; name the custom data field they are written to"
                    .into())
            }
            Some(some) if some.values.is_empty() || some.values.iter().any(|it| it.trim().is_empty()) => {
                Err("`dispositions` needs `values`, as in values = [\"SALE\", \"NO_SALE\"]".into())
            }
            Some(_) | None => Ok(()),
        }
    }

    /// What narrows the list, under the vendor's names.
    pub(super) fn filters(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("transaction_id", some(self.transaction_id.as_ref())),
            ("external_unique_id", some(self.external_unique_id.as_ref())),
            ("calling_phone_number", self.calling_number()),
            ("destination_phone_number", self.destination_number()),
            ("call_record_id", some(self.call_record_id.as_ref())),
        ];
        all.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
    }

    fn calling_number(&self) -> Option<&str> {
        some(self.calling_phone_number.as_ref())
    }

    fn destination_number(&self) -> Option<&str> {
        some(self.destination_phone_number.as_ref())
    }

    /// The custom data fields that must be there at the vendor's side.
    pub(super) fn written_fields(&self) -> Vec<&str> {
        let disposition = self.dispositions.iter().map(|some| some.field.as_str());
        let mut all: Vec<&str> = disposition.chain(self.fields.iter().map(String::as_str)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl OrganizationType {
    /// The vendor's word for it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Network => "Network",
            Self::Advertiser => "Advertiser",
        }
    }
}

impl GroupBy {
    /// The word for it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Campaign => "campaign",
            Self::Destination => "destination",
        }
    }
}

fn some(value: Option<&String>) -> Option<&str> {
    value.map(|value| value.trim()).filter(|value| !value.is_empty())
}

/// Whether `text` looks like 2022-08-01.
fn is_version(text: &str) -> bool {
    let shape: Vec<bool> = text.bytes().map(|byte| byte.is_ascii_digit()).collect();
    shape.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(index, byte)| if matches!(index, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() })
}

fn url() -> String {
    "https://invoca.net".to_owned()
}

fn api_version() -> String {
    "2022-08-01".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = "token = \"s3cr3t-m4rk3r\"\norganization = 25\norganization_type = \"Network\"\n";

    fn read(more: &str) -> Result<Config, String> {
        toml::from_str(&format!("{LEAST}{more}")).map_err(|error| error.to_string())
    }

    fn mistake(more: &str) -> String {
        read(more).unwrap().check().unwrap_err().to_string()
    }

    #[test]
    fn a_token_and_an_organisation_are_enough() {
        let config = read("").unwrap();
        assert_eq!(config.check(), Ok(()));
        assert_eq!((config.url.as_str(), config.api_version.as_str()), ("https://invoca.net", "2022-08-01"));
        assert_eq!(config.group_by, GroupBy::Campaign);
        assert!(!config.signal_fallback && !config.demographics && config.fields.is_empty());
        assert!(config.filters().is_empty() && config.written_fields().is_empty());
        assert!(!format!("{config:?}").contains("s3cr3t"));
    }

    #[test]
    fn the_organisation_is_of_one_of_two_kinds_with_their_capitals() {
        let text = "token = 'x'\norganization = 25\n";
        let read = |kind: &str| toml::from_str::<Config>(&format!("{text}organization_type = {kind:?}"));
        assert_eq!(read("Advertiser").unwrap().organization_type.word(), "Advertiser");
        assert_eq!(read("Network").unwrap().organization_type.word(), "Network");
        assert!(read("network").is_err());
        assert!(toml::from_str::<Config>(text).unwrap_err().to_string().contains("organization_type"));
    }

    #[test]
    fn mistakes_are_named() {
        assert!(read("tokn = 1").unwrap_err().contains("unknown field `tokn`"));
        assert!(read("group_by = 'queue'").is_err());
        assert!(read("dispositions = { field = 'x', value = [] }").is_err());
        assert!(mistake("api_version = 'v2/x'").contains("`api_version`"));
        assert!(mistake("fields = ['a', ' ']").contains("`fields`"));
        assert!(mistake("dispositions = { field = '', values = ['a'] }").contains("`field`"));
        assert!(mistake("dispositions = { field = 'a', values = [] }").contains("`values`"));
        for token in ["", "Bearer abc"] {
            let config = Config { token: Secret::literal(token), ..read("").unwrap() };
            assert!(config.check().unwrap_err().contains("`token`"), "{token}");
        }
    }

    #[test]
    fn two_numbers_filter_together_or_not_at_all() {
        for one in ["calling_phone_number = '8005551234'", "destination_phone_number = '8005551234'"] {
            assert!(mistake(one).contains("set both or neither"), "{one}");
        }
        let both = "calling_phone_number = '800-555-1234'\ndestination_phone_number = '+18005551234'\n";
        let config = read(&format!("{both}call_record_id = 'Z6E5'\ntransaction_id = ''")).unwrap();
        assert_eq!(config.check(), Ok(()));
        let expected = [
            ("calling_phone_number", "800-555-1234"),
            ("destination_phone_number", "+18005551234"),
            ("call_record_id", "Z6E5"),
        ];
        assert_eq!(config.filters(), expected);
    }

    #[test]
    fn fields_that_are_written_are_told_once() {
        let config = read(
            "fields = ['lead_type', 'call_disposition']\n\
             dispositions = { field = 'call_disposition', values = ['SALE'] }",
        );
        assert_eq!(config.unwrap().written_fields(), ["call_disposition", "lead_type"]);
    }
}
