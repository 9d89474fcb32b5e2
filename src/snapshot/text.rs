//! The board as text: what the screen would show, every list in full.

use std::sync::Arc;

use chrono::DateTime;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::board::Board;
use crate::clock;
use crate::domain::{At, Text};
use crate::session::{Banner, Operator, Session, View};
use crate::view::{self, Background, Depth, Look, Now, Signs};

/// The calls, the queues, the agents and the accounts of `board` at `now`, `width` columns wide.
pub fn text(board: Board, title: Text, width: u16, now: At) -> String {
    let operator = Operator { name: Text::new("snapshot"), phone: None, phones: Vec::new() };
    let banner = Banner { title, demo: false, read_only: false };
    let mut session = Session::new(0, operator, banner, Arc::new(board), now);
    session.details = false;
    let look = Look::new(Depth::Mono, Background::Dark, Signs::Unicode);
    let wall = clock::local().fixed_offset();
    let views = [View::Calls, View::Queues, View::Agents, View::Accounts];
    views
        .iter()
        .map(|view| list(&mut session, *view, (width, &look), now, wall))
        .collect::<Vec<_>>()
        .join("\n")
}

fn list(
    session: &mut Session,
    view: View,
    (width, look): (u16, &Look),
    now: At,
    wall: DateTime<chrono::FixedOffset>,
) -> String {
    session.show(view, now);
    let rows = u16::try_from(session.table().rows.len()).unwrap_or(u16::MAX);
    // As high as the list and what stands around it; the rest is cut off again.
    let area = Rect::new(0, 0, width, rows.saturating_add(16).min(u16::MAX / width));
    let mut buffer = Buffer::empty(area);
    session.fit(view::page(session, area));
    view::render(session, &Now { at: now, wall }, look, area, &mut buffer);
    let lines = buffer.content.chunks(usize::from(width)).map(|cells| {
        let mut line = String::new();
        let mut skip = 0;
        for cell in cells {
            if skip == 0 {
                line.push_str(cell.symbol());
                skip = unicode_width::UnicodeWidthStr::width(cell.symbol());
            }
            skip = skip.saturating_sub(1);
        }
        line.trim_end().to_owned()
    });
    let mut lines: Vec<String> = lines.collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.push(String::new());
    lines.join("\n")
}
