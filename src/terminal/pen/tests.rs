//! The bytes are right: an emulator that reads them shows the buffer.

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style as Look};
use unicode_width::UnicodeWidthStr as _;

use super::super::style::is_void;
use super::*;

const AREA: Rect = Rect { x: 0, y: 0, width: 40, height: 12 };

#[derive(Clone, Debug)]
struct Stroke {
    x: u16,
    y: u16,
    text: String,
    look: Look,
}

/// How one frame differs from the one before it.
#[derive(Clone, Debug)]
enum Frame {
    Anew(Vec<Stroke>),
    Over(Vec<Stroke>),
    Rotated { top: usize, rows: usize, by: usize, then: Vec<Stroke> },
}

fn frame() -> impl Strategy<Value = Frame> {
    prop_oneof![
        prop::collection::vec(stroke(), 0..60).prop_map(Frame::Anew),
        prop::collection::vec(stroke(), 0..8).prop_map(Frame::Over),
        (0..10_usize, 2..12_usize, 1..9_usize, prop::collection::vec(stroke(), 0..6))
            .prop_map(|(top, rows, by, then)| Frame::Rotated { top, rows, by, then }),
    ]
}

fn next(shown: &Buffer, frame: Frame) -> Buffer {
    let mut next = shown.clone();
    let strokes = match frame {
        Frame::Anew(strokes) => {
            next.reset();
            strokes
        }
        Frame::Over(strokes) => strokes,
        Frame::Rotated { top, rows, by, then } => {
            let bottom = (top + rows).min(12);
            let cells = &mut next.content[top * 40..bottom * 40];
            cells.rotate_left(by % (bottom - top) * 40);
            then
        }
    };
    for Stroke { x, y, text, look } in strokes {
        // What a wide character loses its other half to takes its place too.
        if x > 0 && next[(x - 1, y)].symbol().width() > 1 {
            next[(x - 1, y)].reset();
        }
        next.set_stringn(x, y, text, usize::from(AREA.width - x), look);
    }
    next
}

fn look() -> impl Strategy<Value = Look> {
    let color = prop_oneof![
        Just(Color::Reset),
        Just(Color::Red),
        Just(Color::LightCyan),
        any::<u8>().prop_map(Color::Indexed),
        any::<(u8, u8, u8)>().prop_map(|(r, g, b)| Color::Rgb(r, g, b)),
    ];
    let modifier = prop::bits::u8::masked(0b1111).prop_map(|bits| {
        let all = [Modifier::BOLD, Modifier::DIM, Modifier::UNDERLINED, Modifier::REVERSED];
        all.into_iter().enumerate().filter(|(bit, _)| bits & (1 << bit) != 0).map(|(_, it)| it).collect()
    });
    (color.clone(), color, modifier)
        .prop_map(|(fg, bg, modifier): (_, _, Modifier)| Look::new().fg(fg).bg(bg).add_modifier(modifier))
}

fn stroke() -> impl Strategy<Value = Stroke> {
    (0..40_u16, 0..12_u16, "[a-z0-9 ]{1,30}| {1,30}|[佐藤é■]{1,4}", look())
        .prop_map(|(x, y, text, look)| Stroke { x, y, text, look })
}

fn shows(parser: &vt100::Parser, buffer: &Buffer) {
    for y in 0..AREA.height {
        let mut skip = 0;
        for x in 0..AREA.width {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let cell = &buffer[(x, y)];
            let shown = parser.screen().cell(y, x).expect("on the screen");
            let contents = if shown.has_contents() { shown.contents() } else { " " };
            assert_eq!(contents, cell.symbol(), "at {x},{y}");
            assert_eq!(shown.bgcolor(), vt(cell.bg), "ground at {x},{y}");
            let has = |modifier| cell.modifier.contains(modifier);
            assert_eq!(shown.underline(), has(Modifier::UNDERLINED), "line at {x},{y}");
            assert_eq!(shown.inverse(), has(Modifier::REVERSED), "inverse at {x},{y}");
            if !is_void(cell) {
                assert_eq!(shown.fgcolor(), vt(cell.fg), "colour at {x},{y}");
                assert_eq!(shown.bold(), has(Modifier::BOLD), "bold at {x},{y}");
                assert_eq!(shown.dim(), has(Modifier::DIM) && !has(Modifier::BOLD), "dim at {x},{y}");
            }
            skip = cell.symbol().width().saturating_sub(1);
        }
    }
}

