//! Whom a question is about: however long a name is, number, agent, queue and account stay in sight.

use ratatui::text::{Line, Span};

use crate::board::CallRow;
use crate::domain::{CallKey, Party, SeenCall, Subject, Text};
use crate::session::{RowKey, Session};
use crate::view::format;
use crate::view::scene::Scene;
use crate::view::text::{self, span, width};

/// The fewest cells that are left of a name.
const LEAST: usize = 8;

/// The customer, what the call does now and with whom, and where it is; or the agent. Each in lines of `room`
/// cells.
pub(super) fn lines(scene: &Scene<'_>, subject: &Subject, room: usize) -> Vec<Line<'static>> {
    let theme = &scene.look.theme;
    let (who, now, place) = match subject {
        Subject::Call { key, seen, .. } => {
            // Many vendors tell the queue's name in another list only.
            let queue = scene.session.live().call(key).and_then(|row| row.queue.clone());
            let place = (queue.or_else(|| seen.queue_name.clone()), &key.account);
            (caller(scene, &seen.caller, room), call_now(scene, key, room), place)
        }
        Subject::Agent { key, seen, .. } => {
            let agent = scene.session.live().agent(key);
            let since = agent.and_then(|agent| agent.since);
            let age =
                since.map_or_else(String::new, |at| format!(" {}", format::clock(scene.now.at.since(at))));
            let state = agent.map_or("gone", |agent| agent.state.word());
            let state = text::cut(state, room.saturating_sub(width(&age)), scene.look);
            let name = text::cut(&seen.name, room, scene.look).into_owned();
            (name, format!("{state}{age}"), (seen.group.clone(), &key.account))
        }
    };
    let mut lines = if width(&who) + 3 + width(&now) <= room {
        vec![Line::from(vec![span(who, theme.strong), Span::raw(format!("   {now}"))])]
    } else {
        vec![Line::from(span(who, theme.strong)), Line::from(now)]
    };
    lines.extend(named(scene, subject, room));
    let account = place.1.to_string();
    let place = match place.0 {
        Some(name) => {
            let rest = format!(" {} {account}", scene.look.glyphs.dot);
            format!("{}{rest}", beside(scene, &name, &rest, room))
        }
        None => account,
    };
    lines.push(Line::from(span(place, theme.dim)));
    lines
}

/// The calls of an agent that the order is for.
fn named(scene: &Scene<'_>, subject: &Subject, room: usize) -> Vec<Line<'static>> {
    const MOST: usize = 3;
    let Subject::Agent { calls, .. } = subject else { return Vec::new() };
    let one = |call: &SeenCall| {
        let who = format!("call of {}", caller(scene, &call.seen.caller, room.saturating_sub(8)));
        let now = call_now(scene, &call.key, room);
        if width(&who) + 3 + width(&now) <= room {
            vec![Line::from(format!("{who}   {now}"))]
        } else {
            vec![Line::from(who), Line::from(now)]
        }
    };
    let more = calls.len().saturating_sub(MOST);
    let more = (more > 0).then(|| Line::from(format!("and {more} more of their calls")));
    calls.iter().take(MOST).flat_map(one).chain(more).collect()
}

/// `name`, cut so that `rest` stands beside it in `room` cells.
fn beside(scene: &Scene<'_>, name: &str, rest: &str, room: usize) -> String {
    text::cut(name, room.saturating_sub(width(rest)).max(LEAST), scene.look).into_owned()
}

fn caller(scene: &Scene<'_>, party: &Party, room: usize) -> String {
    match (&party.name, &party.number) {
        (Some(name), Some(number)) => {
            let number = format!("  {number}");
            format!("{}{number}", beside(scene, name, &number, room))
        }
        (Some(one), None) | (None, Some(one)) => text::cut(one, room, scene.look).into_owned(),
        (None, None) => "a caller without a number".to_owned(),
    }
}

fn call_now(scene: &Scene<'_>, key: &CallKey, room: usize) -> String {
    let Some(row) = scene.session.live().call(key) else { return "ended".to_owned() };
    let clock = clock(scene, row);
    // A vendor's own word may be long, and so may a name.
    let word = text::cut(row.call.phase.word(), room / 3, scene.look);
    let more = match row.also.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let with = |agent: &Text| {
        let rest = format!("{word} with {more}, {clock}");
        format!(" with {}{more}", beside(scene, agent, &rest, room))
    };
    format!("{word}{}, {clock}", row.agent.as_ref().map_or_else(String::new, with))
}

/// The time of what it does; where the vendor does not tell that, the whole call's, called by its name.
fn clock(scene: &Scene<'_>, row: &CallRow) -> String {
    let now = scene.now.at;
    match (row.since, row.age(now)) {
        (Some(since), _) => format::clock(now.since(since)),
        (None, (age, true)) => format!("call {}", format::clock(age)),
        (None, (age, false)) => format!("call {}", format::at_least(age)),
    }
}

/// `what` and the row's number, so that two people mean the same call; in `room` cells, of which the number takes
/// what it needs.
pub(super) fn title(scene: &Scene<'_>, (what, end): (&str, &str), subject: &Subject, room: usize) -> String {
    let number = format!("{}{end}", number(scene.session, subject));
    let what = capital(what);
    format!("{}{number}", beside(scene, &what, &number, room))
}

fn number(session: &Session, subject: &Subject) -> String {
    let Some(row) = session.selected() else { return String::new() };
    let place = session.table().index + 1;
    let is_call = |key: &CallKey, sighting: u64| row.is(&RowKey::Call(key.clone(), sighting));
    let is_it = match subject {
        Subject::Call { key, sighting, .. } => is_call(key, sighting.call),
        Subject::Agent { key, .. } if row.is(&RowKey::Agent(key.clone())) => return format!(": #{place}"),
        Subject::Agent { calls, .. } => calls.iter().any(|call| is_call(&call.key, call.sighting.call)),
    };
    if is_it { format!(": call #{place}") } else { String::new() }
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
