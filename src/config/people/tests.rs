//! Which people are accepted, and what is told of those who are not.

use std::path::Path;

use super::*;
use crate::config::{ConfigError, Env, keys_of, parse};

fn read(text: &str) -> Result<Vec<Mapping>, ConfigError> {
    let text = format!("{text}\n[asterisk.lab]\n[8x8.main]\nenabled = false\n");
    parse(&text, Path::new("config.toml"), &Env::fixed(&[("HOME", "/home/ada")])).map(|config| config.people)
}

fn refusal(text: &str) -> String {
    let told = read(text).expect_err("refused").to_string();
    assert!(!told.contains("s3cr3t"), "{told}");
    told
}

#[test]
fn the_list_of_keys_is_the_one_that_is_read() {
    assert_eq!(keys_of::<WirePerson>(), PEOPLE_KEYS);
}

#[test]
fn an_agent_is_everything_after_the_first_slash() {
    let text = "[[people]]\nname = ' Ada  Quist'\nagents = ['asterisk.lab/PJSIP/101', '8x8.main/Ada Quist']\n\
                [[people]]\nname = 'Bo'\nagents = ['8x8.main/101']";
    let (lab, main) = (Account::new("asterisk", "lab"), Account::new("8x8", "main"));
    let ada = vec![Mention::new(&lab, "PJSIP/101"), Mention::new(&main, "Ada Quist")];
    let bo = vec![Mention::new(&main, "101")];
    assert_eq!(
        read(text).expect("good"),
        [Mapping { name: "Ada Quist".into(), agents: ada }, Mapping { name: "Bo".into(), agents: bo }]
    );
    assert_eq!(read("").expect("good"), []);
}

#[test]
fn an_unknown_account_is_told_with_the_nearest_name() {
    let text = "[[people]]\nname = 'Ada'\nagents = [\n  'asterisk.lab/1',\n  'asterix.lab/2']";
    assert_eq!(
        refusal(text),
        "config.toml:5:3: `agents` in [[people]]: what stands before the `/` is no account; did you mean `asterisk.lab`?"
    );
    let far = refusal("[[people]]\nname = 'Ada'\nagents = ['s3cr3t.s3cr3t/1']");
    assert!(far.ends_with("is no account; possible are `asterisk.lab`, `8x8.main`"), "{far}");
}

#[test]
fn an_account_with_mistakes_of_its_own_is_known_all_the_same() {
    let told = refusal("[v.a]\nevery = 5\n[[people]]\nname = 'Ada'\nagents = ['v.a/1']");
    assert_eq!(told.matches("config.toml:").count(), 1, "{told}");
}

#[test]
fn one_agent_is_one_person() {
    let text = "[[people]]\nname = 'Ada'\nagents = ['asterisk.lab/1']\n\
                [[people]]\nname = 'Bo'\nagents = ['8x8.main/1', 'asterisk.lab/1']";
    assert_eq!(
        refusal(text),
        "config.toml:6:25: `agents` in [[people]]: this agent is named on line 3 already; an agent is one person"
    );
    let twice = refusal("[[people]]\nname = 'Ada'\nagents = ['8x8.main/1', '8x8.main/1']");
    assert!(twice.starts_with("config.toml:3:25: ") && twice.contains("on line 3 already"), "{twice}");
}

#[test]
fn a_person_has_a_name_and_agents() {
    let cases = [
        (
            "name = 'Ada'\nagents = []",
            ":3:10: `agents` in [[people]] is empty; name the person's agents, each as",
        ),
        ("name = ' '\nagents = ['8x8.main/1']", ":2:8: `name` in [[people]] is empty;"),
        ("agents = ['8x8.main/1']", ":1:1: `name` is missing in [[people]]"),
        ("name = 'Ada'", ":1:1: `agents` is missing in [[people]]"),
        ("name = 'Ada'\nagents = '8x8.main/1'", ":3:10: `agents` in [[people]]: expected a list, found text"),
        (
            "name = 'Ada'\nagents = [101]",
            ":3:11: `agents` in [[people]]: expected text in quotes, found a number",
        ),
        (
            "name = 'Ada'\nagents = ['s3cr3t']",
            ":3:11: `agents` in [[people]]: expected \"VENDOR.NAME/AGENT\"",
        ),
        (
            "name = 'Ada'\nagents = ['8x8.main/ ']",
            ":3:11: `agents` in [[people]]: expected \"VENDOR.NAME/AGENT\"",
        ),
        (
            "name = 'Ada'\nagent = '8x8.main/1'\nagents = []",
            ":3:1: unknown key `agent` in [[people]]; did you mean `agents`?",
        ),
    ];
    for (text, told) in cases {
        let refusal = refusal(&format!("[[people]]\n{text}"));
        assert!(refusal.starts_with(&format!("config.toml{told}")), "{refusal}");
    }
}

#[test]
fn a_slip_in_the_brackets_or_in_the_word_is_told() {
    let cases = [
        ("[people]\nname = 'Ada'", "[people] is no list; a person is [[people]], with two pairs of brackets"),
        ("people = 's3cr3t'", "[people] is no list; a person is [[people]]"),
        ("people = ['s3cr3t']", "[[people]]: expected a table, found text"),
        ("[[peple]]\nname = 'Ada'", "[[peple]] is no list of the configuration; did you mean [[people]]?"),
        ("[people.a]\n", "[people] is no list; a person is [[people]]"),
    ];
    for (text, told) in cases {
        let refusal = refusal(text);
        assert!(refusal.contains(told), "{refusal}");
    }
}
