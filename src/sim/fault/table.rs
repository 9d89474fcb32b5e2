//! The table of faults that any site can have. It is the one source of what is accepted and of its help.

use crate::DIALECTS;

/// What a fault's value looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// No value.
    None,
    /// A span such as `250ms`, `2s`, `3m`, `1h`.
    Span,
    /// A span that may be negative.
    SignedSpan,
    /// A whole number.
    Number,
    /// One of these words.
    Word(&'static [&'static str]),
}

impl Value {
    /// How the value is written in help and errors.
    pub(crate) fn shape(self) -> String {
        match self {
            Self::None => String::new(),
            Self::Span => "=2s".to_owned(),
            Self::SignedSpan => "=-90s".to_owned(),
            Self::Number => "=500".to_owned(),
            Self::Word(words) => format!("={}", words.join("|")),
        }
    }
}

/// One fault, explained.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FaultDoc {
    pub(crate) name: &'static str,
    pub(crate) value: Value,
    pub(crate) what: &'static str,
}

/// What can go wrong at any vendor. A dialect's own slips stand in its own row.
pub(crate) const FAULTS: &[FaultDoc] = &[
    FaultDoc { name: "latency", value: Value::Span, what: "answers come this much later" },
    FaultDoc { name: "hang", value: Value::None, what: "the request is read and never answered" },
    FaultDoc { name: "status", value: Value::Number, what: "every answer has this HTTP status" },
    FaultDoc {
        name: "rate",
        value: Value::Number,
        what: "the same for 429 and 503; add retry_after=7 for the header",
    },
    FaultDoc {
        name: "truncated",
        value: Value::None,
        what: "the connection closes half-way through the body",
    },
    FaultDoc {
        name: "malformed",
        value: Value::None,
        what: "the body ends early, in good HTTP but broken JSON",
    },
    FaultDoc {
        name: "huge",
        value: Value::Number,
        what: "so many million blanks follow the body, which still is good JSON",
    },
    FaultDoc {
        name: "html",
        value: Value::None,
        what: "200 with a web page, as a proxy or login wall answers",
    },
    FaultDoc { name: "reset", value: Value::None, what: "the connection is reset instead of answered" },
    FaultDoc {
        name: "skew",
        value: Value::SignedSpan,
        what: "the vendor's clock is off, in Date and in every timestamp",
    },
    FaultDoc { name: "refuse", value: Value::None, what: "actions are refused in the vendor's own words" },
    FaultDoc { name: "forbidden", value: Value::None, what: "the vendor's own 403" },
    FaultDoc {
        name: "hostile",
        value: Value::None,
        what: "some names hold escape sequences, overrides, invisible characters or no end",
    },
];

/// Every fault of a site: the common ones and the dialect's own. `all` has what any dialect has.
pub(crate) fn of_site(site: &str) -> impl Iterator<Item = &'static FaultDoc> {
    let own = DIALECTS.iter().filter(move |dialect| site == "all" || dialect.name == site);
    FAULTS.iter().chain(own.flat_map(|dialect| dialect.slips))
}

/// The table as text.
pub(crate) fn help() -> String {
    let mut lines = vec!["faults of every site:".to_owned()];
    lines.extend(FAULTS.iter().map(row));
    for dialect in DIALECTS {
        lines.push(format!("\nfaults of {} only:", dialect.name));
        lines.extend(dialect.slips.iter().map(row));
        lines.push(format!("endpoints of {}: {}", dialect.name, dialect.endpoints.join(" ")));
    }
    lines.join("\n")
}

fn row(doc: &FaultDoc) -> String {
    format!("  {:<26} {}", format!("{}{}", doc.name, doc.value.shape()), doc.what)
}
