//! What each vendor can do that others cannot, ordered at the keyboard and seen at the simulated vendor.

use serde_json::Value;

use crate::board::{find, logged, type_digits};
use crate::centre::Centre;
use crate::console::Console;

async fn open(config: &str) -> Console {
    let mut console = Console::start(120, 40, &["--config", config], &[]);
    console.shows("1 account live").await;
    console
}

/// Says yes to the last question, which says `words`.
async fn yes(console: &mut Console, words: &str) {
    console.shows(&format!("y    {words}")).await;
    console.second().await;
    console.keys("y").await;
}

/// Puts the cursor of a list in a box on the line that says `words`.
async fn choose(console: &mut Console, words: &str) {
    console.shows(words).await;
    let here = |screen: &str| {
        screen.lines().any(|line| line.contains('│') && line.contains('▌') && line.contains(words))
    };
    while !here(&console.screen()) {
        let before = console.screen();
        console.keys("j").await;
        console.until("the cursor moves", |screen| screen != before).await;
    }
    console.second().await;
}

#[tokio::test]
async fn tel4vn_listens_with_the_phone_of_its_account_and_says_what_it_has_instead_of_hanging_up() {
    let centre = Centre::of("tel4vn", &["tel4vn"]).await;
    let id = centre.call("tel4vn", "0905550173", "").await;
    let mut console = open(&centre.config("")).await;
    find(&mut console, "0905550173").await;
    console.keys("X").await;
    console
        .until("what to do instead", |screen| screen.contains("hang up:") && screen.contains("park"))
        .await;
    console.rest().await;
    console.keys("m").await;
    let truth = centre.until("tel4vn", &id, |call| call["listeners"][0]["connected"] == true).await;
    assert_eq!(
        (&truth["listeners"][0]["mode"], &truth["listeners"][0]["phone"]),
        (&"monitor".into(), &"901".into())
    );
    console.until("the leg", |screen| screen.contains("◉")).await;
    assert_eq!(centre.actions("listen").await.len(), 1);
}

#[tokio::test]
async fn tel4vn_parks_the_party_that_is_named_and_says_how_long_it_waits() {
    let centre = Centre::of("tel4vn-park", &["tel4vn"]).await;
    let id = centre.call("tel4vn", "0905550173", "").await;
    let mut console = open(&centre.config("")).await;
    find(&mut console, "0905550173").await;
    console.keys("P").await;
    choose(&mut console, "the customer").await;
    console.keys("\r").await;
    // One side is cut off at once: that wants the caller's digits.
    let question = console.shows("73 (the caller's last digits)").await;
    assert!(question.contains("ten seconds") || question.contains("10 s"), "{question}");
    console.second().await;
    console.keys("7").await;
    console.second().await;
    console.keys("3").await;
    let truth = centre.until("tel4vn", &id, |call| call["state"] == "parked").await;
    assert_eq!(truth["agent"], Value::Null, "the agent is free");
    let sent = centre.actions("park").await;
    assert_eq!(
        (sent.len(), &sent[0]["body"]["legs"]),
        (1, &"aleg".into()),
        "an inbound customer is the calling party"
    );
}

#[tokio::test]
async fn tel4vn_names_the_remedy_when_the_phone_is_not_registered() {
    let centre = Centre::of("tel4vn-phone", &["tel4vn"]).await;
    centre.call("tel4vn", "0905550173", "").await;
    let config = centre.config("");
    let text = std::fs::read_to_string(&config).expect("the file");
    std::fs::write(&config, text.replace("phone = \"901\"", "phone = \"903\"")).expect("the file");
    let mut console = open(&config).await;
    find(&mut console, "0905550173").await;
    console.keys("m").await;
    console.until("the remedy", |screen| screen.contains("903") && screen.contains("not registered")).await;
    assert!(!console.screen().contains('◉'), "nobody listens");
}

#[tokio::test]
async fn invoca_takes_a_disposition_and_an_external_id_and_keeps_what_was_sent() {
    let centre = Centre::of("invoca", &["invoca"]).await;
    let id = centre.call("invoca", "6505550174", "").await;
    let mut console = open(&centre.config("")).await;
    find(&mut console, "5550174").await;
    console.keys("X").await;
    console.until("why not", |screen| screen.contains("hang up:") && screen.contains("Invoca")).await;
    console.keys("D").await;
    choose(&mut console, "NO_SALE").await;
    console.keys("\r").await;
    yes(&mut console, "disposition NO_SALE").await;
    console.shows("accepted").await;
    let truth = centre.truth("invoca", &id).await;
    assert!(truth.to_string().contains("NO_SALE"), "{truth}");
    console.second().await;
    console.keys("V").await;
    choose(&mut console, "set the external id").await;
    console.keys("\r").await;
    console.shows("goes on").await;
    console.keys("order-4711\r").await;
    yes(&mut console, "set the external id").await;
    let told = |screen: &str| {
        screen.lines().last().is_some_and(|line| line.contains("external id") && line.contains("accepted"))
    };
    console.until("the id", told).await;
    assert_eq!(centre.actions("update").await.len(), 2);
    // What cannot be read back is kept here, and says that it is only what was sent.
    console.keys("\r").await;
    console.until("what was sent", |screen| screen.contains("NO_SALE") && screen.contains("sent")).await;
}

