//! What terminals answer, among the keys of somebody who gives orders.

use std::sync::Arc;

use super::*;
use crate::board::{Board, Effect};
use crate::domain::{Abilities, Account, Call, CallId, Feed, Party, Permissions, Phase, Snapshot, Verb};
use crate::messages::{Aim, Budget, Fact, OrderRequest, Polled, Request};
use crate::session::{Banner, Intent, Operator, Row, Session};

/// Three calls, whoever looks at them, and the line that their keys come on.
struct Desk {
    line: Line,
    session: Session,
}

impl Desk {
    fn new() -> Self {
        let account = Account::new("x", "main");
        let every = Duration::from_secs(5);
        let mut board = Board::new(&[(account.clone(), every)]);
        let snapshot = Snapshot {
            calls: Feed::fresh(["c1", "c2", "c3"].map(call).to_vec()),
            waiting: Feed::Skipped,
            agents: Feed::Skipped,
            queues: Feed::Skipped,
            states: Vec::new(),
            listeners: None,
        };
        let polled = Polled {
            account,
            at: START,
            snapshot,
            abilities: Abilities::new().seen(&Verb::ALL),
            took: Duration::ZERO,
            skew: None,
            budget: Budget { left: 1, per_minute: 1 },
            next: START,
        };
        let effects = board.learn(Fact::Polled(Box::new(polled)), START);
        assert!(effects.iter().all(|effect| matches!(effect, Effect::Happened(_))), "nothing is to be done");
        let operator = Operator {
            name: "dana".into(),
            permissions: Permissions::All,
            phone: Some("+15550100".into()),
            phones: Vec::new(),
        };
        let banner = Banner { title: "Floor".into(), demo: false };
        let session = Session::new(1, operator, banner, Arc::new(board), START);
        Self { line: Line::default(), session }
    }

    /// Sends `bytes` after a pause; the orders that come of it, the pause's own with them.
    fn send(&mut self, bytes: &[u8], after: Duration) -> Vec<OrderRequest> {
        const STEP: Duration = Duration::from_millis(50);
        let (mut left, mut orders) = (after, Vec::new());
        while !left.is_zero() {
            self.line.wait(left.min(STEP));
            left = left.saturating_sub(STEP);
            orders.extend(self.press());
        }
        self.line.send(bytes, Duration::ZERO);
        orders.extend(self.press());
        orders
    }

    /// Hands on the keys that were found by now.
    fn press(&mut self) -> Vec<OrderRequest> {
        let now = self.line.now.unwrap_or(START);
        let keys = std::mem::take(&mut self.line.found).into_iter();
        let keys = keys.filter_map(|input| if let Input::Key(press) = input { Some(press) } else { None });
        let intents: Vec<_> = keys.flat_map(|press| self.session.key(press, now)).collect();
        let order =
            |intent| if let Intent::Ask(Request::Order(order)) = intent { Some(*order) } else { None };
        intents.into_iter().filter_map(order).collect()
    }

    /// The call under the cursor.
    fn selected(&self) -> Option<CallId> {
        match self.session.selected() {
            Some(Row::Call(_, _, row)) => Some(row.call.id.clone()),
            _ => None,
        }
    }
}

/// A call whose number ends in two digits of its own, which are what hanging it up asks for.
fn call(id: &str) -> Call {
    let mut call = Call::new(CallId::from(id), Phase::Talking);
    call.caller = Party::new(None, Some(&format!("+155501{}", id.trim_start_matches('c').repeat(2))));
    call.agent = Some("a1".into());
    call
}

fn named(order: &OrderRequest) -> Option<CallId> {
    match &order.aim {
        Aim::Call(aim) => Some(aim.key.id.clone()),
        Aim::Agent { .. } => None,
    }
}

/// What happens on the line: somebody presses a key, or a piece of an answer comes.
#[derive(Clone, Debug)]
enum Happens {
    Key(u8, u64),
    Answers(Vec<(Vec<u8>, Duration)>),
}

/// A key, and a silence before it that an order needs.
fn key() -> impl Strategy<Value = (u8, u64)> {
    (prop::sample::select(&b"mwEXjkgRyn112233\r"[..]), 150..2_500_u64)
}

/// Keys, and between them whole answers whose pieces are up to a second apart.
fn line() -> impl Strategy<Value = Vec<Happens>> {
    let happens = prop_oneof![
        3 => key().prop_map(|(key, pause)| Happens::Key(key, pause)),
        1 => pieces(1000).prop_map(Happens::Answers),
    ];
    prop::collection::vec(happens, 1..30)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whole_answers_between_keys_change_no_order(happens in line()) {
        let [mut with, mut without] = [Desk::new(), Desk::new()];
        let mut rest = Duration::ZERO;
        for it in &happens {
            match it {
                Happens::Key(key, pause) => {
                    // Right behind an answer in pieces a key may be the rest of it, and is no order.
                    let pause = Duration::from_millis(*pause).max(std::mem::take(&mut rest));
                    let orders = with.send(&[*key], pause);
                    prop_assert_eq!(orders, without.send(&[*key], pause));
                }
                Happens::Answers(pieces) => {
                    rest = PATIENCE;
                    for (bytes, pause) in pieces {
                        prop_assert!(with.send(bytes, *pause).is_empty());
                        without.line.wait(*pause);
                    }
                }
            }
            prop_assert_eq!(with.selected(), without.selected());
        }
    }

    #[test]
    fn keys_amidst_an_answer_give_no_order_but_their_own(
        answers in pieces(1000),
        keys in prop::collection::vec((prop::sample::select(&b"mwEjkgXRBy112233"[..]), 150..1_000_u64), 0..20),
        seed in any::<u64>(),
    ) {
        // None of them is Esc, which says that no more of the answer comes.
        let (mut answers, mut keys) = (answers.into_iter(), keys.into_iter());
        let (mut desk, mut rng) = (Desk::new(), fastrand::Rng::with_seed(seed));
        while answers.len() + keys.len() > 0 {
            let pressed = rng.usize(..answers.len() + keys.len()) < keys.len();
            let key = |(key, pause)| (vec![key], Duration::from_millis(pause));
            let next = if pressed { keys.next().map(key) } else { answers.next() };
            let Some((bytes, pause)) = next else { break };
            let before = desk.selected();
            let orders = desk.send(&bytes, pause);
            prop_assert!(pressed || orders.is_empty(), "an answer gave {:?}", orders);
            prop_assert!(orders.iter().all(|order| named(order) == before), "{:?} from {:?}", orders, before);
        }
        // And after Esc, which says that there is no rest, a key is an order again.
        for keys in [b"\x1b", b"\x1b", b"\x1b", b"1", b"g"] {
            prop_assert!(desk.send(keys, LONG).is_empty());
        }
        let orders = desk.send(b"m", LONG);
        prop_assert_eq!(orders.iter().map(named).collect::<Vec<_>>(), [desk.selected()]);
    }
}
