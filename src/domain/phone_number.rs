//! A telephone number, as it is written and as it is dialled.

/// What people write between the digits and no phone has a key for.
const DECORATION: &[char] = &[' ', '-', '.', '(', ')', '/', '\u{a0}'];

/// The first character of `written` that stands in no number: then it is something else, such as the name of an
/// extension or a softphone's address.
pub fn no_part_of_a_number(written: &str) -> Option<char> {
    let is_key = |char: char| char.is_ascii_digit() || matches!(char, '+' | '*' | '#');
    written.chars().find(|char| !is_key(*char) && !DECORATION.contains(char))
}

/// `written` as it is dialled: a number without what only makes it readable. What is more than a number stays as it is.
pub fn dialled(written: &str) -> String {
    match no_part_of_a_number(written) {
        None => written.replace(DECORATION, ""),
        Some(_) => written.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_loses_what_only_makes_it_readable() {
        for (written, number) in [
            ("+49 (30) 123-45.6/7", "+49301234567".to_owned()),
            ("(202) 555\u{a0}0123", "2025550123".to_owned()),
            ("*72 #1", "*72#1".to_owned()),
            (" - ", String::new()),
        ] {
            assert_eq!(dialled(written), number, "{written}");
        }
    }

    #[test]
    fn what_is_more_than_a_number_stays() {
        for (written, char) in [("sip:ann.b@pbx", 's'), ("front-desk", 'f'), ("1 ann", 'a')] {
            assert_eq!((&*dialled(written), no_part_of_a_number(written)), (written, Some(char)));
        }
        assert_eq!(dialled(" front-desk "), "front-desk");
    }
}
