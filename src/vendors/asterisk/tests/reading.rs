//! Polls over sockets: sessions, rights, failures one by one, events.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use super::server::{Asked, Heard, Say, account, actions, body, commands, count, healthy, no, serve};
use super::*;
use crate::domain::{Ability, Action, Verb};

/// Waits until `wanted` holds of what was heard.
async fn until(heard: &Heard, wanted: impl Fn(&[Asked]) -> bool) {
    while !wanted(&heard.lock().unwrap()) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_poll_signs_in_by_post_and_carries_the_cookie() {
    let (base, heard) = serve(healthy).await;
    let (mut vendor, http) = account(&base, "");
    let snapshot = vendor.poll(&http).await;
    assert_eq!((rows(&snapshot.calls).0.len(), rows(&snapshot.agents).0.len()), (10, 7));
    let mut asked = actions(&heard);
    assert_eq!(asked.remove(0), "Login");
    asked.sort_unstable();
    assert_eq!(
        asked,
        [
            "BridgeList",
            "CoreShowChannels",
            "DeviceStateList",
            "ExtensionStateList",
            "ListCommands",
            "ParkedCalls",
            "QueueStatus",
            "QueueSummary"
        ]
    );
    let heard = heard.lock().unwrap();
    assert!(heard.iter().all(|asked| asked.line == "POST /asterisk/rawman HTTP/1.1"));
    let login = heard.iter().find(|asked| asked.action() == "Login").unwrap();
    assert_eq!((login.rest(), &login.cookie), (format!("Username=viewer Secret={SECRET} Events=off"), &None));
    let list = heard.iter().find(|asked| asked.action() == "QueueStatus").unwrap();
    assert_eq!((list.rest(), list.cookie.as_deref()), (String::new(), Some(COOKIE)));
}

#[tokio::test]
async fn the_session_and_the_rights_are_asked_for_once() {
    let (base, heard) = serve(healthy).await;
    let (mut vendor, http) = account(&base, "");
    for _ in 0..3 {
        vendor.poll(&http).await;
    }
    assert_eq!(
        (count(&heard, "Login"), count(&heard, "ListCommands"), count(&heard, "QueueStatus")),
        (1, 1, 3)
    );
}

#[tokio::test]
async fn a_session_that_is_over_is_begun_again_once_and_the_lists_repeated() {
    let logins = AtomicUsize::new(0);
    let (base, heard) = serve(move |asked| match asked.action() {
        "Login" if asked.get("Events") == Some("off") => {
            logins.fetch_add(1, Ordering::SeqCst);
            healthy(asked)
        }
        "QueueStatus" | "CoreShowChannels" if logins.load(Ordering::SeqCst) == 1 => Say::Expired,
        _ => healthy(asked),
    })
    .await;
    let (mut vendor, http) = account(&base, "");
    let snapshot = vendor.poll(&http).await;
    assert_eq!(
        (rows(&snapshot.calls).0.len(), count(&heard, "Login"), count(&heard, "QueueStatus")),
        (10, 2, 2)
    );
}

#[tokio::test]
async fn a_server_that_knows_no_session_is_not_asked_for_ever() {
    let (base, heard) = serve(|asked| match asked.action() {
        "Login" | "WaitEvent" => healthy(asked),
        _ => Say::Expired,
    })
    .await;
    let (mut vendor, http) = account(&base, "");
    let snapshot = vendor.poll(&http).await;
    assert!(matches!(fault(&snapshot.calls), Fault::Unauthorized(why) if why.contains("proxy")));
    assert_eq!(count(&heard, "Login"), 2);
}

#[tokio::test]
async fn a_refused_sign_in_is_told_and_shows_no_secret() {
    let (base, heard) = serve(|_| no("Authentication failed")).await;
    let (mut vendor, http) = account(&base, "");
    let snapshot = vendor.poll(&http).await;
    assert!(
        matches!(fault(&snapshot.queues), Fault::Unauthorized(why) if why.contains("Authentication failed"))
    );
    assert_eq!(actions(&heard), ["Login"]);
    assert!(!format!("{snapshot:?}{vendor:?}{http:?}").contains("s3cr3t"));
    let order = acting::on_call(&first(), "1795202024.107", Action::HangUp);
    let refused = vendor.act(&http, &order).await;
    assert!(matches!(refused, Err(Fault::Gone(_))), "{refused:?}");
}

#[tokio::test]
async fn a_web_server_without_the_interface_names_what_to_set() {
    for (status, part) in [(404, "webenabled"), (500, "HTTP 500"), (403, "HTTP 403")] {
        let page = "<html>The requested URL was not found on this server.</html>";
        let (base, _) = serve(move |_| Say::Status(status, page)).await;
        let (mut vendor, http) = account(&base, "");
        let snapshot = vendor.poll(&http).await;
        let told = fault(&snapshot.calls).to_string();
        assert!(told.contains(part), "{told}");
    }
    let (base, _) = serve(|_| Say::Body(b"<html>hello</html>".to_vec())).await;
    let (mut vendor, http) = account(&base, "");
    assert!(
        matches!(fault(&vendor.poll(&http).await.calls), Fault::Malformed(why) if why.contains("check `url`"))
    );
    let (base, _) = serve(|_| Say::Nothing).await;
    let (mut vendor, http) = account(&base, "");
    assert!(matches!(fault(&vendor.poll(&http).await.calls), Fault::Unreachable(_)));
    let (base, _) = serve(|_| Say::Status(429, "")).await;
    let (mut vendor, http) = account(&base, "");
    assert!(matches!(fault(&vendor.poll(&http).await.calls), Fault::RateLimited { .. }));
}

#[tokio::test]
async fn where_the_rights_are_not_told_nothing_is_said_to_be_granted() {
    let (base, _) = serve(|asked| match asked.action() {
        "ListCommands" => no("Permission denied"),
        _ => healthy(asked),
    })
    .await;
    let (mut vendor, http) = account(&base, "");
    assert!(matches!(vendor.poll(&http).await.calls, Feed::Fresh { .. }));
    let abilities = vendor.abilities();
    assert!(abilities.offers(Verb::HangUp) && !abilities.is_granted());
}

/// What an account may do whose user has these classes, at a server without the commands that `hidden` names; and
/// what was asked in two polls.
async fn user(classes: &'static [&'static str], hidden: &'static str) -> (Abilities, Vec<String>) {
    let list = commands(classes)
        .lines()
        .filter(|line| hidden.is_empty() || !line.starts_with(hidden))
        .fold(String::new(), |list, line| list + line + "\n");
    let (base, heard) = serve(move |asked| match asked.action() {
        "ListCommands" => body(&list),
        _ => healthy(asked),
    })
    .await;
    let (mut vendor, http) = account(&base, "");
    vendor.poll(&http).await;
    vendor.poll(&http).await;
    (vendor.abilities(), actions(&heard))
}

