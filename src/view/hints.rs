//! The line above the last: what the next key would do.

mod command;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::layout;
use super::scene::Scene;
use super::table::named;
use super::text::{self, line_width, span, width};
use crate::session::{Column, Hint, Mode, Row, Scope, View, keyed};

/// From this width on, the keys of every list are told too, and from the second on all of them.
const ROOMY: u16 = 100;
const WIDE: u16 = 140;
/// How many cells what is typed has at least, with what stands before it.
const TYPED: usize = 22;

/// Draws the line.
pub(super) fn draw(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    match &scene.session.mode {
        Mode::Browse => browse(scene, area, buf),
        Mode::Filter => filter(scene, area, buf),
        Mode::Command(line) => command::draw(scene, line, area, buf),
        Mode::Sort => text::put(&sort(scene, area.width), scene.look, area, buf),
        Mode::Help(_) | Mode::Source(_) => text::put(&reading(scene), scene.look, area, buf),
        Mode::Details(_) => details(scene, area, buf),
        // The question says which keys answer it.
        Mode::Columns(_) | Mode::Choose(_) | Mode::Form(_) | Mode::Confirm(_) | Mode::Quit => {}
    }
}

fn browse(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    let enter = match scene.session.selected() {
        Some(Row::Queue(..)) => "its calls",
        Some(Row::Agent(line, agent, _)) if line.on_call.contains_key(&agent.id) => "their calls",
        Some(Row::Call(..) | Row::Agent(..) | Row::Account(_) | Row::Order(_)) => "in full",
        None => "",
    };
    let mut general = vec![("?", "keys")];
    if area.width >= ROOMY {
        general.insert(0, ("/", "filter"));
    }
    if area.width >= WIDE {
        general.insert(1, ("s", "sort"));
    }
    if area.width >= ROOMY && !enter.is_empty() {
        general.insert(0, ("Enter", enter));
    }
    if matches!(scene.session.table().scope, Some(Scope::Queue(_))) {
        let inside = match scene.session.view() {
            View::Calls => "its agents",
            View::Agents => "who waits",
            View::Waiting | View::Queues | View::Accounts | View::Log => "its calls",
        };
        general.insert(0, ("Tab", inside));
    }
    if scene.session.frozen().is_some() {
        general.insert(0, ("z", "goes on"));
    }
    with_actions(scene, &keys(scene, &general), area, buf);
}

fn details(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    with_actions(scene, &reading(scene), area, buf);
}

