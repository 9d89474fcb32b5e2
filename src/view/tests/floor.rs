//! A floor to look at: accounts that tell what a test says, at fixed times.

use std::sync::Arc;
use std::time::Duration;

use chrono::DateTime;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::board::Board;
use crate::domain::{
    Abilities, Ability, Account, Agent, AgentState, At, Call, ClockOffset, Counts, Direction, Fault, Feed,
    Party, Permissions, Phase, Queue, Recording, Snapshot, Text, Verb,
};
use crate::messages::{Budget, Fact, Polled};
use crate::session::{Banner, Intent, Operator, Session};
use crate::view::{self, Background, Depth, Look, Now, Signs};

/// 14:05:32 on the wall.
pub(super) const NOW: At = At::from_millis(1_800_000_332_000);

pub(super) fn ago(seconds: u64) -> At {
    NOW - Duration::from_secs(seconds)
}

pub(super) fn now() -> Now {
    now_after(0)
}

pub(super) fn now_after(seconds: u64) -> Now {
    let wall = DateTime::parse_from_rfc3339("2026-11-20T14:05:32+02:00").expect("a time");
    let span = Duration::from_secs(seconds);
    Now { at: NOW + span, wall: wall + span }
}

pub(super) fn look() -> Look {
    Look::new(Depth::Full, Background::Dark, Signs::Unicode)
}

pub(super) fn account(name: &str) -> Account {
    let (vendor, name) = name.split_once('.').expect("vendor.name");
    Account::new(vendor, name)
}

/// A board, fact by fact.
pub(super) struct Floor {
    pub(super) board: Board,
}

impl Floor {
    pub(super) fn of(accounts: &[&str]) -> Self {
        let every = Duration::from_secs(5);
        let accounts: Vec<_> = accounts.iter().map(|name| (account(name), every)).collect();
        Self { board: Board::new(&accounts) }
    }

    pub(super) fn tell(&mut self, fact: Fact, at: At) -> Vec<crate::board::Effect> {
        self.board.learn(fact, at)
    }

    /// The account told this, so many seconds ago.
    pub(super) fn polled(mut self, name: &str, seconds: u64, snapshot: Snapshot) -> Self {
        let polled = poll(name, seconds, snapshot);
        self.tell(Fact::Polled(Box::new(polled)), ago(seconds));
        self
    }

    pub(super) fn session(&self) -> Session {
        self.session_of("ann")
    }

    pub(super) fn session_of(&self, name: &str) -> Session {
        let operator = Operator {
            name: Text::new(name),
            permissions: Permissions::All,
            phone: Some(Text::new("5550123")),
            phones: vec![],
        };
        let banner = Banner { title: Text::new("Support floor"), demo: false };
        Session::new(1, operator, banner, Arc::new(self.board.clone()), NOW)
    }
}

pub(super) fn poll(name: &str, seconds: u64, snapshot: Snapshot) -> Polled {
    Polled {
        account: account(name),
        at: ago(seconds),
        snapshot,
        abilities: abilities(name),
        took: Duration::from_millis(120),
        skew: Some(ClockOffset::believed(400)),
        budget: Budget { left: 57, per_minute: 60 },
        next: ago(seconds) + Duration::from_secs(5),
    }
}

fn abilities(name: &str) -> Abilities {
    let all = Abilities::new().seen(&Verb::ALL);
    if name.starts_with("8x8") {
        return all.without(&[Verb::Whisper, Verb::Barge], "8x8 cannot whisper through its API");
    }
    assert_eq!(all.of(Verb::Park), Ability::Seen);
    all.without(&[Verb::Park, Verb::Dispose], "not offered by this vendor")
}

pub(super) fn snapshot(calls: Vec<Call>, agents: Vec<Agent>, queues: Vec<Queue>) -> Snapshot {
    Snapshot {
        calls: Feed::fresh(calls),
        waiting: Feed::Skipped,
        agents: Feed::fresh(agents),
        queues: Feed::fresh(queues),
        states: vec![],
        listeners: None,
    }
}

pub(super) fn failed() -> Snapshot {
    Snapshot::failed(&Fault::RateLimited { after: Some(Duration::from_mins(1)) })
}

/// A call that began so many seconds ago; `waited` of them in its queue if it has been answered.
pub(super) fn call(id: &str, phase: &Phase, (name, number): (&str, &str), began: u64) -> Call {
    let mut call = Call::new(id.into(), phase.clone());
    call.caller = Party::new(Some(name), Some(number));
    call.direction = Direction::Inbound;
    call.dialled = Some(Text::new("0800 100 200"));
    call.queue_name = Some(Text::new("Support"));
    call.started = Some(ago(began));
    call.entered = Some(ago(began));
    call.recording = Recording::Off;
    call
}

pub(super) fn answered(mut call: Call, waited: u64, agent: &str) -> Call {
    call.answered = call.entered.map(|at| at + Duration::from_secs(waited));
    call.agent = Some(agent.into());
    call.agent_name = Some(Text::new(agent));
    call
}

pub(super) fn agent(name: &str, state: AgentState, since: u64) -> Agent {
    let mut agent = Agent::new(name.into(), Text::new(name), state);
    agent.extension = Some(Text::new("7002"));
    agent.since = Some(ago(since));
    agent.group = Some(Text::new("Tier 1"));
    agent.handled = Some(17);
    agent
}

