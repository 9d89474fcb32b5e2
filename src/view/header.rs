//! The first line: what this is, how the accounts are, and what time it is.

use std::cmp::Reverse;
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::gaps::parts;
use super::scene::Scene;
use super::text::{self, line_width, span};
use super::{format, layout};
use crate::board::{Line as Account, Standing};
use crate::domain::FeedKind;

/// Draws the line. A dead account's reason is worth more than the title.
pub(super) fn draw(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    let clock = Line::styled(format!("{} ", scene.now.clock(scene.now.at)), scene.look.theme.strong);
    let mut rest = area;
    let right = layout::right(&mut rest, 9);
    text::put(&clock, scene.look, right, buf);
    let room = usize::from(rest.width).saturating_sub(2);
    let [full, named, bare] = [left(scene, true, true), left(scene, true, false), left(scene, false, false)];
    let healths = healths(scene);
    let Some((shortest, telling)) = healths.split_last() else { return };
    let titled = telling.iter().flat_map(|health| [(&full, health), (&named, health)]);
    let nameless = telling.iter().map(|health| (&bare, health));
    let counted = [(&full, shortest), (&named, shortest), (&bare, shortest)];
    let fits = |(left, health): &(&Line<'_>, &Line<'_>)| line_width(left) + line_width(health) + 2 <= room;
    let nothing = Line::default();
    let (left, health) = titled.chain(nameless).chain(counted).find(fits).unwrap_or((&bare, &nothing));
    text::put(left, scene.look, rest, buf);
    let used = u16::try_from(line_width(left) + 2).unwrap_or(u16::MAX);
    layout::left(&mut rest, used);
    layout::right(&mut rest, 2);
    text::put(&health.clone().right_aligned(), scene.look, rest, buf);
}

fn left(scene: &Scene<'_>, name: bool, title: bool) -> Line<'static> {
    let theme = &scene.look.theme;
    let banner = &scene.session.banner;
    let mut line = Line::from(span(" ", theme.dim));
    if name {
        line.push_span(span("callboard", theme.strong));
    }
    // The name alone, where the floor was given none of its own.
    if title && !(name && &*banner.title == "callboard") {
        line.push_span(span(format!("  {}", banner.title), theme.dim));
    }
    let gap = || span(if name { "  " } else { "" }, theme.dim);
    if banner.demo {
        line.extend([gap(), span(" DEMO ", theme.badge)]);
    }
    if scene.session.operator.permissions.may_order().is_err() {
        line.extend([gap(), span(" READ-ONLY ", theme.badge)]);
    }
    if let Some(since) = scene.session.frozen() {
        let age = format::clock(scene.now.at.since(since));
        line.extend([gap(), span(format!(" FROZEN {age} "), theme.frozen)]);
    }
    line
}

/// How the accounts are, from the longest way of saying it to the shortest. They are those of the newest
/// board: a frozen picture hides no dead account.
fn healths(scene: &Scene<'_>) -> Vec<Line<'static>> {
    let lines = &scene.session.live().lines;
    let mut dead: Vec<&Account> =
        lines.iter().map(|line| &**line).filter(|line| age(scene, line).is_some()).collect();
    dead.sort_by_key(|line| Reverse(age(scene, line)));
    let awaited = lines.iter().filter(|line| line.worst(scene.now.at) == Standing::Awaited).count();
    if let [first, rest @ ..] = dead.as_slice() {
        return said(scene, first, rest);
    }
    let theme = &scene.look.theme;
    let words = match lines.len() {
        0 => "no accounts".to_owned(),
        all if awaited == all => format!("{}, waiting for the first answer", format::counted(all, "account")),
        all if awaited > 0 => format!("{} of {all} accounts live, {awaited} awaited", all - awaited),
        all => format!("{} live", format::counted(all, "account")),
    };
    let plain = || Line::from(span(words.clone(), theme.dim));
    let doubts = doubts(scene);
    let Some((first, rest)) = doubts.split_first() else { return vec![plain()] };
    let tell = |mut line: Line<'static>, doubts: &[String]| {
        for doubt in doubts {
            if !line.spans.is_empty() {
                line.push_span(scene.dot());
            }
            line.push_span(span(doubt.clone(), theme.warn));
        }
        line
    };
    let more = |mut line: Line<'static>| {
        line.push_span(more(scene, rest.len()));
        line
    };
    let one = std::slice::from_ref(first);
    let count = format!("{} {} doubtful", scene.look.glyphs.warn, doubts.len());
    vec![
        tell(plain(), &doubts),
        more(tell(plain(), one)),
        more(tell(Line::default(), one)),
        Line::from(span(count, theme.warn)),
    ]
}

