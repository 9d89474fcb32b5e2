//! `realTimeData`: agents (ringcentral §4.3), queues (§4.4), and the probes of a single queue (§4.8).

use serde::Serialize;
use serde_json::json;

use super::super::http::{Ask, Reply};
use super::super::world::{Agent, Break, Call, Direction, Duty, Queue, Site, Stage};
use super::{ACCOUNT, ACCOUNT_NAME, Refusal, directory, stamp};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AgentRow<'a> {
    agent_id: i64,
    #[serde(flatten)]
    account: AccountId,
    account_name: &'static str,
    first_name: &'a str,
    last_name: &'a str,
    username: String,
    email: String,
    agent_type: &'static str,
    agent_group_id: i64,
    agent_group_name: String,
    agent_login_id: i64,
    agent_login_type: &'static str,
    agent_phone: String,
    profile_name: &'static str,
    agent_state: &'static str,
    agent_chat_state: Option<()>,
    state_time: i64,
    login_time: i64,
    pending_disposition: u8,
    pending_disposition_time: i64,
    is_offhook: u8,
    is_ghost_login: u8,
    is_dequeue_agent: u8,
    on_hold_dts: Option<String>,
    last_update: String,
    call_uii: Option<&'a str>,
    call_ani: Option<&'a str>,
    call_dnis: Option<&'a str>,
    gate_id: Option<i64>,
    campaign_id: Option<()>,
    login_dial_group_id: Option<()>,
    call_source: Option<&'static str>,
    call_source_desc: Option<&'a str>,
    calls_handled: u32,
    rna: u32,
    total_talk_time: i64,
    success_dispositions: u32,
    chats_handled: u32,
    current_chat_count: u32,
    total_chat_time: u32,
    selectable: bool,
}

