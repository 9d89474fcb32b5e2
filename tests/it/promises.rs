//! No interleaving of refreshes, endings, id re-use, vendor faults and key presses ever sends an order for
//! another call than the one that was under the cursor, sends one twice, sends one before its audit line is
//! on the disk, or sends anything at all in a read-only board.
//!
//! Two accounts use the same ids, two operators with a phone each look at them, some callers have no number,
//! what can be done changes, and several orders are under way at once.

mod truth;
mod world;

use crossterm::event::KeyCode;

use callboard::domain::Weight;
use callboard::session::weight;

use world::{Tally, World};

/// How many interleavings are tried, of about forty steps each; `CALLBOARD_INTERLEAVINGS` says another number.
const INTERLEAVINGS: u64 = 20_000;
const STEPS: usize = 40;

#[test]
fn an_order_goes_to_the_call_that_was_under_the_cursor_once_and_after_its_audit_line() {
    let told = |name: &str| std::env::var(name).ok().and_then(|number| number.parse::<u64>().ok());
    let (base, count) = (told("CALLBOARD_SEED"), told("CALLBOARD_INTERLEAVINGS"));
    let seeds = base.map_or(0..count.unwrap_or(INTERLEAVINGS), |seed| seed..seed + 1);
    let hands = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let tally = std::thread::scope(|scope| {
        let work = |hand: usize| {
            let seeds = seeds.clone().skip(hand).step_by(hands);
            move || seeds.map(interleaving).fold(Tally::default(), Tally::and)
        };
        let hands: Vec<_> = (0..hands).map(|hand| scope.spawn(work(hand))).collect();
        hands
            .into_iter()
            .map(|hand| hand.join().expect("a seed was named"))
            .fold(Tally::default(), Tally::and)
    });
    // A test in which nothing is ever sent would prove nothing.
    if base.is_none() {
        let Tally { sent, finals, by_agent, of_line, unnumbered, refused } = tally;
        let enough = count.unwrap_or(INTERLEAVINGS) / 200;
        assert!(
            [sent / 10, finals, by_agent, 5 * of_line, unnumbered, refused]
                .iter()
                .all(|count| u64::from(*count) > enough),
            "{tally:?}"
        );
    }
}

fn interleaving(seed: u64) -> Tally {
    let outcome = std::panic::catch_unwind(|| {
        let mut world = World::new(seed);
        (0..STEPS).for_each(|_| world.step());
        world.tally
    });
    let Ok(tally) = outcome else { panic!("CALLBOARD_SEED={seed} shows it alone") };
    tally
}

#[test]
fn a_thousand_random_keys_end_no_call() {
    for seed in 0..20 {
        let mut world = World::new(1_000_000 + seed);
        for _ in 0..1_000 {
            // As fast as a cat on the keyboard, and as slow as a person who leans on it.
            let gap = world.rng.u64(1..700);
            world.pass(gap);
            let code = match world.rng.u8(..100) {
                0..=94 => KeyCode::Char(char::from(world.rng.u8(33..127))),
                95 => KeyCode::Enter,
                96 => KeyCode::Esc,
                97 => KeyCode::Tab,
                98 => KeyCode::Up,
                _ => KeyCode::Down,
            };
            for order in world.type_key(0, code) {
                assert_ne!(weight(&order.action), Weight::Final, "seed {seed}: {order:?}");
            }
            if world.rng.u8(..10) == 0 {
                let account = world.rng.usize(..2);
                world.poll(account);
            }
        }
    }
}
