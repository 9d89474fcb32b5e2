//! Everything about an account.

use super::Sheet;
use crate::board::{Line as Account, Standing};
use crate::domain::{Doubt, FeedKind, Verb};
use crate::view::format;

pub(super) fn tell(sheet: &mut Sheet<'_>, line: &Account) {
    let (scene, health) = (sheet.scene, &line.health);
    let state = match line.worst(scene.at) {
        Standing::Awaited => "awaited".to_owned(),
        Standing::Fresh => "live".to_owned(),
        Standing::Stale { why, .. } => why.to_owned(),
        Standing::NotOffered => format::NOT_MEASURABLE.to_owned(),
    };
    sheet.title(&line.account.to_string(), &state);
    if let Some((why, at)) = &health.crash {
        let words = format!("{} {why}", scene.now.clock(*at));
        sheet.styled("Crashed", &words, scene.look.theme.warn);
    }
    sheet.fact("Polled every", &format::brief(health.every));
    sheet.moment("Heard", health.heard);
    let next = health
        .next
        .map(|next| scene.until(next).map_or_else(|| "now".to_owned(), |span| format!("in {span}")));
    sheet.maybe("Next", next.as_deref());
    sheet.maybe("Last poll took", health.took.map(format::brief).as_deref());
    let budget = health
        .budget
        .map(|budget| format!("{} of {} requests left in this minute", budget.left, budget.per_minute));
    sheet.maybe("Budget", budget.as_deref());
    skew(sheet, line);
    sheet.heading("Lists");
    for kind in FeedKind::ALL {
        list(sheet, line, kind);
    }
    let states: Vec<_> = line.states.iter().map(|choice| &*choice.label).collect();
    if !states.is_empty() {
        sheet.fact("Agent states", &states.join(", "));
    }
    for leg in line.listeners.iter().flat_map(|legs| legs.iter()).filter(|leg| leg.call.is_none()) {
        let label = format!("{} {}", sheet.scene.look.glyphs.listening, leg.phone);
        sheet.fact(&label, "listens somewhere: the vendor does not tell to which call");
    }
    sheet.abilities(line, &Verb::ALL);
}

fn skew(sheet: &mut Sheet<'_>, line: &Account) {
    let Some(skew) = line.health.skew else { return sheet.maybe("Its clock", None) };
    let which = match skew.millis {
        -99..=99 => "as ours",
        ..-99 => "behind ours",
        100.. => "ahead of ours",
    };
    let what = match skew.doubt {
        None => "its times are corrected by that",
        Some(Doubt::Contradicted) => {
            "by its answers, but not by the times of its calls: these are read by our clock"
        }
        Some(Doubt::Untold) => {
            "by its answers; until its calls bear that out their times are read by our clock, and doubted"
        }
    };
    let words = format!("{} {which}; {what}", format::skew(skew.millis));
    if line.limits.own.is_skewed(skew) {
        let glyphs = &sheet.scene.look.glyphs;
        let words = format!("{} {words}", if skew.is_doubted() { glyphs.doubt } else { glyphs.warn });
        return sheet.styled("Its clock", &words, sheet.scene.look.theme.warn);
    }
    sheet.fact("Its clock", &words);
}

/// A list: how many rows, how fresh, and in full what went wrong.
fn list(sheet: &mut Sheet<'_>, line: &Account, kind: FeedKind) {
    let scene = sheet.scene;
    let rows = match kind {
        FeedKind::Calls => line.calls.rows().len(),
        FeedKind::Waiting => line.waiting.rows().len(),
        FeedKind::Agents => line.agents.rows().len(),
        FeedKind::Queues => line.queues.rows().len(),
    };
    let freshness = line.freshness(kind);
    let rows = format::counted(rows, "row");
    let said = match line.standing(kind, scene.at) {
        Standing::NotOffered => {
            format!("n/m: {}", freshness.not_offered.as_deref().unwrap_or_default())
        }
        Standing::Awaited if kind == FeedKind::Waiting => "among the calls".to_owned(),
        Standing::Awaited => "not told yet".to_owned(),
        Standing::Fresh => rows,
        Standing::Stale { age: Some(age), why } => format!("{rows}, old {}: {why}", format::clock(age)),
        Standing::Stale { age: None, why } => format!("never told: {why}"),
    };
    sheet.fact(kind.word(), &said);
    if let Some((fault, since)) = &freshness.fault {
        let words = format!("since {}: {fault}", scene.now.clock(*since));
        sheet.styled("", &words, scene.look.theme.warn);
    }
    for unread in freshness.unread.iter().take(5) {
        sheet.styled("", &format!("could not be read: {}", unread.why), scene.look.theme.warn);
    }
    if freshness.unread.len() > 5 {
        sheet.styled("", &format!("and {} more", freshness.unread.len() - 5), scene.look.theme.warn);
    }
}
