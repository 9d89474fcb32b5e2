//! What a session looks like: (session, time) to cells, and nothing else.

mod accounts;
mod agents;
mod ascii;
mod calls;
mod details;
mod dialog;
mod figures;
mod footer;
mod format;
mod gaps;
mod glyphs;
mod header;
mod help;
mod hints;
mod layout;
mod limits;
mod log;
mod pane;
mod print;
mod queues;
mod scene;
mod small;
mod spot;
mod table;
mod tabs;
#[cfg(test)]
mod tests;
mod text;
mod theme;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub use glyphs::{Glyphs, Signs};
pub use layout::page;
pub use print::{heading, sheet};
pub use scene::Now;
pub use spot::spot;
pub use theme::{Background, Depth, Theme};

use crate::session::{Mode, Session};
use layout::Regions;
use scene::Scene;

/// How everything looks: colours and signs.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    depth: Depth,
    background: Background,
    signs: Signs,
    /// What a meaning looks like.
    pub theme: Theme,
    /// With which signs.
    pub glyphs: Glyphs,
}

impl Look {
    /// A look for such a terminal.
    pub fn new(depth: Depth, background: Background, signs: Signs) -> Self {
        Self { depth, background, signs, theme: Theme::new(depth, background), glyphs: Glyphs::new(signs) }
    }

    /// The same on another background.
    #[must_use]
    pub fn on(&self, background: Background) -> Self {
        Self::new(self.depth, background, self.signs)
    }

    /// The same with other signs.
    #[must_use]
    pub fn with(&self, signs: Signs) -> Self {
        Self::new(self.depth, self.background, signs)
    }
}

/// Draws `session` as it is at `now` into `area`, every cell of it.
pub fn render(session: &Session, now: &Now, look: &Look, area: Rect, buf: &mut Buffer) {
    let area = area.intersection(buf.area);
    text::clear(area, buf);
    if layout::is_small(area) {
        small::draw(look, area, buf);
    } else {
        board(session, now, look, area, buf);
    }
    if look.signs == Signs::Ascii {
        ascii::only(area, buf);
    }
}

fn board(session: &Session, now: &Now, look: &Look, area: Rect, buf: &mut Buffer) {
    let scene = Scene::new(session, now, look);
    let regions = layout::regions(session, area);
    frame(&scene, &regions, buf);
    match &session.mode {
        Mode::Help(top) => help::draw(&scene, *top, regions.whole, buf),
        Mode::Details(top) => details::draw(&scene, *top, regions.whole, buf),
        Mode::Browse
        | Mode::Filter
        | Mode::Sort
        | Mode::Columns(_)
        | Mode::Command(_)
        | Mode::Source(_)
        | Mode::Choose(_)
        | Mode::Form(_)
        | Mode::Confirm(_)
        | Mode::Quit => {
            table::draw(&scene, regions.list, buf);
            pane::draw(&scene, regions.pane, buf);
            text::rule(scene.look, regions.pane_rule, buf);
        }
    }
    dialog::draw(&scene, area, buf);
}

/// What is on the screen whatever is looked at.
fn frame(scene: &Scene<'_>, regions: &Regions, buf: &mut Buffer) {
    header::draw(scene, regions.header, buf);
    figures::draw(scene, regions.figures, buf);
    text::rule(scene.look, regions.top_rule, buf);
    tabs::draw(scene, regions.tabs, buf);
    text::rule(scene.look, regions.bottom_rule, buf);
    hints::draw(scene, regions.hints, buf);
    footer::draw(scene, regions.footer, buf);
}
