//! How faults are asked for.

use super::*;

fn parse(text: &str) -> Result<FaultSpec, String> {
    text.parse().map_err(|why: FaultError| why.to_string())
}

#[test]
fn a_fault_reads_back_as_it_is_written() {
    for text in [
        "ringcentral:latency=2s",
        "voicenter:hang",
        "all:status=500",
        "ringcentral:rate=429,retry_after=7",
        "ringcentral/agents:status=404,times=2",
        "voicenter/click2call:hang,done",
        "all:skew=-90s",
        "voicenter:epoch=+120",
    ] {
        assert_eq!(parse(text).map(|spec| spec.to_string()), Ok(text.to_owned()));
    }
}

#[test]
fn a_wrong_fault_says_what_would_be_right() {
    for (text, hint) in [
        ("hang", "names no site"),
        ("acme:hang", "all, ringcentral, voicenter"),
        ("ringcentral/nowhere:hang", "it has oauth, exchange"),
        ("voicenter:expired=access", "it has latency, hang"),
        ("ringcentral:expired", "write it as expired=access|all"),
        ("all:latency=2", "write it as latency=2s"),
        ("all:latency=-2s", "write it as latency=2s"),
        ("all:hang=5", "write it as hang"),
        ("all:status=42", "write it as status=500"),
        ("all:rate=429,retry=7", "is none of retry_after=7, times=2, done"),
        ("all:rate=429,times=many", "has no number"),
    ] {
        let why = parse(text).expect_err(text);
        assert!(why.contains(hint), "{text}: {why}");
    }
}

#[test]
fn a_limited_fault_strikes_that_often_and_only_there() {
    let faults = Faults::default();
    faults.set(parse("ringcentral/agents:status=404,times=2").expect("a fault"));
    let strikes = |site, endpoint| faults.strike(site, endpoint).has("status");
    assert!(!strikes("voicenter", "calls") && !strikes("ringcentral", "queues"));
    assert!(strikes("ringcentral", "agents") && strikes("ringcentral", "agents"));
    assert!(!strikes("ringcentral", "agents") && faults.list().is_empty());
}

#[test]
fn a_fault_set_again_takes_its_new_value_and_clearing_is_selective() {
    let faults = Faults::default();
    for text in ["all:latency=1s", "all:latency=2s", "voicenter:hang", "ringcentral:hang"] {
        faults.set(parse(text).expect("a fault"));
    }
    assert_eq!(faults.list(), ["all:latency=2s", "voicenter:hang", "ringcentral:hang"]);
    faults.clear(Some("voicenter"), Some("hang"));
    assert_eq!(faults.list(), ["all:latency=2s", "ringcentral:hang"]);
    faults.clear(None, Some("hang"));
    assert_eq!(faults.list(), ["all:latency=2s"]);
    faults.clear(None, None);
    assert!(faults.list().is_empty());
}

#[test]
fn the_help_lists_every_fault_and_endpoint() {
    let help = help();
    for word in
        ["latency=2s", "truncated", "hostile", "token_life=2s", "epoch=local|utc|+120|+180", "click2call"]
    {
        assert!(help.contains(word), "{word} is missing from\n{help}");
    }
}
