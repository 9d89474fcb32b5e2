//! The configuration as files: where it is found, where its secrets are, who can read them.

#![cfg(test)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use callboard::config::{
    BOARD_KEYS, COMMON_KEYS, Common, Config, ConfigError, Env, LIMIT_KEYS, OPERATOR_KEYS, PEOPLE_KEYS,
    Secret, Section, defaults, load, parse,
};
use callboard::domain::{Account, Steps};
use callboard::vendor::Trust;
use callboard::vendors::{self, DIALECTS};
use serde::Deserialize;

const MARKER: &str = "s3cr3t-MARKER";

/// An empty folder of the test `name`.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("config").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("a folder of ours");
    }
    fs::create_dir_all(&folder).expect("a folder of ours");
    folder
}

fn put(path: &Path, text: impl AsRef<[u8]>, mode: u32) {
    fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder of ours");
    fs::write(path, text).expect("a file of ours");
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a file of ours");
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    token: Secret,
}

/// What `token = "WRITTEN"` stands for, and the warnings about it.
fn token(folder: &Path, written: &str, mode: u32) -> Result<(String, Vec<String>), String> {
    let file = folder.join("config.toml");
    put(&file, format!("[v.a]\ntoken = {written:?}\n"), mode);
    let env = Env::fixed(&[("RC_JWT", MARKER), ("EMPTY", ""), ("HOME", folder.to_str().expect("text"))]);
    let config = load(Some(&file), &env).expect("good");
    match config.sections[0].read::<Own>() {
        Ok(settings) => Ok((settings.config.token.expose().to_owned(), settings.warnings)),
        Err(error) => {
            let (display, debug) = (error.to_string(), format!("{error:?}"));
            assert!(!display.contains(MARKER) && !debug.contains(MARKER), "{display}\n{debug}");
            Err(display.replace(folder.to_str().expect("text"), "DIR"))
        }
    }
}

fn title(config: Result<Config, ConfigError>) -> String {
    config.expect("good").board.title.to_string()
}

#[test]
fn the_flag_wins_over_the_environment_over_the_usual_places() {
    let dir = folder("places");
    let write = |name: &str| put(&dir.join(name), format!("[callboard]\ntitle = '{name}'\n"), 0o600);
    write("flag.toml");
    write("env.toml");
    write("xdg/callboard/config.toml");
    write("home/.config/callboard/config.toml");
    let path = |name: &str| dir.join(name).to_str().expect("text").to_owned();
    let (named, xdg, home) = (path("env.toml"), path("xdg"), path("home"));
    let all =
        [("CALLBOARD_CONFIG", named.as_str()), ("XDG_CONFIG_HOME", xdg.as_str()), ("HOME", home.as_str())];
    assert_eq!(title(load(Some(&dir.join("flag.toml")), &Env::fixed(&all))), "flag.toml");
    assert_eq!(title(load(None, &Env::fixed(&all))), "env.toml");
    assert_eq!(title(load(None, &Env::fixed(&all[1..]))), "xdg/callboard/config.toml");
    assert_eq!(title(load(None, &Env::fixed(&all[2..]))), "home/.config/callboard/config.toml");
}

#[test]
fn without_a_file_five_lines_say_what_to_do() {
    let dir = folder("missing");
    let home = dir.to_str().expect("text").to_owned();
    let error = load(None, &Env::fixed(&[("HOME", &home)])).expect_err("none is there");
    let text = error.to_string();
    assert!(matches!(error, ConfigError::Missing { .. }));
    assert_eq!(text.lines().count(), 5, "{text}");
    for word in ["callboard demo", "callboard check", ".config/callboard/config.toml", "--config"] {
        assert!(text.contains(word), "{word}: {text}");
    }
}

#[test]
fn a_file_that_was_named_must_be_there_and_be_text() {
    let dir = folder("named");
    let env = Env::fixed(&[]);
    let error = load(Some(&dir.join("none.toml")), &env).expect_err("not there");
    assert!(error.to_string().ends_with("none.toml: entity not found"), "{error}");
    put(&dir.join("bytes.toml"), b"[v.a]\ntoken = \"s3cr3t-MARKER\xff\xfe\"\n", 0o600);
    let error = load(Some(&dir.join("bytes.toml")), &env).expect_err("not UTF-8");
    assert!(
        error.to_string().ends_with("bytes.toml:2:23: the file is not UTF-8 from here on: save it as UTF-8"),
        "{error}"
    );
    assert!(!format!("{error:?}").contains(MARKER));
}

