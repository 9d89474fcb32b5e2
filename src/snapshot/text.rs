//! The board as text: what the screen would show, every list in full.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::board::Board;
use crate::clock;
use crate::domain::{At, Permissions, Text};
use crate::session::{Banner, Operator, Page, Session, View};
use crate::view::{self, Background, Depth, Look, Now, Signs};

/// How wide the text is where nobody says so and there is no terminal.
pub const WIDTH: u16 = 160;
/// What stands around the rows of a list, or in their place: names of columns, and what is missing and why.
const AROUND: u16 = 16;

/// The calls, the queues, the agents and the accounts of `board` at `now`, `width` columns wide, in `signs`.
pub fn text(board: Board, title: Text, (width, signs): (u16, Signs), now: At) -> String {
    let operator = Operator {
        name: Text::new("snapshot"),
        permissions: Permissions::All,
        phone: None,
        phones: Vec::new(),
    };
    let banner = Banner { title, demo: false };
    let mut session = Session::new(0, operator, banner, Arc::new(board), now);
    let look = Look::new(Depth::Mono, Background::Dark, signs);
    let present = Now { at: now, wall: clock::local().fixed_offset() };
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, 2));
    view::heading(&session, &present, &look, buffer.area, &mut buffer);
    let mut text = lines(&buffer);
    for view in [View::Calls, View::Queues, View::Agents, View::Accounts] {
        session.show(view, now);
        session.let_go();
        let rows = u16::try_from(session.table().rows.len()).unwrap_or(u16::MAX);
        let area = Rect::new(0, 0, width, rows.saturating_add(AROUND).min(u16::MAX / width));
        session.fit(Page { rows: usize::from(area.height), shift: 0 });
        let mut buffer = Buffer::empty(area);
        view::sheet(&session, &present, &look, area, &mut buffer);
        text.push('\n');
        text.push_str(&lines(&buffer));
    }
    text
}

/// What stands in `buffer`, without what is blank at the ends of lines and below the last.
fn lines(buffer: &Buffer) -> String {
    let lines = buffer.content.chunks(usize::from(buffer.area.width)).map(|cells| {
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::{Account, Call, CallId, Feed, Party, Phase, Snapshot};
    use crate::messages::{Budget, Fact, Polled};

    const NOW: At = At::from_millis(1_772_000_000_000);

    fn printed(width: u16, signs: Signs) -> String {
        let account = Account::new("8x8", "eu");
        let mut board = Board::new(&[(account.clone(), Duration::from_secs(5))]);
        let calls = (0..150).map(|place| {
            let mut call = Call::new(CallId::from(format!("c{place}")), Phase::Talking);
            call.caller = Party::new(Some("佐藤 Zoë"), Some("0800"));
            call
        });
        let polled = Polled {
            account,
            at: NOW,
            snapshot: Snapshot {
                calls: Feed::fresh(calls.collect()),
                waiting: Feed::Skipped,
                agents: Feed::fresh(vec![]),
                queues: Feed::NotOffered("no API".into()),
                states: vec![],
                listeners: None,
            },
            abilities: crate::domain::Abilities::new(),
            took: Duration::from_millis(80),
            skew: None,
            budget: Budget { left: 50, per_minute: 60 },
            next: NOW + Duration::from_secs(5),
        };
        drop(board.learn(Fact::Polled(Box::new(polled)), NOW));
        text(board, "Floor".into(), (width, signs), NOW)
    }

    #[test]
    fn it_has_every_row_and_nothing_that_only_helps_to_move_about() {
        let text = printed(120, Signs::Unicode);
        for name in ["Floor", "Calls", "Queues", "Agents", "Accounts", "150 talking", "no API", "佐藤 Zoë"]
        {
            assert!(text.contains(name), "{name}:\n{text}");
        }
        for sign in ["▌", "[1 Calls]", "2 Waiting", "? keys", "Enter", "┃"] {
            assert!(!text.contains(sign), "{sign}:\n{text}");
        }
    }

    #[test]
    fn it_is_as_wide_as_it_is_told_and_in_ascii_holds_nothing_else() {
        use unicode_width::UnicodeWidthStr as _;
        for width in [60, 80, 160, 400] {
            for signs in [Signs::Unicode, Signs::Ascii] {
                let text = printed(width, signs);
                assert!(text.lines().all(|line| line.width() <= usize::from(width)), "{text}");
                assert!(signs == Signs::Unicode || text.is_ascii(), "{text}");
            }
        }
        assert!(printed(120, Signs::Ascii).contains("???? Zo?"));
    }
}
