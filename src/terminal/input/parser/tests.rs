//! What terminals answer is never a key, and keys are, however the line cuts them.

mod among;
mod keys;
mod strange;

use proptest::prelude::*;

use super::*;

const START: At = At::from_millis(1_772_000_000_000);
/// Longer than anything is waited for.
const LONG: Duration = Duration::from_secs(5);

/// A parser on a line: told of bytes and of the time between them, as the reader tells it.
#[derive(Default)]
struct Line {
    parser: Parser,
    now: Option<At>,
    found: Vec<Input>,
}

impl Line {
    /// Lets time pass.
    fn wait(&mut self, span: Duration) {
        let until = self.now.unwrap_or(START) + span;
        while let Some(due) = self.parser.due().filter(|due| *due <= until) {
            let found = self.parser.pass(due);
            self.found.extend(found);
        }
        self.now = Some(until);
    }

    /// Sends `bytes` after a pause, together.
    fn send(&mut self, bytes: &[u8], after: Duration) {
        self.wait(after);
        let found = self.parser.feed(bytes, self.now.expect("it has waited"));
        self.found.extend(found);
    }

    /// All inputs but the wish to ask.
    fn inputs(&self) -> Vec<Input> {
        self.found.iter().filter(|input| **input != Input::Unsure).cloned().collect()
    }

    fn keys(&self) -> Vec<KeyEvent> {
        let key = |input: &Input| if let Input::Key(press) = input { Some(press.key) } else { None };
        self.found.iter().filter_map(key).collect()
    }

    /// Forgets what was found.
    fn clear(&mut self) {
        self.found.clear();
    }
}

/// `bytes` on a fresh line, together, and what came of them after a long time.
fn sent(bytes: &[u8]) -> Vec<Input> {
    let mut line = Line::default();
    line.send(bytes, LONG);
    line.wait(LONG);
    line.inputs()
}

/// What terminals answer or report: to questions about attributes, names, versions, modes, settings, colours,
/// titles, clipboards, the keyboard, the place of the cursor, sizes, graphics.
const ANSWERS: &[&[u8]] = &[
    b"\x1b[?61;4;6;7;14;21;22;23;24;28;32;42;52c",
    b"\x1b[?1;2c",
    b"\x1b[>1;4000;29c",
    b"\x1b[>84;0;0c",
    b"\x1b[=0;1c",
    b"\x1bP!|7E565445\x1b\\",
    b"\x1bP>|tmux 3.4\x1b\\",
    b"\x1bP>|mwEmwE\x1b\\",
    b"\x1bP>|XTerm(388)\x1b\\",
    b"\x90>|WezTerm 20240203\x9c",
    b"\xc2\x90>|mintty 3.6.1\xc2\x9c",
    b"\x1bP1+r5463=6d77\x1b\\",
    b"\x1bP0+r\x1b\\",
    b"\x1bP1$r0;1;4m\x1b\\",
    b"\x1bP1$r 2 q\x1b\\",
    b"\x1b]10;rgb:dcdc/dcdc/dcdc\x07",
    b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
    b"\x1b]4;7;rgb:mmmm/wwww/EEEE\x1b\\",
    b"\x9d11;rgb:1414/1919/1f1f\x9c",
    b"\x1b]52;c;bWdtd0U=\x1b\\",
    b"\x1b]lm w E\xe2\x80\x9c \xc3\x9c\x1b\\",
    b"\x1b]Lm\x07",
    b"\x1b_Gi=31;OK\x1b\\",
    b"\x1b_Gi=31;EINVAL:m w E\x1b\\",
    b"\x1b^m w E\x1b\\",
    b"\x1b[?2026;2$y",
    b"\x1b[4;1$y",
    b"\x1b[0n",
    b"\x1b[?10n",
    b"\x1b[?997;1n",
    b"\x1b[12;40R",
    b"\x1b[1;2R",
    b"\x1b[?12;40R",
    b"\x1b[?31u",
    b"\x1b[?0u",
    b"\x1b[>4;2m",
    b"\x1b[?1;0;256S",
    b"\x1b[?62;22m",
    b"\x1b[8;40;120t",
    b"\x1b[4;800;1200t",
    b"\x1b[3;1;1;128;128;1;0x",
    b"\x1b[I",
    b"\x1b[O",
    b"\x9b?61;4c",
];

