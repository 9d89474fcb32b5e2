//! What is accepted, what is refused, and that no refusal repeats a value.

use super::*;

/// What must never be printed.
const MARKER: &str = "s3cr3t-MARKER";

fn env() -> Env {
    Env::fixed(&[("HOME", "/home/ada"), ("USER", "ada")])
}

fn read(text: &str) -> Result<Config, ConfigError> {
    parse(text, Path::new("/etc/callboard/config.toml"), &env())
}

fn refusal(text: &str) -> String {
    let error = match read(text) {
        Err(error) => error,
        Ok(config) => panic!("accepted: {config:?}"),
    };
    let (display, debug) = (error.to_string(), format!("{error:?}"));
    assert!(!display.contains(MARKER) && !debug.contains(MARKER), "{display}\n{debug}");
    display.replace("/etc/callboard/", "")
}

#[test]
fn an_empty_file_is_all_defaults() {
    let config = read("").expect("good");
    assert_eq!(config.log_file, Path::new("/home/ada/.local/state/callboard/callboard.log"));
    assert_eq!(config.audit_file, Path::new("/home/ada/.local/state/callboard/audit.jsonl"));
    assert_eq!(&*config.operator.name, "ada");
    assert_eq!(&*config.board.title, "callboard");
    assert!(config.sections.is_empty() && config.warnings.is_empty());
}

#[test]
fn without_a_home_it_is_said_where_the_logs_go() {
    let parsed =
        |env: &[(&str, &str)], file: &str| parse("", Path::new(file), &Env::fixed(env)).expect("good");
    let config = parsed(&[], "/etc/callboard/config.toml");
    assert_eq!(config.audit_file, Path::new("/etc/callboard/audit.jsonl"));
    let [warning] = config.warnings.as_slice() else { panic!("{:?}", config.warnings) };
    assert!(warning.contains("logs go to /etc/callboard,"), "{warning}");
    let [warning] = &parsed(&[], "demo.toml").warnings[..] else { panic!("a warning") };
    assert!(warning.contains("logs go to the current folder"), "{warning}");
    assert!(parsed(&[("XDG_STATE_HOME", "/var/lib")], "demo.toml").warnings.is_empty());
}

#[test]
fn accounts_come_in_the_order_of_the_file() {
    let config = read("[b.z]\n[a.y]\n[b.x]\nevery = '1m 30s'\n").expect("good");
    let accounts: Vec<String> = config.sections.iter().map(|section| section.account.to_string()).collect();
    assert_eq!(accounts, ["b.z", "a.y", "b.x"]);
    assert_eq!(config.sections[2].common.every.0.as_secs(), 90);
}

#[test]
fn the_phone_is_the_nearest_one() {
    let text = "[operator]\nphone = '1'\n[operator.phones]\n'v.a' = '2'\nv.d = '4'\n\
                [v.a]\nphone = '3'\n[v.b]\nphone = '3'\n[v.c]\n[v.d]\n";
    let config = read(text).expect("good");
    let phone = |name: &str| config.phone(&Account::new("v", name)).map(|phone| phone.to_string());
    assert_eq!(["a", "b", "c", "d"].map(|name| phone(name).unwrap_or_default()), ["2", "3", "1", "4"]);
}

#[test]
fn a_phone_for_no_account_is_a_warning() {
    let config = read("[operator.phones]\n'v.aa' = '2'\n[v.a]\n").expect("good");
    assert!(config.warnings[0].contains(":2:1: [operator.phones] names `v.aa`, which is no account"));
}

#[test]
fn paths_start_at_home_or_at_the_files_folder() {
    let config = read("[callboard]\nlog_file = '~/x.log'\naudit_file = 'a.jsonl'\n").expect("good");
    assert_eq!(config.log_file, Path::new("/home/ada/x.log"));
    assert_eq!(config.audit_file, Path::new("/etc/callboard/a.jsonl"));
}

#[test]
fn every_mistake_is_told_at_once_in_the_order_of_the_lines() {
    let text =
        "[callboard]\ncolor = 'auto'\ntheme = 'dakr'\n[v.a]\nevery = 5\n[sales]\nkey = 's3cr3t-MARKER'\n";
    assert_eq!(
        refusal(text),
        "config.toml:2:1: unknown key `color` in [callboard]; did you mean `colour`?\n     2 | color = ***\n\
         config.toml:3:9: `theme` in [callboard]: no such choice; did you mean `dark`?\n     3 | theme = ***\n\
         config.toml:5:9: `every` in [v.a]: expected a time with its unit in quotes, such as \"5s\" or \"1m 30s\", \
         found a number\n     5 | every = ***\n\
         config.toml:6:2: [sales] is no account; an account's table is [VENDOR.NAME], as in [ringcentral.sales]\n     \
         6 | [sales]"
    );
}