#[tokio::test]
async fn every_class_that_is_missing_is_named_and_nothing_is_tried_for_it() {
    let lacking = |class: &str| {
        Ability::No(Text::from(format!(
            "the manager user lacks the class `{class}` (write = in manager.conf)"
        )))
    };
    let (all, _) = user(&["all"], "").await;
    for verb in [Verb::Transfer, Verb::Requeue] {
        assert!(all.consequence(verb).unwrap().contains("abandoned"), "{verb:?}");
    }
    assert!(all.switches() && all.offers(Verb::Record) && all.specials().len() == 12);
    assert!(all.is_granted());
    let (viewer, asked) = user(&["reporting"], "").await;
    assert_eq!(viewer.of(Verb::HangUp), lacking("call"));
    assert_eq!(viewer.of(Verb::Record), lacking("call"));
    assert_eq!(viewer.of(Verb::Monitor), lacking("originate"));
    assert_eq!(viewer.of(Verb::SetState), lacking("agent"));
    // Asterisk itself would let this user take callers out of queues.
    assert!(viewer.specials().is_empty() && !viewer.offers(Verb::Special) && !viewer.switches());
    assert!(!asked.iter().any(|action| action == "ParkedCalls"), "it is not theirs: {asked:?}");
    let (supervisor, _) = user(&["reporting", "call", "agent", "originate"], "").await;
    assert!(
        matches!(supervisor.of(Verb::Record), Ability::No(why) if why.contains("`system`") && why.contains("stopped under V"))
    );
    assert!(supervisor.specials().iter().any(|special| special.id == "stop-recording"));
    assert!(!supervisor.specials().iter().any(|special| special.id == "mute"));
    let (nobody, asked) = user(&[], "").await;
    assert_eq!(nobody.of(Verb::Transfer), lacking("call"));
    assert_eq!(nobody.of(Verb::Place), lacking("originate"));
    assert!(!asked.iter().any(|action| action == "CoreShowChannels"), "{asked:?}");
}

