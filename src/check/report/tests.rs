//! The report, word for word.

use super::*;
use crate::domain::{Account, At, CallId, Phase, Special, Unread, Weight};
use crate::domain::{Agent, AgentId, AgentState, Call};

static DIALECT: Dialect = Dialect::bare("fake", "Fake Telephony");

fn finding(outcome: Outcome, dialect: Option<&'static Dialect>) -> Finding {
    Finding {
        account: Account::new("fake", "sales"),
        dialect,
        every: Duration::from_secs(5),
        warnings: vec!["`base_url` is not https".to_owned()],
        setup: None,
        limits: Limits::default(),
        outcome,
    }
}

fn abilities() -> Abilities {
    Abilities::new().seen(&Verb::ALL).unseen(&[Verb::Record]).without(&[Verb::Park], "no lot")
}

fn polled(snapshot: Snapshot, skew: Option<i64>, left: u32) -> Outcome {
    Outcome::Answered(Box::new(Polled {
        account: Account::new("fake", "sales"),
        at: At::from_millis(0),
        snapshot,
        abilities: abilities().granted(),
        took: Duration::from_millis(100),
        skew: skew.map(ClockOffset::believed),
        budget: Budget { left, per_minute: 120 },
        next: At::from_millis(5000),
    }))
}

fn text(findings: &[Finding]) -> String {
    let mut out = Vec::new();
    write(&mut out, &[], findings).expect("memory");
    String::from_utf8(out).expect("text")
}

#[test]
fn an_account_that_works_is_shown_from_its_settings_to_its_budget() {
    let call = Call::new(CallId::from("1"), Phase::Talking);
    let agent = Agent::new(AgentId::from("1"), "Ada".into(), AgentState::Ready);
    let unread = vec![Unread::row("[3].since: expected a time")];
    let snapshot = Snapshot {
        calls: Feed::fresh(vec![call]),
        waiting: Feed::NotOffered("the vendor lists them among its calls".into()),
        agents: Feed::Fresh { rows: vec![agent.clone(), agent], unread },
        queues: Feed::Skipped,
        states: Vec::new(),
        listeners: None,
    };
    let expected = "\
fake.sales (Fake Telephony)
  configuration  ok       polled every 5s
                 warning  `base_url` is not https
  sign-in        ok
  calls          ok       1 row
  waiting        -        not offered: the vendor lists them among its calls
  agents         warning  2 rows, 1 unreadable: [3].since: expected a time
                          -> the rows are counted, not shown; please report the path above
  queues         -        not asked yet
  monitor        ok
  whisper        ok
  barge          ok
  stop listening ok
  hang up        ok
  record         ok       the vendor's lists do not show its effect
  hold           ok
  park           -        no lot
  retrieve       ok
  transfer       ok
  requeue        ok
  disposition    ok
  place call     ok
  agent state    ok
  clock          warning  the vendor's is 3.2 s behind ours
                          -> waiting times allow for it; set this host's clock (timedatectl) unless the \
vendor's is wrong
  budget         ok       117 of 120 requests left in this minute

accounts: 1 ok, 0 failed
";
    assert_eq!(text(&[finding(polled(snapshot, Some(-3200), 117), Some(&DIALECT))]), expected);
}

#[test]
fn a_refused_sign_in_is_told_once_with_its_remedy() {
    let snapshot = Snapshot::failed(&Fault::Unauthorized("invalid_grant".into()));
    let told = text(&[finding(polled(snapshot, Some(300), 0), Some(&DIALECT))]);
    assert!(told.contains(
        "  sign-in        failed   sign-in was refused: invalid_grant\n                          \
         -> check the account's credentials\n  calls          failed   not signed in\n"
    ));
    assert!(told.contains("  clock          ok       the vendor's is 0.3 s ahead of ours\n"));
    let limits = Limits { clock_offset: Duration::from_millis(200), ..Limits::default() };
    let strict = Finding {
        limits,
        ..finding(polled(Snapshot::failed(&Fault::Slow("x".into())), Some(300), 0), Some(&DIALECT))
    };
    assert!(text(&[strict]).contains("  clock          warning  the vendor's is 0.3 s ahead of ours\n"));
    assert!(told.contains("  budget         warning  0 of 120 requests left in this minute\n"));
    assert!(told.ends_with("accounts: 0 ok, 1 failed\n"), "{told}");
}

#[test]
fn each_feed_has_a_remedy_of_its_own() {
    let mut snapshot = Snapshot::failed(&Fault::Unreachable("no connection to x".into()));
    snapshot.queues = Feed::Failed(Fault::Forbidden("READ on Account".into()));
    let told = text(&[finding(polled(snapshot, None, 5), Some(&DIALECT))]);
    assert!(told.contains("  calls          failed   no connection to x\n"));
    assert!(told.contains("-> check the base URLs of the account"));
    assert!(told.contains("  queues         failed   permission is missing: READ on Account\n"));
    assert!(told.contains("  sign-in        ok\n"), "a missing permission proves a sign-in: {told}");
    assert!(told.contains("  clock          -        not known"));
}

#[test]
fn a_certificate_that_is_not_trusted_is_no_matter_of_the_address() {
    for why in [
        "its TLS certificate is not trusted: it has expired",
        "the server's certificate is not the pinned one",
    ] {
        let snapshot = Snapshot::failed(&Fault::Unreachable(why.into()));
        let told = text(&[finding(polled(snapshot, None, 5), Some(&DIALECT))]);
        assert!(
            told.contains("-> have the certificate mended, or set `ca_file` or `pinned_certificate`;"),
            "{told}"
        );
        assert!(!told.contains("base URLs"), "{told}");
    }
}