fn vt(color: Color) -> vt100::Color {
    if let Color::Indexed(index) = color {
        return vt100::Color::Idx(index);
    }
    if let Color::Rgb(r, g, b) = color {
        return vt100::Color::Rgb(r, g, b);
    }
    let named = [
        (Color::Reset, vt100::Color::Default),
        (Color::Red, vt100::Color::Idx(1)),
        (Color::LightCyan, vt100::Color::Idx(14)),
    ];
    named.into_iter().find(|(ours, _)| *ours == color).expect("a colour of this test").1
}

/// A terminal, the pen that writes to it, and what it shows.
struct Terminal {
    parser: vt100::Parser,
    pen: Pen,
    shown: Buffer,
}

impl Terminal {
    fn new(area: Rect) -> Self {
        let size = |cells| std::num::NonZeroU16::new(cells).expect("not empty");
        let parser = vt100::Parser::new(size(area.height), size(area.width), 0);
        Self { parser, pen: Pen::default(), shown: Buffer::empty(area) }
    }

    fn paint(&mut self, next: &Buffer) -> String {
        let mut bytes = Vec::new();
        self.pen.paint(&mut self.shown, next, &mut bytes);
        self.parser.process(&bytes);
        self.shown = next.clone();
        String::from_utf8(bytes).expect("text")
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_terminal_shows_what_was_drawn(frames in prop::collection::vec(frame(), 1..8)) {
        let mut terminal = Terminal::new(AREA);
        for frame in frames {
            let next = next(&terminal.shown, frame);
            terminal.paint(&next);
            shows(&terminal.parser, &next);
        }
    }

    #[test]
    fn a_way_is_as_long_as_it_is_counted(from in (0..300_u16, 0..300_u16), to in (0..300_u16, 0..300_u16), near in any::<bool>()) {
        let to = if near { ((from.0 + to.0 % 9).saturating_sub(4), (from.1 + to.1 % 9).saturating_sub(4)) } else { to };
        for at in [None, Some(from)] {
            let (mut pen, mut bytes) = (Pen { at, ..Pen::default() }, Vec::new());
            pen.go(to.0, to.1, &mut bytes);
            assert_eq!(bytes.len(), length(at, to), "{at:?} {to:?}");
        }
    }
}

#[test]
fn nothing_is_written_when_nothing_changed() {
    let buffer = Buffer::with_lines(["0:41  talking"]);
    let mut bytes = Vec::new();
    Pen::default().paint(&mut buffer.clone(), &buffer, &mut bytes);
    assert!(bytes.is_empty());
}

#[test]
fn a_column_of_clocks_costs_a_few_bytes_a_digit() {
    let (mut old, new) =
        (Buffer::with_lines(["0:41 ", "3:07 ", "9:11 "]), Buffer::with_lines(["0:42 ", "3:08 ", "9:12 "]));
    let mut bytes = Vec::new();
    Pen::default().paint(&mut old, &new, &mut bytes);
    // Two private modes, one absolute move, then back and down before each further digit.
    assert_eq!(String::from_utf8_lossy(&bytes), "\x1b[?2026h\x1b[1;4H2\x08\n8\x08\n2\x1b[?2026l");
}

#[test]
fn rows_that_move_are_moved_by_the_terminal() {
    let row = |place: usize| format!("{:<40}", ["ada", "lena", "grace", "ivo"][place % 4].repeat(7));
    let list = |rows: &[usize]| Buffer::with_lines(rows.iter().map(|place| row(*place)).collect::<Vec<_>>());
    let mut terminal = Terminal::new(Rect { height: 6, ..AREA });
    terminal.paint(&list(&[0, 1, 2, 3, 0, 2]));
    let bytes = terminal.paint(&list(&[0, 2, 3, 0, 1, 2]));
    assert!(bytes.starts_with("\x1b[?2026h\x1b[2;5r\x1b[2H\x1b[M\x1b[r"), "{bytes:?}");
    assert!(bytes.len() < 80, "{bytes:?}");
}

#[test]
fn blanks_are_erased_rather_than_written() {
    let (mut old, new) = (Buffer::with_lines(["ada quist talks"]), Buffer::with_lines(["ada            "]));
    let mut bytes = Vec::new();
    Pen::default().paint(&mut old, &new, &mut bytes);
    assert_eq!(String::from_utf8_lossy(&bytes), "\x1b[?2026h\x1b[1;5H\x1b[11X\x1b[?2026l");
}

#[test]
fn behind_the_last_column_the_place_is_not_taken_for_known() {
    // Terminals stand in the last column there, or behind it, until the next character; a step back differs.
    for (last, text) in [(39, "x"), (38, "佐")] {
        let mut terminal = Terminal::new(AREA);
        let mut next = Buffer::empty(AREA);
        next.set_string(last, 0, text, Look::new());
        terminal.paint(&next);
        next.set_string(last - 3, 0, "y", Look::new());
        let bytes = terminal.paint(&next);
        assert_eq!(bytes, format!("\x1b[?2026h\x1b[1;{}Hy\x1b[?2026l", last - 2), "{text}");
        shows(&terminal.parser, &next);
        // In the same frame too: both change, and the second is close behind the first.
        let mut both = Buffer::empty(AREA);
        both.set_string(last, 2, text, Look::new());
        both.set_string(last, 3, text, Look::new());
        let bytes = terminal.paint(&both);
        assert!(bytes.contains(&format!("\x1b[4;{}H", last + 1)), "{text}: {bytes:?}");
        shows(&terminal.parser, &both);
    }
}

#[test]
fn one_column_before_the_last_the_place_is_known() {
    let mut terminal = Terminal::new(AREA);
    let mut next = Buffer::empty(AREA);
    next.set_string(38, 0, "x", Look::new());
    terminal.paint(&next);
    next.set_string(39, 0, "y", Look::new());
    assert_eq!(terminal.paint(&next), "\x1b[?2026hy\x1b[?2026l");
}

#[test]
fn lines_that_come_in_have_no_ground() {
    // A terminal fills them with what the pen writes on, and some of them keep nothing of it.
    let row = |place: usize| format!("{:<40}", ["ada", "lena", "grace", "ivo"][place % 4].repeat(7));
    let list = |rows: &[usize], last: Look| {
        let mut lines: Vec<_> = rows.iter().map(|place| row(*place)).collect();
        lines.push(" ".repeat(40));
        let mut buffer = Buffer::with_lines(lines);
        buffer.set_string(0, 6, "!", last);
        buffer
    };
    for ground in [Look::new().bg(Color::Red), Look::new().add_modifier(Modifier::REVERSED)] {
        let mut terminal = Terminal::new(Rect { height: 7, ..AREA });
        terminal.paint(&list(&[0, 1, 2, 3, 0, 2], Look::new()));
        // The pen's last stroke is coloured.
        let bytes = terminal.paint(&list(&[0, 1, 2, 3, 0, 2], ground));
        assert!(bytes.ends_with("m!\x1b[?2026l"), "{bytes:?}");
        let bytes = terminal.paint(&list(&[0, 2, 3, 0, 1, 2], ground));
        let (before, _) = bytes.split_once("\x1b[2;5r").expect("rows are moved");
        assert_eq!(before, "\x1b[?2026h\x1b[m", "plain before the lines come in");
    }
}

#[test]
fn terminals_agree_about_letters_and_not_about_what_is_made_of_several_or_new() {
    for sure in [
        "a", " ", "é", "ь", "צ", "■", "─", "佐", "\u{115f}", "\u{2e80}", "\u{303e}", "\u{3041}", "\u{a4c6}",
        "\u{ac00}", "\u{d7a3}", "\u{f900}", "\u{faff}", "\u{ff01}", "\u{ff60}",
    ] {
        assert!(is_sure(sure), "{sure:?}");
    }
    for unsure in [
        "",
        "e\u{301}",
        "ab",
        "佐佐",
        "⚠\u{fe0f}",
        "🙂",
        "⌚",
        "\u{a960}",
        "\u{1f1e9}\u{1f1ea}",
        "👩\u{200d}🚀",
        "\u{20000}",
        "\u{200b}",
    ] {
        assert!(!is_sure(unsure), "{unsure:?}");
    }
}
