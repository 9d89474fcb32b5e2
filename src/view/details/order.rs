//! Everything about an order.

use super::Sheet;
use crate::board::{Filed, Stage};
use crate::domain::Subject;
use crate::view::footer;

pub(super) fn tell(sheet: &mut Sheet<'_>, filed: &Filed) {
    let order = &filed.order;
    sheet.title(&order.action.words(), filed.stage.word());
    sheet.fact("For", &footer::subject(&order.subject));
    sheet.fact("Account", &order.subject.account().to_string());
    if let Subject::Agent { calls, .. } = &order.subject {
        for call in calls {
            sheet.fact("Call", &format!("{}  {}", footer::caller(call), call.key.id.text()));
        }
    }
    let id = match &order.subject {
        Subject::Call { key, .. } => key.id.text(),
        Subject::Agent { key, .. } => key.id.text(),
    };
    sheet.fact("Id", &id);
    sheet.fact("By", &order.operator);
    sheet.fact("Receipt", &format!("{}.{}", order.ticket.session, order.ticket.number));
    sheet.heading("What became of it");
    sheet.moment("Ordered", Some(order.at));
    sheet.moment("Sent", filed.sent);
    sheet.moment(filed.stage.word(), Some(filed.at));
    match &filed.stage {
        Stage::Refused(why) | Stage::Unanswered(why) => sheet.fact("Why", why),
        Stage::Accepted(note) | Stage::Done(note) => {
            if let Some(note) = note {
                sheet.fact("The vendor says", note);
            }
        }
        Stage::Over(span) => sheet.fact("Lasted", span),
        Stage::Noted | Stage::Handed | Stage::Sent | Stage::Seen | Stage::NotSeen | Stage::Lost => {}
    }
}
