//! The life of tokens, at made-up times.

use super::*;

const LIFE: Duration = Duration::from_mins(5);

fn at(seconds: i64) -> At {
    At::from_millis(seconds * 1_000)
}

fn secret(name: &str) -> Secret {
    Secret::literal(name)
}

fn granted(access: &str, refresh: Option<&str>) -> Granted {
    Granted { access: secret(access), refresh: refresh.map(secret), life: LIFE }
}

fn step(tokens: &Tokens, seconds: i64) -> Step {
    tokens.step(at(seconds), Duration::ZERO)
}

#[test]
fn the_first_step_is_the_grant_and_then_the_exchange() {
    let mut tokens = Tokens::default();
    assert_eq!(step(&tokens, 0), Step::Begin);
    tokens.take_platform(secret("rc"), Duration::from_hours(1), at(0));
    assert_eq!(step(&tokens, 0), Step::Exchange(secret("rc")));
    tokens.install(granted("a1", Some("r1")), at(1));
    assert_eq!(step(&tokens, 1), Step::Ready);
    assert_eq!(tokens.access(), Some(&secret("a1")));
}

#[test]
fn a_token_is_renewed_after_four_minutes_and_its_refresh_token_rotates() {
    let mut tokens = Tokens::default();
    tokens.install(granted("a1", Some("r1")), at(0));
    assert_eq!(step(&tokens, 240), Step::Ready);
    assert_eq!(step(&tokens, 241), Step::Refresh(secret("r1")));
    assert!(tokens.usable(at(241), SPARE));
    assert!(!tokens.usable(at(275), SPARE));
    tokens.install(granted("a2", Some("r2")), at(241));
    assert_eq!(step(&tokens, 241), Step::Ready);
    assert_eq!(step(&tokens, 500), Step::Refresh(secret("r2")));
}

#[test]
fn an_order_wants_half_a_minute_left() {
    let mut tokens = Tokens::default();
    let life = Duration::from_secs(100);
    tokens.install(Granted { life, ..granted("a1", Some("r1")) }, at(0));
    assert_eq!(tokens.step(at(70), SPARE), Step::Ready);
    assert_eq!(tokens.step(at(71), SPARE), Step::Refresh(secret("r1")));
    assert_eq!(step(&tokens, 71), Step::Ready);
}

#[test]
fn a_token_that_lives_for_two_seconds_can_be_used() {
    let mut tokens = Tokens::default();
    tokens.install(Granted { life: Duration::from_secs(2), ..granted("a1", Some("r1")) }, at(0));
    assert_eq!(tokens.step(at(0), SPARE), Step::Ready);
    assert_eq!(tokens.step(at(2), SPARE), Step::Refresh(secret("r1")));
    assert!(!tokens.usable(at(2), Duration::ZERO));
}

#[test]
fn a_refused_refresh_falls_back_on_the_exchange_and_that_on_the_grant() {
    let mut tokens = Tokens::default();
    tokens.take_platform(secret("rc"), Duration::from_hours(1), at(0));
    tokens.install(granted("a1", Some("r1")), at(0));
    tokens.drop_access();
    assert_eq!(step(&tokens, 1), Step::Refresh(secret("r1")));
    tokens.drop_refresh();
    assert_eq!(step(&tokens, 1), Step::Exchange(secret("rc")));
    assert_eq!(step(&tokens, 60 * 48), Step::Begin);
    tokens.drop_platform();
    assert_eq!(step(&tokens, 1), Step::Begin);
}

#[test]
fn the_sixth_request_in_a_minute_has_to_wait() {
    let mut tokens = Tokens::default();
    for second in 0..5 {
        assert_eq!(tokens.ask(at(second)), Ok(()));
    }
    assert_eq!(tokens.ask(at(10)), Err(Duration::from_secs(50)));
    assert_eq!(tokens.ask(at(59)), Err(Duration::from_secs(1)));
    assert_eq!(tokens.ask(at(60)), Ok(()));
    assert_eq!(tokens.ask(at(60)), Err(Duration::from_secs(1)));
}

#[test]
fn a_refused_sign_in_is_left_alone_for_a_minute() {
    let mut tokens = Tokens::default();
    tokens.bar(Text::new("no"), at(0));
    assert_eq!(step(&tokens, 59), Step::Barred(Text::new("no")));
    assert_eq!(step(&tokens, 60), Step::Begin);
    tokens.install(granted("a1", None), at(60));
    tokens.drop_access();
    assert_eq!(step(&tokens, 61), Step::Begin);
}

#[test]
fn no_token_is_printed() {
    let mut tokens = Tokens::default();
    tokens.take_platform(secret("s3cr3t"), LIFE, at(0));
    tokens.install(granted("s3cr3t", Some("s3cr3t")), at(0));
    let shown = format!("{tokens:?} {:?} {:?}", step(&tokens, 300), granted("s3cr3t", Some("s3cr3t")));
    assert!(!shown.contains("s3cr3t"), "{shown}");
}
