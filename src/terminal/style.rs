//! What cells are written like, and the shortest way from one style to another.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

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

/// What is seen of a blank, apart from its ground.
const SEEN: Modifier = Modifier::UNDERLINED.union(Modifier::REVERSED).union(Modifier::CROSSED_OUT);

/// What `1`, `2`, `3`, `4`, `7` and `9` switch on, and what switches it off again.
const ATTRIBUTES: [(Modifier, u8, u8); 6] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::REVERSED, 7, 27),
    (Modifier::CROSSED_OUT, 9, 29),
];

impl Style {
    /// A cell's style. Bold and dim exclude each other: terminals disagree about what both are. A blank that
    /// shows nothing but its ground has no other style than that.
    pub(super) fn of(cell: &Cell) -> Self {
        if is_void(cell) {
            return Self { bg: cell.bg, ..Self::default() };
        }
        let dim = if cell.modifier.contains(Modifier::BOLD) { Modifier::DIM } else { Modifier::empty() };
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier - dim }
    }

    /// Whether `cell` written like this looks as it shall.
    pub(super) fn fits(self, cell: &Cell) -> bool {
        if is_void(cell) {
            return self.bg == cell.bg && !self.modifier.intersects(SEEN);
        }
        self == Self::of(cell)
    }

    /// The bytes that turn a terminal's style from this into `to`.
    pub(super) fn into(self, to: Self) -> Vec<u8> {
        if self == to {
            return Vec::new();
        }
        let (changed, anew) = (self.change(to), to.anew());
        if changed.len() <= anew.len() { changed } else { anew }
    }

    /// The parameters that turn it into `to`.
    fn change(self, to: Self) -> Vec<u8> {
        let mut codes = Vec::new();
        let (off, mut on) = (self.modifier - to.modifier, to.modifier - self.modifier);
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
        if self.fg != to.fg {
            codes.push(color(to.fg, 30));
        }
        if self.bg != to.bg {
            codes.push(color(to.bg, 40));
        }
        if codes.is_empty() { Vec::new() } else { format!("\x1b[{}m", codes.join(";")).into_bytes() }
    }

    /// The parameters that set it from nothing.
    fn anew(self) -> Vec<u8> {
        let mut codes = vec![String::new()];
        attributes(self.modifier, &mut codes);
        for (value, base) in [(self.fg, 30), (self.bg, 40)] {
            if value != Color::Reset {
                codes.push(color(value, base));
            }
        }
        format!("\x1b[{}m", codes.join(";")).into_bytes()
    }
}

/// Whether nothing is seen of `cell` but its ground.
pub(super) fn is_void(cell: &Cell) -> bool {
    cell.symbol() == " " && !cell.modifier.intersects(SEEN)
}

/// Whether `cell` looks like one that was erased.
pub(super) fn is_erased(cell: &Cell) -> bool {
    is_void(cell) && cell.bg == Color::Reset
}

/// Whether two cells look alike.
pub(super) fn alike(a: &Cell, b: &Cell) -> bool {
    a == b || a.bg == b.bg && is_void(a) && is_void(b)
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
