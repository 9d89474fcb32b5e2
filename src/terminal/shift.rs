//! Rows that moved: where a list scrolls, or a row comes or goes, the terminal is told to move the others.

use ratatui::buffer::{Buffer, Cell};

use super::style::{alike, is_erased};

/// How far rows are looked for.
const FAR: usize = 6;
/// How many shifts a frame may have. Some terminals mistake blank lines in a chain of them, so there is no chain.
const MOST: usize = 1;
/// What a shift costs, in bytes, and what it must save on top of that to be worth it.
const COST: i32 = 24;
/// What moving a row saves that must not move.
const NEVER: i32 = -1_000_000;
/// What it costs, about, to go to the next cells that changed.
const JUMP: i32 = 4;

/// The rows from `top` to `bottom`, both included, move. What moves out of them is lost; what stays free is
/// blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shift {
    pub(super) top: usize,
    pub(super) bottom: usize,
    pub(super) by: Move,
}

/// Which way rows move, and how far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    Up(usize),
    Down(usize),
}

/// Finds the shifts that make `old` cheaper to turn into `new`, and makes them in `old`.
pub(super) fn shift(old: &mut Buffer, new: &Buffer) -> Vec<Shift> {
    let width = usize::from(new.area.width).max(1);
    let mut found = Vec::new();
    while found.len() < MOST {
        let Some(shift) = best(old, new, width) else { break };
        apply(old, shift, width);
        found.push(shift);
    }
    found
}

/// The shift that saves most, if one pays.
fn best(old: &Buffer, new: &Buffer, width: usize) -> Option<Shift> {
    let old: Vec<&[Cell]> = old.content.chunks(width).collect();
    let new: Vec<&[Cell]> = new.content.chunks(width).collect();
    let stay: Vec<i32> = old.iter().zip(&new).map(|(old, new)| cost(old, new)).collect();
    if stay.iter().sum::<i32>() < 3 * COST {
        return None;
    }
    let blank: Vec<i32> = new.iter().map(|row| blank_cost(row)).collect();
    let far = FAR.min(new.len().saturating_sub(1));
    let ups = (1..=far).map(|by| {
        let moved: Vec<i32> =
            old.iter().skip(by).zip(&new).zip(&stay).map(|((o, n), stay)| saved(*stay, o, n)).collect();
        let freed: Vec<i32> = stay.iter().zip(&blank).map(|(stay, blank)| stay - blank).collect();
        richest(&moved, |last| freed.get(last + 1..=last + by))
            .map(|(gain, first, last)| (gain, Shift { top: first, bottom: last + by, by: Move::Up(by) }))
    });
    let downs = (1..=far).map(|by| {
        let pairs = old.iter().zip(new.iter().skip(by)).zip(stay.iter().skip(by));
        let moved: Vec<i32> = pairs.map(|((o, n), stay)| saved(*stay, o, n)).collect();
        // Read from below, rows that move down are rows that move up.
        let moved: Vec<i32> = moved.into_iter().rev().collect();
        let freed: Vec<i32> = stay.iter().zip(&blank).map(|(stay, blank)| stay - blank).rev().collect();
        let bottom = new.len() - 1;
        richest(&moved, |last| freed.get(last + 1..=last + by)).map(|(gain, first, last)| {
            (gain, Shift { top: bottom - last - by, bottom: bottom - first, by: Move::Down(by) })
        })
    });
    let (gain, shift) = ups.chain(downs).flatten().max_by_key(|(gain, _)| *gain)?;
    (gain > COST).then_some(shift)
}

/// The neighbouring rows of which moving saves most, with what their moving frees counted in: what it saves, the
/// first and the last.
fn richest<'a>(moved: &[i32], freed: impl Fn(usize) -> Option<&'a [i32]>) -> Option<(i32, usize, usize)> {
    let (mut run, mut first) = (0, 0);
    let mut best: Option<(i32, usize, usize)> = None;
    for (last, saved) in moved.iter().enumerate() {
        if run <= 0 {
            (run, first) = (0, last);
        }
        run += saved;
        let gain = run + freed(last)?.iter().sum::<i32>();
        if best.is_none_or(|(most, ..)| gain > most) {
            best = Some((gain, first, last));
        }
    }
    best
}

/// What moving `old` to where `new` shall stand saves, where writing over what stands there costs `stay`. A blank row
/// never moves: there is nothing to save, and some terminals leave what stood where it goes to.
fn saved(stay: i32, old: &[Cell], new: &[Cell]) -> i32 {
    if old.iter().all(is_erased) { NEVER } else { stay - cost(old, new) }
}

