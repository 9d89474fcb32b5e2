//! What a row looks like that is selected, old and urgent, in every theme.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

use super::floor::{buffer, normal, now, press};
use crate::view::{Background, Depth, Look, Signs};

/// The cells of the row of `name` in the calls of a normal floor, after some keys.
fn row(look: &Look, keys: &str, name: &str) -> Vec<Cell> {
    let mut session = normal().session();
    press(&mut session, keys);
    let buffer = buffer(&mut session, &now(), look, (120, 24));
    let mut rows = buffer.content.chunks(120);
    let text = |row: &&[Cell]| row.iter().map(Cell::symbol).collect::<String>().contains(name);
    rows.find(text).expect("a row").to_vec()
}

fn looks() -> impl Iterator<Item = (Depth, Look)> {
    let depths = [Depth::Mono, Depth::Sixteen, Depth::Indexed, Depth::Full];
    depths.into_iter().flat_map(|depth| {
        [Background::Dark, Background::Light].map(|on| (depth, Look::new(depth, on, Signs::Unicode)))
    })
}

/// The style of the first cell that shows `symbol`.
fn style(row: &[Cell], symbol: &str) -> (Color, Modifier) {
    let cell = row.iter().find(|cell| cell.symbol() == symbol).expect(symbol);
    (cell.fg, cell.modifier)
}

#[test]
fn without_colours_everything_is_told_by_attributes_and_signs() {
    let look = Look::new(Depth::Mono, Background::Dark, Signs::Unicode);
    for keys in ["", "j", "jjj", "X", "?", "5", "/s:5m", "z"] {
        let mut session = normal().session();
        press(&mut session, keys);
        for cell in buffer(&mut session, &now(), &look, (120, 40)).content {
            assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset), "{:?} after {keys}", cell.symbol());
        }
    }
}

#[test]
fn the_row_under_the_cursor_has_a_bar_and_weight_in_every_theme() {
    for (depth, look) in looks() {
        let (on, off) = (row(&look, "", "Ada Quist"), row(&look, "j", "Ada Quist"));
        assert_eq!((on[0].symbol(), off[0].symbol()), ("▌", " "), "{depth:?}");
        let [on, off] = [style(&on, "A"), style(&off, "A")];
        assert!(on.1.contains(Modifier::BOLD) && !off.1.contains(Modifier::BOLD), "{depth:?}");
    }
}

#[test]
fn what_is_urgent_differs_from_what_is_calm_in_every_theme() {
    for (depth, look) in looks() {
        let [alarm, warn, calm] = [("3:12", "3"), ("1:48", "8"), ("0:14", "4")]
            .map(|(wait, digit)| style(&row(&look, "jjjjjj", wait)[13..24], digit));
        assert!(alarm != warn && warn != calm && alarm != calm, "{depth:?}: {alarm:?} {warn:?} {calm:?}");
    }
}

#[test]
fn an_old_row_differs_from_a_fresh_one_also_under_the_cursor() {
    for (depth, look) in looks() {
        for keys in ["", "jjj"] {
            let (old, fresh) = (row(&look, keys, "Rui Costa"), row(&look, keys, "Paco Vu"));
            assert_ne!(style(&old, "t"), style(&fresh, "t"), "{depth:?}");
            assert!(style(&old, "t").1.contains(Modifier::ITALIC));
            let words: String = old.iter().map(Cell::symbol).collect();
            assert!(words.trim_end().ends_with("old 0:42"), "{words}");
        }
        let selected = style(&row(&look, "jjj", "Rui Costa"), "t");
        assert!(selected.1.contains(Modifier::BOLD) && !selected.1.contains(Modifier::DIM), "{depth:?}");
    }
}

#[test]
fn an_old_row_shouts_no_more() {
    for (depth, look) in looks().filter(|(depth, _)| *depth != Depth::Mono) {
        let cells = row(&look, "", "Rui Costa");
        let colours: Vec<_> =
            cells[5..].iter().filter(|cell| cell.symbol() != " ").map(|cell| cell.fg).collect();
        assert!(colours.windows(2).all(|pair| pair[0] == pair[1]), "{depth:?}");
    }
}
