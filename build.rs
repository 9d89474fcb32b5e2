//! Tells the program what it was built from, for `callboard --version`.

use std::env::var;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=.git/HEAD");
    println!("cargo::rerun-if-changed=.git/refs/heads");
    let commit = said("git", &["rev-parse", "--short=12", "HEAD"]).unwrap_or_else(|| "no git".to_owned());
    let rustc = said(&var("RUSTC").unwrap_or_default(), &["--version"]).unwrap_or_default();
    let rustc = rustc.split_whitespace().nth(1).unwrap_or("?").to_owned();
    let [version, profile, target] =
        ["CARGO_PKG_VERSION", "PROFILE", "TARGET"].map(|name| var(name).unwrap_or_default());
    println!("cargo::rustc-env=CALLBOARD_BUILD={version} ({commit}, {profile}, {target}, rustc {rustc})");
}

/// The first line that a command prints, if it succeeds.
fn said(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()?.lines().next().map(ToOwned::to_owned)
}
