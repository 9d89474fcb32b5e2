//! The columns of orders and what became of them.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::scene::Scene;
use super::text::span;
use super::{calls, footer};
use crate::board::{Filed, Stage};
use crate::session::OrderColumn;

/// What stands in a column.
pub(super) fn cell(scene: &Scene<'_>, filed: &Filed, column: OrderColumn) -> Line<'static> {
    let (order, dim) = (&filed.order, scene.look.theme.dim);
    match column {
        OrderColumn::Time => Line::from(scene.now.clock(order.at)),
        OrderColumn::Outcome => outcome(scene, filed),
        OrderColumn::Action => Line::from(order.action.words()),
        OrderColumn::Subject => Line::from(footer::subject(&order.subject)),
        OrderColumn::Account => Line::from(span(calls::name(scene, order.subject.account()), dim)),
        OrderColumn::Operator => Line::from(span(order.operator.to_string(), dim)),
    }
}

fn outcome(scene: &Scene<'_>, filed: &Filed) -> Line<'static> {
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
