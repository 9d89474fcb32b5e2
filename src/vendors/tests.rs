//! A made-up vendor shows what a row of the table does.

mod clocks;
mod fuzz;
mod server;
mod unreadable;

use std::path::Path;

use serde::Deserialize;

use super::*;
use crate::config::{Env, Secret, parse};
use crate::domain::{Abilities, Accepted, Fault, Snapshot, Text};
use crate::messages::Order;
use crate::vendor::Http;

/// What must never be printed.
const MARKER: &str = "s3cr3t-MARKER";

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct FakeConfig {
    client_id: String,
    token: Secret,
    #[serde(default = "base")]
    base_url: String,
    #[serde(default)]
    rows: u32,
    #[serde(default, rename = "zone")]
    _zone: Zone,
}

fn base() -> String {
    "https://fake.example.com".to_owned()
}

#[derive(Clone, Copy, Default)]
struct Zone;

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let zone = String::deserialize(deserializer)?;
        if zone == "UTC" { Ok(Self) } else { Err(serde::de::Error::custom(format!("no zone called {zone}"))) }
    }
}

struct Fake;

impl Vendor for Fake {
    type Config = FakeConfig;

    fn new(config: FakeConfig) -> Result<Self, Text> {
        if config.client_id.is_empty() {
            let token = config.token.expose();
            return Err(format!("`client_id` is empty; {token} needs one ({} rows)", config.rows).into());
        }
        Ok(Self)
    }

    fn hosts(config: &FakeConfig) -> Vec<&str> {
        vec![&config.base_url]
    }

    fn abilities(&self) -> Abilities {
        Abilities::new()
    }

    async fn poll(&mut self, _: &Http) -> Snapshot {
        Snapshot::failed(&Fault::Unreachable("nobody is there".into()))
    }

    async fn act(&mut self, _: &Http, _: &Order) -> Result<Accepted, Fault> {
        Err(Fault::Unreachable("nobody is there".into()))
    }
}

const ROWS: &[Dialect] = &[Dialect::of::<Fake>("fake", "Fake Telephony", 77)];

fn open_text(text: &str) -> Result<Vec<Launch>, ConfigError> {
    let env = Env::fixed(&[("TOKEN", MARKER), ("HOME", "/home/ada")]);
    open_all_among(ROWS, &parse(text, Path::new("config.toml"), &env)?)
}

fn refusal(text: &str) -> String {
    let error = open_text(text).expect_err("it is wrong");
    let (display, debug) = (error.to_string(), format!("{error:?}"));
    assert!(!display.contains(MARKER) && !debug.contains(MARKER), "{display}\n{debug}");
    display
}

#[test]
fn an_account_takes_the_vendors_budget_unless_it_says_otherwise() {
    let accounts = "[fake.a]\nclient_id = 'x'\ntoken = 'env:TOKEN'\n\
                    [fake.b]\nclient_id = 'x'\ntoken = 'env:TOKEN'\nrequests_per_minute = 5\nevery = '10s'\n";
    let launches = open_text(accounts).expect("good");
    let budgets: Vec<_> = launches.iter().map(|launch| launch.http.per_minute).collect();
    assert_eq!(budgets, [77, 5]);
    assert_eq!(launches[1].cadence.every.as_secs(), 10);
    assert_eq!(launches[0].account.to_string(), "fake.a");
}

#[test]
fn a_slip_in_a_vendors_key_or_a_common_one_finds_the_right_name() {
    let text = "[fake.a]\nclient_id = 'x'\ntokn = 's3cr3t-MARKER'\nevry = '5s'\ntoken = 'y'\n";
    assert_eq!(
        refusal(text),
        "config.toml:3:1: unknown key `tokn` in [fake.a]; did you mean `token`?\n     3 | tokn = ***\n\
         config.toml:4:1: unknown key `evry` in [fake.a]; did you mean `every`?\n     4 | evry = ***"
    );
}

#[test]
fn a_missing_key_points_at_its_table() {
    assert_eq!(
        refusal("\n[fake.a]\nclient_id = 'x'\n"),
        "config.toml:2:7: `token` is missing in [fake.a]\n     2 | [fake.a]"
    );
}