#[test]
fn a_secret_comes_from_the_environment() {
    let dir = folder("secret-env");
    assert_eq!(token(&dir, "env:RC_JWT", 0o644), Ok((MARKER.to_owned(), vec![])));
    let unset = "DIR/config.toml:2:9: `token` in [v.a]: environment variable RC_JTW is not set; set it, or use \
                 file:PATH or cmd:COMMAND\n     2 | token = ***";
    assert_eq!(token(&dir, "env:RC_JTW", 0o600), Err(unset.to_owned()));
    assert!(token(&dir, "env:EMPTY", 0o600).expect_err("empty").contains("EMPTY is not set"));
    assert!(token(&dir, "env:s3cr3t-MARKER", 0o600).expect_err("no name").contains("names are like RC_JWT"));
}

#[test]
fn a_secret_comes_from_a_file_beside_the_configuration() {
    let dir = folder("secret-file");
    put(&dir.join("keys/rc"), "s3cr3t-MARKER\n", 0o600);
    assert_eq!(token(&dir, "file:keys/rc", 0o644), Ok((MARKER.to_owned(), vec![])));
    assert_eq!(token(&dir, "file:~/keys/rc", 0o644), Ok((MARKER.to_owned(), vec![])));
    put(&dir.join("keys/rc"), "s3cr3t-MARKER\n", 0o640);
    let (_, warnings) = token(&dir, "file:keys/rc", 0o644).expect("good");
    assert!(warnings[0].ends_with("keys/rc") && warnings[0].contains("can be read by others: chmod 600"));
    let gone = token(&dir, "file:keys/none", 0o600).expect_err("not there");
    assert!(gone.contains("failed to read the secret's file DIR/keys/none: entity not found"), "{gone}");
    put(&dir.join("keys/rc"), "\n", 0o600);
    assert!(token(&dir, "file:keys/rc", 0o600).expect_err("empty").contains("the secret is empty"));
}

#[test]
fn a_secret_comes_from_a_command_whose_complaints_are_not_repeated() {
    let dir = folder("secret-cmd");
    put(&dir.join("rc"), "s3cr3t-MARKER\nsecond line\n", 0o600);
    assert_eq!(token(&dir, "cmd:cat rc", 0o600), Ok((MARKER.to_owned(), vec![])));
    let failed = token(&dir, "cmd:echo s3cr3t-MARKER >&2; cat rc; exit 3", 0o600).expect_err("fails");
    assert!(failed.contains("the secret's command failed (exit status: 3); try it by hand"), "{failed}");
    assert!(token(&dir, "cmd:true", 0o600).expect_err("empty").contains("printed nothing"));
}

#[test]
fn a_secret_in_a_file_that_others_read_is_pointed_out() {
    let dir = folder("secret-literal");
    assert_eq!(token(&dir, MARKER, 0o600), Ok((MARKER.to_owned(), vec![])));
    let (_, warnings) = token(&dir, MARKER, 0o644).expect("good");
    assert!(warnings[0].contains("config.toml holds secrets and can be read by others: chmod 600"));
    assert!(token(&dir, "", 0o600).expect_err("empty").contains("the secret is empty"));
}

/// What `openssl x509 -req` of OpenSSL 3.0 makes where it is told of no extension.
const VERSION_1: &str = "-----BEGIN CERTIFICATE-----
MIIBGTCBvwIUZJkfNcAlUPIog4or7EGStxotHnUwCgYIKoZIzj0EAwIwDjEMMAoG
A1UEAwwDcGJ4MCAXDTI2MTEyMTExNDcwNVoYDzIxMjYxMDI4MTE0NzA1WjAOMQww
CgYDVQQDDANwYngwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARk6tO9xebzKWZy
i024ZfKbGyUHH7Bv50RoGTLwU2WkAclnM6nvAGM17XTu9DolIzzDFPfcP+uzGmJO
/x6UpXWxMAoGCCqGSM49BAMCA0kAMEYCIQCizjd1+idkQYHRFGHKeVfB/ndV5aHa
o6Aaseu19keKPQIhAJ+RIw29TFRW+DmPuf6hdeC4/MeOKLpfkFShBHsTqfKD
-----END CERTIFICATE-----
";

/// What the account with `written` among its settings opens with, or why it does not.
fn trust(folder: &Path, written: &str) -> Result<Trust, String> {
    let file = folder.join("config.toml");
    put(&file, format!("[voicenter.a]\ncode = 'x'\n{written}\n"), 0o600);
    let env = Env::fixed(&[("HOME", folder.to_str().expect("text"))]);
    let opened = load(Some(&file), &env).and_then(|config| vendors::open(&config.sections[0]));
    opened
        .map(|launch| launch.trust)
        .map_err(|error| error.to_string().replace(folder.to_str().expect("text"), "DIR"))
}