#[test]
fn wrong_settings_show_their_lines_and_disabled_ones_are_no_failure() {
    let wrong = Outcome::Misconfigured("config.toml:3:1: unknown key `x`\n     3 | x = ***".to_owned());
    let told = text(&[finding(wrong, None), finding(Outcome::Disabled, None)]);
    assert!(
        told.contains(
            "  configuration  failed\n    config.toml:3:1: unknown key `x`\n         3 | x = ***\n"
        )
    );
    assert!(told.contains("  configuration  -        enabled = false\n"));
    assert!(told.ends_with("accounts: 0 ok, 1 failed, 1 not enabled\n"));
}

#[test]
fn a_task_that_said_nothing_or_crashed_has_a_remedy_too() {
    let told = text(&[
        finding(Outcome::Silent, Some(&DIALECT)),
        finding(Outcome::Crashed("oh".into()), Some(&DIALECT)),
    ]);
    assert!(told.contains("  answer         failed   none came within the time limit\n"));
    assert!(told.contains("  task           failed   oh\n"));
    assert!(told.ends_with("accounts: 0 ok, 2 failed\n"));
}

#[test]
fn an_account_that_is_not_signed_in_has_no_ok_behind_its_actions() {
    for fault in [Fault::Unauthorized("no".into()), Fault::Unreachable("connection refused".into())] {
        let told = text(&[finding(polled(Snapshot::failed(&fault), None, 5), Some(&DIALECT))]);
        for verb in ["monitor", "hang up", "record", "agent state"] {
            let line = told.lines().find(|line| line.starts_with(&format!("  {verb}  "))).expect(verb);
            assert!(line.ends_with("-        not known: not signed in"), "{told}");
        }
        assert!(told.contains("  park           -        no lot\n"), "what is known stays: {told}");
    }
    let mut snapshot = Snapshot::failed(&Fault::Unauthorized("no ARI user".into()));
    snapshot.calls = Feed::fresh(Vec::new());
    let told = text(&[finding(polled(snapshot, None, 5), Some(&DIALECT))]);
    assert!(told.contains("  hang up        ok\n"), "one list came: {told}");
}

#[test]
fn what_only_an_order_would_tell_is_not_tried() {
    let mut snapshot = Snapshot::failed(&Fault::Unreachable("no route".into()));
    snapshot.calls = Feed::fresh(Vec::new());
    let Outcome::Answered(mut answer) = polled(snapshot, None, 5) else { panic!("it answered") };
    let special = Special::agent("x", "log in to a campaign", Weight::Noticed, "They are logged in.");
    answer.abilities = abilities().with(vec![special]);
    let told = text(&[finding(Outcome::Answered(answer.clone()), Some(&DIALECT))]);
    for line in [
        "  hang up        -        not tried\n",
        "  record         -        not tried; the vendor's lists do not show its effect\n",
        "  park           -        no lot\n",
        "  more           -        not tried; log in to a campaign\n",
    ] {
        assert!(told.contains(line), "{line}{told}");
    }
    assert_eq!(told.matches("a check gives no orders").count(), 1, "{told}");
    answer.abilities = answer.abilities.without(&Verb::ALL, "nothing works").with(Vec::new());
    let told = text(&[finding(Outcome::Answered(answer), Some(&DIALECT))]);
    assert!(!told.contains("orders") && !told.contains("not tried"), "{told}");
}

#[test]
fn a_reason_and_its_remedy_are_read_once() {
    let told = text(&[finding(
        polled(Snapshot::failed(&Fault::Unreachable("no route".into())), None, 5),
        Some(&DIALECT),
    )]);
    assert_eq!((told.matches("no route").count(), told.matches("-> ").count()), (1, 1), "{told}");
    assert!(told.contains("  agents         failed   for the same reason\n"), "{told}");
}

#[test]
fn a_message_of_a_stream_is_counted_as_one() {
    let mut snapshot = Snapshot::failed(&Fault::Unreachable("no route".into()));
    let unread = vec![Unread::message("event stream: .payload: not base64"), Unread::row("[0].id: missing")];
    snapshot.calls = Feed::Fresh { rows: Vec::new(), unread: unread.clone() };
    let told = |snapshot| text(&[finding(polled(snapshot, None, 5), Some(&DIALECT))]);
    let both = told(snapshot.clone());
    assert!(both.contains("0 rows, 1 unreadable, 1 unreadable stream message: event stream:"), "{both}");
    snapshot.calls = Feed::Fresh { rows: Vec::new(), unread: unread[..1].to_vec() };
    let one = told(snapshot);
    assert!(one.contains("0 rows, 1 unreadable stream message: event stream:"), "{one}");
}

#[test]
fn only_a_path_is_to_be_reported() {
    for (why, path) in
        [("[3].since: expected a time", true), (".calls: cut off", true), ("12 rows came twice", false)]
    {
        let unread = vec![Unread::row(why)];
        let mut snapshot = Snapshot::failed(&Fault::Unreachable("no route".into()));
        snapshot.calls = Feed::Fresh { rows: Vec::new(), unread };
        let told = text(&[finding(polled(snapshot, None, 5), Some(&DIALECT))]);
        assert_eq!(told.contains("please report the path above"), path, "{told}");
        assert!(told.contains("counted, not shown"), "{told}");
    }
}