#[test]
fn no_value_is_repeated_whatever_is_wrong_with_it() {
    let wrong = |line: &str| refusal(&format!("[fake.a]\nclient_id = 'x'\ntoken = 'env:TOKEN'\n{line}\n"));
    assert_eq!(
        wrong("rows = 's3cr3t-MARKER'"),
        "config.toml:4:8: `rows` in [fake.a]: expected a whole number that is not negative and not too large, \
         found text\n     4 | rows = ***"
    );
    assert!(wrong("zone = 's3cr3t-MARKER'").contains("`zone` in [fake.a]: the value is not right"));
    assert!(wrong("base_url = 'https://s3cr3t-MARKER@x'").contains("config.toml:4:1: `base_url`"));
    assert!(wrong("base_url = ['s3cr3t-MARKER']").contains("expected text in quotes, found a list"));
    assert!(wrong("rows = { a = 's3cr3t-MARKER' }").contains("found a table"));
    assert!(wrong("rows = -1").contains("`rows` in [fake.a]"));
}

#[test]
fn the_vendors_own_refusal_shows_its_line_and_no_secret() {
    assert_eq!(
        refusal("[fake.a]\ntoken = 'env:TOKEN'\nclient_id = ''\n"),
        "config.toml:3:1: [fake.a]: `client_id` is empty; *** needs one (0 rows)\n     3 | client_id = ***"
    );
}

#[test]
fn a_slip_in_the_vendors_name_finds_it() {
    assert_eq!(
        refusal("[fakee.a]\ntoken = 's3cr3t-MARKER'\n"),
        "config.toml:1:8: unknown vendor `fakee` in [fakee.a]; did you mean [fake.a]?\n     1 | [fakee.a]"
    );
    assert!(refusal("[nonsense.a]\n").contains("vendors are `fake`"));
}

#[test]
fn without_an_account_there_is_nothing_to_show() {
    assert!(refusal("").starts_with("config.toml: no account; add a table [VENDOR.NAME]"));
    assert!(refusal("[fake.a]\nenabled = false\n").contains("every account says `enabled = false`"));
}

#[test]
fn a_disabled_account_needs_no_secret() {
    let text = "[fake.a]\nenabled = false\n[fake.b]\nclient_id = 'x'\ntoken = 'env:TOKEN'\n";
    assert_eq!(open_text(text).expect("good").len(), 1);
}

#[test]
fn an_open_line_to_another_host_is_pointed_out() {
    let text = "[fake.a]\nclient_id = 'x'\ntoken = 'env:TOKEN'\nbase_url = 'http://gateway.local'\n";
    let launches = open_text(text).expect("good");
    assert!(launches[0].warnings[0].starts_with("`base_url` in [fake.a] is not https"));
}

#[test]
fn a_row_knows_its_keys() {
    assert_eq!((ROWS[0].keys)(), ["client_id", "token", "base_url", "rows", "zone"]);
}

#[test]
fn no_slip_of_the_keyboard_prints_a_secret() {
    let text = "[callboard]\ntitle = \"s3cr3t-MARKER\"\nascii = false\n[operator.phones]\n'fake.a' = 's3cr3t-MARKER'\n\
                [fake.a]\nclient_id = 's3cr3t-MARKER'\ntoken = \"s3cr3t-MARKER\"\nrows = 7 # s3cr3t-MARKER\n\
                [fake.b]\nclient_id = \"\"\"\ns3cr3t-MARKER\"\"\"\ntoken = '''s3cr3t-MARKER\n'''\nevery = '5s'\n";
    let env = Env::fixed(&[]);
    let told = |text: &str| match parse(text, Path::new("config.toml"), &env) {
        Err(error) => format!("{error}\n{error:?}"),
        Ok(config) => match open_all_among(ROWS, &config) {
            Err(error) => format!("{error}\n{error:?}"),
            Ok(launches) => launches.iter().flat_map(|launch| launch.warnings.clone()).collect(),
        },
    };
    for (index, char) in text.char_indices() {
        let (before, rest) = text.split_at(index);
        let after = rest.strip_prefix(char).expect("it begins with it");
        let slips = ["", "\"", "'", "[", "]", "{", "}", "=", "#", "\n", "\\", ",", ".", "x", " "];
        let inserted = slips.map(|slip| format!("{before}{slip}{rest}"));
        let replaced = slips.map(|slip| format!("{before}{slip}{after}"));
        for text in inserted.into_iter().chain(replaced).chain([before.to_owned()]) {
            let told = told(&text);
            assert!(!told.contains("s3cr3t") && !told.contains("MARKER"), "{text}\n---\n{told}");
        }
    }
}
