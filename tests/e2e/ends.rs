//! How the program begins and ends: without a configuration, with a wrong one, without a terminal, by a
//! signal; and that it gives the terminal back.

use std::process::{Command, Output, Stdio};

use crate::centre::Centre;
use crate::console::Console;

/// What leaves the alternate screen, shows the cursor and ends bracketed paste.
const RESTORED: [&str; 3] = ["\x1b[?1049l", "\x1b[?25h", "\x1b[?2004l"];

fn plainly(args: &[&str], home: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_callboard"))
        .args(args)
        .env_clear()
        .env("HOME", home)
        .stdin(Stdio::null())
        .output()
        .expect("the program runs")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text")
}

fn restored(console: &Console) {
    let written = String::from_utf8_lossy(&console.written);
    for sequence in RESTORED {
        assert!(written.contains(sequence), "{sequence:?} was not written");
    }
    assert!(!console.alternate(), "the alternate screen was not left");
}

#[test]
fn without_a_configuration_five_lines_say_what_to_do() {
    let output = plainly(&[], "/nonexistent");
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    assert_eq!(text.lines().count(), 5, "{text}");
    assert!(text.contains("callboard demo") && text.contains("config.toml"), "{text}");
    assert!(output.stdout.is_empty());
}

#[tokio::test]
async fn a_wrong_configuration_names_the_line_and_the_right_key_and_no_secret() {
    let centre = Centre::quiet("wrong").await;
    let path = centre.config("[voicenter.second]\ncode = \"s3cr3t-marker\"\nevry = \"5s\"\n");
    let output = plainly(&["--config", &path], "/nonexistent");
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    assert!(text.contains("evry") && text.contains("every"), "{text}");
    let line = std::fs::read_to_string(&path).expect("it").lines().position(|line| line.starts_with("evry"));
    assert!(text.contains(&format!(":{}:", line.expect("there") + 1)), "{text}");
    assert!(!text.contains("s3cr3t"), "{text}");
}

#[test]
fn a_wrong_fault_is_a_wrong_command_line_and_told_in_one_line() {
    for command in ["demo", "sim"] {
        let output = plainly(&[command, "--fault", "ringcentral:garbage"], "/nonexistent");
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains("ringcentral has no fault \"garbage\"; it has latency"), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
}

#[tokio::test]
async fn without_a_terminal_it_says_what_to_use_instead() {
    let centre = Centre::quiet("pipe").await;
    let output = plainly(&["--config", &centre.config("")], "/nonexistent");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("callboard check"), "{}", stderr(&output));
    assert!(output.stdout.is_empty());
}

#[tokio::test]
async fn check_tells_how_every_account_is_and_its_status_says_it() {
    let centre = Centre::quiet("check").await;
    let path = centre.config("");
    let check = || {
        let path = path.clone();
        tokio::task::spawn_blocking(move || plainly(&["check", "--config", &path], "/nonexistent"))
    };
    let output = check().await.expect("it ran");
    let text = String::from_utf8(output.stdout).expect("text");
    assert_eq!(output.status.code(), Some(0), "{text}");
    for word in ["ringcentral.", "voicenter.", "calls", "agents", "queues", "monitor"] {
        assert!(text.contains(word), "{word}: {text}");
    }
    centre.fault("ringcentral:status=500").await;
    let output = check().await.expect("it ran");
    let text = String::from_utf8(output.stdout).expect("text");
    assert_eq!(output.status.code(), Some(1), "{text}");
}

#[tokio::test]
async fn leaving_gives_the_terminal_back() {
    let centre = Centre::quiet("leave").await;
    let mut console = Console::start(120, 40, &["--config", &centre.config("")], &[]);
    console.shows("Test floor").await;
    console.keys("q").await;
    console.until("the question", |screen| screen.to_lowercase().contains("leave")).await;
    console.keys("y").await;
    assert_eq!(console.end().await.code(), Some(0));
    restored(&console);
}

#[tokio::test]
async fn signals_give_the_terminal_back() {
    for signal in ["-TERM", "-HUP", "-INT", "-QUIT"] {
        let centre = Centre::quiet(signal).await;
        let mut console = Console::start(120, 40, &["--config", &centre.config("")], &[]);
        console.shows("Test floor").await;
        let sent = Command::new("kill").args([signal, &console.pid()]).status().expect("kill runs");
        assert!(sent.success());
        assert_eq!(console.end().await.code(), Some(0), "{signal}");
        restored(&console);
    }
}

#[tokio::test]
async fn a_change_of_size_together_with_keys_is_not_lost() {
    let centre = Centre::quiet("together").await;
    let mut console = Console::start(120, 40, &["--config", &centre.config("")], &[]);
    console.shows("Test floor").await;
    for (columns, rows) in [(90, 30), (120, 40), (80, 24), (140, 45), (100, 30)] {
        console.keys("jkjkjk?\x1b").await;
        console.resize(columns, rows);
        let keys = "? keys";
        let at_the_edge = |screen: &str| {
            screen.lines().any(|line| {
                line.trim_end().ends_with(keys) && line.trim_end().chars().count() + 2 >= usize::from(columns)
            })
        };
        console.until("the last line at the new edge", at_the_edge).await;
    }
}

#[tokio::test]
async fn the_demo_says_so_at_all_times() {
    let home = std::env::temp_dir().join(format!("callboard-e2e-demo-{}", std::process::id()));
    let mut console = Console::start(120, 40, &["demo"], &[("HOME", &home.to_string_lossy())]);
    console.shows("DEMO").await;
    console.until("calls", |screen| screen.contains("talking")).await;
    for view in ["2", "3", "4", "5", "6", "?"] {
        console.keys(view).await;
        console.shows("DEMO").await;
    }
    console.keys("\x1b").await;
    console.resize(80, 24);
    console.until("the small screen", |screen| screen.contains("DEMO") && screen.lines().count() <= 24).await;
    drop(console);
    drop(std::fs::remove_dir_all(home));
}