/// Answers one after the other, cut anywhere, with pauses of up to so long before each piece.
fn pieces(longest: u64) -> impl Strategy<Value = Vec<(Vec<u8>, Duration)>> {
    let answers = prop::collection::vec(prop::sample::select(ANSWERS), 1..4).prop_map(|all| all.concat());
    let cuts = prop::collection::vec((any::<prop::sample::Index>(), 0..=longest), 0..9);
    (answers, cuts).prop_map(|(bytes, cuts)| {
        let mut cuts: Vec<(usize, u64)> =
            cuts.iter().map(|(at, pause)| (at.index(bytes.len()), *pause)).collect();
        cuts.push((0, 0));
        cuts.sort_unstable();
        cuts.dedup_by_key(|(at, _)| *at);
        let ends = cuts.iter().map(|(at, _)| *at).skip(1).chain([bytes.len()]);
        let piece = |((at, pause), end): (&(usize, u64), usize)| {
            (bytes[*at..end].to_vec(), Duration::from_millis(*pause))
        };
        cuts.iter().zip(ends).map(piece).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_answer_in_pieces_up_to_a_second_apart_is_no_key(pieces in pieces(1000)) {
        let mut line = Line::default();
        for (bytes, pause) in &pieces {
            line.send(bytes, *pause);
        }
        line.wait(LONG);
        prop_assert_eq!(line.inputs(), []);
        // And the next key is one.
        line.send(b"m", LONG);
        prop_assert_eq!(line.keys(), [KeyCode::Char('m').into()]);
    }

    #[test]
    fn an_answer_in_pieces_however_far_apart_is_no_key_that_gives_an_order(pieces in pieces(6000)) {
        let mut line = Line::default();
        for (bytes, pause) in &pieces {
            line.send(bytes, *pause);
        }
        line.wait(LONG);
        let harmless = |key: &KeyEvent| {
            matches!(key.code, KeyCode::Esc | KeyCode::Char('P' | '\\' | '0'..='9'))
        };
        prop_assert!(line.keys().iter().all(harmless), "{:?}", line.keys());
        // At most one Esc, and keys count again.
        line.send(b"\x1b", LONG);
        line.wait(LONG);
        line.clear();
        line.send(b"m", LONG);
        prop_assert_eq!(line.keys(), [KeyCode::Char('m').into()]);
    }
}

#[test]
fn an_answer_is_no_key_wherever_it_is_cut_once() {
    for answer in ANSWERS {
        for cut in 0..answer.len() {
            for pause in [0, 29, 31, 500, 1000] {
                let mut line = Line::default();
                line.send(&answer[..cut], LONG);
                line.send(&answer[cut..], Duration::from_millis(pause));
                line.wait(LONG);
                assert_eq!(line.inputs(), [], "{:?} at {cut}, {pause} ms", String::from_utf8_lossy(answer));
            }
        }
    }
}

#[test]
fn while_an_answer_is_broken_off_no_key_counts_until_its_end_or_esc() {
    for begun in
        [&b"\x1bP>|t"[..], b"\x1b]11;rgb:", b"\x1b_G", b"\x1b[?61;", b"\x9b>1", b"\x1b[M!", b"\x1b[200~te"]
    {
        let mut line = Line::default();
        line.send(begun, LONG);
        line.wait(LONG);
        line.clear();
        for _ in 0..2 {
            line.send(b"7", LONG);
        }
        assert_eq!(line.inputs(), [Input::Uncounted, Input::Uncounted], "{begun:?}");
        line.send(b"\x1b", LONG);
        line.wait(LONG);
        assert_eq!(line.inputs()[2..], [Input::Cleared], "{begun:?}");
        line.clear();
        line.send(b"m", LONG);
        assert_eq!(line.keys(), [KeyCode::Char('m').into()], "{begun:?}");
    }
    for (begun, end) in
        [(&b"\x1bP>|t"[..], &b"x 3.4\x1b\\"[..]), (b"\x1b]11;rgb:", b"\x07"), (b"\x1b[?61;", b"4c")]
    {
        let mut line = Line::default();
        line.send(begun, LONG);
        line.send(end, LONG);
        line.clear();
        line.send(b"m", LONG);
        assert_eq!(line.keys(), [KeyCode::Char('m').into()], "{begun:?}");
    }
}

#[test]
fn an_answer_whose_esc_somebody_in_between_took_for_the_key_gives_no_order() {
    let pieces: [&[&[u8]]; 4] = [
        &[b"P", b">|t", b"m", b"ux 3.4", b"\x1b\\"],
        &[b"P1", b"$r", b"0;1", b"m", b"\x1b\\"],
        &[b"]", b"4;7;rgb:", b"m", b"\x07"],
        &[b"[>4;2", b"m"],
    ];
    for pieces in pieces {
        let mut line = Line::default();
        line.send(b"\x1b", LONG);
        line.send(b"\x1b[0n", Duration::from_millis(40));
        assert_eq!(line.keys(), [KeyCode::Esc.into()]);
        for piece in pieces {
            line.send(piece, LONG);
        }
        line.wait(LONG);
        let harmless = |key: &KeyEvent| matches!(key.code, KeyCode::Esc | KeyCode::Char('P' | '1' | '\\'));
        assert!(line.keys().iter().all(harmless), "{pieces:?}: {:?}", line.keys());
    }
}

#[test]
fn an_arrow_between_the_pieces_of_an_answer_does_not_make_its_rest_keys() {
    for begun in [&b"\x1bP>|t"[..], b"\x1b[>4;2"] {
        let mut line = Line::default();
        line.send(begun, LONG);
        line.send(b"\x1b[B", Duration::from_millis(500));
        line.send(b"m", LONG);
        assert_eq!(line.keys(), [], "{begun:?}");
    }
}
