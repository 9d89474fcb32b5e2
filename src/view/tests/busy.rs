//! A floor as busy as one likes.

use super::floor::{Floor, agent, answered, call, queue, snapshot};
use crate::domain::{Agent, AgentState, Call, Phase, Queue, Recording, Text};

const PEOPLE: [&str; 12] = [
    "Ada Quist",
    "נועה לוי",
    "佐藤 花子",
    "Nguyễn Thị Ánh",
    "B. Lang",
    "Grace Hopper",
    "محمد علي",
    "Zoë O’Brien",
    "Lena Brandt",
    "Ivo Marek",
    "Tomas Okafor",
    "Dana Peretz",
];
const QUEUES: [&str; 5] = ["Support", "Sales", "Billing", "Customer care, second level", "תמיכה"];

/// A floor with so many calls, and agents and queues to go with them.
pub(super) fn busy(calls: u64) -> Floor {
    let names = ["ringcentral.main", "asterisk.lab", "voicenter.tlv", "tel4vn.hn", "8x8.eu"];
    (0_u64..).zip(names).fold(Floor::of(&names), |floor, (index, name)| {
        let calls = (0..calls).filter(|place| place % 5 == index).map(one_call).collect();
        let agents = (0..9).map(|place| one_agent(place, index)).collect();
        let queues = (0..3).map(|place| one_queue(place, index)).collect();
        floor.polled(name, 1 + index, snapshot(calls, agents, queues))
    })
}

fn pick<T: Clone>(of: &[T], place: u64) -> T {
    of[usize::try_from(place).expect("few") % of.len()].clone()
}

fn one_call(place: u64) -> Call {
    let number = format!("+1 650 555 {:04}", 100 + place * 7);
    let phase = match place % 7 {
        0 => Phase::Queued,
        1 => Phase::Ringing,
        5 => Phase::Held,
        _ => Phase::Talking,
    };
    let waits = place % 7 < 2;
    let began = if waits { (place * 37) % 260 } else { 60 + place * 83 };
    let mut call = call(&format!("c{place:03}"), &phase, (pick(&PEOPLE, place), &number), began);
    call.queue_name = Some(Text::new(pick(&QUEUES, place)));
    let recordings =
        [Recording::On, Recording::Off, Recording::Paused, Recording::Unknown, Recording::Set(true)];
    call.recording = pick(&recordings, place);
    if waits { call } else { answered(call, place * 5 % 140, pick(&PEOPLE, place + 5)) }
}

fn one_agent(place: u64, index: u64) -> Agent {
    let states = [
        AgentState::Talking,
        AgentState::Ready,
        AgentState::Wrapup,
        AgentState::Paused,
        AgentState::Offline,
        AgentState::Ringing,
        AgentState::Held,
        AgentState::Unknown(Text::new("AUX 3")),
        AgentState::NotReady,
    ];
    let state = pick(&states, place * 5 + index);
    let mut agent = agent(pick(&PEOPLE, place), state.clone(), place * 171 + index * 40);
    agent.reason = (state == AgentState::Paused).then(|| Text::new("Lunch"));
    agent
}

fn one_queue(place: u64, index: u64) -> Queue {
    let waiting = u32::try_from(place).expect("few");
    let mut queue = queue(pick(&QUEUES, place + index), Some(waiting), (place > 0).then_some(place * 70));
    if place == 0 {
        (queue.ready, queue.counts.in_time) = (Some(3), None);
    }
    queue
}
