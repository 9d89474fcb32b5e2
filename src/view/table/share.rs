//! How the columns of a list share its width.

use ratatui::layout::Alignment;

use super::{Spec, gap, needed};

/// A column, its offset and its width.
pub(super) type Place<'a, F> = (&'a Spec<F>, u16, u16);

/// A column that may grow to so many cells holds names of any length.
const NAMES: u16 = 24;

/// Where the columns stand in `room` cells, each with its offset and its width. A function of the room alone:
/// nothing moves because a name is longer.
pub(super) fn places<F>(kept: Vec<&Spec<F>>, room: u16) -> Vec<Place<'_, F>> {
    let gap = gap(room);
    let mut widths: Vec<u16> = kept.iter().map(|spec| spec.min()).collect();
    let mut spare = room.saturating_sub(needed(&kept, gap));
    let mut grow = |to: fn(&Spec<F>) -> u16| share(&mut widths, &kept, &mut spare, to);
    // Names come before figures, which have what they need: none is cut beside cells that nobody uses.
    grow(|spec| if is_left(spec) { second(spec) } else { 0 });
    grow(second);
    grow(|spec| if is_left(spec) { third(spec) } else { 0 });
    grow(third);
    grow(|spec| if is_left(spec) && third(spec) >= NAMES { u16::MAX } else { 0 });
    let mut x = 0;
    let mut places = Vec::with_capacity(kept.len());
    for (spec, width) in kept.into_iter().zip(widths) {
        places.push((spec, x, width));
        x += width + gap;
    }
    places
}

fn is_left<F>(spec: &Spec<F>) -> bool {
    spec.align == Alignment::Left
}

fn second<F>(spec: &Spec<F>) -> u16 {
    let [_, second, _] = spec.widths;
    second
}

fn third<F>(spec: &Spec<F>) -> u16 {
    let [_, _, third] = spec.widths;
    third
}

/// Shares `spare` cells out, one each in turn, until every column is as wide as `to` says.
fn share<F>(widths: &mut [u16], specs: &[&Spec<F>], spare: &mut u16, to: fn(&Spec<F>) -> u16) {
    let mut grew = true;
    while std::mem::take(&mut grew) {
        for (width, spec) in widths.iter_mut().zip(specs) {
            if *spare > 0 && *width < to(spec) {
                *width += 1;
                *spare -= 1;
                grew = true;
            }
        }
    }
}
