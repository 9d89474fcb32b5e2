//! Everything about an agent.

use super::Sheet;
use crate::board::Line as Account;
use crate::domain::{Agent, FeedKind, Verb};
use crate::session::Who;
use crate::view::{agents, format};

pub(super) fn tell(sheet: &mut Sheet<'_>, line: &Account, agent: &Agent, who: &Who) {
    let scene = sheet.scene;
    let since = agent.since.map_or_else(String::new, |at| format!(" {}", format::clock(scene.at.since(at))));
    sheet.title(&who.name, &format!("{}{since}", agent.state.word()));
    sheet.doubt();
    if who.name != agent.name {
        sheet.fact("Called there", &agent.name);
    }
    for elsewhere in agents::also(scene, who) {
        sheet.fact("Also", &elsewhere);
    }
    sheet.maybe("Reason", agent.reason.as_deref());
    sheet.maybe("Extension", agent.extension.as_deref());
    sheet.maybe("Team", agent.group.as_deref());
    sheet.moment("In this state since", agent.since);
    sheet.figure("Calls taken", agent.handled);
    sheet.fact("Account", &line.account.to_string());
    sheet.fact("Id", &agent.id.text());
    sheet.freshness(line, FeedKind::Agents);
    sheet.heading("On");
    let mut none = true;
    for row in agents::on(line, agent) {
        none = false;
        let caller = &row.call.caller;
        let who = [&caller.name, &caller.number, &row.queue].into_iter().flatten().map(|text| &**text);
        let who = who.collect::<Vec<_>>().join(&format!(" {} ", scene.look.glyphs.dot));
        let (age, whole) = row.age(scene.at);
        let age = format!("{}{}", if whole { "" } else { ">" }, format::clock(age));
        sheet.fact(&format!("{} {age}", row.call.phase.word()), &who);
    }
    if none {
        sheet.maybe("no call", None);
    }
    sheet.details(&agent.details);
    sheet.abilities(line, &[Verb::SetState, Verb::Place]);
}
