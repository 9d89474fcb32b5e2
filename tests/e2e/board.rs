//! A supervisor's evening: find a call, act on it, lose a vendor, change the window.

use serde_json::Value;

use crate::centre::Centre;
use crate::console::Console;

async fn open(centre: &Centre) -> Console {
    let mut console = Console::start(120, 40, &["--config", &centre.config("")], &[]);
    console.shows("Test floor").await;
    console
}

/// Puts the cursor on the one call that `name` finds.
pub(crate) async fn find(console: &mut Console, name: &str) {
    console.shows(name).await;
    console.keys("/").await;
    console.keys(&name.to_lowercase()).await;
    // The filter chooses nothing: the first row does.
    console.keys("\rg").await;
    console.until("one row", |screen| screen.contains("1/")).await;
    console.rest().await;
}

pub(crate) fn stages(centre: &Centre, action: &str) -> Vec<String> {
    centre.audit().into_iter().filter(|(of, _)| of.starts_with(action)).map(|(_, stage)| stage).collect()
}

/// The log has these stages of `action` and no others. The screen need not wait for the disk.
pub(crate) async fn logged(console: &mut Console, centre: &Centre, action: &str, wanted: &[&str]) {
    console.until("the whole log", |_| stages(centre, action).len() >= wanted.len()).await;
    assert_eq!(stages(centre, action), wanted);
}

#[tokio::test]
async fn a_call_is_found_and_monitored_and_the_leg_is_there_until_it_is_ended() {
    let centre = Centre::quiet("monitor").await;
    let id = centre.call("ringcentral", "6505550177", "Zelda Quartz").await;
    let mut console = open(&centre).await;
    find(&mut console, "Zelda Quartz").await;
    console.keys("m").await;
    console.shows("accepted").await;
    let truth = centre.until("ringcentral", &id, |call| call["listeners"][0]["connected"] == true).await;
    assert_eq!(truth["listeners"][0]["mode"], "monitor");
    assert_eq!(truth["listeners"].as_array().map(Vec::len), Some(1));
    console.until("the leg", |screen| screen.contains("◉")).await;
    console.keys("m").await;
    centre.until("ringcentral", &id, |call| call["listeners"].as_array().is_some_and(Vec::is_empty)).await;
    assert_eq!(centre.actions("addSessionToCall").await.len(), 1);
    logged(&mut console, &centre, "monitor", &["noted", "sent", "accepted", "over"]).await;
}

#[tokio::test]
async fn a_call_is_hung_up_after_its_digits_are_typed_and_is_gone() {
    let centre = Centre::quiet("hangup").await;
    let id = centre.call("ringcentral", "6505550142", "Zelda Quartz").await;
    let other = centre.call("ringcentral", "6505550199", "Yorick Opal").await;
    let mut console = open(&centre).await;
    find(&mut console, "Zelda Quartz").await;
    console.keys("X").await;
    let dialog = console.shows("42").await;
    assert!(dialog.contains("Zelda Quartz"), "{dialog}");
    // Enter and a hurried yes are no answer.
    console.keys("\r").await;
    console.keys("y").await;
    assert!(centre.actions("hangupCall").await.is_empty());
    type_digits(&mut console, "42").await;
    centre.until("ringcentral", &id, Value::is_null).await;
    assert_eq!(centre.actions("hangupCall").await.len(), 1);
    console.shows("seen in the vendor's lists").await;
    console.keys("\x1b").await;
    console
        .until("the other call alone", |screen| {
            screen.contains("Yorick Opal") && !rows(screen).contains("Zelda")
        })
        .await;
    assert!(!centre.truth("ringcentral", &other).await.is_null());
    logged(&mut console, &centre, "hang up", &["noted", "sent", "accepted", "seen"]).await;
}

#[tokio::test]
async fn a_question_closes_when_its_call_ends_and_nothing_is_sent() {
    let centre = Centre::quiet("ended").await;
    let id = centre.call("voicenter", "0505550142", "Zelda Quartz").await;
    let mut console = open(&centre).await;
    find(&mut console, "Zelda Quartz").await;
    console.keys("X").await;
    console.shows("42").await;
    centre.end_call(&id).await;
    console.shows("nothing was sent").await;
    console.keys("42").await;
    console.keys("q").await;
    assert!(centre.actions("click2call").await.is_empty());
    assert!(centre.audit().is_empty());
}

#[tokio::test]
async fn a_recording_is_paused_and_taken_up_again() {
    let centre = Centre::quiet("record").await;
    let id = centre.call("voicenter", "0505550142", "Zelda Quartz").await;
    let mut console = open(&centre).await;
    find(&mut console, "Zelda Quartz").await;
    console.keys("R").await;
    console.shows("record off").await;
    answer_yes(&mut console).await;
    centre.until("voicenter", &id, |call| call["recording"] == "muted").await;
    console.shows("seen in the vendor's lists").await;
    console.keys("R").await;
    console.shows("record on").await;
    answer_yes(&mut console).await;
    centre.until("voicenter", &id, |call| call["recording"] == "on").await;
    assert_eq!(centre.actions("mute").await.len(), 2);
}

