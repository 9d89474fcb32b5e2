//! How a fault is asked for: `site[/endpoint]:fault[=value][,retry_after=7][,times=2][,done]`.

use std::fmt;
use std::str::FromStr;

use super::table::{self, Value};
use crate::DIALECTS;

/// A fault and where it strikes. Written and parsed as
/// `site[/endpoint]:fault[=value][,retry_after=SECONDS][,times=REQUESTS][,done]`, for instance
/// `ringcentral:latency=2s`, `all:status=500`, `ringcentral/agents:status=404,times=2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultSpec {
    /// A vendor's name, or `all`.
    pub site: String,
    /// One endpoint of the vendor; every endpoint if missing.
    pub endpoint: Option<String>,
    /// A name from the table of faults.
    pub fault: String,
    /// The fault's value, if it takes one.
    pub value: Option<String>,
    /// Seconds for the `Retry-After` header of `status` and `rate`.
    pub retry_after: Option<u32>,
    /// How many requests it strikes; all of them if missing.
    pub times: Option<u32>,
    /// Whether the request is carried out before the answer goes wrong.
    pub done: bool,
}

/// Why a text is no fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultError(pub(crate) String);

impl fmt::Display for FaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FaultError {}

impl FaultSpec {
    /// Checks the words against the tables.
    ///
    /// # Errors
    /// If the site, the endpoint or the fault does not exist, or the value does not fit; says what would.
    pub fn check(self) -> Result<Self, FaultError> {
        let sites: Vec<&str> = DIALECTS.iter().map(|dialect| dialect.name).collect();
        if self.site != "all" && !sites.contains(&self.site.as_str()) {
            return Err(FaultError(format!(
                "no site is called {:?}; there are all, {}",
                self.site,
                sites.join(", ")
            )));
        }
        if let Some(endpoint) = &self.endpoint {
            let here = DIALECTS.iter().filter(|dialect| self.site == "all" || dialect.name == self.site);
            let known: Vec<&str> = here.flat_map(|dialect| dialect.endpoints).copied().collect();
            if !known.contains(&endpoint.as_str()) {
                let known = known.join(", ");
                return Err(FaultError(format!(
                    "{} has no endpoint {endpoint:?}; it has {known}",
                    self.site
                )));
            }
        }
        let Some(doc) = table::of_site(&self.site).find(|doc| doc.name == self.fault) else {
            let known: Vec<&str> = table::of_site(&self.site).map(|doc| doc.name).collect();
            let known = known.join(", ");
            return Err(FaultError(format!("{} has no fault {:?}; it has {known}", self.site, self.fault)));
        };
        let value = self.value.as_deref().unwrap_or_default();
        let fits = match doc.value {
            Value::None => self.value.is_none(),
            Value::Span => millis(value).is_some_and(|span| span >= 0),
            Value::SignedSpan => millis(value).is_some(),
            Value::Number => value.parse::<u32>().is_ok_and(|n| n <= 9_999),
            Value::Word(words) => words.contains(&value),
        };
        let status =
            matches!(doc.name, "status" | "rate") && !(100..=599).contains(&value.parse().unwrap_or(0));
        if !fits || status {
            let usage = format!("{}{}", doc.name, doc.value.shape());
            return Err(FaultError(format!("{value:?} does not fit {}; write it as {usage}", doc.name)));
        }
        Ok(self)
    }

    pub(super) fn matches(&self, site: &str, endpoint: &str) -> bool {
        (self.site == "all" || self.site == site)
            && self.endpoint.as_deref().is_none_or(|only| only == endpoint)
    }

    pub(super) fn same_place(&self, other: &Self) -> bool {
        self.site == other.site && self.endpoint == other.endpoint && self.fault == other.fault
    }
}

impl FromStr for FaultSpec {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let Some((place, fault)) = text.split_once(':') else {
            return Err(FaultError(format!(
                "{text:?} names no site; write for instance ringcentral:latency=2s"
            )));
        };
        let (site, endpoint) = match place.split_once('/') {
            Some((site, endpoint)) => (site, Some(endpoint.to_owned())),
            None => (place, None),
        };
        let mut parts = fault.split(',');
        let first = parts.next().unwrap_or_default();
        let (name, value) = match first.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (first, None),
        };
        let (site, fault) = (site.to_owned(), name.to_owned());
        let mut spec = Self { site, endpoint, fault, value, retry_after: None, times: None, done: false };
        for part in parts {
            let number = |value: &str| {
                value.parse().map(Some).map_err(|why| FaultError(format!("{part:?} has no number: {why}")))
            };
            match part.split_once('=') {
                Some(("retry_after", value)) => spec.retry_after = number(value)?,
                Some(("times", value)) => spec.times = number(value)?,
                None if part == "done" => spec.done = true,
                Some(_) | None => {
                    return Err(FaultError(format!("{part:?} is none of retry_after=7, times=2, done")));
                }
            }
        }
        spec.check()
    }
}

impl fmt::Display for FaultSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.site)?;
        if let Some(endpoint) = &self.endpoint {
            write!(f, "/{endpoint}")?;
        }
        write!(f, ":{}", self.fault)?;
        if let Some(value) = &self.value {
            write!(f, "={value}")?;
        }
        if let Some(after) = self.retry_after {
            write!(f, ",retry_after={after}")?;
        }
        if let Some(times) = self.times {
            write!(f, ",times={times}")?;
        }
        f.write_str(if self.done { ",done" } else { "" })
    }
}

/// Milliseconds of a span such as `250ms`, `2s`, `-3m`, `1h`.
pub(super) fn millis(text: &str) -> Option<i64> {
    let digits = text.trim_start_matches(['-', '+']).trim_end_matches(char::is_alphabetic);
    let unit = match text.trim_start_matches(['-', '+']).strip_prefix(digits)? {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    let span = digits.parse::<i64>().ok().filter(|span| *span >= 0)?.checked_mul(unit)?;
    Some(if text.starts_with('-') { -span } else { span })
}