#[tokio::test]
async fn a_command_that_is_not_there_is_told_from_a_class_that_is_missing() {
    let (abilities, _) = user(&["all"], "Queue").await;
    let why = abilities.of(Verb::SetState);
    assert!(matches!(&why, Ability::No(why) if why.contains("a module is not loaded")), "{why:?}");
    assert!(abilities.offers(Verb::HangUp));
    // The class is theirs where another command shows it that needs no other.
    let (abilities, _) = user(&["all"], "Park:").await;
    let why = abilities.of(Verb::Park);
    assert!(matches!(&why, Ability::No(why) if why.contains("this Asterisk has no Park:")), "{why:?}");
    assert!(abilities.offers(Verb::HangUp) && abilities.offers(Verb::Transfer));
    // A list that is none proves nothing.
    let (abilities, _) = user(&["all"], "L").await;
    assert!(abilities.offers(Verb::SetState));
}

#[test]
fn a_command_that_was_unknown_is_known_once_it_answers() {
    let mut rights = Rights::default();
    rights.unlearn("ParkedCalls");
    assert!(rights.is_unknown("ParkedCalls") && rights.why_not("ParkedCalls").is_some());
    rights.allow("ParkedCalls");
    assert!(!rights.is_unknown("ParkedCalls") && rights.why_not("ParkedCalls").is_none());
}

#[tokio::test]
async fn settings_that_are_missing_are_named_too() {
    let config: AsteriskConfig =
        toml::from_str("url = 'http://127.0.0.1:1'\nuser = 'x'\nsecret = 'y'").unwrap();
    let abilities = Asterisk::new(config).unwrap().abilities();
    for (verb, key) in [
        (Verb::Transfer, "`transfer_context`"),
        (Verb::Place, "`dial_context`"),
        (Verb::Retrieve, "`dial_context`"),
        (Verb::Requeue, "`queue_context`"),
    ] {
        assert!(matches!(abilities.of(verb), Ability::No(why) if why.contains(key)), "{verb:?}");
    }
    assert!(!abilities.specials().iter().any(|special| special.id == "move"));
    for verb in [Verb::Hold, Verb::Dispose] {
        assert!(!abilities.offers(verb), "{verb:?}");
    }
}

#[tokio::test]
async fn bridges_tell_since_when_people_talk_where_there_is_a_user_for_it() {
    let asked_for = |asked: &Asked| asked.line.starts_with("GET /asterisk/ari/bridges ");
    let (base, _) = serve(move |asked| {
        let bridge = r#"[{"id":"6e193ef9-af4f-4aa5-9e56-94fb65ba07a0","creationtime":"2026-11-20T19:13:50.000+0000"}]"#;
        if asked_for(asked) { Say::Body(bridge.as_bytes().to_vec()) } else { healthy(asked) }
    })
    .await;
    let (mut vendor, http) = account(&base, "ari_user = 'wallboard'\nari_secret = 'x'");
    let snapshot = vendor.poll(&http).await;
    let began = call(&snapshot, "1795202024.107").answered;
    assert_eq!(began.map(At::millis), Some(1_795_202_030_000));
    assert_eq!(agent(&snapshot, "PJSIP/101").since, began);
    // Without them the rest is as good.
    let (base, _) = serve(move |asked| {
        if asked_for(asked) {
            Say::Status(401, "{\"message\":\"Authentication required\"}")
        } else {
            healthy(asked)
        }
    })
    .await;
    let (mut vendor, http) = account(&base, "ari_user = 'wallboard'\nari_secret = 'x'");
    assert_eq!(call(&vendor.poll(&http).await, "1795202024.107").answered, None);
}

