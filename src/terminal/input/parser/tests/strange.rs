//! Bytes without sense: nothing panics, nothing grows.

use super::*;

/// How many bytes a parser holds.
fn held(parser: &Parser) -> usize {
    match &parser.state {
        State::Utf8(bytes, _) | State::Mouse(bytes) | State::Paste(bytes, _) => bytes.capacity(),
        State::Csi(params) => params.held(),
        State::Ground
        | State::Escape { .. }
        | State::Ss3
        | State::Console
        | State::String(_)
        | State::StringEscape { .. } => 0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_at_any_pace_are_read(
        pieces in prop::collection::vec((prop::collection::vec(byte(), 0..16), 0..2500_u64), 0..12)
    ) {
        let mut line = Line::default();
        let mut count = 0;
        for (bytes, pause) in &pieces {
            line.send(bytes, Duration::from_millis(*pause));
            count += bytes.len();
            prop_assert!(held(&line.parser) <= 2 * PASTE);
        }
        line.wait(LONG);
        // A byte is two inputs at most: an Esc that was waited with, and itself.
        prop_assert!(line.found.len() <= 2 * count + pieces.len());
        prop_assert_eq!(line.parser.due(), None, "nothing is waited for in the end");
    }
}

/// Any byte, those that mean something more often.
fn byte() -> impl Strategy<Value = u8> {
    let telling = b"\x1b\x1b\x1b[[]P_^XO\\\x07;:?<>~Mmu0129RncABC\x9b\x90\x9c\xc2\xe2\x80";
    prop_oneof![any::<u8>(), prop::sample::select(&telling[..])]
}

#[test]
fn what_never_ends_is_not_kept() {
    for begin in [&b"\x1b]52;c;"[..], b"\x1bP", b"\x1b_G", b"\x1b[", b"\x1b[200~", b"\x9d"] {
        let mut line = Line::default();
        line.send(begin, LONG);
        for _ in 0..500 {
            line.send(&[b'7'; 4096], Duration::from_millis(1));
            assert!(held(&line.parser) <= 2 * PASTE, "{begin:?}: {}", held(&line.parser));
        }
        assert_eq!(line.inputs(), [], "{begin:?}");
    }
}