#[tokio::test]
async fn a_voicenter_call_is_hung_up_by_its_extension_and_monitoring_says_why_not() {
    let centre = Centre::quiet("terminate").await;
    let id = centre.call("voicenter", "0505550142", "Zelda Quartz").await;
    let mut console = open(&centre).await;
    find(&mut console, "Zelda Quartz").await;
    console.keys("m").await;
    console.shows("no interface for listening").await;
    console.keys("X").await;
    console.shows("last digits").await;
    type_digits(&mut console, "42").await;
    centre.until("voicenter", &id, Value::is_null).await;
    assert_eq!(centre.actions("click2call").await.len(), 1);
}

#[tokio::test]
async fn a_dead_vendor_grows_old_while_the_other_ticks_and_comes_back() {
    let centre = Centre::quiet("dead").await;
    centre.call("ringcentral", "6505550177", "Zelda Quartz").await;
    centre.call("voicenter", "0505550142", "Yorick Opal").await;
    let mut console = open(&centre).await;
    console.shows("Zelda Quartz").await;
    console.shows("Yorick Opal").await;
    centre.fault("voicenter:reset").await;
    let screen = console.until("old rows", |screen| screen.contains("old ")).await;
    assert!(screen.contains("Yorick Opal"), "the rows stay: {screen}");
    assert!(screen.contains("Zelda Quartz"), "{screen}");
    let alive = console.row("Zelda Quartz").await;
    console.until("a tick", |screen| !screen.contains(alive.trim_end())).await;
    centre.mend().await;
    console.until("all fresh", |screen| !screen.contains("old ")).await;
}

#[tokio::test]
async fn a_read_only_board_sends_nothing() {
    let centre = Centre::quiet("readonly").await;
    let id = centre.call("ringcentral", "6505550142", "Zelda Quartz").await;
    let mut console = Console::start(120, 40, &["--config", &centre.config(""), "--read-only"], &[]);
    console.shows("READ-ONLY").await;
    find(&mut console, "Zelda Quartz").await;
    for key in ["m", "w", "B", "X", "R"] {
        console.keys(key).await;
    }
    console.shows("read-only").await;
    assert!(centre.actions("addSessionToCall").await.is_empty());
    assert!(!centre.truth("ringcentral", &id).await.is_null());
}

#[tokio::test]
async fn hostile_names_stay_in_their_cells() {
    let centre = Centre::quiet("hostile").await;
    centre.call("ringcentral", "6505550142", "\u{1b}[2J\u{202e}Zelda\u{7}\u{200b} 佐藤").await;
    let mut console = open(&centre).await;
    console.shows("Zelda 佐藤").await;
    let written = String::from_utf8_lossy(&console.written).into_owned();
    assert!(!written.contains('\u{202e}') && !written.contains('\u{7}') && !written.contains('\u{200b}'));
}

#[tokio::test]
async fn the_window_may_change_its_size() {
    let centre = Centre::quiet("resize").await;
    centre.call("ringcentral", "6505550142", "Zelda Quartz").await;
    let mut console = open(&centre).await;
    console.shows("Zelda Quartz").await;
    for (columns, rows) in [(200, 60), (80, 24), (120, 40)] {
        console.resize(columns, rows);
        console.until("the call again", |screen| screen.contains("Zelda Quartz")).await;
    }
    // Too fast for anybody: the terminal has cut off what it showed, and has its old size again.
    console.resize(20, 4);
    console.resize(120, 40);
    console.shows("Zelda Quartz").await;
    console.resize(20, 4);
    console.until("a word about it", |screen| !screen.contains("Zelda") && !screen.trim().is_empty()).await;
    console.resize(120, 40);
    console.shows("Zelda Quartz").await;
}

/// The list without the lines below it.
fn rows(screen: &str) -> String {
    screen.lines().skip(4).take_while(|line| !line.starts_with('─')).collect::<Vec<_>>().join("\n")
}

/// Answers a question as a person does, after reading it: keys in its first 300 ms are not heard.
async fn answer_yes(console: &mut Console) {
    console.second().await;
    console.keys("y").await;
}

/// Types the two digits of a question, unhurried, each once the one before stands there.
pub(crate) async fn type_digits(console: &mut Console, digits: &str) {
    console.second().await;
    let (first, second) = digits.split_at(1);
    console.keys(first).await;
    console.shows(&format!("hang up:  {first}_")).await;
    console.keys(second).await;
}
