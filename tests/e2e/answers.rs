//! What a terminal says by itself, to somebody else's question or late: it is no key.

use crate::board::find;
use crate::centre::Centre;
use crate::console::Console;

/// The board with the cursor on a call that can be listened to.
async fn on_a_call(centre: &Centre) -> Console {
    centre.call("ringcentral", "6505550177", "Zelda Quartz").await;
    let mut console = Console::start(120, 40, &["--config", &centre.config("")], &[]);
    console.shows("Test floor").await;
    find(&mut console, "Zelda Quartz").await;
    console.second().await;
    console
}

#[tokio::test]
async fn the_late_name_of_a_terminal_gives_no_order() {
    let centre = Centre::quiet("late-name").await;
    let mut console = on_a_call(&centre).await;
    for name in ["tmux 3.4", "mintty 3.6.1", "foot(1.16.2)", "WezTerm 20240203", "XTerm(390)"] {
        console.keys(&format!("\x1bP>|{name}\x1b\\")).await;
        console.second().await;
        assert!(console.screen().contains("Zelda Quartz"), "{name}: {}", console.screen());
    }
    assert!(centre.actions("addSessionToCall").await.is_empty());
    assert!(centre.audit().is_empty(), "{:?}", centre.audit());
}

#[tokio::test]
async fn the_late_background_colour_of_a_terminal_opens_no_command_line() {
    let centre = Centre::quiet("late-colour").await;
    let mut console = on_a_call(&centre).await;
    let last = |screen: &str| screen.lines().last().map(ToOwned::to_owned);
    let before = last(&console.screen());
    console.keys("\x1b]11;rgb:1e1e/1e1e/1e1e\x07").await;
    console.second().await;
    assert_eq!(last(&console.screen()), before, "{}", console.screen());
    // The keys behind it are keys again.
    console.keys("?").await;
    console.shows("On a call").await;
}