#[tokio::test]
async fn events_come_in_a_session_of_their_own_and_are_news() {
    let (waits, over) = (AtomicUsize::new(0), Arc::new(AtomicBool::new(false)));
    let switch = Arc::clone(&over);
    let (base, heard) = serve(move |asked| {
        match (asked.action(), (asked.action() == "WaitEvent").then(|| waits.fetch_add(1, Ordering::SeqCst)))
        {
            // It often comes back empty.
            ("WaitEvent", Some(1)) => body(fixture!("events.txt")),
            ("WaitEvent", _) if switch.swap(false, Ordering::SeqCst) => Say::Expired,
            ("WaitEvent", _) => body(
                "Response: Success\nMessage: Waiting for Event completed.\n\nEvent: WaitEventComplete\n\n",
            ),
            _ => healthy(asked),
        }
    })
    .await;
    let (mut vendor, http) = account(&base, "");
    vendor.stream = Some(stream::paced(&vendor.config, http.clone(), Duration::from_millis(1)));
    vendor.wake().await;
    vendor.poll(&http).await;
    assert!(vendor.facts.calls && vendor.facts.agents);
    assert_eq!(vendor.abilities().of(Verb::Record), Ability::Seen);
    // The session is over: nothing that was heard in it holds any more, and that is news.
    over.store(true, Ordering::SeqCst);
    vendor.wake().await;
    vendor.poll(&http).await;
    assert!(!vendor.facts.calls && vendor.facts.joined.is_empty());
    assert_eq!(vendor.abilities().of(Verb::Record), Ability::Unseen);
    // It begins again by itself.
    let sessions =
        |heard: &[Asked]| heard.iter().filter(|asked| asked.get("Events") == Some("call,agent")).count();
    until(&heard, |heard| sessions(heard) == 2).await;
    let heard = heard.lock().unwrap();
    let wait = heard.iter().find(|asked| asked.action() == "WaitEvent").unwrap();
    assert_eq!(
        (wait.rest(), wait.cookie.as_deref()),
        ("Timeout=25".to_owned(), Some("mansession_id=\"e0e0e0e0\""))
    );
}

