//! Bad weather: clocks that are wrong, vendors that slow down, orders without an answer, a disk that takes no line,
//! a terminal without colours.

use crate::board::{find, logged, type_digits};
use crate::centre::Centre;
use crate::console::Console;

async fn open(config: &str) -> Console {
    let mut console = Console::start(120, 40, &["--config", config], &[]);
    console.shows("Test floor").await;
    console
}

/// The seconds of the first clock in a row of the list, such as the age in `… 1:15 …`.
fn clock(row: &str) -> u64 {
    let word = row.split_whitespace().find(|word| word.contains(':')).expect("a clock");
    let (minutes, seconds) = word.split_once(':').expect("minutes and seconds");
    minutes.parse::<u64>().expect("minutes") * 60 + seconds.parse::<u64>().expect("seconds")
}

#[tokio::test]
async fn a_wrong_clock_of_the_vendor_changes_no_waiting_time_and_is_shown() {
    let centre = Centre::quiet("skew").await;
    centre.fault("ringcentral:skew=-300s").await;
    centre.fault("voicenter:skew=400s").await;
    let waits = centre.waiting("ringcentral", "6505550177", 75).await;
    let longer = centre.waiting("voicenter", "0505550142", 130).await;
    let mut console = open(&centre.config("")).await;
    // Until the vendor's own durations have borne the offset out, it is doubted and says so.
    let believed = |screen: &str, clock: &str| {
        let mut said = screen.lines().next().unwrap_or_default().split(" · ");
        said.any(|one| one.contains(clock) && !one.contains("?!"))
    };
    console.until("the clock with durations", |screen| believed(screen, "ringcentral.sales clock -")).await;
    for (number, site, id) in [("6505550177", "ringcentral", &waits), ("0505550142", "voicenter", &longer)] {
        let row = console.row(number).await;
        let shown = clock(&row);
        let truth = centre.truth(site, id).await["wait_age"].as_u64().expect("a wait");
        assert!(
            shown.abs_diff(truth) <= 2,
            "{number}: {shown} is shown, {truth} is true\n{row}\n{}",
            console.screen()
        );
    }
    console.keys("5").await;
    // What is measured may be a second beside the truth: the vendor's `Date` has no fractions.
    let either = |screen: &str, words: &[&str]| words.iter().any(|word| screen.contains(word));
    let both = |screen: &str| {
        either(screen, &["-4:59", "-5:00", "-5:01"]) && either(screen, &["+6:39", "+6:40", "+6:41"])
    };
    console.until("both clocks", both).await;
}

#[tokio::test]
async fn a_vendor_that_asks_for_silence_is_left_alone_and_says_so() {
    let centre = Centre::quiet("rate").await;
    let mut console = open(&centre.config("")).await;
    console.until("both live", |screen| screen.contains("2 accounts live")).await;
    centre.fault("ringcentral:rate=429,retry_after=6").await;
    console.shows("rate limited").await;
    let before = centre.requests("ringcentral").await;
    console.until("half the silence", |screen| screen.contains("again in 0:03")).await;
    assert_eq!(centre.requests("ringcentral").await, before, "requests in the silence that was asked for");
    centre.mend().await;
    console.until("both live again", |screen| screen.contains("2 accounts live")).await;
}

#[tokio::test]
async fn an_order_without_an_answer_is_unanswered_and_then_seen() {
    let centre = Centre::quiet("unanswered").await;
    let id = centre.call("ringcentral", "6505550142", "Zelda Quartz").await;
    let config = centre.config_with("ringcentral", "timeout = \"2s\"\n");
    let mut console = open(&config).await;
    find(&mut console, "Zelda Quartz").await;
    centre.fault("ringcentral/hangupCall:hang,done").await;
    console.keys("X").await;
    console.shows("last digits").await;
    type_digits(&mut console, "42").await;
    centre.until("ringcentral", &id, serde_json::Value::is_null).await;
    console.until("its end", |screen| screen.contains("seen")).await;
    logged(&mut console, &centre, "hang up", &["noted", "sent", "unanswered", "seen"]).await;
    assert_eq!(centre.actions("hangupCall").await.len(), 1);
}

#[tokio::test]
async fn nothing_is_sent_that_could_not_be_written_down() {
    let centre = Centre::quiet("nodisk").await;
    let id = centre.call("ringcentral", "6505550142", "Zelda Quartz").await;
    let config = centre.config("");
    let text = std::fs::read_to_string(&config).expect("the file");
    let audit = format!("{:?}", centre.audit_file());
    std::fs::write(&config, text.replace(&audit, "\"/dev/null/audit.jsonl\"")).expect("the file");
    let mut console = open(&config).await;
    find(&mut console, "Zelda Quartz").await;
    console.keys("m").await;
    console.shows("audit log cannot be written").await;
    assert!(centre.actions("addSessionToCall").await.is_empty());
    assert_eq!(centre.truth("ringcentral", &id).await["listeners"].as_array().map(Vec::len), Some(0));
}

#[tokio::test]
async fn without_colours_the_cursor_is_still_there() {
    let centre = Centre::quiet("mono").await;
    centre.call("ringcentral", "6505550142", "Zelda Quartz").await;
    let config = centre.config("");
    let mut console = Console::start(120, 40, &["--config", &config], &[("NO_COLOR", "1")]);
    console.shows("Zelda Quartz").await;
    let row = console.row("▌").await;
    assert!(!row.is_empty());
    let written = String::from_utf8_lossy(&console.written).into_owned();
    for colour in ["38;5;", "48;5;", "38;2;", "[31m", "[33m", ";31m", ";33m"] {
        assert!(!written.contains(colour), "{colour}");
    }
    assert!(written.contains("[1m") || written.contains(";1m"), "weight is left");
}

#[tokio::test]
async fn two_accounts_of_one_vendor_stand_side_by_side() {
    let centre = Centre::quiet("twins").await;
    let twin =
        centre.section("voicenter").replace("[voicenter.tlv]", "[voicenter.haifa]\nextension = \"NONE0000\"");
    let mut console = open(&centre.config(&twin)).await;
    console.keys("5").await;
    console
        .until("both", |screen| screen.contains("voicenter.tlv") && screen.contains("voicenter.haifa"))
        .await;
    // One of them asks for an extension that is not there, and that one alone fails.
    let line =
        |screen: &str, name: &str| screen.lines().filter(|line| line.contains(name)).collect::<String>();
    let apart = |screen: &str| {
        line(screen, "voicenter.tlv").contains("live")
            && line(screen, "voicenter.haifa").contains("‼ no data")
    };
    console.until("one lives and one fails", apart).await;
}
