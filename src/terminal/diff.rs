//! Which cells must be written to turn one picture into another.

use std::ops::Range;

use ratatui::buffer::{Buffer, Cell};
use unicode_width::UnicodeWidthStr as _;

use super::style::{Style, alike, is_void};

/// Unchanged cells of so many bytes are cheaper to write again than to jump over.
const GAP: usize = 3;

/// Cells of one row that are written one after the other. Runs may be written in any order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run<'a> {
    /// The column of the first.
    pub(super) x: u16,
    /// The row.
    pub(super) y: u16,
    /// The cells; the one behind a wide character is its other half.
    pub(super) cells: &'a [Cell],
    /// What the first of them is written like; all of them, unless the run is solid.
    pub(super) style: Style,
    /// Whether every cell must be written, whatever it shows.
    pub(super) solid: bool,
}

/// The runs to write, in reading order. Half a wide character that is overwritten takes its other half with it,
/// and terminals disagree about what they leave: where one comes or goes, both halves are in a run that is solid.
/// Every other run is of one style, which its blanks go along with.
pub(super) fn changes<'a>(old: &Buffer, new: &'a Buffer) -> Vec<Run<'a>> {
    let width = usize::from(new.area.width).max(1);
    let mut runs = Vec::new();
    for ((y, old), new) in (0_u16..).zip(old.content.chunks(width)).zip(new.content.chunks(width)) {
        row(old, new, |cells, solid| {
            let x = u16::try_from(cells.start).unwrap_or(u16::MAX);
            let cells = new.get(cells).unwrap_or_default();
            runs.push(Run { x, y, cells, style: style(cells), solid });
        });
    }
    runs
}

/// Emits the ranges of a row to write.
fn row(old: &[Cell], new: &[Cell], mut emit: impl FnMut(Range<usize>, bool)) {
    let mut open: Option<(Range<usize>, bool)> = None;
    let mut half = false;
    for (x, (old, cell)) in old.iter().zip(new).enumerate() {
        let changed = !alike(old, cell);
        let wide = changed && (is_wide(old) || is_wide(cell));
        let behind = std::mem::replace(&mut half, wide);
        let solid = wide || behind;
        if !changed && !solid {
            continue;
        }
        match &mut open {
            Some((run, open)) if *open == solid && joins(new, run, x, solid) => run.end = x + 1,
            Some(_) | None => {
                if let Some((run, solid)) = open.replace((x..x + 1, solid)) {
                    emit(run, solid);
                }
            }
        }
    }
    if let Some((run, solid)) = open {
        emit(run, solid);
    }
}

/// Whether the cell at `x` is best written right behind `run`.
fn joins(row: &[Cell], run: &Range<usize>, x: usize, solid: bool) -> bool {
    let gap = row.get(run.end..x).unwrap_or_default();
    if gap.iter().map(|cell| cell.symbol().len()).sum::<usize>() > GAP {
        return false;
    }
    let cells = row.get(run.start..=x).unwrap_or_default();
    let style = style(cells);
    solid || cells.iter().all(|cell| style.fits(cell))
}

/// The style of the first cell that shows more than its ground.
fn style(cells: &[Cell]) -> Style {
    cells.iter().find(|cell| !is_void(cell)).or(cells.first()).map(Style::of).unwrap_or_default()
}

fn is_wide(cell: &Cell) -> bool {
    !cell.symbol().is_ascii() && cell.symbol().width() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(old: &str, new: &str) -> Vec<(u16, String)> {
        let (old, new) = (Buffer::with_lines([old]), Buffer::with_lines([new]));
        let text = |run: &Run<'_>| run.cells.iter().map(Cell::symbol).collect::<String>();
        changes(&old, &new).iter().map(|run| (run.x, text(run))).collect()
    }

    fn expected(runs: &[(u16, &str)]) -> Vec<(u16, String)> {
        runs.iter().map(|(x, text)| (*x, (*text).to_owned())).collect()
    }

    #[test]
    fn small_gaps_are_written_through_and_large_ones_are_not() {
        assert_eq!(runs("0:59     7", "1:00     8"), expected(&[(0, "1:00"), (9, "8")]));
    }

    #[test]
    fn both_halves_of_a_wide_character_that_changed_are_written_again() {
        assert_eq!(runs("1 a佐b cd", "2 a藤b ce"), expected(&[(0, "2"), (3, "藤 "), (8, "e")]));
        assert_eq!(runs("a佐 b", "aa  b"), expected(&[(1, "a ")]));
        assert_eq!(runs("a佐藤b", "a c佐b"), expected(&[(1, " c佐 ")]));
    }

    #[test]
    fn a_wide_character_that_stays_is_left_alone() {
        assert_eq!(runs("佐 0:41", "佐 0:42"), expected(&[(6, "2")]));
        assert!(runs("佐 0:41", "佐 0:41").is_empty());
    }
}
