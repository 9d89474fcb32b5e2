//! What can be dialled in which context, and which phones there are. The contexts are those of the reference
//! server behind the fact sheet, except that agents need not dial a 9 first.

use super::super::world::{Agent, AgentIx, QueueIx, Site};
use super::lot;
use super::packet::List;
use super::switch::{Said, Switch, Turn};

/// The endpoint of the outside world.
pub(super) const CARRIER: &str = "PJSIP/carrier";
/// The supervisor's phone; its neighbours up to 209 are phones, too.
pub(super) const SUPERVISOR: &str = "PJSIP/200";

/// A queue's extension.
pub(super) fn queue_exten(ix: QueueIx) -> String {
    format!("{}", 7_001 + ix)
}

/// Whether an agent has no phone, but is reached through the dialplan by a Local channel.
pub(super) fn is_robot(agent: &Agent) -> bool {
    agent.ix % 9 == 7
}

/// A queue member's `Location`.
pub(super) fn location(agent: &Agent) -> String {
    if is_robot(agent) { format!("Local/{}@robots/n", agent.extension) } else { desk_phone(agent) }
}

/// The endpoint of an agent's leg in a queue call.
pub(super) fn endpoint(agent: &Agent) -> String {
    let location = location(agent);
    location.strip_suffix("/n").unwrap_or(&location).to_owned()
}

/// The phone on an agent's desk.
pub(super) fn desk_phone(agent: &Agent) -> String {
    format!("PJSIP/{}", agent.extension)
}

/// Where a call goes that is sent to an extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Queue(QueueIx),
    Agent(AgentIx),
    /// A supervisor's phone.
    Phone(String),
    /// A slot of the parking lot.
    Slot(u32),
    /// A number outside.
    Outside(String),
    Echo,
}

/// Where `exten` leads in `context`, and the context that has it in the end.
pub(super) fn find(site: &Site, context: &str, exten: &str) -> Option<(&'static str, Place)> {
    let within: &[&'static str] = match context {
        "queues" => &["queues"],
        "agents" => &["agents"],
        "parkedcalls" => &["parkedcalls"],
        "robots" => &["robots"],
        "from-carrier" => &["queues", "agents"],
        "from-agents" => &["from-agents", "queues", "agents", "parkedcalls"],
        _ => &[],
    };
    within.iter().find_map(|context| Some((*context, there(site, context, exten)?)))
}

fn there(site: &Site, context: &str, exten: &str) -> Option<Place> {
    let agent = || site.agents.iter().find(|agent| agent.extension == exten);
    match context {
        "queues" => {
            site.queues.iter().find(|queue| queue_exten(queue.ix) == exten).map(|q| Place::Queue(q.ix))
        }
        "agents" if supervisor(exten) => Some(Place::Phone(format!("PJSIP/{exten}"))),
        "agents" | "robots" => agent().map(|agent| Place::Agent(agent.ix)),
        "parkedcalls" => exten.parse().ok().filter(|slot| lot::SLOTS.contains(slot)).map(Place::Slot),
        "from-agents" if exten == "600" => Some(Place::Echo),
        "from-agents" => outside(exten).map(Place::Outside),
        _ => None,
    }
}

/// The number that `_9[+0-9]X.` or `_[+0-9]XXXXXX.` makes of an extension.
fn outside(exten: &str) -> Option<String> {
    let digits = |text: &str, least: usize| {
        let rest = text.strip_prefix('+').unwrap_or(text);
        text.len() >= least && rest.chars().all(|c| c.is_ascii_digit())
    };
    match exten.strip_prefix('9') {
        Some(number) if digits(number, 3) => Some(number.to_owned()),
        Some(_) | None if digits(exten, 8) => Some(exten.to_owned()),
        Some(_) | None => None,
    }
}

fn supervisor(exten: &str) -> bool {
    exten.parse().is_ok_and(|number: u32| (200..=209).contains(&number))
}

/// A phone that `Originate` may call: whether it is one, who has it, and whether it can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Phone {
    Agent(AgentIx),
    Other,
    /// No such endpoint, or one that is not registered.
    Missing,
}

