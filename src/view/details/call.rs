//! Everything about a call.

use super::Sheet;
use crate::board::{CallRow, Heard, Line as Account, Source, Step};
use crate::domain::{CallKey, FeedKind, Recording, Verb};
use crate::view::text::span;
use crate::view::{calls, format};

/// What can be done to a call.
const VERBS: [Verb; 12] = [
    Verb::Monitor,
    Verb::Whisper,
    Verb::Barge,
    Verb::Leave,
    Verb::HangUp,
    Verb::Record,
    Verb::Hold,
    Verb::Park,
    Verb::Retrieve,
    Verb::Transfer,
    Verb::Requeue,
    Verb::Dispose,
];

pub(super) fn tell(sheet: &mut Sheet<'_>, line: &Account, kind: FeedKind, row: &CallRow) {
    let (scene, call) = (sheet.scene, &row.call);
    let number = scene.session.table().index + 1;
    let since = row.since.map_or_else(String::new, |at| format!(" {}", format::clock(scene.at.since(at))));
    let direction = call.direction.word().map_or_else(String::new, |word| format!("{word} "));
    sheet.title(&format!("Call #{number}"), &format!("{direction}{}{since}", call.phase.word()));
    sheet.doubt();
    sheet.maybe("Caller", call.caller.name.as_deref());
    sheet.maybe("Number", call.caller.number.as_deref());
    sheet.maybe("Dialled", call.dialled.as_deref());
    sheet.maybe("Queue", row.queue.as_deref());
    sheet.maybe("Agent", row.agents().as_deref());
    sheet.fact("Recording", recording(call.recording));
    if let Some(how) = &call.derived {
        sheet.fact("Told from", how);
    }
    sheet.fact("Account", &line.account.to_string());
    sheet.fact("Id", &call.id.text());
    sheet.freshness(line, kind);
    sheet.heading("Times");
    sheet.moment("Began", call.started);
    sheet.moment("Entered the queue", call.entered);
    sheet.moment("Answered", call.answered);
    let wait = row.wait(scene.at).map(|(wait, waits)| {
        format!("{}{}", format::clock(wait), if waits { ", still waiting" } else { "" })
    });
    sheet.maybe("Waited", wait.as_deref());
    sheet.moment("First seen here", Some(row.first_seen));
    legs(sheet, line, row);
    trail(sheet, row);
    sheet.details(&call.details);
    sheet.abilities(line, &VERBS);
}

/// Whether a call is recorded, in words.
pub(in crate::view) fn recording(recording: Recording) -> &'static str {
    match recording {
        Recording::On => "on",
        Recording::Paused => "paused",
        Recording::Off => "off",
        Recording::Unknown => "not known: this vendor does not say",
        Recording::Set(true) => "on, as we set it; this vendor does not say",
        Recording::Set(false) => "off, as we set it; this vendor does not say",
    }
}

/// Who is on the call: the customer, the agent and everybody who listens, each with a clock.
fn legs(sheet: &mut Sheet<'_>, line: &Account, row: &CallRow) {
    let (scene, call) = (sheet.scene, &row.call);
    sheet.heading("Legs");
    let who = [call.caller.name.as_deref(), call.caller.number.as_deref()];
    let who: Vec<&str> = who.into_iter().flatten().collect();
    let who = if who.is_empty() { "a caller without a number".to_owned() } else { who.join("  ") };
    let (age, whole) = row.age(scene.at);
    let least = if whole { "" } else { "at least " };
    sheet.fact("customer", &format!("{who}, for {least}{}", format::clock(age)));
    match (&row.agent, call.answered) {
        (Some(agent), Some(at)) => {
            sheet.fact("agent", &format!("{agent}, for {}", format::clock(scene.at.since(at))));
        }
        (Some(agent), None) => sheet.fact("agent", &format!("{agent}, {}", call.phase.word())),
        (None, _) => sheet.maybe("agent", None),
    }
    for leg in scene.session.live().orders.listening_on(&CallKey::new(&line.account, &call.id)) {
        let label = format!("{} {}", calls::mark(scene, leg), leg.phone);
        let age = calls::for_how_long(scene, leg);
        let doubt = if leg.certain { "" } else { "; no answer came, the leg may not exist" };
        let rings = if leg.heard == Heard::Ringing { "; the phone rings" } else { "" };
        let who =
            leg.ticket().map_or_else(|| "not asked from here".to_owned(), |_| format!("by {}", leg.operator));
        let words = format!("{} {who}, for {age}{rings}{doubt}", leg.how());
        sheet.styled(&label, &words, scene.look.theme.accent);
    }
}

fn trail(sheet: &mut Sheet<'_>, row: &CallRow) {
    sheet.heading("What it did");
    let scene = sheet.scene;
    let lost = |step: &Step| matches!(step.source, Source::Gap { .. });
    let ends = row.trail.iter().skip(1).map(|step| (step.at, lost(step))).chain([(scene.at, false)]);
    for (step, (end, lost_end)) in row.trail.iter().zip(ends) {
        // What began or ended while nobody could look has no certain length.
        let about = match (lost(step), lost_end) {
            (false, false) => "",
            (true, false) => " or longer",
            (false, true) => " or shorter",
            (true, true) => " or so",
        };
        let agent = step.agent.as_ref().map_or_else(String::new, |agent| format!(" {agent}"));
        sheet.line(vec![
            span(format!("  {:<22}", scene.now.clock(step.at)), scene.look.theme.dim),
            span(format!("{}{agent}", step.phase.word()), scene.look.theme.strong),
            span(format!("   {}{about}", format::clock(end.since(step.at))), scene.look.theme.dim),
        ]);
    }
}
