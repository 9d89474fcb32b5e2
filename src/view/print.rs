//! The board on paper: the figures and the lists in full, without what only helps to move about.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::scene::Scene;
use super::{Look, Now, Signs, ascii, figures, header, layout, text};
use crate::session::Session;

/// Draws the first two lines of the board into `area`.
pub fn heading(session: &Session, now: &Now, look: &Look, area: Rect, buf: &mut Buffer) {
    let scene = Scene::new(session, now, look);
    let mut rest = area.intersection(buf.area);
    header::draw(&scene, layout::top(&mut rest, 1), buf);
    figures::draw(&scene, layout::top(&mut rest, 1), buf);
    finish(look, area, buf);
}

/// Draws the list that `session` looks at into `area`, below its name.
pub fn sheet(session: &Session, now: &Now, look: &Look, area: Rect, buf: &mut Buffer) {
    let scene = Scene::new(session, now, look);
    let mut rest = area.intersection(buf.area);
    let name = Line::styled(session.view().title(), look.theme.strong);
    text::put(&name, look, layout::top(&mut rest, 1), buf);
    super::table::draw(&scene, rest, buf);
    finish(look, area, buf);
}

fn finish(look: &Look, area: Rect, buf: &mut Buffer) {
    if look.signs == Signs::Ascii {
        ascii::only(area, buf);
    }
}
