//! Where the figures of the row and of the second line come from, and how they are made.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Sheet, scrolled};
use crate::board::{Level, Line as Account, Tells};
use crate::domain::{FeedKind, Queue, Timed};
use crate::session::Row;
use crate::view::dialog::frame;
use crate::view::scene::Scene;
use crate::view::{format, limits};

/// How wide the box is, where there is room.
const WIDTH: u16 = 96;

/// Draws a box above the list, its text scrolled down by `top` lines.
pub(in crate::view) fn draw(scene: &Scene<'_>, top: u16, area: Rect, buf: &mut Buffer) {
    // The footer tells how to leave it.
    let area = Rect { height: area.height.saturating_sub(2), ..area };
    let width = WIDTH.min(area.width.saturating_sub(4));
    let mut sheet = Sheet { scene, width: usize::from(width.saturating_sub(6)), lines: Vec::new() };
    row(&mut sheet);
    totals(&mut sheet);
    let height = u16::try_from(sheet.lines.len() + 2).unwrap_or(u16::MAX);
    let title = ("Where these figures come from", scene.look.theme.accent);
    let inner = frame(scene, title, (width, height), area, buf);
    scrolled(scene, &sheet.lines, top, inner, buf);
}

fn row(sheet: &mut Sheet<'_>) {
    let scene = sheet.scene;
    match scene.session.selected() {
        Some(Row::Queue(line, queue)) => of_queue(sheet, line, queue),
        Some(Row::Call(line, kind, call)) => {
            let in_force = line.limits_of(call);
            sheet.title("This call", &line.account.to_string());
            sheet.fact("Wait", "from entering the queue to an agent's answer, by the vendor's own times");
            sheet.fact("  urgent", &limits::held(scene, line, in_force, Timed::Wait));
            if let Some(of) = Timed::of_call(&call.call.phase) {
                sheet.fact("State", &format!("{} {}", of.word(), limits::held(scene, line, in_force, of)));
            }
            sheet.fact(
                "Age",
                "since the earliest time the vendor tells; with > since this board first saw it",
            );
            sheet.freshness(line, *kind);
        }
        Some(Row::Agent(line, agent, _)) => {
            sheet.title("This agent", &line.account.to_string());
            sheet.fact("For", "since the vendor says the state began; n/m where it does not say");
            if let Some(of) = Timed::of_agent(&agent.state) {
                sheet.fact("  urgent", &limits::held(scene, line, &line.limits.own, of));
            }
            sheet.fact("With", "the calls of the same account that name this agent");
            sheet.fact("Taken", "calls taken since the vendor began to count");
            sheet.freshness(line, FeedKind::Agents);
        }
        Some(Row::Account(line)) => {
            sheet.title("This account", &line.account.to_string());
            sheet.fact("Heard", "since its last poll ended, whatever came of it");
            sheet.fact("Budget", "requests left in this minute, of those that are allowed");
            sheet.fact("Clock", "how far the vendor's clock is from ours, by the times of its answers");
        }
        Some(Row::Order(_)) => {
            sheet.title("This order", "the audit log");
            sheet.fact("Outcome", "the vendor's word, then whether its lists show it");
        }
        None => {}
    }
}

fn of_queue(sheet: &mut Sheet<'_>, line: &Account, queue: &Queue) {
    sheet.title(&queue.name, &line.account.to_string());
    let within =
        queue.target.map_or_else(|| "in time".to_owned(), |it| format!("within {}", format::brief(it)));
    sheet.fact("Service level (SL-3)", &format!("calls answered {within} / (answered + abandoned)"));
    match Level::of(&queue.counts) {
        Some(level) => {
            sheet.fact("  numerator", &format!("{} answered {within}", level.in_time));
            let counts = &queue.counts;
            let (answered, abandoned) = (
                level.offered - counts.abandoned.unwrap_or(0).min(level.offered),
                counts.abandoned.unwrap_or(0),
            );
            sheet.fact(
                "  denominator",
                &format!("{} = {answered} answered + {abandoned} abandoned", level.offered),
            );
            let few = line.limits_in(queue).small_sample;
            let faint = if level.offered < few {
                format!(", faint: over fewer than {few} calls")
            } else {
                String::new()
            };
            let percent = level.percent().map(|percent| format!("{percent} %{faint}"));
            sheet.maybe("  result", percent.as_deref());
        }
        None => sheet.fact("  result", "n/m: this vendor does not tell all of these counts"),
    }
    sheet.fact("ASA", "seconds waited by all answered calls / answered calls");
    sheet.fact("Waiting, longest", "its callers in list 2; + how many more it counts, or its head");
    let in_force = line.limits_in(queue);
    sheet.fact("  urgent", &limits::held(sheet.scene, line, in_force, Timed::Wait));
    sheet.fact("Counted since", "the vendor's day began; callers who still wait are not in it");
    sheet.freshness(line, FeedKind::Queues);
}

fn totals(sheet: &mut Sheet<'_>) {
    let gap = !sheet.lines.is_empty();
    if gap {
        sheet.lines.push(Line::default());
    }
    let scene = sheet.scene;
    sheet.title("The second line", "the whole floor, from counts, never averages");
    let mut figure = |label: &str, what: &str, tells: fn(&Account) -> Tells| {
        let all = &scene.board.lines;
        let silent: Vec<String> = all
            .iter()
            .filter(|line| tells(line) == Tells::Nothing)
            .map(|line| line.label.to_string())
            .collect();
        let part: Vec<String> =
            all.iter().filter(|line| tells(line) == Tells::Part).map(|line| line.label.to_string()).collect();
        let over = match (all.len() - silent.len(), silent.as_slice()) {
            (_, []) => "over all accounts".to_owned(),
            (0, _) => "no account tells".to_owned(),
            (told, _) => format!("over {told} of {} accounts, not {}", all.len(), silent.join(", ")),
        };
        let part = match part.as_slice() {
            [] => String::new(),
            some => {
                format!("; {} only in part: rows could not be read, or a list is missing", some.join(", "))
            }
        };
        sheet.fact(label, &format!("{what}; {over}{part}"));
    };
    figure(
        "Waiting",
        "list 2: in a queue or ringing at an agent, each once; + how many more queues count",
        Account::tells_waiting,
    );
    figure(
        "longest",
        "of list 2, but for doubtful ones; + of a queue's head that is not listed; as urgent as the most urgent of them, each by its queue's limit",
        Account::tells_waiting,
    );
    figure("Calls", "live calls out of the queues, ringing ones too", Account::tells_calls);
    figure("Ready", "agents who could take a call now, each counted once", Account::tells_agents);
    figure(
        "Talking",
        "agents on an answered call; Ringing, Dialing: on one that is not",
        Account::tells_agents,
    );
    figure(
        "Wrap-up, Paused, Off",
        "agents by their state; Other is a vendor's own word",
        Account::tells_agents,
    );
    figure(
        "SL",
        "SL-3 over the sums: all answered in time / all answered or abandoned",
        Account::tells_level,
    );
}
