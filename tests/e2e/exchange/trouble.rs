//! The exchange restarts, refuses, and takes rights away, under the board.

use super::lab::Lab;

#[tokio::test]
async fn a_restart_of_the_exchange_leaves_old_rows_marked_and_mends_itself() {
    let Some(lab) = Lab::enter("restart").await else { return };
    let mut console = lab.console().await;
    console.until("calls", |screen| screen.contains("talking")).await;
    lab.run("down", &[]).await;
    // Which calls the last list had is chance: an exchange that stops ends them one by one.
    let marked = |screen: &str| {
        screen.contains("‼ asterisk.lab old") && screen.lines().skip(5).any(|row| row.contains(" old "))
    };
    console.until("that its rows are old", marked).await;
    lab.run("up", &[]).await;
    console.shows("1 account live").await;
    lab.begin_calls().await;
    console.until("calls again", |screen| screen.contains("talking") && !screen.contains(" old ")).await;
}

#[tokio::test]
async fn a_wrong_password_is_a_refused_sign_in_and_never_an_empty_floor() {
    let Some(lab) = Lab::enter("password").await else { return };
    let config = lab.config(("supervisor", "not-this-one"), "");
    let check = tokio::process::Command::new(env!("CARGO_BIN_EXE_callboard"))
        .args(["check", "--config", &config])
        .output()
        .await
        .expect("the program runs");
    let told = String::from_utf8(check.stdout).expect("text");
    assert!(!check.status.success() && told.contains("sign-in        failed"), "{told}");
    assert!(!told.contains("not-this-one"), "{told}");
    let mut console = crate::console::Console::start(120, 40, &["--config", &config], &[]);
    let screen = console.until("that nothing is known", |screen| screen.contains("sign-in")).await;
    assert!(!screen.contains("no calls"), "{screen}");
}

#[tokio::test]
async fn a_right_that_is_taken_away_is_named_and_the_lists_go_on() {
    let Some(lab) = Lab::enter("rights").await else { return };
    let file = lab.root.join("etc/asterisk-lab/manager.conf");
    let whole = std::fs::read_to_string(&file).expect("the exchange's settings");
    let mut manager = lab.manager().await;
    let mut console = lab.console().await;
    console.until("calls", |screen| screen.contains("talking")).await;
    let less =
        whole.replace("write = reporting,call,agent,originate\n", "write = reporting,agent,originate\n");
    assert_ne!(less, whole, "the right was there");
    std::fs::write(&file, &less).expect("the exchange's settings");
    manager.ask("Command", &[("Command", "manager reload")]).await;
    console.keys("/talking\rg").await;
    console.second().await;
    console.keys("X").await;
    let screen = console
        .until("a question or a refusal", |screen| screen.contains("last digits") || screen.contains("right"))
        .await;
    if let Some((_, rest)) = screen.split_once("type ") {
        let code: String = rest.chars().take_while(char::is_ascii_digit).collect();
        crate::board::type_digits(&mut console, &code).await;
    }
    let named =
        |screen: &str| screen.contains("call") && (screen.contains("right") || screen.contains("permission"));
    console.until("which right is missing", named).await;
    console.shows("1 account live").await;
    std::fs::write(&file, &whole).expect("the exchange's settings");
    manager.ask("Command", &[("Command", "manager reload")]).await;
}

#[tokio::test]
async fn its_own_certificate_is_trusted_when_it_is_pinned_and_not_before() {
    let Some(lab) = Lab::enter("tls").await else { return };
    let url = format!("url = \"https://127.0.0.1:{}\"\n", lab.https);
    let supervisor = ("supervisor", lab.supervisor.as_str());
    let check = async |config: &str| {
        let check = tokio::process::Command::new(env!("CARGO_BIN_EXE_callboard"))
            .args(["check", "--config", config])
            .output()
            .await
            .expect("the program runs");
        (check.status.success(), String::from_utf8(check.stdout).expect("text"))
    };
    let (fine, told) = check(&lab.config(supervisor, &url)).await;
    assert!(!fine && told.contains("pinned_certificate"), "{told}");
    let pem = lab.root.join("etc/asterisk-lab/lab.pem");
    let (fine, told) = check(&lab.config(supervisor, &format!("{url}pinned_certificate = {pem:?}\n"))).await;
    assert!(fine, "{told}");
    // It is nobody's authority: it signed itself.
    let (fine, told) = check(&lab.config(supervisor, &format!("{url}ca_file = {pem:?}\n"))).await;
    assert!(!fine && told.contains("pinned_certificate"), "{told}");
}
