//! Cells as bytes, as few as can be: the shortest way to the next run, and the shortest change of style.

use std::io::Write as _;

use ratatui::buffer::{Buffer, Cell};
use unicode_width::UnicodeWidthStr as _;

use super::diff::{Run, changes};
use super::shift::{Move, Shift, shift};
use super::style::{Style, is_erased};

/// With more runs than this the order of reading is good enough: most of them lie side by side then.
const FEW: usize = 600;

/// What the terminal's own pen is set to: where it stands and what it writes like.
#[derive(Clone, Debug, Default)]
pub(super) struct Pen {
    /// Column and row it stands at; `None` if that is not known for sure.
    at: Option<(u16, u16)>,
    style: Style,
}

impl Pen {
    /// Appends to `out` what turns `shown` into `next`, as one synchronized update. Nothing is appended if they
    /// look alike. What `shown` holds afterwards is of no use.
    pub(super) fn paint(&mut self, shown: &mut Buffer, next: &Buffer, out: &mut Vec<u8>) {
        let begun = out.len();
        // A terminal without synchronized updates ignores the private mode.
        out.extend_from_slice(b"\x1b[?2026h");
        let empty = out.len();
        self.shift(&shift(shown, next), out);
        self.write(&changes(shown, next), next.area.width, out);
        if out.len() == empty {
            out.truncate(begun);
        } else {
            out.extend_from_slice(b"\x1b[?2026l");
        }
    }

    /// Moves rows by deleting and inserting lines within margins, which every terminal since the VT102 can.
    fn shift(&mut self, shifts: &[Shift], out: &mut Vec<u8>) {
        if shifts.is_empty() {
            return;
        }
        // The lines that come in take the pen's ground.
        self.dress(Style::default(), out);
        for Shift { top, bottom, by } in shifts {
            let (count, letter) = match by {
                Move::Up(count) => (count, 'M'),
                Move::Down(count) => (count, 'L'),
            };
            let (top, bottom) = (top + 1, bottom + 1);
            let count = if *count == 1 { String::new() } else { count.to_string() };
            let result = write!(out, "\x1b[{top};{bottom}r\x1b[{top}H\x1b[{count}{letter}");
            debug_assert!(result.is_ok(), "a vector takes every byte");
        }
        out.extend_from_slice(b"\x1b[r");
        self.at = None;
    }