fn reading(scene: &Scene<'_>) -> Line<'static> {
    keys(scene, &[("j k", "scroll"), ("Esc", "back")])
}

/// The actions at the left, in as many words as there is room for, and `general` keys at the right.
fn with_actions(scene: &Scene<'_>, general: &Line<'static>, area: Rect, buf: &mut Buffer) {
    let mut rest = area;
    let needed = u16::try_from(line_width(general)).unwrap_or(u16::MAX);
    text::put(general, scene.look, layout::right(&mut rest, needed), buf);
    layout::right(&mut rest, 1);
    let hints = scene.session.hints();
    let (offered, why, keys) = (offered(scene, &hints), why_not(scene, &hints), refused(scene, &hints));
    let forms = [[offered.clone(), why].concat(), [offered.clone(), keys].concat(), offered];
    let room = usize::from(rest.width);
    let fits = |form: &&Vec<Words>| form.iter().map(words_width).sum::<usize>() < room;
    let [.., shortest] = &forms;
    let mut line = Line::from(" ");
    for words in forms.iter().find(fits).unwrap_or(shortest) {
        // Half a word would promise another key.
        if line_width(&line) + words_width(words) > room {
            break;
        }
        line.extend(words.iter().cloned());
    }
    text::put(&line, scene.look, rest, buf);
}

/// A key and what it does.
type Words = [Span<'static>; 2];

fn words_width(words: &Words) -> usize {
    words.iter().map(|words| width(&words.content)).sum()
}

fn offered(scene: &Scene<'_>, hints: &[Hint]) -> Vec<Words> {
    let offered = hints.iter().filter(|hint| hint.why_not.is_none());
    offered
        .map(|hint| [span(hint.key, scene.look.theme.accent), Span::raw(format!(" {}  ", hint.words))])
        .collect()
}

/// The keys that do nothing here, each with its reason.
fn why_not(scene: &Scene<'_>, hints: &[Hint]) -> Vec<Words> {
    let dim = scene.look.theme.dim;
    reasons(hints).into_iter().map(|(keys, why)| [span(keys, dim), span(format!(" {why}  "), dim)]).collect()
}

/// The keys that do nothing here.
fn refused(scene: &Scene<'_>, hints: &[Hint]) -> Vec<Words> {
    let dim = scene.look.theme.dim;
    let keys: Vec<_> = reasons(hints).into_iter().map(|(keys, _)| keys).collect();
    let sign = span(scene.look.glyphs.no, dim);
    if keys.is_empty() { Vec::new() } else { vec![[sign, span(format!(" {}  ", keys.join(" ")), dim)]] }
}

/// What cannot be done, by its reason: the keys, and why not.
pub(super) fn reasons(hints: &[Hint]) -> Vec<(String, &str)> {
    let mut groups: Vec<(String, &str)> = Vec::new();
    for (hint, why) in hints.iter().filter_map(|hint| Some((hint, hint.why_not.as_deref()?))) {
        match groups.iter_mut().find(|(_, reason)| *reason == why) {
            Some((keys, _)) => {
                keys.push(' ');
                keys.push_str(hint.key);
            }
            None => groups.push((hint.key.to_owned(), why)),
        }
    }
    groups
}

fn keys(scene: &Scene<'_>, keys: &[(&'static str, &'static str)]) -> Line<'static> {
    let mut line = Line::from(" ");
    for (key, words) in keys {
        line.extend([span(*key, scene.look.theme.accent), span(format!(" {words}  "), scene.look.theme.dim)]);
    }
    line
}

fn filter(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    let (theme, table) = (&scene.look.theme, scene.session.table());
    let mut rest = area;
    // What is wrong with it stands in the last line: here is the place to type.
    let long =
        "text v:vendor q:queue a:agent d:in p:state s:>5m !not  Down chooses  Enter keeps  Esc clears ";
    let short = "Down chooses  Enter keeps  Esc clears ";
    let fits = |words: &&str| width(words) + TYPED <= usize::from(area.width);
    let about = Line::styled([long, short].into_iter().find(fits).unwrap_or("Esc clears "), theme.dim);
    let needed = u16::try_from(line_width(&about)).unwrap_or(u16::MAX);
    text::put(&about, scene.look, layout::right(&mut rest, needed), buf);
    layout::right(&mut rest, 2);
    text::put(&Line::styled(" / ", theme.accent), scene.look, layout::left(&mut rest, 3), buf);
    input(scene, &table.input, true, rest, buf);
}

/// Draws what is typed, scrolled so that the next letter's place is seen; with the caret if letters go there.
pub(super) fn input(scene: &Scene<'_>, input: &tui_input::Input, caret: bool, area: Rect, buf: &mut Buffer) {
    let typed = text::typed(input.value());
    let before: String = typed.chars().take(input.cursor()).collect();
    let room = usize::from(area.width).saturating_sub(1);
    let mut from = 0;
    while width(&before.chars().skip(from).collect::<String>()) > room && from < typed.len() {
        from += 1;
    }
    let shown: String = typed.chars().skip(from).collect();
    text::put(&Line::from(text::cut(&shown, usize::from(area.width), scene.look)), scene.look, area, buf);
    let column = u16::try_from(width(&before.chars().skip(from).collect::<String>())).unwrap_or(u16::MAX);
    let place = (area.x.saturating_add(column), area.y);
    if let Some(cell) = buf.cell_mut(place).filter(|_| caret && area.contains(place.into())) {
        cell.set_style(scene.look.theme.caret);
    }
}

/// Every column with its key; where there is no room for that, those whose names the head of the list cuts or lacks.
fn sort(scene: &Scene<'_>, width: u16) -> Line<'static> {
    let (theme, view) = (&scene.look.theme, scene.session.view());
    let named = named(scene.session, width);
    let with_gap = |gap: &str, all: bool| {
        let mut line = Line::from(span(format!(" sort by {gap}"), theme.strong));
        for (key, column) in keyed(view).filter(|(_, column)| all || !named.contains(column)) {
            let name = if column == Column::Number { "natural" } else { column.about().title };
            line.extend([span(key.to_string(), theme.accent), Span::raw(format!(" {name} {gap}"))]);
        }
        line
    };
    let fits = |line: &Line<'_>| line_width(line) <= usize::from(width);
    let forms = [with_gap(" ", true), with_gap("", true), with_gap(" ", false)];
    forms.into_iter().find(fits).unwrap_or_else(|| with_gap("", false))
}
