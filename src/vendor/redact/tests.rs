//! One secret in every form.

use ::base64::Engine as _;
use ::base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use proptest::prelude::*;

use super::*;

fn hidden(secrets: &[&str], text: &str) -> String {
    let clean = Redactor::of(secrets.iter().copied()).bytes(text.as_bytes(), &[]);
    String::from_utf8(clean).expect("text stays text")
}

/// `secret` with those of its bytes escaped that `which` picks.
fn percent(secret: &str, which: impl Fn(u8) -> bool, upper: bool) -> String {
    let mut out = Vec::new();
    for byte in secret.bytes() {
        match (which(byte), upper) {
            (false, _) => out.push(byte),
            (true, true) => out.extend(format!("%{byte:02X}").bytes()),
            (true, false) => out.extend(format!("%{byte:02x}").bytes()),
        }
    }
    String::from_utf8(out).expect("escapes are whole characters or all of them")
}

fn reserved(byte: u8) -> bool {
    !(byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

fn unicode(secret: &str) -> String {
    secret.encode_utf16().fold(String::new(), |out, unit| out + &format!("\\u{unit:04X}"))
}

/// Every form in which a server may repeat `secret`.
fn forms(secret: &str) -> Vec<String> {
    let json = serde_json::to_string(secret).expect("a text");
    let inner = json.trim_start_matches('"').strip_suffix('"').expect("quoted").to_owned();
    let html =
        secret.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\'', "&#39;");
    let pair = format!("an id:{secret}");
    let request = format!("GET /x HTTP/1.1\r\nX-Key: {secret}\r\n\r\n");
    vec![
        secret.to_owned(),
        percent(secret, reserved, true),
        percent(secret, reserved, false),
        percent(secret, |_| true, false),
        percent(secret, |byte| reserved(byte) && byte != b'/' && byte != b' ', true),
        percent(secret, reserved, true).replace("%20", "+"),
        percent(&percent(secret, reserved, true), reserved, true),
        inner.clone(),
        inner.replace('/', "\\/"),
        unicode(secret),
        serde_json::to_string(&json).expect("a text"),
        html,
        secret.to_ascii_uppercase(),
        STANDARD.encode(secret),
        STANDARD_NO_PAD.encode(secret),
        URL_SAFE.encode(secret),
        STANDARD.encode(&pair),
        URL_SAFE_NO_PAD.encode(&pair),
        percent(&STANDARD.encode(&pair), reserved, true),
        STANDARD.encode(&request),
        format!("/v1/{}", STANDARD.encode(&pair)),
        STANDARD.encode(STANDARD.encode(&pair)),
    ]
}

const SECRETS: [&str; 9] = [
    "s3cr3t-m4rk3r",
    "a b+c/d=e&f\"g'h\\i<j>k%l",
    "100%25",
    "pässwört…",
    "ends in \\",
    "A \\\\",
    "%41bc%",
    "a\u{1f511}key",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl-_x",
];

#[test]
fn a_secret_is_hidden_in_every_form() {
    for secret in SECRETS {
        for form in forms(secret) {
            let text = format!("Cannot POST \"{form}\" here");
            let clean = hidden(&[secret], &text);
            assert!(!clean.contains(&form) && clean.contains("***"), "{secret}: {form} -> {clean}");
            assert!(clean.starts_with("Cannot POST \"") && clean.ends_with("\" here"), "{clean}");
            assert!(hidden(&[secret], &form).contains("***"), "{secret}: {form} and nothing else");
        }
    }
}

#[test]
fn a_secret_is_hidden_below_four_encodings() {
    for secret in ["a b/c%d", "pässwört…"] {
        let form = (0..4).fold(secret.to_owned(), |form, _| percent(&form, reserved, true));
        assert_eq!(hidden(&[secret], &format!("no {form} here")), "no *** here");
    }
}

#[test]
fn every_escape_of_every_character_is_undone() {
    for form in [
        "k&lt;e&gt;y&apos;&amp;&quot;\té",
        "k&#60;e&#x3e;y&#X27;&#38;&#34;&#9;&#233;",
        "k\\x3ce\\x3Ey\\'&\\\"\\t\\u00e9",
        "k\\u003Ce\\u003ey\\u0027%26%22%09%C3%A9",
    ] {
        assert_eq!(hidden(&["k<e>y'&\"\té"], &format!("no {form} here")), "no *** here", "{form}");
    }
    for form in ["&nil;", "&#xd800;", "&#1114112;", "&;", "%4", "\\x4", "\\u004", "\\ud83d", "\\"] {
        assert_eq!(hidden(&["abcd"], &format!("a{form}bcd abcd")), format!("a{form}bcd ***"), "{form}");
    }
}

#[test]
fn what_is_no_secret_stays() {
    let text = "HTTP 403: user 12345 may not %2F \\u0041 &amp; dGhlIHdvcmxk \u{2026}";
    for secret in SECRETS {
        assert_eq!(hidden(&[secret], text), text);
    }
    assert_eq!(hidden(&["", "  "], text), text);
}

#[test]
fn a_short_secret_counts_where_it_stands_alone() {
    assert_eq!(hidden(&["1"], "ERR 1 at 10:11, code=1&x=21"), "ERR *** at 10:11, code=***&x=21");
    assert_eq!(hidden(&["abc"], "abcd dabc abc"), "abcd dabc ***");
    assert_eq!(hidden(&["abcd"], "xabcdx"), "x***x", "from four characters on it counts everywhere");
    assert_eq!(hidden(&["abc"], &format!("Basic {}", STANDARD.encode("ada:abc"))), "Basic ***");
    assert_eq!(hidden(&["abc"], &format!("Basic {}", STANDARD.encode("ada:xabc"))), "Basic YWRhOnhhYmM=");
    assert_eq!(hidden(&["abc"], &format!("Token {}", STANDARD.encode("abc"))), "Token ***");
    assert_eq!(hidden(&["abcd"], &format!("Basic {}", STANDARD.encode("ada:xabcdx"))), "Basic ***");
    assert_eq!(hidden(&["1"], "MQ== in the MQ queue"), "*** in the MQ queue", "two digits are a word");
}

#[test]
fn a_secret_that_was_cut_off_is_hidden_as_far_as_it_goes() {
    assert_eq!(hidden(&["s3cr3t-m4rk3r"], "no key s3cr3t-m…"), "no key ***…");
    assert_eq!(
        hidden(&["s3cr3t-m4rk3r"], "no key s3cr3…"),
        "no key s3cr3…",
        "five characters are too few to tell"
    );
    assert_eq!(hidden(&["s3cr3t-m4rk3r"], "said \"S3CR3T-m…\" to ada"), "said \"***…\" to ada");
    let pair: String = STANDARD.encode("id:s3cr3t-m4rk3r").chars().take(14).collect();
    assert_eq!(hidden(&["s3cr3t-m4rk3r"], &format!("Basic {pair}… no")), "Basic ***… no");
}

#[test]
fn several_are_hidden_in_whatever_order_they_are_found() {
    let text = "a s3cr3t%2Fm4rk3r b s3cr3t/m4rk3r c s3cr3t%2fm4rk3r d";
    assert_eq!(hidden(&["s3cr3t/m4rk3r"], text), "a *** b *** c *** d");
}

#[test]
fn bytes_that_are_no_text_are_looked_through_too() {
    let redactor = Redactor::of(["pässwort"]);
    assert_eq!(redactor.bytes(b"\xff p\xe4sswort p%E4sswort", &[]), b"\xff *** ***");
}

#[test]
fn what_is_learnt_is_hidden_and_the_oldest_forgotten() {
    let redactor = Redactor::default();
    for number in 0..=LEARNT {
        redactor.learn(&format!("token-{number:04}"));
        redactor.learn(&format!("token-{number:04}"));
    }
    assert_eq!(redactor.text(&"token-0000 token-0001".into()), Text::new("token-0000 ***"));
    assert_eq!(redactor.bytes(b"once", &["once".to_owned()]), b"***");
    assert!(!format!("{redactor:?}").contains("token"));
}

#[test]
fn neighbours_become_one_and_nothing_else_is_lost() {
    assert_eq!(hidden(&["abcd", "cdef"], "(abcdef)"), "(***)");
    assert_eq!(hidden(&["abcd", "efgh"], "(abcdefgh)"), "(***)", "they touch");
    assert_eq!(hidden(&["abcd"], "abcd abcd"), "*** ***");
}

proptest! {
    #[test]
    fn no_form_of_any_secret_survives(secret in "[ -~äß€🔑]{4,24}", before in "[ -~]{0,12}", after in "[ -~]{0,12}") {
        prop_assume!(secret.trim() == secret && !"***".contains(&secret));
        for form in forms(&secret) {
            let clean = hidden(&[&secret], &format!("{before} {form} {after}"));
            prop_assert!(!clean.contains(&form), "{form} -> {clean}");
        }
    }
}
