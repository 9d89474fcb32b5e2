//! Telephone numbers, which the vendor writes in two ways (fact sheet §5.9).

/// `raw` as it is shown: E.164 where it is a number of the North American plan in any spelling, else as it came,
/// such as an extension or a number with pauses.
pub(super) fn number(raw: &str) -> String {
    let raw = raw.trim();
    let digits: String = raw.chars().filter(char::is_ascii_digit).collect();
    if !raw.chars().all(|char| char.is_ascii_digit() || " -.()+".contains(char)) {
        return raw.to_owned();
    }
    match (raw.strip_prefix('+'), digits.len()) {
        (Some(_), 8..) => format!("+{digits}"),
        (None, 10) => format!("+1{digits}"),
        (None, 11) if digits.starts_with('1') => format!("+{digits}"),
        (Some(_) | None, _) => raw.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_number_is_the_same() {
        for raw in ["800-555-1234", "8005551234", "+18005551234", "18005551234", " (800) 555-1234 "] {
            assert_eq!(number(raw), "+18005551234", "{raw}");
        }
    }

    #[test]
    fn what_is_more_or_less_than_a_number_is_left_alone() {
        for raw in ["5551234", "18005551234,,7", "8005551234x12", "*72", "anonymous", "+1", ""] {
            assert_eq!(number(raw), raw);
        }
        assert_eq!(number("+442079460123"), "+442079460123");
    }
}