#[test]
fn a_certificate_stands_beside_the_configuration() {
    let dir = folder("trust");
    let made = rcgen::generate_simple_self_signed(["pbx.example".to_owned()]).expect("a certificate");
    let (der, pem) = (made.cert.der().clone(), made.cert.pem());
    put(&dir.join("tls/one.pem"), format!("{}\nsubject=pbx\n{pem}", made.signing_key.serialize_pem()), 0o600);
    put(&dir.join("tls/two.pem"), format!("{pem}{pem}"), 0o600);
    let pinned = Ok(Trust::Pinned(der.clone()));
    assert_eq!(trust(&dir, "pinned_certificate = 'tls/one.pem'"), pinned);
    assert_eq!(trust(&dir, "pinned_certificate = '~/tls/one.pem'"), pinned);
    assert_eq!(trust(&dir, "ca_file = 'tls/one.pem'"), Ok(Trust::Authorities(vec![der.clone()])));
    assert_eq!(trust(&dir, "ca_file = 'tls/two.pem'"), Ok(Trust::Authorities(vec![der.clone(), der])));
    assert_eq!(trust(&dir, ""), Ok(Trust::System));
    let two = trust(&dir, "pinned_certificate = 'tls/two.pem'").expect_err("which?");
    assert!(two.contains("tls/two.pem holds 2 certificates; keep the server's own in it"), "{two}");
}

#[test]
fn a_file_without_a_certificate_is_told_with_its_key_line_path_and_remedy() {
    let dir = folder("trust-wrong");
    let made = rcgen::generate_simple_self_signed(["pbx.example".to_owned()]).expect("a certificate");
    let pem = made.cert.pem();
    let wrong = [
        ("empty.pem", String::new(), "holds no certificate, which begins with -----BEGIN CERTIFICATE-----;"),
        ("key.pem", made.signing_key.serialize_pem(), "holds no certificate, which begins with"),
        ("text.pem", "s3cr3t-MARKER".to_owned(), "holds no certificate, which begins with"),
        ("cut.pem", pem.replace("-----END", ""), "is damaged or cut off between BEGIN and END;"),
        ("odd.pem", pem.replacen("MII", "s3cr3t-MARKER*", 1), "is damaged or cut off between BEGIN and END;"),
        ("other.pem", pem.replacen("MII", "AII", 1), "holds no certificate between BEGIN and END;"),
    ];
    for (name, text, told) in wrong {
        put(&dir.join(name), text, 0o600);
        for (key, remedy) in [("ca_file", "your authority's"), ("pinned_certificate", "the server's own")] {
            let error = trust(&dir, &format!("{key} = '{name}'")).expect_err("no certificate");
            let begin = format!("DIR/config.toml:3:1: `{key}` in [voicenter.a]: DIR/{name} {told}");
            assert!(error.starts_with(&begin), "{error}");
            assert!(error.contains("write it anew") || error.contains(remedy), "{error}");
            assert!(
                error.ends_with(&format!("\n     3 | {key} = ***")) && !error.contains(MARKER),
                "{error}"
            );
        }
    }
    let gone = trust(&dir, "ca_file = 'none.pem'").expect_err("not there");
    assert_eq!(
        gone,
        "DIR/config.toml:3:1: `ca_file` in [voicenter.a]: failed to read DIR/none.pem: entity not found; name a PEM \
         file with your authority's certificate\n     3 | ca_file = ***"
    );
    put(&dir.join("old.pem"), VERSION_1, 0o600);
    let old = trust(&dir, "pinned_certificate = 'old.pem'").expect_err("too old");
    assert!(
        old.contains("DIR/old.pem holds a certificate of version 1, which TLS no longer allows;"),
        "{old}"
    );
    // An authority's may be as old as that.
    assert!(matches!(trust(&dir, "ca_file = 'old.pem'"), Ok(Trust::Authorities(_))));
}

#[test]
fn an_account_has_one_kind_of_trust() {
    let dir = folder("trust-twice");
    let both = trust(&dir, "ca_file = 'a.pem'\npinned_certificate = 'b.pem'").expect_err("both");
    assert_eq!(
        both,
        "DIR/config.toml:4:1: [voicenter.a]: `ca_file` and `pinned_certificate` exclude one another: keep `ca_file` if \
         an authority of yours signs the server's certificate, `pinned_certificate` if nobody else's word shall \
         count, and delete the other\n     4 | pinned_certificate = ***"
    );
}

const EXAMPLE: &str = include_str!("../config.example.toml");

/// The keys of the example, those without a default too, under the name of their table.
fn documented() -> Vec<String> {
    let mut table = "";
    let mut keys = Vec::new();
    for line in EXAMPLE.lines() {
        if let Some(header) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            table = header;
        }
        let key = line.strip_prefix("# ").unwrap_or(line).split_once(" = ").map(|(key, _)| key);
        keys.extend(key.filter(|key| !key.contains(' ')).map(|key| format!("{table}.{key}")));
    }
    keys
}