/// What it costs, about, to turn one row into another.
fn cost(old: &[Cell], new: &[Cell]) -> i32 {
    bytes(old.iter().zip(new).map(|(old, new)| !alike(old, new)))
}

fn blank_cost(new: &[Cell]) -> i32 {
    bytes(new.iter().map(|cell| !is_erased(cell)))
}

fn bytes(changes: impl Iterator<Item = bool>) -> i32 {
    let (mut bytes, mut apart) = (0, true);
    for changed in changes {
        if changed {
            bytes += if apart { 1 + JUMP } else { 1 };
        }
        apart = !changed;
    }
    bytes
}

/// Does in `buffer` what the terminal does.
fn apply(buffer: &mut Buffer, shift: Shift, width: usize) {
    let Some(cells) = buffer.content.get_mut(shift.top * width..(shift.bottom + 1) * width) else { return };
    let (Move::Up(by) | Move::Down(by)) = shift.by;
    let room = cells.len().saturating_sub(by * width);
    let freed = match shift.by {
        Move::Up(_) => {
            cells.rotate_left(cells.len() - room);
            cells.get_mut(room..)
        }
        Move::Down(_) => {
            cells.rotate_right(cells.len() - room);
            cells.get_mut(..by * width)
        }
    };
    for cell in freed.into_iter().flatten() {
        cell.reset();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 6] =
        ["Ada Quist", "Lena Brandt", "Grace Hopper", "Ivo Marek", "Noor Haddad", "Tom Ok"];

    /// A list of people under a title and above a footer, each row with a number that stays where it is.
    fn list(people: &[usize]) -> Buffer {
        let long = |place: &usize| format!("{0} waits for {0} in the queue {0}", NAMES[*place]);
        let rows = people.iter().enumerate().map(|(at, who)| format!("{:<3} {:<60}", at + 1, long(who)));
        let all: Vec<String> = std::iter::once("people".to_owned())
            .chain(rows)
            .chain(std::iter::repeat_n(String::new(), 7 - people.len()))
            .chain(["? keys".to_owned()])
            .map(|line| format!("{line:<64}"))
            .collect();
        Buffer::with_lines(all)
    }

    #[test]
    fn rows_close_up_when_one_goes_and_give_way_when_one_comes() {
        let (all, less) = (list(&[0, 1, 2, 3, 4, 5]), list(&[0, 2, 3, 4, 5]));
        let mut shown = all.clone();
        let up = shift(&mut shown, &less);
        assert_eq!(up, [Shift { top: 2, bottom: 6, by: Move::Up(1) }]);
        let mut shown = less.clone();
        let down = shift(&mut shown, &all);
        assert_eq!(down, [Shift { top: 2, bottom: 6, by: Move::Down(1) }]);
    }

    #[test]
    fn a_row_that_changes_its_place_moves_those_between() {
        let mut shown = list(&[0, 1, 2, 3, 4, 5]);
        let found = shift(&mut shown, &list(&[0, 2, 3, 4, 1, 5]));
        assert_eq!(found, [Shift { top: 2, bottom: 5, by: Move::Up(1) }]);
    }

    #[test]
    fn a_blank_row_never_moves() {
        let long =
            "/ what is typed, and far behind it what all of the keys do that can be pressed here and now";
        let rows = |rows: &[&str]| Buffer::with_lines(rows.iter().map(|row| format!("{row:<120}")));
        let (full, short) = (rows(&["list", long, "", ""]), rows(&["list", "", "", long]));
        let less = rows(&["list", "? keys", "", ""]);
        for (old, new) in [(&full, &less), (&full, &short), (&short, &full), (&short, &less)] {
            let mut shown = old.clone();
            for Shift { top, bottom, by } in shift(&mut shown, new) {
                let moved = match by {
                    Move::Up(by) => top + by..bottom + 1,
                    Move::Down(by) => top..bottom + 1 - by,
                };
                let mut moved = old.content.chunks(120).skip(moved.start).take(moved.len());
                assert!(!moved.any(|row| row.iter().all(is_erased)), "{top} to {bottom}, {by:?}");
            }
        }
        let mut shown = list(&[0, 1, 2, 3]);
        let found = shift(&mut shown, &list(&[1, 2, 3, 4]));
        assert_eq!(found, [Shift { top: 1, bottom: 4, by: Move::Up(1) }], "rows beside a blank one do");
    }

    #[test]
    fn nothing_moves_for_a_few_digits() {
        let mut shown = list(&[0, 1, 2, 3, 4, 5]);
        let mut next = shown.clone();
        next.set_string(70, 3, "0:42", ratatui::style::Style::new());
        next.set_string(10, 3, "0:42", ratatui::style::Style::new());
        assert!(shift(&mut shown, &next).is_empty());
    }
}
