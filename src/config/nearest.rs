//! The right name for a wrong one.

/// The candidate that `wrong` is most likely a slip of; `None` if none is close.
pub(crate) fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |word: &str| word.to_lowercase().replace(['-', ' '], "_");
    let wrong = plain(wrong);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&wrong, &plain(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.len().max(3) / 3).min(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `; did you mean …?` if a candidate is close, else the candidates themselves.
pub(crate) fn suggestion(wrong: &str, candidates: &[&str]) -> String {
    match nearest(wrong, candidates.iter().copied()) {
        Some(right) => format!("; did you mean `{right}`?"),
        None if candidates.is_empty() => String::new(),
        None => format!("; possible are {}", listed(candidates)),
    }
}

/// The names, in backticks and with commas.
pub(crate) fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_the_name_and_another_word_does_not() {
        let keys = ["every", "timeout", "client_id", "client_secret"];
        assert_eq!(nearest("evry", keys), Some("every"));
        assert_eq!(nearest("Client-ID", keys), Some("client_id"));
        assert_eq!(nearest("clientsecret", keys), Some("client_secret"));
        assert_eq!(nearest("password", keys), None);
    }

    #[test]
    fn without_a_near_name_all_of_them_are_listed() {
        assert_eq!(suggestion("zzz", &["auto", "never"]), "; possible are `auto`, `never`");
        assert_eq!(suggestion("nevr", &["auto", "never"]), "; did you mean `never`?");
    }
}