fn more(scene: &Scene<'_>, more: usize) -> Span<'static> {
    let words = if more == 0 { String::new() } else { format!("  +{more} more") };
    span(words, scene.look.theme.warn)
}

/// The dead accounts, the one that is dead longest first.
fn said(scene: &Scene<'_>, first: &Account, rest: &[&Account]) -> Vec<Line<'static>> {
    let theme = &scene.look.theme;
    let all = scene.session.live().lines.len();
    let alarm = || span(scene.look.glyphs.alarm, theme.alarm);
    let counted = || span(format::counted(all, "account"), theme.dim);
    let doubts = doubts(scene);
    let more = more(scene, rest.len() + doubts.len());
    let mut everything = Line::from(vec![counted(), scene.dot(), alarm()]);
    everything.extend(sentence(scene, first));
    for account in rest {
        everything.extend([scene.dot(), alarm()].into_iter().chain(sentence(scene, account)));
    }
    for doubt in doubts {
        everything.extend([scene.dot(), span(doubt, theme.warn)]);
    }
    let mut one = Line::from(vec![counted(), scene.dot(), alarm()]);
    one.extend(sentence(scene, first).into_iter().chain([more.clone()]));
    let mut short = Line::from(alarm());
    short.extend(sentence(scene, first).into_iter().chain([more.clone()]));
    let mut terse = Line::from(alarm());
    terse.extend(words(scene, first, " ", "").into_iter().chain([more.clone()]));
    let dead = rest.len() + 1;
    vec![
        everything,
        one,
        short,
        terse,
        Line::from(vec![alarm(), span(format!(" {dead} of {all} old"), theme.warn)]),
    ]
}

fn sentence(scene: &Scene<'_>, line: &Account) -> Vec<Span<'static>> {
    words(scene, line, ", ", "again in ")
}

fn words(scene: &Scene<'_>, line: &Account, comma: &str, again: &str) -> Vec<Span<'static>> {
    let theme = &scene.look.theme;
    let (age, why) = match line.worst(scene.now.at) {
        Standing::Stale { age, why } => (age, why),
        Standing::Awaited | Standing::Fresh | Standing::NotOffered => return Vec::new(),
    };
    let old = age.map_or_else(|| "nothing heard yet".to_owned(), |age| format!("old {}", format::clock(age)));
    let which = which(scene, line).map_or_else(String::new, |lists| format!("{lists} "));
    let next = line.health.next.and_then(|next| scene.until(next));
    let next = next.map_or_else(|| "trying now".to_owned(), |next| format!("{again}{next}"));
    vec![
        span(format!(" {} ", line.account), theme.strong),
        span(format!("{which}{old}{comma}{why}{comma}{next}"), theme.warn),
    ]
}

/// Which lists of a dead account are old, where others are not.
fn which(scene: &Scene<'_>, line: &Account) -> Option<String> {
    let standing = |kind: &FeedKind| line.standing(*kind, scene.now.at);
    let is_old = |kind: &FeedKind| matches!(standing(kind), Standing::Stale { .. });
    let fresh = FeedKind::ALL.iter().any(|kind| standing(kind) == Standing::Fresh);
    let old: Vec<_> = FeedKind::ALL.into_iter().filter(is_old).map(FeedKind::word).collect();
    fresh.then(|| old.join(" and "))
}

/// How old the oldest list of an account is, if one is; the largest time there is if it never answered.
fn age(scene: &Scene<'_>, line: &Account) -> Option<Duration> {
    match line.worst(scene.now.at) {
        Standing::Stale { age, .. } => Some(age.unwrap_or(Duration::MAX)),
        Standing::Awaited | Standing::Fresh | Standing::NotOffered => None,
    }
}

/// What is not as it should be at accounts that answer: parts that could not be read, and clocks that are off.
fn doubts(scene: &Scene<'_>) -> Vec<String> {
    let sign = scene.look.glyphs.warn;
    let of = |line: &Account| {
        let unread = parts(line, &FeedKind::ALL).map(|parts| format!("{parts} unread"));
        let skew = line.health.skew.filter(|skew| line.limits.own.is_skewed(*skew));
        let skew = skew.map(|skew| {
            let doubt =
                if skew.is_doubted() { format!(" {}", scene.look.glyphs.doubt) } else { String::new() };
            format!("clock {}{doubt}", format::skew(skew.millis))
        });
        [unread, skew].into_iter().flatten().map(|words| format!("{sign} {} {words}", line.account)).collect()
    };
    scene.session.live().lines.iter().flat_map(|line| -> Vec<String> { of(line) }).collect()
}
