//! All vendors on one board: one list, and none of them in another's way.

use crate::centre::Centre;
use crate::console::Console;

const ALL: [&str; 6] = ["ringcentral", "voicenter", "tel4vn", "invoca", "8x8", "asterisk"];

/// A caller of each vendor, by number and name. Some vendors tell numbers alone.
const CALLERS: [(&str, &str, &str); 6] = [
    ("ringcentral", "6505550171", "Zelda Quartz"),
    ("voicenter", "0505550172", "Yorick Opal"),
    ("tel4vn", "0905550173", "Xenia Jade"),
    ("invoca", "6505550174", "Walter Onyx"),
    ("8x8", "6505550175", "Vera Agate"),
    ("asterisk", "6505550176", "Ugo Beryl"),
];

async fn open(config: &str) -> Console {
    let mut console = Console::start(200, 60, &["--config", config], &[]);
    console.shows("Test floor").await;
    console
}

/// Whether the caller stands on the screen, by number (its last seven digits) or by name.
fn stands(screen: &str, (_, number, name): (&str, &str, &str)) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let tail = number.get(3..).expect("a number");
    screen.lines().any(|line| line.contains(name) || digits(line).contains(tail))
}

#[tokio::test]
async fn six_vendors_are_one_list_and_their_totals_one_row_of_figures() {
    let centre = Centre::of("six", &ALL).await;
    for (site, number, name) in CALLERS {
        centre.call(site, number, name).await;
    }
    let mut console = open(&centre.config("")).await;
    console.shows("6 accounts live").await;
    for caller in CALLERS {
        console.until(caller.0, |screen| stands(screen, caller)).await;
    }
    // Invoca has no agents and no waiting callers: the figures say of how many accounts they are.
    console.until("figures of five accounts", |screen| screen.contains("(5/6)")).await;
    console.keys("5").await;
    for vendor in ALL {
        console.shows(&format!("{vendor}.")).await;
    }
}

#[tokio::test]
async fn one_that_hangs_one_that_refuses_and_one_without_end_leave_the_others_alone() {
    let centre = Centre::of("storm", &ALL).await;
    for (site, number, name) in CALLERS {
        centre.call(site, number, name).await;
    }
    let mut console = open(&centre.config("")).await;
    console.shows("6 accounts live").await;
    for caller in CALLERS {
        console.until(caller.0, |screen| stands(screen, caller)).await;
    }
    centre.fault("voicenter:hang").await;
    centre.fault("8x8:forbidden").await;
    centre.fault("ringcentral:huge=50").await;
    // Nothing that was known is gone, and what is old says so.
    let marked = |screen: &str, account: &str| {
        screen.lines().any(|line| line.contains(account) && line.contains("old"))
    };
    console.keys("5").await;
    for account in ["voicenter.", "8x8.", "ringcentral."] {
        console.until(&format!("{account} is old"), |screen| marked(screen, account)).await;
    }
    console.keys("1").await;
    for caller in CALLERS {
        console.until(caller.0, |screen| stands(screen, caller)).await;
    }
    // The others go on as ever: who calls now is there, and whose call ends is not.
    let new = [
        ("tel4vn", "0905550183", "Ruth Amber"),
        ("invoca", "6505550184", "Quinn Topaz"),
        ("asterisk", "6505550186", "Paul Garnet"),
    ];
    for (site, number, name) in new {
        centre.call(site, number, name).await;
    }
    for caller in new {
        console.until(caller.0, |screen| stands(screen, caller)).await;
    }
    centre.mend().await;
    console.shows("6 accounts live").await;
}