/// The account, under either of the names that the vendor's guide has used for it.
#[derive(Serialize)]
enum AccountId {
    #[serde(rename = "accountId")]
    Account(&'static str),
    #[serde(rename = "subaccountId")]
    Sub(&'static str),
}

fn account(ask: &Ask) -> AccountId {
    if ask.trouble.has("subaccount") { AccountId::Sub(ACCOUNT) } else { AccountId::Account(ACCOUNT) }
}

/// Everyone who is logged in.
pub(super) fn agents(site: &Site, ask: &Ask) -> Reply {
    let present = site.agents.iter().filter(|agent| agent.duty != Duty::Offline || !agent.calls.is_empty());
    Reply::json(&present.map(|agent| agent_row(site, ask, agent)).collect::<Vec<_>>())
}

fn agent_row<'a>(site: &'a Site, ask: &Ask, agent: &'a Agent) -> AgentRow<'a> {
    let call = site.calls_of(agent).next();
    let inbound = call.is_some_and(|call| call.direction == Direction::Inbound);
    let queue = call.and_then(|call| call.queue).and_then(|ix| site.queues.get(ix));
    let pending = call.is_none() && agent.duty == Duty::Wrapup;
    let other =
        |call: &'a Call| if inbound { (&*call.party, &*call.line) } else { (&*call.line, &*call.party) };
    let guide = ask.trouble.word("words") == "guide";
    AgentRow {
        agent_id: directory::agent_id(agent.ix),
        account: account(ask),
        account_name: ACCOUNT_NAME,
        first_name: &agent.first,
        last_name: &agent.last,
        username: directory::username(agent),
        email: directory::email(agent),
        agent_type: directory::agent_type(agent),
        agent_group_id: directory::group_id(agent),
        agent_group_name: directory::group_name(agent),
        agent_login_id: 612_829_048 + directory::agent_id(agent.ix),
        agent_login_type: "INBOUND",
        agent_phone: directory::phone(agent),
        profile_name: "Default",
        agent_state: state(agent, call, guide),
        agent_chat_state: None,
        state_time: site.age(agent.since),
        login_time: site.age(agent.logged_in),
        pending_disposition: u8::from(pending),
        pending_disposition_time: if pending { site.age(agent.since) } else { 0 },
        is_offhook: u8::from(call.is_some()),
        is_ghost_login: 0,
        is_dequeue_agent: u8::from(inbound),
        on_hold_dts: call.filter(|call| call.stage == Stage::Held).map(|call| stamp(site, ask, call.since)),
        last_update: stamp(site, ask, agent.since),
        call_uii: call.map(|call| call.key.as_str()),
        call_ani: call.map(|call| other(call).0),
        call_dnis: call.map(|call| other(call).1),
        gate_id: queue.map(|queue| directory::gate_id(queue.ix)),
        campaign_id: None,
        login_dial_group_id: None,
        call_source: call.map(|_| if inbound { "ACD" } else { "MANUAL" }),
        call_source_desc: queue.map(|queue| queue.name.as_str()),
        calls_handled: agent.handled,
        rna: agent.missed,
        total_talk_time: agent.talked / 1_000,
        success_dispositions: agent.successes,
        chats_handled: 0,
        current_chat_count: 0,
        total_chat_time: 0,
        selectable: true,
    }
}

/// The vendor's own material disagrees about these words; some accounts add words of their own.
fn state(agent: &Agent, call: Option<&Call>, guide: bool) -> &'static str {
    match (call.map(|call| (call.stage, call.direction)), agent.duty) {
        (Some((Stage::Ringing, _) | (Stage::Dialing, Direction::Placed)), _) => "TRANSITION",
        (Some(_), _) if guide => "ON_CALL",
        (Some(_), _) => "ENGAGED",
        (None, Duty::Offline) => "OFFLINE",
        (None, Duty::Ready) => "AVAILABLE",
        (None, Duty::Wrapup) if guide => "WRAP_UP",
        (None, Duty::Wrapup) => "WORKING",
        (None, Duty::Paused(Break::Lunch)) => "LUNCH",
        (None, Duty::Paused(Break::Desk)) => "AUX-UNAVAIL-NO-OFFHOOK",
        (None, Duty::Paused(Break::Private)) => "AWAY",
        (None, Duty::Paused(Break::Other)) => "Büroarbeit",
        (None, Duty::Paused(Break::Training)) => "TRAINING",
        (None, Duty::Paused(Break::Meeting)) => "Team meeting",
        (None, Duty::Paused(Break::Brief)) if guide => "ON BREAK",
        (None, Duty::Paused(Break::Brief)) => "ON-BREAK",
        (None, Duty::Paused(Break::Missed)) => "RNA-STATE",
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct QueueRow<'a> {
    gate_id: i64,
    gate_group_id: i64,
    #[serde(flatten)]
    account: AccountId,
    gate_name: &'a str,
    group_name: String,
    schedule: &'static str,
    schedule_override: Option<()>,
    state: &'static str,
    last_update: String,
    #[serde(flatten)]
    now: Now,
    presented: u32,
    accepted: u32,
    abandoned: u32,
    deflected: u32,
    short_abandon: u32,
    sla_pass: u32,
    sla_fail: u32,
    short_call: u32,
    long_call: u32,
    success_dispositions: u32,
    total_queue_time: i64,
    total_answer_time: i64,
    total_talk_time: i64,
    total_abandon_time: i64,
    selectable: bool,
}

/// What a queue looks like at this moment.
#[derive(Clone, Copy, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Now {
    active: u32,
    in_queue: u32,
    routing: u32,
    longest_in_queue: i64,
    staffed: u32,
    available: u32,
}

/// Every inbound queue.
pub(super) fn queues(site: &Site, ask: &Ask) -> Reply {
    let now = present(site);
    let rows = site.queues.iter().zip(now).map(|(queue, now)| queue_row(site, ask, queue, now));
    Reply::json(&rows.collect::<Vec<_>>())
}

/// One pass over calls and agents for all queues.
fn present(site: &Site) -> Vec<Now> {
    let mut all = vec![Now::default(); site.queues.len()];
    for call in site.calls.values() {
        let Some(now) = call.queue.and_then(|ix| all.get_mut(ix)) else { continue };
        match call.stage {
            Stage::Waiting => {
                now.in_queue += 1;
                now.longest_in_queue = now.longest_in_queue.max(call.entered.map_or(0, |at| site.age(at)));
            }
            Stage::Ringing => now.routing += 1,
            Stage::Dialing | Stage::Talking | Stage::Held | Stage::Parked => now.active += 1,
        }
    }
    for agent in site.agents.iter().filter(|agent| agent.duty != Duty::Offline) {
        for ix in &agent.queues {
            let Some(now) = all.get_mut(*ix) else { continue };
            now.staffed += 1;
            now.available += u32::from(agent.free());
        }
    }
    all
}

fn queue_row<'a>(site: &Site, ask: &Ask, queue: &'a Queue, now: Now) -> QueueRow<'a> {
    let today = queue.today;
    QueueRow {
        gate_id: directory::gate_id(queue.ix),
        gate_group_id: directory::gate_group_id(queue),
        account: account(ask),
        gate_name: &queue.name,
        group_name: directory::gate_group_name(queue),
        schedule: "00:00-24:00",
        schedule_override: None,
        state: "OPEN",
        last_update: stamp(site, ask, site.now()),
        now,
        presented: today.presented,
        accepted: today.accepted,
        abandoned: today.abandoned,
        deflected: today.deflected,
        short_abandon: today.short_abandoned,
        sla_pass: today.in_time,
        sla_fail: today.late,
        short_call: today.short_calls,
        long_call: today.long_calls,
        success_dispositions: today.successes,
        total_queue_time: (today.answer_time + today.abandon_time) / 1_000,
        total_answer_time: today.answer_time / 1_000,
        total_talk_time: today.talk_time / 1_000,
        total_abandon_time: today.abandon_time / 1_000,
        selectable: true,
    }
}

/// `checkQueueStatus` (does the longest wait exceed `maxq` seconds) and `checkQueueThreshold` (do too many
/// wait).
pub(super) fn preroute(site: &Site, ask: &Ask, check: &str) -> Result<Reply, Refusal> {
    let line = ask.query("destination_number").ok_or(Refusal::missing("destination_number"))?;
    let queue = site.queues.iter().find(|queue| queue.line == line);
    let now = queue.and_then(|queue| present(site).get(queue.ix).copied()).unwrap_or_default();
    let bound = |name: &'static str, text: &str| {
        text.parse::<i64>().map_err(|_flaw| Refusal::Invalid(name, "is not a number", text.to_owned()))
    };
    let status = match check {
        "checkQueueStatus" => {
            now.longest_in_queue <= bound("maxq", ask.query("maxq").ok_or(Refusal::missing("maxq"))?)?
        }
        "checkQueueThreshold" => {
            i64::from(now.in_queue) <= bound("maxCallsQueued", ask.query("maxCallsQueued").unwrap_or("10"))?
        }
        _ => return Err(Refusal::NotFound),
    };
    let reason = if queue.is_none() { "no queue has this number" } else { "" };
    Ok(Reply::json(&json!({ "status": status && queue.is_some(), "reason": reason })))
}