/// `None` if the text does not name a channel at all.
pub(super) fn phone(site: &Site, channel: &str) -> Option<Phone> {
    let (technology, rest) = channel.split_once('/')?;
    if rest.is_empty() {
        return None;
    }
    let known = match technology {
        "PJSIP" => match rest.split_once('@') {
            Some((number, "carrier")) => outside(number).map(|_| Phone::Other),
            Some(_) => None,
            None if supervisor(rest) => Some(Phone::Other),
            None => desk(site, rest),
        },
        "Local" => {
            let place = rest.strip_suffix("/n").unwrap_or(rest).split_once('@');
            place.and_then(|(exten, context)| find(site, context, exten)).map(|_| Phone::Other)
        }
        _ => None,
    };
    Some(known.unwrap_or(Phone::Missing))
}

fn desk(site: &Site, extension: &str) -> Option<Phone> {
    let agent = site.agents.iter().find(|agent| agent.extension == extension)?;
    let there = agent.duty != super::super::world::Duty::Offline || !agent.calls.is_empty();
    there.then_some(Phone::Agent(agent.ix))
}

/// `ShowDialPlan` (asterisk §5): the only way to know whether a place exists.
pub(super) fn show(_: &mut Switch, turn: &mut Turn<'_>) -> Said {
    let (context, exten) = (turn.params.get("Context"), turn.params.get("Extension"));
    let contexts = ["queues", "agents", "from-agents", "from-carrier", "parkedcalls", "robots"];
    if !contexts.contains(&context) {
        return Err(format!("Did not find context {context}"));
    }
    let mut found = Vec::new();
    if exten.is_empty() {
        let all = turn.site.queues.iter().map(|queue| (queue_exten(queue.ix), Place::Queue(queue.ix)));
        found.extend(all.filter(|_| context == "queues").map(|(exten, place)| ("queues", exten, place)));
    } else {
        let place = find(turn.site, context, exten);
        let (within, place) = place.ok_or(format!("Did not find extension {exten}@{context}"))?;
        found.push((within, exten.to_owned(), place));
    }
    let mut list = List::start(turn.params, "ShowDialPlan", "DialPlan list will follow");
    for (within, exten, place) in &found {
        let (name, steps) = steps(turn.site, exten, place);
        for (n, (app, data)) in (1..).zip(&steps) {
            list.item("ListDialplan", |block| {
                block.add("Context", within).add("Extension", &name).add("Priority", n);
                block.add("Application", app).add("AppData", data).add("Registrar", "pbx_config");
            });
        }
    }
    let bytes = list.complete_with(|block, count| {
        block.add("ListExtensions", found.len()).add("ListPriorities", count).add("ListContexts", 1);
    });
    Ok(bytes.into())
}

/// The extension or the pattern that matches, and what it does.
fn steps(site: &Site, exten: &str, place: &Place) -> (String, Vec<(&'static str, String)>) {
    let dial = |name: &str, data: &str| {
        (name.to_owned(), vec![("Dial", data.to_owned()), ("Hangup", String::new())])
    };
    match place {
        Place::Queue(ix) => {
            let name =
                site.queues.get(*ix).map_or_else(String::new, |queue| super::look::configured(&queue.name));
            let steps =
                vec![("Answer", String::new()), ("Queue", format!("{name},t")), ("Hangup", String::new())];
            (exten.to_owned(), steps)
        }
        Place::Agent(_) => dial("_1XXX", "PJSIP/${EXTEN},20"),
        Place::Phone(_) => dial("_20X", "PJSIP/${EXTEN},20"),
        Place::Slot(slot) => (exten.to_owned(), vec![("ParkedCall", format!("{},{slot}", lot::NAME))]),
        Place::Outside(number) if exten.starts_with('9') && *number != exten => {
            dial("_9[+0-9]X.", "PJSIP/${EXTEN:1}@carrier,40")
        }
        Place::Outside(_) => dial("_[+0-9]XXXXXX.", "PJSIP/${EXTEN}@carrier,40"),
        Place::Echo => (exten.to_owned(), vec![("Answer", String::new()), ("Echo", String::new())]),
    }
}
