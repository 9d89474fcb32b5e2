//! Which limits are accepted, what inherits from what, and what is told of mistakes.

use std::path::Path;

use super::*;
use crate::config::{ConfigError, Env, keys_of, parse};
use crate::domain::{Account, Thresholds};

fn read(text: &str) -> Result<Thresholds, ConfigError> {
    parse(text, Path::new("config.toml"), &Env::fixed(&[("HOME", "/home/ada")]))
        .map(|config| config.thresholds)
}

/// What is told of the limits `text` of a file: without the line again, and never a value.
fn refusal(text: &str) -> String {
    let told = read(text).expect_err(text).to_string();
    assert!(!told.contains("77"), "{told}");
    told.lines().filter(|line| !line.starts_with("  ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_lists_of_keys_are_those_that_are_read() {
    let timed: Vec<_> = Timed::ALL.iter().map(|timed| timed.key()).collect();
    let calls = timed.iter().filter(|key| QUEUE_LIMIT_KEYS.contains(key)).copied().collect::<Vec<_>>();
    assert_eq!([&timed, keys_of::<WireRest>()].concat(), LIMIT_KEYS);
    assert_eq!([&calls, keys_of::<WireQueueRest>()].concat(), QUEUE_LIMIT_KEYS);
    assert_eq!(keys_of::<WireSteps>(), STEP_KEYS);
    assert_eq!((Scope::Floor.others(), Scope::Queue.others()), (&*timed, &*calls));
    assert_eq!(Scope::Account.others(), [&*timed, &[QUEUES]].concat());
}

#[test]
fn a_file_without_limits_has_the_ordinary_ones() {
    assert_eq!(read("[v.a]\n").expect("good"), Thresholds::default());
}

#[test]
fn a_queue_inherits_from_its_account_and_that_from_the_floor_wherever_they_stand() {
    let all = read(
        "[v.a.limits.queues.'Sales 2']\nwait = { critical = '90s' }\nsmall_sample = 5\n\
         [v.a.limits]\nwait.warn = '30s'\nphantom_agent = '45s'\n[v.a]\n[v.b]\n\
         [limits]\nwait = { warn = '40s', critical = '4m' }\nphantom_call = '2h'\n",
    )
    .expect("good");
    let [a, b] = ["a", "b"].map(|name| all.account(&Account::new("v", name)));
    let sales = a.queue(None, Some("Sales 2"));
    assert_eq!(all.floor().wait, Steps::seconds(40, 240));
    assert_eq!((a.own.wait, sales.wait), (Steps::seconds(30, 240), Steps::seconds(30, 90)));
    assert_eq!((a.own.small_sample, sales.small_sample), (20, 5));
    assert_eq!(sales.phantom_agent, Duration::from_secs(45));
    assert_eq!(sales.phantom_call, Duration::from_hours(2));
    assert_eq!((b.own, b.queues.len()), (*all.floor(), 0));
}

#[test]
fn a_mistake_is_told_with_its_line_and_a_remedy() {
    let range = "goes from \"1s\" to \"24h\"";
    let twice = "is longer than `critical`, which then comes first";
    for (text, told) in [
        ("[limits]\nwait = { warn = '77s', critical = '30s' }", format!("2:17: [limits.wait]: `warn` {twice}")),
        (
            "[limits]\nwait = { critical = '59s' }",
            format!("2:21: [limits.wait]: `warn` {twice}; `warn` is not set here, and is inherited: set it too"),
        ),
        ("[limits]\nhold.warn = '0s'", format!("2:13: `warn` in [limits.hold] {range}")),
        ("[limits]\nclock_offset = '77h'", format!("2:16: `clock_offset` in [limits] {range}")),
        (
            "[limits]\nsmall_sample = 0",
            "2:16: `small_sample` in [limits] is at least 1, which draws no percentage faint".to_owned(),
        ),
        (
            "[limits]\nwait = '77s'",
            "2:8: `wait` in [limits] has two levels: wait = { warn = \"1m\", critical = \"2m\" }".to_owned(),
        ),
        (
            "[limits]\nwait.critcal = '77s'",
            "2:6: unknown key `critcal` in [limits.wait]; did you mean `critical`?".to_owned(),
        ),
        ("[limits]\nwaits = 1", "2:1: unknown key `waits` in [limits]; did you mean `wait`?".to_owned()),
        (
            "[limits]\nqueues.Sales = 1",
            "2:1: `queues` in [limits]: a queue is its account's; write [VENDOR.NAME.limits.queues.\"NAME\"]"
                .to_owned(),
        ),
        (
            "[limits]\nwait.warn = 77",
            "2:13: `warn` in [limits.wait]: expected a time with its unit in quotes, such as \"5s\" or \"1m 30s\", \
             found a number"
                .to_owned(),
        ),
        (
            "[v.a.limits]\nqueue.Sales = 1",
            "2:1: unknown key `queue` in [v.a.limits]; did you mean `queues`?".to_owned(),
        ),
        ("[v.a]\nlimits = 77", "2:1: `limits` is a table: [v.a.limits]".to_owned()),
        (
            "[v.a.limits]\nqueues = 77",
            "2:1: `queues` is a table: [v.a.limits.queues.\"NAME\"]".to_owned(),
        ),
        (
            "[v.a.limits.queues.Sales]\nwrapup.warn = '5s'",
            "2:1: `wrapup` in [v.a.limits.queues.\"Sales\"] is nothing that a queue has; it stands in the account's \
             limits"
                .to_owned(),
        ),
        ("[limit]\nwait.warn = '5s'", "1:2: [limit] is no account; did you mean [limits]?".to_owned()),
        ("limits = 77", "1:1: `limits` is a table: [limits]".to_owned()),
    ] {
        assert_eq!(refusal(text), format!("config.toml:{told}"), "{text}");
    }
}

#[test]
fn what_is_wrong_above_is_not_told_again_below() {
    let text =
        "[v.a.limits]\nhold.warn = '0s'\n[limits]\nwait = { warn = '77m', critical = '3m' }\n[v.b.limits]\n";
    let told = refusal(text);
    assert!(told.contains("2:13: ") && told.contains("4:17: ") && told.lines().count() == 2, "{told}");
}
