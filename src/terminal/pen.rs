//! Cells as bytes, as few as can be: the shortest way to the next run, and the shortest change of style.

use std::io::Write as _;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr as _;

use super::diff::Run;

/// With more runs than this the order of reading is good enough: most of them lie side by side then.
const FEW: usize = 400;

/// What the terminal's own pen is set to: where it stands and what it writes like.
#[derive(Clone, Debug, Default)]
pub(super) struct Pen {
    /// Column and row it stands at; `None` if that is not known for sure.
    at: Option<(u16, u16)>,
    style: Style,
}

/// What a cell is written like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Style {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Default for Style {
    fn default() -> Self {
        Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() }
    }
}

impl Style {
    /// A cell's style. Bold and dim exclude each other: terminals disagree about what both are.
    pub(super) fn of(cell: &Cell) -> Self {
        let dim = if cell.modifier.contains(Modifier::BOLD) { Modifier::DIM } else { Modifier::empty() };
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier - dim }
    }
}

/// What `1`, `2`, `3`, `4`, `7` and `9` switch on, and what switches it off again.
const ATTRIBUTES: [(Modifier, u8, u8); 6] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::REVERSED, 7, 27),
    (Modifier::CROSSED_OUT, 9, 29),
];

impl Pen {
    /// Appends to `out` what writes those runs on a terminal of so many columns, as one synchronized update.
    /// Nothing is appended for no runs.
    pub(super) fn write(&mut self, runs: &[Run<'_>], columns: u16, out: &mut Vec<u8>) {
        if runs.is_empty() {
            return;
        }
        // A terminal without synchronized updates ignores the private mode.
        out.extend_from_slice(b"\x1b[?2026h");
        let (fixed, mut free): (Vec<&Run<'_>>, Vec<&Run<'_>>) = runs.iter().partition(|run| run.fixed);
        for run in fixed {
            self.run(run, columns, out);
        }
        let many = free.len() > FEW;
        while let Some(next) = if many { (!free.is_empty()).then_some(0) } else { self.nearest(&free) } {
            let run = if many { free.remove(0) } else { free.swap_remove(next) };
            self.run(run, columns, out);
        }
        out.extend_from_slice(b"\x1b[?2026l");
    }

    /// The run that takes the fewest bytes to begin; the one above of two alike.
    fn nearest(&self, runs: &[&Run<'_>]) -> Option<usize> {
        let cost = |run: &Run<'_>| {
            let dress = run.cells.first().map_or(0, |cell| self.dressing(Style::of(cell)).len());
            (self.way(run.x, run.y).len() + dress, run.y, run.x)
        };
        (0..runs.len()).min_by_key(|index| runs.get(*index).map(|run| cost(run)))
    }

    fn run(&mut self, run: &Run<'_>, columns: u16, out: &mut Vec<u8>) {
        let mut x = run.x;
        let mut skip = 0;
        for cell in run.cells {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            out.append(&mut self.way(x, run.y));
            out.append(&mut self.dressing(Style::of(cell)));
            self.style = Style::of(cell);
            let symbol = cell.symbol();
            out.extend_from_slice(symbol.as_bytes());
            let width = u16::try_from(symbol.width()).unwrap_or(1).max(1);
            skip = width - 1;
            x += width;
            // After a wide or an odd character, and after the last column, terminals disagree about where they
            // stand.
            let sure = width == 1 && symbol.chars().count() == 1 && x < columns;
            self.at = sure.then_some((x, run.y));
        }
    }

    /// The bytes that move the pen there.
    fn way(&self, x: u16, y: u16) -> Vec<u8> {
        let mut best = Vec::with_capacity(10);
        if self.at == Some((x, y)) {
            return best;
        }
        absolute(x, y, &mut best);
        if let Some(at) = self.at {
            let mut relative = Vec::with_capacity(10);
            relative_move(at, (x, y), &mut relative);
            if relative.len() < best.len() {
                best = relative;
            }
        }
        best
    }

    /// The bytes that make it write like that.
    fn dressing(&self, style: Style) -> Vec<u8> {
        if style == self.style {
            return Vec::new();
        }
        let (changed, anew) = (change(self.style, style), anew(style));
        if changed.len() <= anew.len() { changed } else { anew }
    }
}

/// `CUP`, with what may be left out left out.
fn absolute(x: u16, y: u16, out: &mut Vec<u8>) {
    let result = match (x, y) {
        (0, 0) => write!(out, "\x1b[H"),
        (0, y) => write!(out, "\x1b[{}H", y + 1),
        (x, y) => write!(out, "\x1b[{};{}H", y + 1, x + 1),
    };
    debug_assert!(result.is_ok(), "a vector takes every byte");
}

/// A way by steps: along the row, then along the column. Lines are fed rather than jumped: in a raw terminal that
/// moves the pen straight down, and no run begins below the last row, so nothing scrolls.
fn relative_move((px, py): (u16, u16), (x, y): (u16, u16), out: &mut Vec<u8>) {
    if x == 0 && px > 0 {
        out.push(b'\r');
    } else {
        axis(px, x, (b"\x1b[", b'C'), (b"\x08", b'D'), out);
    }
    axis(py, y, (b"\n", b'B'), (b"\x1b[", b'A'), out);
}

/// Moves by so many cells: with the one-byte step of that direction where there is one and it is shorter.
fn axis(from: u16, to: u16, ahead: (&[u8], u8), back: (&[u8], u8), out: &mut Vec<u8>) {
    let (by, (step, letter)) = if to > from { (to - from, ahead) } else { (from - to, back) };
    if by == 0 {
        return;
    }
    if step.len() == 1 && by <= 3 {
        (0..by).for_each(|_| out.extend_from_slice(step));
        return;
    }
    let letter = char::from(letter);
    let result = if by == 1 { write!(out, "\x1b[{letter}") } else { write!(out, "\x1b[{by}{letter}") };
    debug_assert!(result.is_ok(), "a vector takes every byte");
}

/// The parameters that turn `from` into `to`.
fn change(from: Style, to: Style) -> Vec<u8> {
    let mut codes = Vec::new();
    let (off, mut on) = (from.modifier - to.modifier, to.modifier - from.modifier);
    for (attribute, _, end) in ATTRIBUTES {
        if off.contains(attribute) {
            codes.push(end.to_string());
            if end == 22 {
                // One code ends bold and dim; what shall stay of the two is said again.
                on |= to.modifier & (Modifier::BOLD | Modifier::DIM);
            }
        }
    }
    codes.dedup();
    attributes(on, &mut codes);
    if from.fg != to.fg {
        codes.push(color(to.fg, 30));
    }
    if from.bg != to.bg {
        codes.push(color(to.bg, 40));
    }
    if codes.is_empty() { Vec::new() } else { format!("\x1b[{}m", codes.join(";")).into_bytes() }
}

/// The parameters that set `to` from nothing.
fn anew(to: Style) -> Vec<u8> {
    let mut codes = vec![String::new()];
    attributes(to.modifier, &mut codes);
    for (value, base) in [(to.fg, 30), (to.bg, 40)] {
        if value != Color::Reset {
            codes.push(color(value, base));
        }
    }
    format!("\x1b[{}m", codes.join(";")).into_bytes()
}

fn attributes(modifier: Modifier, codes: &mut Vec<String>) {
    codes.extend(
        ATTRIBUTES
            .iter()
            .filter(|(attribute, ..)| modifier.contains(*attribute))
            .map(|(_, on, _)| on.to_string()),
    );
}

/// A colour's parameters; `base` is 30 for the foreground, 40 for the background.
fn color(color: Color, base: u8) -> String {
    let named = |offset: u8| (base + offset).to_string();
    let bright = |offset: u8| (base + 60 + offset).to_string();
    match color {
        Color::Reset => named(9),
        Color::Black => named(0),
        Color::Red => named(1),
        Color::Green => named(2),
        Color::Yellow => named(3),
        Color::Blue => named(4),
        Color::Magenta => named(5),
        Color::Cyan => named(6),
        Color::Gray => named(7),
        Color::DarkGray => bright(0),
        Color::LightRed => bright(1),
        Color::LightGreen => bright(2),
        Color::LightYellow => bright(3),
        Color::LightBlue => bright(4),
        Color::LightMagenta => bright(5),
        Color::LightCyan => bright(6),
        Color::White => bright(7),
        Color::Indexed(index) => format!("{};5;{index}", base + 8),
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", base + 8),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::Style as Look;

    use super::super::diff::changes;
    use super::*;

    const AREA: Rect = Rect { x: 0, y: 0, width: 24, height: 6 };

    #[derive(Clone, Debug)]
    struct Stroke {
        x: u16,
        y: u16,
        text: String,
        look: Look,
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
        (0..24_u16, 0..6_u16, "[a-z0-9 ]{1,6}|[佐藤é■]{1,4}", look()).prop_map(|(x, y, text, look)| Stroke {
            x,
            y,
            text,
            look,
        })
    }

    fn shows(parser: &vt100::Parser, buffer: &Buffer) {
        for y in 0..AREA.height {
            let mut skip = 0;
            for x in 0..AREA.width {
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                let cell = buffer.cell((x, y)).expect("in the area");
                let shown = parser.screen().cell(y, x).expect("on the screen");
                let contents = if shown.has_contents() { shown.contents() } else { " " };
                assert_eq!(contents, cell.symbol(), "at {x},{y}");
                assert_eq!(shown.bold(), cell.modifier.contains(Modifier::BOLD), "bold at {x},{y}");
                let dim = cell.modifier.contains(Modifier::DIM) && !cell.modifier.contains(Modifier::BOLD);
                assert_eq!(shown.dim(), dim, "dim at {x},{y}");
                assert_eq!(
                    shown.underline(),
                    cell.modifier.contains(Modifier::UNDERLINED),
                    "line at {x},{y}"
                );
                assert_eq!(shown.inverse(), cell.modifier.contains(Modifier::REVERSED), "inverse at {x},{y}");
                assert_eq!(shown.fgcolor(), vt(cell.fg), "colour at {x},{y}");
                assert_eq!(shown.bgcolor(), vt(cell.bg), "ground at {x},{y}");
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

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_terminal_shows_what_was_drawn(frames in prop::collection::vec(prop::collection::vec(stroke(), 0..12), 1..6)) {
            let rows = std::num::NonZeroU16::new(AREA.height).expect("rows");
            let columns = std::num::NonZeroU16::new(AREA.width).expect("columns");
            let mut parser = vt100::Parser::new(rows, columns, 0);
            let (mut pen, mut shown) = (Pen::default(), Buffer::empty(AREA));
            for strokes in frames {
                let mut next = Buffer::empty(AREA);
                for Stroke { x, y, text, look } in strokes {
                    next.set_stringn(x, y, text, usize::from(AREA.width - x), look);
                }
                let mut bytes = Vec::new();
                pen.write(&changes(&shown, &next), AREA.width, &mut bytes);
                parser.process(&bytes);
                shows(&parser, &next);
                shown = next;
            }
        }
    }

    #[test]
    fn nothing_is_written_when_nothing_changed() {
        let buffer = Buffer::with_lines(["0:41  talking"]);
        let mut bytes = Vec::new();
        Pen::default().write(&changes(&buffer, &buffer), 13, &mut bytes);
        assert!(bytes.is_empty());
    }

    #[test]
    fn a_column_of_clocks_costs_a_few_bytes_a_digit() {
        let (old, new) =
            (Buffer::with_lines(["0:41", "3:07", "9:11"]), Buffer::with_lines(["0:42", "3:08", "9:12"]));
        let mut bytes = Vec::new();
        Pen::default().write(&changes(&old, &new), 80, &mut bytes);
        // Two private modes, one absolute move, then back and down before each further digit.
        assert_eq!(String::from_utf8_lossy(&bytes), "\x1b[?2026h\x1b[1;4H2\x08\n8\x08\n2\x1b[?2026l");
    }
}
