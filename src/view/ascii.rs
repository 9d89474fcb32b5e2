//! What a terminal that knows ASCII alone is given.

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;

/// Puts a `?` into every cell of `area` whose sign is not ASCII, and into those that it reaches over: names keep their
/// width, and nothing behind them moves.
pub(super) fn only(area: Rect, buf: &mut Buffer) {
    for row in area.intersection(buf.area).rows() {
        let mut rest = 0;
        for place in row.positions() {
            let Some(cell) = buf.cell_mut(place) else { continue };
            if rest > 0 {
                cell.set_symbol("?");
                rest -= 1;
            } else if !cell.symbol().is_ascii() {
                rest = cell.symbol().cell_width().saturating_sub(1);
                cell.set_symbol(sign(cell.symbol()));
            }
        }
    }
}

/// What stands for `symbol`: the keys with arrows have signs of their own.
fn sign(symbol: &str) -> &'static str {
    match symbol {
        "\u{2190}" => "<",
        "\u{2192}" => ">",
        "\u{2191}" => "^",
        "\u{2193}" => "v",
        "\u{2026}" => "~",
        _ => "?",
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;

    #[test]
    fn what_is_not_ascii_becomes_question_marks_of_the_same_width() {
        for (text, shown) in [
            ("Ada Quist", "Ada Quist"),
            ("Zoë Łuk!", "Zo? ?uk!"),
            ("佐藤 x", "???? x"),
            ("a\u{300}b", "?b"),
            ("← k", "< k"),
            ("נועה 7", "???? 7"),
        ] {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 1));
            buffer.set_string(0, 0, text, Style::new());
            only(buffer.area, &mut buffer);
            let line: String = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
            assert_eq!(line.trim_end(), shown, "{text}");
        }
    }
}
