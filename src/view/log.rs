//! The columns of orders and what became of them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::scene::Scene;
use super::table::{self, Spec};
use super::text::span;
use super::{calls, footer};
use crate::board::{Filed, Stage};
use crate::session::{Column, Row};

pub(super) type Cell = fn(&Scene<'_>, &Filed, u16) -> Line<'static>;

/// The columns, as `session::columns` orders them.
pub(super) const COLUMNS: &[Spec<Cell>] = &[
    Spec::left(Column::Time, "Time", ([11, 11, 11], 0), |scene, it, _| {
        Line::from(scene.now.clock(it.order.at))
    }),
    Spec::left(Column::Outcome, "Outcome", ([16, 40, 64], 0), outcome),
    Spec::left(Column::Action, "Action", ([14, 16, 32], 0), |_, it, _| Line::from(it.order.action.words())),
    Spec::left(Column::Subject, "For", ([18, 24, 44], 0), |_, it, _| {
        Line::from(footer::subject(&it.order.subject))
    }),
    Spec::left(Column::Account, "Account", ([9, 12, 20], 2), |scene, it, _| {
        let name = calls::name(scene, it.order.subject.account());
        Line::from(span(name, scene.look.theme.dim))
    }),
    Spec::left(Column::Operator, "By", ([8, 8, 20], 1), |scene, it, _| {
        Line::from(span(it.order.operator.to_string(), scene.look.theme.dim))
    }),
];

/// Draws the list.
pub(super) fn draw(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    table::draw(scene, COLUMNS, area, buf, |spec, row, width| match row {
        Row::Order(filed) => (spec.cell)(scene, filed, width),
        Row::Call(..) | Row::Queue(..) | Row::Agent(..) | Row::Account(_) => Line::default(),
    });
}

fn outcome(scene: &Scene<'_>, filed: &Filed, _: u16) -> Line<'static> {
    let (sign, style) = footer::verdict(scene, &filed.stage);
    let words = match &filed.stage {
        Stage::Refused(why) | Stage::Unanswered(why) | Stage::Over(why) => {
            format!(" {}: {why}", filed.stage.word())
        }
        Stage::Noted
        | Stage::Handed
        | Stage::Sent
        | Stage::Accepted(_)
        | Stage::Done(_)
        | Stage::Seen
        | Stage::NotSeen
        | Stage::Lost => {
            format!(" {}", filed.stage.word())
        }
    };
    Line::from(vec![Span::styled(sign, style), span(words, Style::new())])
}
