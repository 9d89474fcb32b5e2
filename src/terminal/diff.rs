//! Which cells must be written to turn one picture into another.

use std::ops::Range;

use ratatui::buffer::{Buffer, Cell};
use unicode_width::UnicodeWidthStr as _;

use super::pen::Style;

/// A gap of so many unchanged cells is cheaper to write again than to jump over.
const GAP: usize = 2;

/// Cells of one row that are written one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run<'a> {
    /// The column of the first.
    pub(super) x: u16,
    /// The row.
    pub(super) y: u16,
    /// The cells; the one behind a wide character is its other half.
    pub(super) cells: &'a [Cell],
    /// Whether it stays where it is in the order of the runs. The others may be written in any order.
    pub(super) fixed: bool,
}

/// The runs to write, in reading order. Where a wide character comes or goes, everything from there to the row's
/// last change is one run: half a wide character that is overwritten takes its other half with it, and terminals
/// disagree about what they leave. Every other run is of one style.
pub(super) fn changes<'a>(old: &Buffer, new: &'a Buffer) -> Vec<Run<'a>> {
    let width = usize::from(new.area.width).max(1);
    let mut runs = Vec::new();
    for ((y, old), new) in (0_u16..).zip(old.content.chunks(width)).zip(new.content.chunks(width)) {
        if old != new {
            row(old, new, |cells, fixed| {
                let x = u16::try_from(cells.start).unwrap_or(u16::MAX);
                runs.extend(new.get(cells).map(|cells| Run { x, y, cells, fixed }));
            });
        }
    }
    runs
}

/// Emits the ranges of a row to write.
fn row(old: &[Cell], new: &[Cell], mut emit: impl FnMut(Range<usize>, bool)) {
    let pairs = || old.iter().zip(new).enumerate();
    let changed = || pairs().filter(|(_, (old, new))| old != new);
    let first_wide = changed().find(|(_, (old, new))| is_wide(old) || is_wide(new)).map(|(x, _)| x);
    let mut open: Option<Range<usize>> = None;
    for (x, (_, cell)) in changed() {
        if first_wide.is_some_and(|wide| x >= wide) {
            break;
        }
        let joins = |run: &Range<usize>| {
            let gap = new.get(run.end - 1..x).unwrap_or_default();
            x - run.end <= GAP && gap.iter().all(|between| Style::of(between) == Style::of(cell))
        };
        match &mut open {
            Some(run) if joins(run) => run.end = x + 1,
            Some(_) | None => {
                if let Some(run) = open.replace(x..x + 1) {
                    emit(run, false);
                }
            }
        }
    }
    if let Some(run) = open {
        emit(run, false);
    }
    if let (Some(from), Some((last, _))) = (first_wide, changed().next_back()) {
        // The cell behind the last change may be the other half of what was there.
        emit(from..(last + 2).min(new.len()), true);
    }
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
    fn what_stands_behind_a_wide_character_that_changed_is_written_again() {
        assert_eq!(runs("1 a佐b cd", "2 a藤b ce"), expected(&[(0, "2"), (3, "藤 b ce")]));
    }

    #[test]
    fn a_wide_character_that_stays_is_left_alone() {
        assert_eq!(runs("佐 0:41", "佐 0:42"), expected(&[(6, "2")]));
        assert!(runs("佐 0:41", "佐 0:41").is_empty());
    }
}