fn example() -> Config {
    let env = Env::fixed(&[("HOME", "/home/ada"), ("USER", "ada")]);
    parse(EXAMPLE, Path::new("config.example.toml"), &env).expect("the example is right")
}

#[test]
fn the_example_equals_the_defaults() {
    let (example, defaults) =
        (example(), defaults(&Env::fixed(&[("HOME", "/home/ada"), ("USER", "ada")])).expect("no file"));
    assert_eq!(example.board, defaults.board);
    assert_eq!(example.operator, defaults.operator);
    assert_eq!((example.log_file, example.audit_file), (defaults.log_file, defaults.audit_file));
    assert_eq!(example.thresholds, defaults.thresholds);
    assert_eq!(example.warnings, Vec::<String>::new());
    for section in &example.sections {
        let own = Common { requests_per_minute: section.common.requests_per_minute, ..Common::default() };
        assert_eq!(section.common, own, "{}", section.account);
    }
}

#[test]
fn the_example_documents_every_setting() {
    let documented = documented();
    let missing = |table: &str, keys: &[&str]| -> Vec<String> {
        let keys = keys.iter().map(|key| format!("{table}.{key}"));
        keys.filter(|key| !documented.contains(key)).collect()
    };
    let none = Vec::<String>::new();
    assert_eq!(missing("callboard", BOARD_KEYS), none);
    assert_eq!(missing("operator", OPERATOR_KEYS), none);
    assert_eq!(missing("limits", LIMIT_KEYS), none);
    for section in &example().sections {
        assert_eq!(missing(&section.account.to_string(), COMMON_KEYS), none);
    }
    let sections = example().sections;
    for dialect in DIALECTS {
        let account = sections.iter().find(|section| section.account.vendor() == dialect.name);
        let account = account.unwrap_or_else(|| panic!("no account of {}", dialect.name));
        assert_eq!(missing(&account.account.to_string(), (dialect.keys)()), none);
        assert_eq!(account.common.requests_per_minute, Some(dialect.requests_per_minute));
    }
}

#[test]
fn the_people_of_the_example_can_be_had() {
    let (before, rest) = EXAMPLE.split_once("# [[people]]\n").expect("people");
    let (person, after) = rest.split_once("\n\n").expect("a person");
    let keys: Vec<&str> =
        person.lines().filter_map(|line| line.strip_prefix("# ")?.split(" = ").next()).collect();
    assert_eq!(keys, PEOPLE_KEYS);
    let text = format!("{before}[[people]]\n{}\n\n{after}", person.replace("# ", ""));
    let config = parse(&text, Path::new("config.example.toml"), &Env::fixed(&[])).expect("right");
    let [ada] = &config.people[..] else { panic!("{:?}", config.people) };
    assert_eq!((&*ada.name, ada.agents.len()), ("Ada Quist", 2));
    assert_eq!(example().people, []);
}

#[test]
fn the_limits_of_an_account_in_the_example_can_be_had() {
    let (before, rest) = EXAMPLE.split_once("# [ringcentral.sales.limits]\n").expect("limits of an account");
    let (limits, after) = rest.split_once("\n\n").expect("their end");
    let text = format!("{before}[ringcentral.sales.limits]\n{}\n\n{after}", limits.replace("# ", ""));
    let config = parse(&text, Path::new("config.example.toml"), &Env::fixed(&[])).expect("right");
    let limits = config.thresholds.account(&Account::new("ringcentral", "sales"));
    assert_eq!(limits.own.paused, Steps::seconds(600, 1_800));
    let support = limits.queue(None, Some("Support"));
    assert_eq!((support.wait, support.paused), (Steps::seconds(20, 45), limits.own.paused));
}

#[test]
fn every_account_of_the_example_opens_once_its_secrets_are_there() {
    let sections = example().sections;
    let known = |section: &&Section| DIALECTS.iter().any(|dialect| dialect.name == section.account.vendor());
    for section in sections.iter().filter(known) {
        // A secret that is not set is the example's only mistake.
        let error = vendors::open(section).expect_err("its secrets are not set").to_string();
        assert!(error.contains("is not set; set it"), "{error}");
    }
    let pairs: Vec<(&str, &str)> = EXAMPLE
        .split("env:")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(|name| (name, MARKER))
        .collect();
    let env = Env::fixed(&pairs);
    let config = parse(EXAMPLE, Path::new("config.example.toml"), &env).expect("right");
    for section in config.sections.iter().filter(known) {
        vendors::open(section).expect("it opens");
    }
}
