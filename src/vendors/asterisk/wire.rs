//! What `/rawman` says: blocks of `Key: value` lines, each ended by an empty line (fact sheet §2).

use std::str::FromStr;

/// One block. Keys are case-blind, and one can be there several times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Block(Vec<(String, String)>);

/// The blocks of `body`. A line without a colon says nothing and is left out.
pub(super) fn blocks(body: &[u8]) -> Vec<Block> {
    let (mut blocks, mut block) = (Vec::new(), Block::default());
    for line in body.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            if !block.0.is_empty() {
                blocks.push(std::mem::take(&mut block));
            }
            continue;
        }
        let text = decoded(line);
        if let Some((key, value)) = text.split_once(':') {
            let value = value.strip_prefix(' ').unwrap_or(value);
            block.0.push((key.to_owned(), value.to_owned()));
        }
    }
    if !block.0.is_empty() {
        blocks.push(block);
    }
    blocks
}

/// `bytes` as text. A caller's name is whatever the caller sent: what is not UTF-8 is read as Latin-1, in which
/// every byte is a letter.
fn decoded(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

impl Block {
    /// The first value of `key`, empty or not.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value.as_str())
    }

    /// Every key and its value, in their order.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Every value of `key`.
    pub(super) fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value.as_str())
    }

    /// The value of `key`, unless it is one of the server's ways to say that there is none.
    pub(super) fn known(&self, key: &str) -> Option<&str> {
        self.get(key).filter(|value| !matches!(value.trim(), "" | "<unknown>" | "unknown" | "(null)"))
    }

    /// As [`Self::known`], from a block made of a channel, in which the server escapes as in C.
    pub(super) fn plain(&self, key: &str) -> Option<String> {
        self.known(key).map(unescaped)
    }

    /// The value of `key`, which must be there.
    pub(super) fn must(&self, key: &str) -> Result<&str, String> {
        self.known(key).ok_or_else(|| format!(".{key}: missing"))
    }

    /// The number under `key`; `None` where there is none, or something odd: only what identifies a row may cost it.
    pub(super) fn optional<T: FromStr>(&self, key: &str) -> Option<T> {
        self.known(key)?.trim().parse().ok()
    }
}

/// `text` without the escapes of C that the server writes: `Zo\"e` for `Zo"e`. A backslash before anything else
/// stays.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        if char != '\\' {
            plain.push(char);
            continue;
        }
        match chars.next() {
            Some('n') => plain.push('\n'),
            Some('r') => plain.push('\r'),
            Some('t') => plain.push('\t'),
            Some('a') => plain.push('\u{7}'),
            Some('b') => plain.push('\u{8}'),
            Some('f') => plain.push('\u{c}'),
            Some('v') => plain.push('\u{b}'),
            Some(same @ ('"' | '\'' | '\\' | '?')) => plain.push(same),
            Some(other) => plain.extend(['\\', other]),
            None => plain.push('\\'),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(body: &[u8]) -> Block {
        blocks(body).remove(0)
    }

    #[test]
    fn blocks_end_at_empty_lines_and_values_may_hold_colons_or_nothing() {
        let all = blocks(
            b"Response: Success\r\nMessage: co: a=b\r\n\r\nEvent: X\r\nPausedReason: \r\nBridgeId:\r\n\r\n",
        );
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].get("response"), all[0].get("MESSAGE")), (Some("Success"), Some("co: a=b")));
        assert_eq!((all[1].get("PausedReason"), all[1].known("PausedReason")), (Some(""), None));
        assert_eq!((all[1].get("BridgeId"), all[1].get("None")), (Some(""), None));
    }

    #[test]
    fn a_key_can_repeat() {
        let block = one(b"ChanVariable: A=1\r\nChanVariable: B=\r\n");
        assert_eq!(block.all("chanvariable").collect::<Vec<_>>(), ["A=1", "B="]);
    }

    #[test]
    fn what_is_not_known_is_missing() {
        let block = one(b"A: <unknown>\r\nB: unknown\r\nC: unknown caller\r\nD: (null)\r\n");
        assert_eq!(block.known("D"), None);
        assert_eq!(
            (block.known("A"), block.known("B"), block.known("C")),
            (None, None, Some("unknown caller"))
        );
        assert_eq!(block.must("A"), Err(".A: missing".to_owned()));
    }

    #[test]
    fn a_name_that_is_not_utf8_survives_beside_one_that_is() {
        let block = one(b"A: Ren\xe9\r\nB: Zo\xc3\xab\r\n");
        assert_eq!((block.get("A"), block.get("B")), (Some("René"), Some("Zoë")));
    }

    #[test]
    fn escapes_of_c_are_undone_and_others_kept() {
        assert_eq!(unescaped(r#"Zoë \"Q\" O\'Neil\\ <x>"#), r#"Zoë "Q" O'Neil\ <x>"#);
        assert_eq!(unescaped(r"a\nb\qc\"), "a\nb\\qc\\");
    }

    #[test]
    fn numbers_are_numbers_or_unknown() {
        let block = one(b"A: 7\r\nB: many\r\nC: \r\n");
        assert_eq!(block.optional::<u32>("A"), Some(7));
        assert_eq!((block.optional::<u32>("B"), block.optional::<u32>("C")), (None, None));
    }
}
