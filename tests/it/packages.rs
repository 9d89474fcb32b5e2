//! What is built in: which packages there may be one of, and which Rust they need.

use std::path::Path;
use std::process::Command;

#[test]
fn there_is_one_crossterm_and_one_crypto_provider() {
    let lock =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).expect("the lock");
    let times = |name: &str| lock.matches(&format!("\nname = \"{name}\"\n")).count();
    assert_eq!(times("crossterm"), 1, "two crossterms have two kinds of events");
    assert_eq!((times("ring"), times("aws-lc-rs"), times("openssl-sys")), (1, 0, 0));
}

/// The packages that are built for this machine, as `cargo metadata` tells of them. Needs no network: they are here, or
/// this test would not run.
fn packages() -> Vec<serde_json::Value> {
    let cargo = |args: &[&str]| {
        let done = Command::new(env!("CARGO")).args(args).current_dir(env!("CARGO_MANIFEST_DIR")).output();
        let done = done.expect("cargo runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).expect("text")
    };
    let version = cargo(&["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    let told = cargo(&["metadata", "--format-version=1", "--locked", "--offline", "--filter-platform", host]);
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    told["packages"].as_array().expect("packages").clone()
}

/// `1.88` or `1.88.0`, so that it can be compared.
fn release(version: &str) -> Vec<u32> {
    let mut parts: Vec<u32> = version.split('.').map(|part| part.parse().expect("a number")).collect();
    parts.resize(3, 0);
    parts
}

#[test]
fn no_package_needs_a_newer_rust_than_the_manifest_says() {
    let ours = release(env!("CARGO_PKG_RUST_VERSION"));
    let packages = packages();
    assert!(packages.len() > 50, "{}", packages.len());
    for package in &packages {
        let Some(needed) = package["rust_version"].as_str() else { continue };
        assert!(release(needed) <= ours, "{} needs Rust {needed}", package["name"]);
    }
}