#[tokio::test]
async fn calls_of_8x8_come_by_its_stream_and_go_with_it() {
    let centre = Centre::of("stream", &["8x8"]).await;
    let id = centre.call("8x8", "6505550175", "Vera Agate").await;
    let mut console = open(&centre.config("")).await;
    find(&mut console, "5550175").await;
    console.keys("m").await;
    console.until("why not", |screen| screen.contains("monitor:") && screen.contains("8x8")).await;
    console.keys("X").await;
    console.shows("last digits").await;
    type_digits(&mut console, "75").await;
    centre.until("8x8", &id, Value::is_null).await;
    console.shows("seen in the vendor's lists").await;
    assert_eq!(centre.actions("end").await.len(), 1);
    logged(&mut console, &centre, "hang up", &["noted", "sent", "accepted", "seen"]).await;
}

#[tokio::test]
async fn a_stream_that_ends_leaves_old_calls_and_never_none() {
    let centre = Centre::of("gap", &["8x8"]).await;
    centre.call("8x8", "6505550175", "Vera Agate").await;
    let mut console = open(&centre.config("")).await;
    console.shows("5550175").await;
    centre.fault("8x8:stream-ends=close").await;
    console.until("that it is old", |screen| screen.contains("5550175") && screen.contains("old ")).await;
    centre.mend().await;
    console.until("that it is new", |screen| screen.contains("5550175") && !screen.contains("old ")).await;
}

#[tokio::test]
async fn without_a_stream_key_the_calls_of_8x8_are_told_from_its_agents_and_say_so() {
    let centre = Centre::of("derived", &["8x8"]).await;
    let id = centre.call("8x8", "6505550175", "Vera Agate").await;
    let agent = centre.truth("8x8", &id).await["agent_name"].as_str().expect("an agent").to_owned();
    let config = centre.config("");
    let text = std::fs::read_to_string(&config).expect("the file");
    let without: Vec<&str> = text.lines().filter(|line| !line.starts_with("stream_")).collect();
    std::fs::write(&config, without.join("\n")).expect("the file");
    let mut console = open(&config).await;
    find(&mut console, &agent).await;
    console.shows("~talking").await;
    // The call itself has no id here: only what is done to its agent is offered.
    console.keys("X").await;
    console.until("why not", |screen| screen.contains("hang up:")).await;
    console.keys("V").await;
    choose(&mut console, "free all lines").await;
    console.keys("\r").await;
    let screen = console.shows("type ").await;
    let (_, rest) = screen.split_once("type ").expect("a code");
    let code: String = rest.chars().take_while(char::is_ascii_digit).collect();
    for digit in code.chars() {
        console.second().await;
        console.keys(&digit.to_string()).await;
    }
    centre.until("8x8", &id, Value::is_null).await;
    assert_eq!(centre.actions("free").await.len(), 1);
}

#[tokio::test]
async fn asterisk_changes_a_listening_mode_on_the_running_leg() {
    let centre = Centre::of("asterisk", &["asterisk"]).await;
    let id = centre.call("asterisk", "6505550176", "Ugo Beryl").await;
    let mut console = open(&centre.config("")).await;
    find(&mut console, "Ugo Beryl").await;
    let mode = async |mode: &'static str| {
        let there =
            |call: &Value| call["listeners"][0]["connected"] == true && call["listeners"][0]["mode"] == mode;
        let truth = centre.until("asterisk", &id, there).await;
        truth["listeners"][0]["id"].clone()
    };
    console.keys("m").await;
    let leg = mode("monitor").await;
    console.until("the leg", |screen| screen.contains("◉")).await;
    console.second().await;
    console.keys("w").await;
    assert_eq!(mode("whisper").await, leg, "the same leg");
    console.second().await;
    console.keys("B").await;
    yes(&mut console, "barge").await;
    assert_eq!(mode("barge").await, leg, "the same leg");
    console.second().await;
    console.keys("E").await;
    centre.until("asterisk", &id, |call| call["listeners"].as_array().is_some_and(Vec::is_empty)).await;
    console.until("that nobody listens", |screen| !screen.contains("◉")).await;
}
