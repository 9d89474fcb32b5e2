//! Where everything stands: a function of the area and of what is looked at.

use ratatui::layout::Rect;

use super::{gaps, table};
use crate::session::{Page, Session};

/// The smallest window that can be read.
pub(super) const SMALLEST: (u16, u16) = (60, 14);

/// From this height on, rules stand between the regions.
const ROOMY: u16 = 20;
/// From this height on, the row under the cursor is told below the list.
const TALL: u16 = 28;
/// From this height on, more of it is told.
const TALLER: u16 = 44;

/// Where everything stands. What there is no room for is empty.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Regions {
    /// Title, badges, the accounts' health, the clock.
    pub(super) header: Rect,
    /// The whole floor in one row.
    pub(super) figures: Rect,
    pub(super) top_rule: Rect,
    /// The lists, and how this one is filtered and sorted.
    pub(super) tabs: Rect,
    /// The list, with its head.
    pub(super) list: Rect,
    pub(super) pane_rule: Rect,
    /// The row under the cursor, told below the list.
    pub(super) pane: Rect,
    /// The list and what is below it: where help and details are read.
    pub(super) whole: Rect,
    pub(super) bottom_rule: Rect,
    /// What can be done.
    pub(super) hints: Rect,
    /// What became of what was done.
    pub(super) footer: Rect,
}

/// Whether nothing useful can be drawn there.
pub(super) fn is_small(area: Rect) -> bool {
    area.width < SMALLEST.0 || area.height < SMALLEST.1
}

/// Where everything of `session` stands in `area`.
pub(super) fn regions(session: &Session, area: Rect) -> Regions {
    let ruled = u16::from(area.height >= ROOMY);
    let told = if session.details { pane_height(area.height) } else { 0 };
    let mut rest = area;
    let header = top(&mut rest, 1);
    let figures = top(&mut rest, 1);
    let top_rule = top(&mut rest, ruled);
    let tabs = top(&mut rest, 1);
    let footer = bottom(&mut rest, 1);
    let hints = bottom(&mut rest, 1);
    let bottom_rule = bottom(&mut rest, ruled);
    let whole = rest;
    let pane = bottom(&mut rest, told);
    let pane_rule = bottom(&mut rest, u16::from(told > 0));
    Regions {
        header,
        figures,
        top_rule,
        tabs,
        list: rest,
        pane_rule,
        pane,
        whole,
        bottom_rule,
        hints,
        footer,
    }
}

fn pane_height(height: u16) -> u16 {
    match height {
        0..TALL => 0,
        TALL..TALLER => 3,
        TALLER.. => 6,
    }
}

/// What of the list that `session` looks at is on a screen of that `area`.
pub fn page(session: &Session, area: Rect) -> Page {
    if is_small(area) {
        return Page { rows: 0, shift: 0 };
    }
    let (_, rows, _) = list(session, regions(session, area).list);
    Page { rows: usize::from(rows.height), shift: table::reach(session, area.width) }
}

/// The parts of a list: its head, its rows, and the line that says what is missing from it.
pub(super) fn list(session: &Session, area: Rect) -> (Rect, Rect, Rect) {
    let mut rest = area;
    let head = top(&mut rest, 1);
    let missing = gaps::of(session.board(), session.view()).next().is_some();
    let gaps = bottom(&mut rest, u16::from(missing && !session.table().rows.is_empty()));
    (head, rest, gaps)
}

/// Takes up to `height` rows from the top of `area`.
pub(super) fn top(area: &mut Rect, height: u16) -> Rect {
    let height = height.min(area.height);
    let taken = Rect { height, ..*area };
    area.y = area.y.saturating_add(height);
    area.height -= height;
    taken
}

/// Takes up to `height` rows from the bottom of `area`.
pub(super) fn bottom(area: &mut Rect, height: u16) -> Rect {
    let height = height.min(area.height);
    area.height -= height;
    Rect { y: area.y.saturating_add(area.height), height, ..*area }
}

/// Takes up to `width` columns from the left of `area`.
pub(super) fn left(area: &mut Rect, width: u16) -> Rect {
    let width = width.min(area.width);
    let taken = Rect { width, ..*area };
    area.x = area.x.saturating_add(width);
    area.width -= width;
    taken
}

/// Takes up to `width` columns from the right of `area`.
pub(super) fn right(area: &mut Rect, width: u16) -> Rect {
    let width = width.min(area.width);
    area.width -= width;
    Rect { x: area.x.saturating_add(area.width), width, ..*area }
}
