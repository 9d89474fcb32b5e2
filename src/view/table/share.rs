//! How the columns of a list share its width.

use super::{gap, least, needed};
use crate::session::{Column, Holds};

/// Where a column stands.
pub(super) struct Place {
    pub(super) column: Column,
    pub(super) x: u16,
    pub(super) width: u16,
}

/// A column that may grow to so many cells holds names of any length.
const NAMES: u16 = 24;

/// Where the columns stand in `room` cells, each with its offset and its width. A function of the room alone:
/// nothing moves because a name is longer.
pub(super) fn places(kept: &[Column], room: u16) -> Vec<Place> {
    let gap = gap(room);
    let mut widths: Vec<u16> = kept.iter().map(|column| least(*column)).collect();
    let mut spare = room.saturating_sub(needed(kept, gap));
    let mut grow = |to: fn(Column) -> u16| share(&mut widths, kept, &mut spare, to);
    // Names come before figures, which have what they need: none is cut beside cells that nobody uses.
    grow(|column| if is_names(column) { second(column) } else { 0 });
    grow(second);
    grow(|column| if is_names(column) { third(column) } else { 0 });
    grow(third);
    grow(|column| if is_names(column) && third(column) >= NAMES { u16::MAX } else { 0 });
    let mut x = 0;
    let mut places = Vec::with_capacity(kept.len());
    for (column, width) in kept.iter().copied().zip(widths) {
        places.push(Place { column, x, width });
        x += width + gap;
    }
    places
}

fn is_names(column: Column) -> bool {
    column.about().holds == Holds::Names
}

fn second(column: Column) -> u16 {
    let [_, second, _] = column.about().widths;
    second
}

fn third(column: Column) -> u16 {
    let [_, _, third] = column.about().widths;
    third
}

/// Shares `spare` cells out, one each in turn, until every column is as wide as `to` says.
fn share(widths: &mut [u16], columns: &[Column], spare: &mut u16, to: fn(Column) -> u16) {
    let mut grew = true;
    while std::mem::take(&mut grew) {
        for (width, column) in widths.iter_mut().zip(columns) {
            if *spare > 0 && *width < to(*column) {
                *width += 1;
                *spare -= 1;
                grew = true;
            }
        }
    }
}
