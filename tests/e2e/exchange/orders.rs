//! Orders that the exchange carries out on live calls.

use super::lab::Lab;
use super::manager::{Block, Manager};
use crate::board::type_digits;
use crate::console::Console;

/// A caller who talks with one of the agents that do not hold, by number; and their agent's phone.
async fn talking(manager: &mut Manager, queue: &str) -> (String, String) {
    let steady = |leg: &&Block| {
        let agent = leg.get("ConnectedLineNum");
        leg.is_caller()
            && leg.queue() == queue
            && !leg.get("BridgeId").is_empty()
            && agent != "103"
            && !agent.is_empty()
            && agent.chars().all(|char| char.is_ascii_digit())
            && !agent.starts_with('3')
    };
    let legs = manager.until("somebody talks", |legs| legs.iter().any(|leg| steady(&leg))).await;
    let leg = legs.iter().find(steady).expect("one");
    (leg.get("CallerIDNum").to_owned(), leg.get("ConnectedLineNum").to_owned())
}

/// Puts the cursor on the caller's row.
async fn find(console: &mut Console, number: &str) {
    console.keys("/").await;
    console.keys(number).await;
    // The filter chooses nothing: the first row does.
    console.keys("\rg").await;
    console.until("one row", |screen| screen.contains("1/")).await;
}

fn spies(legs: &[Block]) -> Vec<&Block> {
    legs.iter().filter(|leg| leg.get("Application") == "ChanSpy").collect()
}

fn stages(lab: &Lab, action: &str) -> Vec<String> {
    lab.audit().into_iter().filter(|(of, _)| of.starts_with(action)).map(|(_, stage)| stage).collect()
}

#[tokio::test]
async fn a_supervisor_monitors_whispers_and_barges_without_a_new_call() {
    let Some(lab) = Lab::enter("listen").await else { return };
    let mut manager = lab.manager().await;
    let (caller, agent) = talking(&mut manager, "support").await;
    let mut console = lab.console().await;
    find(&mut console, &caller).await;
    // An order without a question does not count right behind other keys.
    console.second().await;
    console.keys("m").await;
    let up = |legs: &[Block]| spies(legs).iter().any(|leg| leg.get("ChannelStateDesc") == "Up");
    let legs = manager.until("the phone listens", up).await;
    let spy = spies(&legs)[0].clone();
    // It listens to the very leg of the agent of that caller, by its Uniqueid.
    let leg =
        legs.iter().find(|leg| leg.get("Channel").starts_with(&format!("PJSIP/{agent}-"))).expect("a leg");
    let target = spy.get("ApplicationData").split(',').next().expect("a target").to_owned();
    assert_eq!(target, leg.get("Uniqueid"), "{spy:?}");
    console.until("that it listens", |screen| screen.contains("◉")).await;
    for (keys, digit) in [("w", "5"), ("B", "6"), ("m", "4")] {
        console.second().await;
        console.keys(keys).await;
        if keys == "B" {
            console.shows("Barge").await;
            console.second().await;
            console.keys("y").await;
        }
        let pressed = |event: &Block| event.get("Event") == "DTMFEnd" && event.get("Digit") == digit;
        manager.event(&format!("the digit {digit}"), pressed).await;
    }
    let legs = manager.legs().await;
    let still: Vec<_> = spies(&legs).iter().map(|leg| leg.get("Uniqueid").to_owned()).collect();
    assert_eq!(still, [spy.get("Uniqueid")], "one leg, and the same one");
    console.second().await;
    console.keys("E").await;
    manager.until("nobody listens", |legs| spies(legs).is_empty()).await;
    console.until("that nobody listens", |screen| !screen.contains("◉")).await;
    assert!(manager.legs().await.iter().any(|leg| leg.get("CallerIDNum") == caller), "the call goes on");
}

#[tokio::test]
async fn a_call_is_hung_up_and_no_other() {
    let Some(lab) = Lab::enter("hangup").await else { return };
    let mut manager = lab.manager().await;
    let (caller, _) = talking(&mut manager, "sales").await;
    let before: Vec<String> = callers(&manager.legs().await);
    let mut console = lab.console().await;
    find(&mut console, &caller).await;
    console.keys("X").await;
    console.shows("last digits").await;
    let last: String = caller.chars().skip(caller.len() - 2).collect();
    type_digits(&mut console, &last).await;
    manager.until("the caller is gone", |legs| !callers(legs).contains(&caller)).await;
    console.until("that it is seen", |_| stages(&lab, "hang up").len() == 4).await;
    assert_eq!(stages(&lab, "hang up"), ["noted", "sent", "accepted", "seen"]);
    let after = callers(&manager.legs().await);
    let gone: Vec<_> = before.iter().filter(|caller| !after.contains(caller)).collect();
    assert_eq!(gone, [&caller], "they live for minutes: nobody else leaves");
}

fn callers(legs: &[Block]) -> Vec<String> {
    legs.iter().filter(|leg| leg.is_caller()).map(|leg| leg.get("CallerIDNum").to_owned()).collect()
}