    /// Writes the runs, each time the one that takes the fewest bytes to begin.
    fn write(&mut self, runs: &[Run<'_>], columns: u16, out: &mut Vec<u8>) {
        if runs.len() > FEW {
            return runs.iter().for_each(|run| self.run(run, columns, out));
        }
        let mut free: Vec<&Run<'_>> = runs.iter().collect();
        let mut styles: Vec<Style> = Vec::new();
        for run in &free {
            if !styles.contains(&run.style) {
                styles.push(run.style);
            }
        }
        while let Some(next) = self.nearest(&free, &styles) {
            let run = free.swap_remove(next);
            self.run(run, columns, out);
        }
    }

    /// The run that takes the fewest bytes to begin; the one above of two alike.
    fn nearest(&self, runs: &[&Run<'_>], styles: &[Style]) -> Option<usize> {
        let dressings: Vec<(Style, usize)> =
            styles.iter().map(|style| (*style, self.style.into(*style).len())).collect();
        let dressing = |run: &Run<'_>| {
            dressings.iter().find(|(style, _)| *style == run.style).map_or(0, |(_, bytes)| *bytes)
        };
        let cost = |run: &Run<'_>| (length(self.at, (run.x, run.y)) + dressing(run), run.y, run.x);
        (0..runs.len()).min_by_key(|index| runs.get(*index).map(|run| cost(run)))
    }

    fn run(&mut self, run: &Run<'_>, columns: u16, out: &mut Vec<u8>) {
        let mut x = run.x;
        let mut cells = run.cells;
        while let Some((cell, rest)) = cells.split_first() {
            let erased = if run.solid { 0 } else { erasable(cells) };
            if erased > 0 {
                self.go(x, run.y, out);
                self.dress_for(cell, out);
                let result = write!(out, "\x1b[{erased}X");
                debug_assert!(result.is_ok(), "a vector takes every byte");
                x += u16::try_from(erased).unwrap_or(u16::MAX);
                cells = cells.get(erased..).unwrap_or_default();
                continue;
            }
            self.go(x, run.y, out);
            self.dress_for(cell, out);
            let symbol = cell.symbol();
            out.extend_from_slice(symbol.as_bytes());
            let width = u16::try_from(symbol.width()).unwrap_or(1).max(1);
            x += width;
            cells = rest.get(usize::from(width) - 1..).unwrap_or_default();
            self.at = (x < columns && is_sure(symbol)).then_some((x, run.y));
        }
    }

    /// Moves to that place.
    fn go(&mut self, x: u16, y: u16, out: &mut Vec<u8>) {
        if self.at == Some((x, y)) {
            return;
        }
        match self.at {
            Some(at) if relative_length(at, (x, y)) < absolute_length((x, y)) => {
                relative_move(at, (x, y), out);
            }
            Some(_) | None => absolute(x, y, out),
        }
        self.at = Some((x, y));
    }

    fn dress_for(&mut self, cell: &Cell, out: &mut Vec<u8>) {
        if !self.style.fits(cell) {
            self.dress(Style::of(cell), out);
        }
    }

    fn dress(&mut self, style: Style, out: &mut Vec<u8>) {
        out.append(&mut self.style.into(style));
        self.style = style;
    }
}

/// Whether every terminal agrees about where it stands behind `symbol`. They do not after what is made of several
/// characters, or wide in some versions of Unicode only; nor do they after the last column.
fn is_sure(symbol: &str) -> bool {
    let mut chars = symbol.chars();
    let (Some(char), None) = (chars.next(), chars.next()) else { return false };
    char.is_ascii()
        || symbol.width() == 1
        || matches!(char,
            '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{303E}' | '\u{3041}'..='\u{A4C6}' | '\u{AC00}'..='\u{D7A3}'
            | '\u{F900}'..='\u{FAFF}' | '\u{FF01}'..='\u{FF60}')
}

/// How many of the first cells are erased in fewer bytes than written; none if that does not pay.
fn erasable(cells: &[Cell]) -> usize {
    let blanks = cells.iter().take_while(|cell| is_erased(cell)).count();
    // What follows must be gone to then.
    let least = if blanks == cells.len() { 6 } else { 11 };
    if blanks >= least { blanks } else { 0 }
}

/// How many bytes it takes to go there.
fn length(at: Option<(u16, u16)>, to: (u16, u16)) -> usize {
    match at {
        Some(at) if at == to => 0,
        Some(at) => relative_length(at, to).min(absolute_length(to)),
        None => absolute_length(to),
    }
}

fn digits(number: u16) -> usize {
    match number {
        0..10 => 1,
        10..100 => 2,
        100..1000 => 3,
        1000..10_000 => 4,
        10_000.. => 5,
    }
}

fn absolute_length((x, y): (u16, u16)) -> usize {
    match (x, y) {
        (0, 0) => 3,
        (0, y) => 3 + digits(y + 1),
        (x, y) => 4 + digits(y + 1) + digits(x + 1),
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

fn relative_length((px, py): (u16, u16), (x, y): (u16, u16)) -> usize {
    let along = if x == 0 && px > 0 { 1 } else { axis_length(px, x, x < px) };
    along + axis_length(py, y, y > py)
}

fn axis_length(from: u16, to: u16, stepped: bool) -> usize {
    match from.abs_diff(to) {
        0 => 0,
        by @ 1..=3 if stepped => usize::from(by),
        1 => 3,
        by => 3 + digits(by),
    }
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

#[cfg(test)]
mod tests;