#[tokio::test]
async fn a_waiting_listener_keeps_no_order_waiting() {
    let (base, heard) = serve(healthy).await;
    let (mut vendor, http) = account(&base, "");
    let snapshot = vendor.poll(&http).await;
    let order = acting::on_call(&snapshot, "1795202024.107", Action::HangUp);
    assert!(vendor.act(&http, &order).await.is_ok());
    assert_eq!(count(&heard, "Hangup"), 1);
    // The task that listens ends with its adapter.
    let task = vendor.stream.as_ref().map(Stream::handle).unwrap();
    drop(vendor);
    while !task.is_finished() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_listener_that_died_is_noticed_and_what_it_knew_is_unknown() {
    let (base, heard) = serve(healthy).await;
    let (mut vendor, http) = account(&base, "");
    vendor.poll(&http).await;
    let events =
        |heard: &[Asked]| heard.iter().filter(|asked| asked.get("Events") == Some("call,agent")).count();
    until(&heard, |heard| events(heard) == 1).await;
    vendor.stream.as_ref().unwrap().mend(|facts| facts.calls = true);
    vendor.poll(&http).await;
    assert!(vendor.facts.calls);
    let task = vendor.stream.as_ref().map(Stream::handle).unwrap();
    task.abort();
    // That it is gone is a reason to poll, and the poll begins another one.
    vendor.wake().await;
    vendor.poll(&http).await;
    assert!(!vendor.facts.calls);
    until(&heard, |heard| events(heard) == 2).await;
}

#[tokio::test]
async fn a_list_that_the_server_did_not_know_comes_back_by_itself_and_when_asked_for() {
    let loaded = Arc::new(AtomicBool::new(false));
    let switch = Arc::clone(&loaded);
    let (base, heard) = serve(move |asked| match asked.action() {
        "QueueStatus" if !switch.load(Ordering::SeqCst) => {
            no("Invalid/unknown command: QueueStatus. Use Action: ListCommands to show available commands.")
        }
        _ => healthy(asked),
    })
    .await;
    let (mut vendor, http) = account(&base, "");
    assert!(
        matches!(fault(&vendor.poll(&http).await.queues), Fault::Refused(why) if why.contains("unknown command"))
    );
    // Not at once, and it stays what it was.
    assert!(
        matches!(fault(&vendor.poll(&http).await.queues), Fault::Refused(why) if why.contains("unknown command"))
    );
    assert_eq!(count(&heard, "QueueStatus"), 1);
    loaded.store(true, Ordering::SeqCst);
    vendor.refresh();
    assert_eq!(rows(&vendor.poll(&http).await.queues).0.len(), 2);
    assert_eq!(rows(&vendor.poll(&http).await.queues).0.len(), 2);
    assert_eq!(count(&heard, "QueueStatus"), 3);
}

#[tokio::test]
async fn a_server_that_listed_too_few_commands_as_it_started_is_asked_for_them_again() {
    let started = Arc::new(AtomicBool::new(false));
    let switch = Arc::clone(&started);
    let (base, heard) = serve(move |asked| match asked.action() {
        "ListCommands" if !switch.load(Ordering::SeqCst) => body(&commands(&[])),
        _ => healthy(asked),
    })
    .await;
    let (mut vendor, http) = account(&base, "");
    for _ in 0..2 {
        assert!(matches!(vendor.poll(&http).await.calls, Feed::NotOffered(_)));
    }
    assert_eq!(count(&heard, "ListCommands"), 1, "not at once");
    started.store(true, Ordering::SeqCst);
    // The time for it has come, in the session that there is.
    vendor.refresh();
    vendor.poll(&http).await;
    let snapshot = vendor.poll(&http).await;
    assert_eq!((rows(&snapshot.calls).0.len(), rows(&snapshot.waiting).0.len()), (10, 0));
    assert_eq!((count(&heard, "ListCommands"), count(&heard, "Login")), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn while_a_server_starts_the_calls_are_old_and_a_right_that_stays_away_is_lost() {
    let few = Arc::new(AtomicBool::new(false));
    let switch = Arc::clone(&few);
    let (base, _) = serve(move |asked| match asked.action() {
        "ListCommands" if switch.load(Ordering::SeqCst) => body(&commands(&[])),
        _ => healthy(asked),
    })
    .await;
    let (mut vendor, http) = account(&base, "");
    assert_eq!(rows(&vendor.poll(&http).await.calls).0.len(), 10);
    few.store(true, Ordering::SeqCst);
    vendor.probed = false;
    let snapshot = vendor.poll(&http).await;
    assert!(
        matches!(fault(&snapshot.calls), Fault::Refused(why) if why.contains("starting")),
        "{snapshot:?}"
    );
    assert_eq!(snapshot.waiting, Feed::Skipped);
    tokio::time::advance(Duration::from_secs(31)).await;
    assert!(matches!(vendor.poll(&http).await.calls, Feed::NotOffered(_)));
}

#[tokio::test]
async fn hints_are_asked_for_now_and_then_and_when_somebody_asks() {
    let (base, heard) = serve(healthy).await;
    let (mut vendor, http) = account(&base, "");
    for _ in 0..3 {
        vendor.poll(&http).await;
    }
    assert_eq!(count(&heard, "ExtensionStateList"), 1);
    vendor.refresh();
    vendor.poll(&http).await;
    assert_eq!(count(&heard, "ExtensionStateList"), 2);
    let now = http.now();
    assert!(!vendor.hints.due(now) && vendor.hints.due(now + Duration::from_secs(61)));
}

#[tokio::test]
async fn a_poll_that_is_dropped_halfway_leaves_no_trace() {
    let (base, heard) = serve(|asked| match asked.action() {
        "CoreShowChannels" => Say::Wait,
        _ => healthy(asked),
    })
    .await;
    let (mut vendor, http) = account(&base, "");
    {
        let poll = vendor.poll(&http);
        tokio::pin!(poll);
        tokio::select! {
            biased;
            _ = &mut poll => panic!("it cannot be over"),
            () = until(&heard, |heard| heard.iter().any(|asked| asked.action() == "CoreShowChannels")) => {}
        }
    }
    assert!(vendor.aims.is_empty() && vendor.queues.is_empty() && !vendor.probed);
}

#[test]
fn the_setup_names_every_file_that_must_be_changed() {
    let told = |url: &str, more: &str| Asterisk::setup(&config(url, more)).unwrap();
    let plain = told("http://127.0.0.1:8088/asterisk", "");
    for line in [
        "bindport = 8088",
        "prefix = asterisk",
        "webenabled = yes",
        "[viewer]",
        "read = call,agent",
        "write = reporting,call,agent,originate",
        "permit = 127.0.0.1/255.255.255.255",
        "channelvars = MIXMONITOR_FILENAME",
    ] {
        assert!(plain.contains(line), "{line}\n{plain}");
    }
    assert!(!plain.contains("ari.conf") && !plain.contains("s3cr3t"));
    let secure = told("https://pbx.example.com:8089", "ari_user = 'wallboard'\nari_secret = 's3cr3t-ari'");
    let key = "tlsprivatekey = /etc/asterisk/keys/asterisk.key";
    assert!(secure.contains(key) && !plain.contains("tlsprivatekey"), "{secure}");
    for text in [&plain, &secure] {
        let manager = text.split("; manager.conf").nth(1).unwrap();
        let general = manager.split("[general]").nth(1).unwrap().split('[').next().unwrap();
        assert!(general.contains("\nbindaddr = 127.0.0.1 "), "{text}");
    }
    for line in ["tlsenable = yes", "tlsbindaddr = 0.0.0.0:8089", "[wallboard]", "read_only = yes"] {
        assert!(secure.contains(line), "{line}\n{secure}");
    }
    assert!(!secure.contains("s3cr3t") && !secure.contains("prefix"));
}
