//! Terminals that do not read, that are gone, and that are somebody else's for a while.

use std::process::Command;
use std::time::Duration;

use tokio::time::{Instant, interval};

use crate::centre::Centre;
use crate::console::{Console, PROGRAM};

fn kill(signal: &str, pid: &str) {
    assert!(Command::new("kill").args([signal, pid]).status().expect("kill runs").success());
}

/// The state of a process, as the letter that the system has for it; `None` if it has ended.
fn state(pid: &str) -> Option<char> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    rest.trim().chars().next().filter(|state| *state != 'Z')
}

/// Waits until a process is in the state that is wanted; how long that took.
async fn becomes(pid: &str, wanted: Option<char>) -> Duration {
    let begun = Instant::now();
    let mut again = interval(Duration::from_millis(20));
    while state(pid) != wanted {
        again.tick().await;
        assert!(begun.elapsed() < Duration::from_secs(15), "{:?}, never {wanted:?}", state(pid));
    }
    begun.elapsed()
}

#[tokio::test]
async fn a_terminal_that_does_not_read_keeps_nobody() {
    for signal in ["-TERM", "-HUP", "-INT"] {
        let centre = Centre::quiet(&format!("unread{signal}")).await;
        let mut console = Console::start(120, 40, &["--config", &centre.config("")], &[]);
        console.shows("Test floor").await;
        // More frames than the line between them holds, and nobody reads.
        console.keys(&"\x0c".repeat(100)).await;
        for _ in 0..3 {
            console.rest().await;
        }
        kill(signal, &console.pid());
        let status = console.ended(Duration::from_millis(2500)).await;
        assert_eq!(status.and_then(|status| status.code()), Some(0), "{signal}");
    }
}

#[tokio::test]
async fn a_terminal_that_is_gone_without_a_word_ends_it() {
    let centre = Centre::quiet("gone").await;
    let config = centre.config("");
    let pid_file = centre.audit_file().with_file_name("pid");
    // In a session of its own it has no controlling terminal, and nobody tells it.
    let script = format!("echo $$ > {}; exec \"$0\" --config {config}", pid_file.display());
    let mut console = Console::of("setsid", 120, 40, &["-w", "sh", "-c", &script, PROGRAM], &[]);
    console.shows("Test floor").await;
    let pid = std::fs::read_to_string(pid_file).expect("its number").trim().to_owned();
    assert!(state(&pid).is_some());
    drop(console);
    let took = becomes(&pid, None).await;
    assert!(took < Duration::from_millis(1500), "{took:?}");
}

#[tokio::test]
async fn no_core_is_left() {
    let centre = Centre::quiet("core").await;
    let mut console = Console::start(120, 40, &["--config", &centre.config("")], &[]);
    console.shows("Test floor").await;
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", console.pid())).expect("its limits");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("the limit");
    assert_eq!(core.split_whitespace().collect::<Vec<_>>()[4..6], ["0", "0"], "{core}");
}

/// The program in the foreground of a shell, and its process.
async fn in_a_shell(centre: &Centre) -> (Console, String) {
    let env = [("PS1", "shell> "), ("PATH", "/usr/bin:/bin")];
    let mut console = Console::of("bash", 120, 40, &["--norc", "--noprofile", "-i"], &env);
    console.shows("shell> ").await;
    console.keys(&format!("{PROGRAM} --config {}\r", centre.config(""))).await;
    console.shows("Test floor").await;
    let children = Command::new("pgrep").args(["-P", &console.pid()]).output().expect("pgrep runs");
    let pid = String::from_utf8(children.stdout).expect("a number").trim().to_owned();
    (console, pid)
}

/// The shell has the terminal, as it was before; then the program has it again, drawn anew.
async fn to_the_shell_and_back(console: &mut Console, pid: &str) {
    becomes(pid, Some('T')).await;
    console.until("the shell", |screen| screen.contains("shell> ")).await;
    assert!(!console.alternate());
    console.keys("echo h'e'llo\r").await;
    console.shows("hello").await;
    console.keys("fg\r").await;
    console.until("the board", |screen| screen.contains("Test floor") && !screen.contains("hello")).await;
    assert!(console.alternate());
    console.keys("?").await;
    console.shows("On a call").await;
    console.keys("\x1b").await;
    console.until("the list", |screen| !screen.contains("On a call")).await;
}

#[tokio::test]
async fn stopped_it_gives_the_terminal_back_and_takes_it_again() {
    let centre = Centre::quiet("stopped").await;
    let (mut console, pid) = in_a_shell(&centre).await;
    console.keys("\x1a").await;
    to_the_shell_and_back(&mut console, &pid).await;
    kill("-TSTP", &pid);
    to_the_shell_and_back(&mut console, &pid).await;
    // In the midst of typing too.
    console.keys("/zz\x1a").await;
    becomes(&pid, Some('T')).await;
    console.keys("fg\r").await;
    console.shows("zz").await;
}

#[tokio::test]
async fn stopped_without_a_word_it_draws_anew_when_it_goes_on() {
    let centre = Centre::quiet("halted").await;
    let (mut console, pid) = in_a_shell(&centre).await;
    kill("-STOP", &pid);
    becomes(&pid, Some('T')).await;
    console.shows("shell> ").await;
    console.keys("echo h'e'llo\r").await;
    console.shows("hello").await;
    console.keys("fg\r").await;
    console.until("the board", |screen| screen.contains("Test floor") && !screen.contains("hello")).await;
    console.keys("?").await;
    console.shows("On a call").await;
}

#[tokio::test]
async fn without_a_shell_it_is_not_stopped_by_a_key() {
    let centre = Centre::quiet("no-shell").await;
    let mut console = Console::start(120, 40, &["--config", &centre.config("")], &[]);
    console.shows("Test floor").await;
    console.keys("\x1a").await;
    console.shows("not stopped").await;
    assert_ne!(state(&console.pid()), Some('T'));
}
