//! The signs, in Unicode and in ASCII.

/// Which signs the terminal can draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signs {
    /// Lines, blocks and arrows.
    Unicode,
    /// Nothing beyond ASCII.
    Ascii,
}

/// What stands for what.
#[derive(Clone, Copy, Debug)]
pub struct Glyphs {
    /// The cursor's bar.
    pub cursor: &'static str,
    /// A line between regions.
    pub rule: &'static str,
    /// What is cut ends in it.
    pub ellipsis: &'static str,
    /// Between things in a row.
    pub dot: &'static str,
    /// From one hand to the next.
    pub arrow: &'static str,
    /// Worth a look.
    pub warn: &'static str,
    /// Needs a decision.
    pub alarm: &'static str,
    /// Sorted with the smallest first.
    pub ascending: &'static str,
    /// Sorted with the largest first.
    pub descending: &'static str,
    /// A marked row.
    pub mark: &'static str,
    /// Can hardly be true.
    pub doubt: &'static str,
    /// At least.
    pub least: &'static str,
    /// More columns at the left.
    pub left: &'static str,
    /// More columns at the right.
    pub right: &'static str,
    /// Went well.
    pub yes: &'static str,
    /// Did not.
    pub no: &'static str,
    /// Not over yet.
    pub pending: &'static str,
    /// Does not apply, or nobody knows yet.
    pub none: &'static str,
    /// Was true once.
    pub old: &'static str,
    /// Recording.
    pub recording: &'static str,
    /// A recording that is paused.
    pub paused: &'static str,
    /// Not recorded.
    pub off: &'static str,
    /// A supervisor listens.
    pub listening: &'static str,
    /// The scrollbar's track.
    pub track: &'static str,
    /// What of the list is on the screen.
    pub thumb: &'static str,
    /// The corners of a box, clockwise from the top left.
    pub corners: [&'static str; 4],
    /// The side of a box.
    pub side: &'static str,
}

impl Glyphs {
    /// The signs of that kind.
    pub fn new(signs: Signs) -> Self {
        match signs {
            Signs::Unicode => UNICODE,
            Signs::Ascii => ASCII,
        }
    }
}

const UNICODE: Glyphs = Glyphs {
    cursor: "▌",
    rule: "─",
    ellipsis: "…",
    dot: "·",
    arrow: "→",
    warn: "!",
    alarm: "‼",
    ascending: "▲",
    descending: "▼",
    mark: "◆",
    doubt: "?!",
    least: "≥",
    left: "‹",
    right: "›",
    yes: "✓",
    no: "✗",
    pending: "…",
    none: "–",
    old: "~",
    recording: "●",
    paused: "‖",
    off: "○",
    listening: "◉",
    track: "│",
    thumb: "┃",
    corners: ["┌", "┐", "┘", "└"],
    side: "│",
};

const ASCII: Glyphs = Glyphs {
    cursor: ">",
    rule: "-",
    ellipsis: "~",
    dot: "-",
    arrow: "->",
    warn: "!",
    alarm: "!!",
    ascending: "^",
    descending: "v",
    mark: "*",
    doubt: "?!",
    least: ">=",
    left: "<",
    right: ">",
    yes: "+",
    no: "x",
    pending: ".",
    none: "-",
    old: "~",
    recording: "*",
    paused: "=",
    off: "o",
    listening: "@",
    track: ":",
    thumb: "#",
    corners: ["+", "+", "+", "+"],
    side: "|",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::text::width;

    #[test]
    fn every_sign_of_a_column_or_a_line_is_one_cell_wide() {
        for glyphs in [UNICODE, ASCII] {
            for sign in [glyphs.cursor, glyphs.rule, glyphs.ellipsis, glyphs.dot, glyphs.warn]
                .into_iter()
                .chain([glyphs.ascending, glyphs.descending, glyphs.yes, glyphs.no])
                .chain([glyphs.pending, glyphs.none, glyphs.old, glyphs.recording, glyphs.paused, glyphs.off])
                .chain([glyphs.left, glyphs.right, glyphs.mark])
                .chain([glyphs.listening, glyphs.track, glyphs.thumb, glyphs.side])
                .chain(glyphs.corners)
            {
                assert_eq!(width(sign), 1, "{sign}");
            }
        }
    }

    #[test]
    fn the_ascii_signs_are_ascii() {
        assert!(format!("{ASCII:?}").is_ascii());
    }
}
