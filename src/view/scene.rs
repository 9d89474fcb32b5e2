//! What is drawn, at which time, and how it looks: what every part of the picture is given.

use std::time::Duration;

use chrono::{DateTime, FixedOffset, TimeDelta};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::text::span;
use super::{Look, format};
use crate::board::{Board, Line as Account, Standing};
use crate::domain::{At, FeedKind, Urgency};
use crate::session::{Row, Session};

/// The present, on our own time line and on the wall.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// On our time line.
    pub at: At,
    /// The wall clock at that same instant.
    pub wall: DateTime<FixedOffset>,
}

impl Now {
    /// What the wall clock shows at `at`: `14:05:32`, or `11-19 14:05` on another day.
    pub fn clock(&self, at: At) -> String {
        let apart = TimeDelta::try_milliseconds(at.millis().saturating_sub(self.at.millis()));
        let Some(wall) = apart.and_then(|apart| self.wall.checked_add_signed(apart)) else {
            return "?".to_owned();
        };
        let today = wall.date_naive() == self.wall.date_naive();
        wall.format(if today { "%H:%M:%S" } else { "%m-%d %H:%M" }).to_string()
    }
}

/// What is drawn, at which time, and how it looks.
pub(super) struct Scene<'a> {
    pub(super) session: &'a Session,
    /// The board that is looked at, which may be a frozen one.
    pub(super) board: &'a Board,
    pub(super) now: &'a Now,
    /// The time on that board: a frozen picture's clocks stand still with it.
    pub(super) at: At,
    pub(super) look: &'a Look,
}

impl<'a> Scene<'a> {
    pub(super) fn new(session: &'a Session, now: &'a Now, look: &'a Look) -> Self {
        let at = session.frozen().unwrap_or(now.at);
        Self { session, board: session.board(), now, at, look }
    }

    /// The sign of an urgency.
    pub(super) fn mark(&self, urgency: Urgency) -> &'static str {
        match urgency {
            Urgency::Calm => "",
            Urgency::Warn => self.look.glyphs.warn,
            Urgency::Critical => self.look.glyphs.alarm,
        }
    }

    /// A time with the mark of its urgency beside it; as wide with a mark as without.
    /// What is longer than anything lasts is doubted, and urges nobody.
    pub(super) fn judged(&self, urgency: Urgency, time: Duration) -> Line<'static> {
        if format::is_absurd(time) {
            let said = format!("{}{:>2}", format::clock(time), self.look.glyphs.doubt);
            return Line::from(span(said, self.look.theme.warn));
        }
        let style = self.look.theme.urgency(urgency);
        Line::from(span(format!("{}{:>2}", format::clock(time), self.mark(urgency)), style))
    }

    /// A dash: does not apply, or nobody knows yet.
    pub(super) fn dash(&self) -> Span<'static> {
        span(self.look.glyphs.none, self.look.theme.dim)
    }

    /// What a vendor cannot say.
    pub(super) fn not_measurable(&self) -> Span<'static> {
        span(format::NOT_MEASURABLE, self.look.theme.dim)
    }

    /// Between things in a row.
    pub(super) fn dot(&self) -> Span<'static> {
        span(format!(" {} ", self.look.glyphs.dot), self.look.theme.dim)
    }

    /// `text`, or a dash.
    pub(super) fn or_dash(&self, text: Option<&str>, style: Style) -> Span<'static> {
        text.map_or_else(|| self.dash(), |text| span(text.to_owned(), style))
    }

    /// Which list a row came in.
    pub(super) fn feed(row: &Row) -> Option<(&Account, FeedKind)> {
        match row {
            Row::Call(line, kind, _) => Some((line, *kind)),
            Row::Queue(line, _) => Some((line, FeedKind::Queues)),
            Row::Agent(line, ..) => Some((line, FeedKind::Agents)),
            Row::Account(_) | Row::Order(_) => None,
        }
    }

    /// How old a row is, if it is no longer known to be true, and why.
    pub(super) fn stale(&self, row: &Row) -> Option<(Duration, &'static str)> {
        let (line, kind) = Self::feed(row)?;
        match line.standing(kind, self.at) {
            Standing::Stale { age, why } => Some((age.unwrap_or_default(), why)),
            Standing::Awaited | Standing::Fresh | Standing::NotOffered => None,
        }
    }

    /// Why a row can hardly be true, if so.
    pub(super) fn doubt(&self, row: &Row) -> Option<String> {
        match row {
            Row::Call(line, _, call) => line.doubt(call, self.at),
            Row::Agent(line, agent, _) => line.phantom_agent(agent, self.at).map(|span| {
                format!(
                    "{} for {}, but no live call names this agent",
                    agent.state.word(),
                    format::clock(span)
                )
            }),
            Row::Queue(..) | Row::Account(_) | Row::Order(_) => None,
        }
    }

    /// How long until `at`, as a clock; `None` if that is now or past.
    pub(super) fn until(&self, at: At) -> Option<String> {
        (at > self.now.at).then(|| format::clock(at.since(self.now.at)))
    }
}
