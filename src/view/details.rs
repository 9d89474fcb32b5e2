//! Everything that is known about the row under the cursor.

mod account;
mod agent;
mod call;
mod order;
mod queue;
mod source;

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::format;
use super::layout;
use super::scene::Scene;
use super::text::{self, span};
use crate::board::{Line as Account, Standing};
use crate::domain::{Ability, At, Detail, FeedKind, Verb};
use crate::session::Row;

pub(super) use call::recording;
pub(super) use source::draw as draw_source;

/// Draws everything about the row, scrolled down by `top` lines.
pub(super) fn draw(scene: &Scene<'_>, top: u16, area: Rect, buf: &mut Buffer) {
    let mut sheet = Sheet { scene, width: usize::from(area.width), lines: vec![Line::default()] };
    match scene.session.selected() {
        Some(Row::Call(line, kind, row)) => call::tell(&mut sheet, line, *kind, row),
        Some(Row::Queue(line, row)) => queue::tell(&mut sheet, line, row),
        Some(Row::Agent(line, row, who)) => agent::tell(&mut sheet, line, row, who),
        Some(Row::Account(line)) => account::tell(&mut sheet, line),
        Some(Row::Order(filed)) => order::tell(&mut sheet, filed),
        None => sheet.title("What was under the cursor has gone", "Esc goes back"),
    }
    scrolled(scene, &sheet.lines, top, area, buf);
}

/// Draws `lines` from the `top`th on, and never past the last screenful; says if there is more below.
pub(super) fn scrolled(scene: &Scene<'_>, lines: &[Line<'_>], top: u16, area: Rect, buf: &mut Buffer) {
    let page = usize::from(area.height);
    let top = usize::from(top).min(lines.len().saturating_sub(page));
    text::stack(lines.get(top..).unwrap_or_default(), scene.look, area, buf);
    let below = lines.len().saturating_sub(top + page);
    if below > 0 {
        let mut rest = area;
        let words =
            Line::from(span(format!(" {below} more below "), scene.look.theme.accent)).right_aligned();
        text::put(&words, scene.look, layout::bottom(&mut rest, 1), buf);
    }
}

/// Facts below each other: what it is at the left, its value at the right.
struct Sheet<'a> {
    scene: &'a Scene<'a>,
    width: usize,
    lines: Vec<Line<'static>>,
}

/// Where values begin.
const INDENT: usize = 24;

impl Sheet<'_> {
    fn title(&mut self, title: &str, beside: &str) {
        let theme = &self.scene.look.theme;
        self.lines.push(Line::from(vec![
            span(format!("  {title}"), theme.strong),
            span(format!("   {beside}"), theme.dim),
        ]));
        self.lines.push(Line::default());
    }

    /// That the row can hardly be true, if so.
    fn doubt(&mut self) {
        let scene = self.scene;
        if let Some(doubt) = scene.session.selected().and_then(|row| scene.doubt(row)) {
            self.styled(&format!("{} Doubtful", scene.look.glyphs.doubt), &doubt, scene.look.theme.warn);
        }
    }

    fn heading(&mut self, words: &str) {
        self.lines.push(Line::default());
        self.lines.push(Line::from(span(format!("  {words}"), self.scene.look.theme.strong)));
    }

    /// A fact, over as many lines as it takes.
    fn fact(&mut self, label: &str, value: &str) {
        self.styled(label, value, Style::new());
    }

    fn styled(&mut self, label: &str, value: &str, style: Style) {
        let labels = std::iter::once(label).chain(std::iter::repeat(""));
        for (label, value) in labels.zip(text::wrap(value, self.width.saturating_sub(INDENT + 2))) {
            let label = format!("  {}", text::pad(label, INDENT - 2, self.scene.look));
            self.lines.push(Line::from(vec![span(label, self.scene.look.theme.dim), span(value, style)]));
        }
    }

    /// A fact that may be missing.
    fn maybe(&mut self, label: &str, value: Option<&str>) {
        match value {
            Some(value) => self.fact(label, value),
            None => self.styled(label, self.scene.look.glyphs.none, self.scene.look.theme.dim),
        }
    }

    /// A figure that the vendor may not be able to tell.
    fn figure(&mut self, label: &str, value: Option<impl ToString>) {
        self.fact(label, &format::figure(value));
    }

    /// When something was, and how long ago.
    fn moment(&mut self, label: &str, at: Option<At>) {
        let words = at.map(|at| {
            format!("{}, {} ago", self.scene.now.clock(at), format::clock(self.scene.at.since(at)))
        });
        self.maybe(label, words.as_deref());
    }

    /// How fresh a list of an account is.
    fn freshness(&mut self, line: &Account, kind: FeedKind) {
        let told = |age: Duration| format!("told {} ago", format::clock(age));
        let (words, style) = match line.standing(kind, self.scene.at) {
            Standing::Fresh => {
                let age = line.freshness(kind).good.map(|good| self.scene.at.since(good));
                (told(age.unwrap_or_default()), Style::new())
            }
            Standing::Awaited => ("not told yet".to_owned(), self.scene.look.theme.dim),
            Standing::Stale { age: Some(age), why } => {
                (format!("old {}: {why}", format::clock(age)), self.scene.look.theme.warn)
            }
            Standing::Stale { age: None, why } => (format!("never told: {why}"), self.scene.look.theme.warn),
            Standing::NotOffered => {
                let why = line.freshness(kind).not_offered.as_deref().unwrap_or_default();
                (format!("n/m: {why}"), self.scene.look.theme.dim)
            }
        };
        self.styled("This list", &words, style);
    }

    /// What else the vendor told.
    fn details(&mut self, details: &[Detail]) {
        if details.is_empty() {
            return;
        }
        self.heading("As the vendor tells it");
        for Detail { label, value, .. } in details {
            self.fact(label, value);
        }
    }

    /// What the account can do, and what not and why.
    fn abilities(&mut self, line: &Account, verbs: &[Verb]) {
        let Some(abilities) = &line.abilities else { return };
        self.heading("What can be done here");
        let words = |wanted: &Ability| {
            let can = verbs.iter().filter(|verb| abilities.of(**verb) == *wanted);
            can.map(|verb| verb.word()).collect::<Vec<_>>().join(", ")
        };
        for (label, ability) in [("shown in its lists", Ability::Seen), ("not shown", Ability::Unseen)] {
            let words = words(&ability);
            if !words.is_empty() {
                self.fact(&format!("{} {label}", self.scene.look.glyphs.yes), &words);
            }
        }
        for verb in verbs {
            if let Ability::No(why) = abilities.of(*verb) {
                let label = format!("{} {}", self.scene.look.glyphs.no, verb.word());
                self.styled(&label, &why, self.scene.look.theme.dim);
            }
        }
    }

    fn line(&mut self, spans: Vec<Span<'static>>) {
        self.lines.push(Line::from(spans));
    }
}