pub(super) fn queue(name: &str, waiting: Option<u32>, longest: Option<u64>) -> Queue {
    let mut queue = Queue::new(name.into(), Text::new(name));
    queue.waiting = waiting;
    queue.longest = longest.map(ago);
    queue.ringing = Some(1);
    queue.talking = Some(4);
    queue.staffed = Some(9);
    queue.ready = Some(0);
    queue.counts = Counts {
        answered: Some(200),
        abandoned: Some(12),
        in_time: Some(161),
        answer_wait: Some(5_400),
        ..Counts::default()
    };
    queue
}

/// A floor on a normal day, with one account that is dead.
pub(super) fn normal() -> Floor {
    let mut paused =
        answered(call("c4", &Phase::Talking, ("Noa Levi", "+972 72 277 6772"), 242), 3, "Dana Peretz");
    paused.recording = Recording::Paused;
    paused.queue_name = Some(Text::new("Sales"));
    let mut held =
        answered(call("c5", &Phase::Held, ("Ada Quist", "+1 202 555 0101"), 555), 31, "Tomas Okafor");
    held.recording = Recording::On;
    let mut ring = call("c6", &Phase::Ringing, ("", "0899 123 456"), 9);
    ring.agent_name = Some(Text::new("agent07"));
    ring.queue_name = Some(Text::new("CALL_CENTER"));
    let mut other = answered(call("c7", &Phase::Talking, ("Grace Hopper", ""), 380), 0, "Rui Costa");
    (other.entered, other.started, other.answered) = (None, None, None);
    (other.dialled, other.recording) = (None, Recording::Unknown);
    other.queue_name = Some(Text::new("Billing"));
    let mut talk = answered(call("c3", &Phase::Talking, ("B. Lang", "+1 650 123 4567"), 760), 14, "Paco Vu");
    talk.recording = Recording::On;
    let main = vec![call("c1", &Phase::Queued, ("Ada Quist", "+1 415 555 0110"), 192), talk];
    let pbx = vec![call("c2", &Phase::Queued, ("", "+1 202 555 0147"), 108), held];
    let agents = vec![
        agent("Paco Vu", AgentState::Talking, 746),
        agent("Lena Brandt", AgentState::Ready, 12),
        agent("Ivo Marek", AgentState::Paused, 2_800),
    ];
    Floor::of(&["ringcentral.main", "asterisk.lab", "voicenter.tlv", "tel4vn.hn", "8x8.eu"])
        .polled("ringcentral.main", 2, snapshot(main, agents, vec![queue("Support", Some(1), Some(192))]))
        .polled("asterisk.lab", 1, snapshot(pbx, vec![agent("Tomas Okafor", AgentState::Held, 40)], vec![]))
        .polled(
            "voicenter.tlv",
            3,
            snapshot(
                vec![paused],
                vec![agent("Dana Peretz", AgentState::Talking, 239)],
                vec![queue("Sales", Some(0), None)],
            ),
        )
        .polled(
            "tel4vn.hn",
            2,
            Snapshot {
                agents: Feed::NotOffered(Text::new("its API lists no agents")),
                queues: Feed::NotOffered(Text::new("its API lists no queues")),
                ..snapshot(vec![ring], vec![], vec![])
            },
        )
        .polled(
            "8x8.eu",
            42,
            snapshot(vec![other], vec![agent("Rui Costa", AgentState::Talking, 380)], vec![]),
        )
        .dead("8x8.eu", 12)
}

impl Floor {
    fn dead(mut self, name: &str, seconds: u64) -> Self {
        let polled = Polled { next: NOW + Duration::from_secs(18), ..poll(name, seconds, failed()) };
        self.tell(Fact::Polled(Box::new(polled)), ago(seconds));
        self
    }
}

pub(super) fn press(session: &mut Session, keys: &str) -> Vec<Intent> {
    press_at(session, keys, NOW)
}

/// Presses keys half a second apart, from `at` on.
pub(super) fn press_at(session: &mut Session, keys: &str, at: At) -> Vec<Intent> {
    (0..)
        .zip(keys.chars())
        .flat_map(|(place, key)| {
            let code = match key {
                '\n' => KeyCode::Enter,
                '\t' => KeyCode::Tab,
                '\u{1b}' => KeyCode::Esc,
                key => KeyCode::Char(key),
            };
            session.key(KeyEvent::new(code, KeyModifiers::NONE), at + Duration::from_millis(500 * place))
        })
        .collect()
}

pub(super) fn buffer(session: &mut Session, now: &Now, look: &Look, (width, height): (u16, u16)) -> Buffer {
    let area = Rect::new(0, 0, width, height);
    session.fit(view::page(session, area));
    let mut buffer = Buffer::empty(area);
    view::render(session, now, look, area, &mut buffer);
    buffer
}

/// The picture as text, without what is blank at the ends of lines.
pub(super) fn picture(session: &mut Session, width: u16, height: u16) -> String {
    text_of(&buffer(session, &now(), &look(), (width, height)))
}

pub(super) fn text_of(buffer: &Buffer) -> String {
    use unicode_width::UnicodeWidthStr as _;
    let mut text = String::new();
    for row in buffer.content.chunks(usize::from(buffer.area.width).max(1)) {
        let (mut line, mut skip) = (String::new(), 0_usize);
        for cell in row {
            if skip == 0 {
                line.push_str(cell.symbol());
                skip = cell.symbol().width();
            }
            skip = skip.saturating_sub(1);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
