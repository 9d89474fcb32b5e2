//! What a meaning looks like. Alone in naming a colour.
//!
//! At rest everything is in the terminal's own colours and one grey. Amber means look, red means act, the
//! accent marks where one is. Every meaning that a colour carries is also carried by a word or a sign.

use ratatui::style::{Color, Modifier, Style};

use crate::domain::Urgency;

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// None: attributes alone.
    Mono,
    /// The sixteen of its own palette.
    Sixteen,
    /// 256.
    Indexed,
    /// All.
    Full,
}

/// What it draws on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Background {
    /// Light on dark.
    Dark,
    /// Dark on light.
    Light,
}

/// Meaning to style.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    /// What is said in passing.
    pub dim: Style,
    /// What is said first.
    pub strong: Style,
    /// Lines between regions.
    pub rule: Style,
    /// Where one is.
    pub accent: Style,
    /// Worth a look.
    pub warn: Style,
    /// Needs a decision.
    pub alarm: Style,
    /// Needs a decision, and may be seen from the other end of the room.
    pub shout: Style,
    /// Was true once.
    pub stale: Style,
    /// Said at all times: a demonstration, a board that cannot act.
    pub badge: Style,
    /// The picture stands still.
    pub frozen: Style,
    /// Where the next letter will stand.
    pub caret: Style,
}

impl Theme {
    /// The theme for a terminal.
    pub fn new(depth: Depth, background: Background) -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let inverse = bold.add_modifier(Modifier::REVERSED);
        let faint = plain.add_modifier(Modifier::DIM);
        let Some(colors) = colors(depth, background) else {
            return Self {
                dim: faint,
                strong: bold,
                rule: faint,
                accent: bold,
                warn: bold,
                alarm: bold.add_modifier(Modifier::UNDERLINED),
                shout: inverse,
                stale: faint.add_modifier(Modifier::ITALIC),
                badge: inverse,
                frozen: inverse,
                caret: plain.add_modifier(Modifier::REVERSED),
            };
        };
        let dim = colors.grey.map_or(faint, |grey| plain.fg(grey));
        Self {
            dim,
            strong: bold,
            rule: colors.line.map_or(faint, |line| plain.fg(line)),
            accent: bold.fg(colors.accent),
            warn: plain.fg(colors.amber),
            alarm: bold.fg(colors.red),
            shout: inverse.fg(colors.red),
            stale: dim.add_modifier(Modifier::ITALIC),
            badge: inverse.fg(colors.accent),
            frozen: inverse.fg(colors.amber),
            caret: plain.add_modifier(Modifier::REVERSED),
        }
    }

    /// The style of an urgency.
    pub(super) fn urgency(&self, urgency: Urgency) -> Style {
        match urgency {
            Urgency::Calm => Style::new(),
            Urgency::Warn => self.warn,
            Urgency::Critical => self.alarm,
        }
    }

    /// `style` under the cursor: weight, not a flood of colour. What was faint may not stay so, since
    /// terminals disagree about bold and faint at once.
    pub(super) fn selected(style: Style) -> Style {
        style.add_modifier(Modifier::BOLD).remove_modifier(Modifier::DIM)
    }
}

struct Colors {
    /// `None`: the terminal's own colour, faint. The sixteen have no grey that every palette can show.
    grey: Option<Color>,
    line: Option<Color>,
    accent: Color,
    amber: Color,
    red: Color,
}

fn colors(depth: Depth, background: Background) -> Option<Colors> {
    let (grey, line, accent, amber, red) = match (depth, background) {
        (Depth::Mono, _) => return None,
        (Depth::Sixteen, Background::Dark) => (None, None, Color::Cyan, Color::Yellow, Color::LightRed),
        (Depth::Sixteen, Background::Light) => (None, None, Color::Blue, Color::Magenta, Color::Red),
        (Depth::Indexed, Background::Dark) => (
            Some(Color::Indexed(246)),
            Some(Color::Indexed(240)),
            Color::Indexed(75),
            Color::Indexed(214),
            Color::Indexed(203),
        ),
        (Depth::Indexed, Background::Light) => (
            Some(Color::Indexed(242)),
            Some(Color::Indexed(250)),
            Color::Indexed(25),
            Color::Indexed(130),
            Color::Indexed(160),
        ),
        (Depth::Full, Background::Dark) => (
            Some(Color::Rgb(0x8b, 0x94, 0x9e)),
            Some(Color::Rgb(0x48, 0x4f, 0x58)),
            Color::Rgb(0x6c, 0xb6, 0xff),
            Color::Rgb(0xf0, 0xb4, 0x49),
            Color::Rgb(0xff, 0x6b, 0x62),
        ),
        (Depth::Full, Background::Light) => (
            Some(Color::Rgb(0x65, 0x6d, 0x76)),
            Some(Color::Rgb(0xc4, 0xca, 0xd1)),
            Color::Rgb(0x05, 0x50, 0xae),
            Color::Rgb(0x95, 0x5c, 0x00),
            Color::Rgb(0xc2, 0x1a, 0x25),
        ),
    };
    Some(Colors { grey, line, accent, amber, red })
}
