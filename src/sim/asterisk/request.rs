//! Reading a request: which door it came to, and its parameters as the header lines that the server makes of
//! them (asterisk §2).

use super::super::http::Ask;
use super::commands;

/// The doors of the web server, with or without the prefix that an owner may have configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door<'a> {
    Rawman,
    /// The rest of the path.
    Ari(&'a str),
    None,
}

impl<'a> Door<'a> {
    pub(super) fn at(path: &'a str) -> Self {
        let path = path.strip_prefix("/asterisk").unwrap_or(path);
        match path.strip_prefix("/ari") {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => Self::Ari(rest.trim_matches('/')),
            Some(_) | None if path == "/rawman" => Self::Rawman,
            Some(_) | None => Self::None,
        }
    }
}

/// The parameters, in the order they were sent. Their names are case-blind.
#[derive(Clone, Debug, Default)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    /// The query of a GET, the form of a POST. A line break inside a value ends it, and what follows counts as
    /// further lines of the same request: the server does not filter it (asterisk §2).
    pub(super) fn read(ask: &Ask) -> Self {
        let sent = if ask.method == "POST" { ask.form() } else { ask.query.clone() };
        let mut lines = Vec::new();
        for (name, value) in sent {
            let mut rest = value.split(['\r', '\n']);
            lines.push((name, rest.next().unwrap_or_default().to_owned()));
            for (name, value) in rest.filter_map(|line| line.split_once(':')) {
                lines.push((name.trim().to_owned(), value.trim().to_owned()));
            }
        }
        Self(lines)
    }

    /// The first value of that name; empty if there is none, which the server does not tell apart.
    pub(super) fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value.as_str())
    }

    /// What the server takes for yes.
    pub(super) fn yes(&self, name: &str) -> bool {
        ["yes", "true", "y", "t", "1", "on"].iter().any(|yes| self.get(name).eq_ignore_ascii_case(yes))
    }
}

/// The endpoint's name: the action's, in the vendor's spelling.
pub(super) fn endpoint(ask: &Ask) -> &'static str {
    match Door::at(&ask.path) {
        Door::Rawman => commands::name(Params::read(ask).get("action")),
        Door::Ari(_) => "ari",
        Door::None => "other",
    }
}