#[tokio::test]
async fn a_recording_is_begun_and_ended() {
    let Some(lab) = Lab::enter("record").await else { return };
    let mut manager = lab.manager().await;
    // Nobody records the calls of this queue.
    let (caller, _) = talking(&mut manager, "support").await;
    let mut console = lab.console_of(&lab.config(("recorder", &lab.recorder), "")).await;
    find(&mut console, &caller).await;
    for (choice, event) in [("j", "MixMonitorStart"), ("", "MixMonitorStop")] {
        console.second().await;
        console.keys("R").await;
        console.until("a question", |screen| screen.contains("Record")).await;
        if console.screen().contains("recording off") {
            console.keys(choice).await;
            console.second().await;
            console.keys("\r").await;
            console.until("the last question", |screen| screen.contains("y    record")).await;
        }
        console.second().await;
        console.keys("y").await;
        manager.event(event, |block| block.get("Event") == event).await;
    }
    assert!(callers(&manager.legs().await).contains(&caller), "the call goes on");
}

#[tokio::test]
async fn a_call_is_parked_and_picked_up_with_the_supervisor_s_phone() {
    let Some(lab) = Lab::enter("park").await else { return };
    let mut manager = lab.manager().await;
    let (caller, _) = talking(&mut manager, "support").await;
    let mut console = lab.console().await;
    find(&mut console, &caller).await;
    console.keys("P").await;
    console.shows("y    park").await;
    console.second().await;
    console.keys("y").await;
    let parked =
        |event: &Block| event.get("Event") == "ParkedCall" && event.get("ParkeeCallerIDNum") == caller;
    manager.event("the call is parked", parked).await;
    console.until("that it is parked", |screen| screen.contains("parked")).await;
    console.second().await;
    console.keys("P").await;
    console.shows("y    retrieve").await;
    console.second().await;
    console.keys("y").await;
    let together = |legs: &[Block]| {
        let bridge =
            |of: &dyn Fn(&&Block) -> bool| legs.iter().find(of).map(|leg| leg.get("BridgeId").to_owned());
        let phone = bridge(&|leg| leg.get("Channel").starts_with("PJSIP/200-"));
        let theirs =
            bridge(&|leg| leg.get("CallerIDNum") == caller && leg.get("Channel").contains("carrier"));
        phone.is_some_and(|phone| !phone.is_empty() && theirs == Some(phone))
    };
    manager.until("the phone has the caller", together).await;
}

#[tokio::test]
async fn a_transfer_goes_where_it_should_and_nowhere_where_it_cannot() {
    let Some(lab) = Lab::enter("transfer").await else { return };
    let mut manager = lab.manager().await;
    let (caller, _) = talking(&mut manager, "support").await;
    let mut console = lab.console().await;
    find(&mut console, &caller).await;
    let to = async |console: &mut Console, number: &str| {
        console.keys("T").await;
        console.shows("Transfer").await;
        console.keys(number).await;
        console.keys("\r").await;
        console.shows("y    transfer").await;
        console.second().await;
        console.keys("y").await;
    };
    // The exchange would say "Success" and lose the call.
    to(&mut console, "8888").await;
    console.shows("8888").await;
    let refused = |_: &str| stages(&lab, "transfer").last().map(String::as_str) == Some("refused");
    console.until("that it is refused", refused).await;
    assert!(callers(&manager.legs().await).contains(&caller), "the call goes on");
    console.second().await;
    to(&mut console, "7001").await;
    let moved = |legs: &[Block]| {
        legs.iter().any(|leg| leg.get("CallerIDNum") == caller && leg.is_caller() && leg.queue() == "sales")
    };
    manager.until("the caller is in the other queue", moved).await;
}

#[tokio::test]
async fn an_agent_is_paused_with_a_reason_and_taken_back() {
    let Some(lab) = Lab::enter("pause").await else { return };
    let mut manager = lab.manager().await;
    let config = lab.config(("supervisor", &lab.supervisor), "pause_reasons = [\"Lunch\"]\n");
    let mut console = lab.console_of(&config).await;
    console.keys("4").await;
    find(&mut console, "Aiko").await;
    for (choice, expected) in [("Lunch", (true, "Lunch")), ("ready", (false, ""))] {
        console.keys("S").await;
        let screen = console.shows("1 of").await;
        assert!(screen.contains(choice), "{screen}");
        // Down to the choice, whatever comes before it.
        let at = |screen: &str| {
            let row = screen.lines().find(|line| line.contains('▌') && line.contains('│'));
            row.is_some_and(|row| row.contains(choice))
        };
        while !at(&console.screen()) {
            let before = console.screen();
            console.keys("j").await;
            console.until("the cursor moves", |screen| screen != before).await;
        }
        console.second().await;
        console.keys("\r").await;
        console.shows("y    state").await;
        console.second().await;
        console.keys("y").await;
        manager
            .members("PJSIP/105", |member| {
                (member.get("Paused") == "1", member.get("PausedReason")) == expected
            })
            .await;
    }
}