#[test]
fn a_slip_in_a_tables_name_finds_it() {
    assert!(
        refusal("[calboard]\nascii = true\n").contains("[calboard] is no account; did you mean [callboard]?")
    );
    assert!(refusal("ascii = true\n").contains("unknown key `ascii` before the first table"));
    assert!(refusal("[v]\nevery = '5s'\n[v.a]\n").contains("`every` stands in [v], which is no account"));
    assert!(refusal("[[v.a]]\n").contains("[[v.a]] is a list; an account is [v.a]"));
    assert!(refusal("[v.'a b']\n").contains("an account's name is made of letters"));
}

#[test]
fn spans_and_budgets_have_limits() {
    assert!(
        refusal("[v.a]\nevery = '100ms'\n").contains(":2:1: `every` in [v.a] goes from \"1s\" to \"1h\"")
    );
    assert!(refusal("[v.a]\ntimeout = '2h'\n").contains("`timeout` in [v.a] goes from"));
    assert!(refusal("[v.a]\nrequests_per_minute = 0\n").contains("is at least 1"));
    assert!(refusal("[v.a]\nevery = 's3cr3t-MARKER'\n").contains("such as \"5s\""));
}

#[test]
fn broken_syntax_is_told_without_its_line() {
    let refusals = [
        "token = \"s3cr3t-MARKER",
        "[v.a]\ntoken = s3cr3t-MARKER\n",
        "[v.a]\ntoken = \"s3cr3t-MARKER\" \"s3cr3t-MARKER\"\n",
        "[v.a]\ntoken = 's3cr3t-MARKER'\ntoken = 's3cr3t-MARKER'\n",
        "[v.a]\ntoken = \"s3cr3t-MARKER\\q\"\n",
        "[v.a]\ntoken = \"\"\"\ns3cr3t-MARKER = \n",
        "[v.a]\ntoken = [\"s3cr3t-MARKER\", \n",
        "[v.a]\ntoken = { x = \"s3cr3t-MARKER\" \n",
        "[v.a]\ns3cr3t-MARKER\n",
        "[v.a]\ns3cr3t-MARKER==\n",
        "[v.a\ntoken = 's3cr3t-MARKER'\n",
        "[v.a]\ntoken = '''\nabc\ns3cr3t-MARKER",
        "[v.a]\n[v.a]\ntoken = 's3cr3t-MARKER'\n",
    ];
    for text in refusals {
        let told = refusal(text);
        assert!(told.starts_with("config.toml:"), "{told}");
    }
    assert_eq!(
        refusal("[v.a]\ntoken = s3cr3t-MARKER\n"),
        "config.toml:2:9: string values must be quoted, expected literal string (at `token`)\n     2 | token = ***"
    );
}

#[test]
fn a_value_of_the_wrong_kind_is_never_repeated() {
    let refusals = [
        "callboard = 's3cr3t-MARKER'\n",
        "operator = 's3cr3t-MARKER'\n",
        "v = 's3cr3t-MARKER'\n",
        "v.a = 's3cr3t-MARKER'\n",
        "[callboard]\nascii = 's3cr3t-MARKER'\n",
        "[callboard]\ncolour = 's3cr3t-MARKER'\n",
        "[callboard]\ntitle = ['s3cr3t-MARKER']\n",
        "[callboard]\nlog_file = { a = 's3cr3t-MARKER' }\n",
        "[callboard]\ntokn = 's3cr3t-MARKER'\n",
        "[operator]\nphones = 's3cr3t-MARKER'\n",
        "[operator.phones]\n'v.a' = ['s3cr3t-MARKER']\n",
        "[operator.phones]\nv = 's3cr3t-MARKER'\n",
        "[v.a]\nenabled = 's3cr3t-MARKER'\n",
        "[v.a]\nrequests_per_minute = 's3cr3t-MARKER'\n",
        "[[v.a]]\ntoken = 's3cr3t-MARKER'\n",
    ];
    for text in refusals {
        assert!(refusal(text).contains(": "), "{text}");
    }
}

#[test]
fn the_tables_themselves_print_no_value() {
    let config = read("[v.a]\ntoken = 's3cr3t-MARKER'\n").expect("good");
    assert!(!format!("{config:?}").contains(MARKER));
}

#[test]
fn columns_count_characters() {
    assert!(refusal("[callboard]\ntitle = 'פלוני', x = 1\n").starts_with("config.toml:2:16: "));
}
