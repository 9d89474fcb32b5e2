//! The file as a tree with places, or where its syntax breaks.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Problem;
use super::source::Source;

/// A value and the byte at which it begins. No `Debug`: any value may be a secret.
#[derive(Clone)]
pub(super) struct Node {
    /// Where it begins.
    pub(super) at: usize,
    /// What it is.
    pub(super) value: Tree,
}

/// What a value is.
#[derive(Clone)]
pub(super) enum Tree {
    /// Text.
    Text(String),
    /// A whole number, if it fits.
    Integer(Option<i64>),
    /// A number with a point.
    Float(Option<f64>),
    /// True or false.
    Flag(bool),
    /// A date or a time.
    Date(String),
    /// A list.
    List(Vec<Node>),
    /// A table, in the order of the file.
    Table(Vec<Entry>),
}

/// A key of a table and its value.
#[derive(Clone)]
pub(super) struct Entry {
    /// The key.
    pub(super) key: String,
    /// The byte at which the key begins.
    pub(super) at: usize,
    /// Its value.
    pub(super) node: Node,
}

impl Tree {
    /// Every text and number in it, as a message might quote it.
    pub(super) fn leaves(&self) -> Vec<String> {
        match self {
            Self::Text(text) | Self::Date(text) => vec![text.clone()],
            Self::Integer(number) => number.iter().map(ToString::to_string).collect(),
            Self::Float(number) => number.iter().map(ToString::to_string).collect(),
            Self::Flag(_) => Vec::new(),
            Self::List(items) => items.iter().flat_map(|item| item.value.leaves()).collect(),
            Self::Table(entries) => entries.iter().flat_map(|entry| entry.node.value.leaves()).collect(),
        }
    }
}

/// The file's top-level entries. The parser's own error prints the line with its value, so it ends here.
pub(super) fn parse(source: &Source) -> Result<Vec<Entry>, Problem> {
    let (table, errors) = DeTable::parse_recoverable(source.text());
    let place = |error: &toml::de::Error| error.span().map_or(0, |span| span.start);
    // The parser tells a text without its end after what that made of the lines below.
    let Some(error) = errors.iter().min_by_key(|error| place(error)) else {
        return Ok(entries(table.get_ref()));
    };
    let (place, message) = (place(error), error.message());
    let key = key_before(source.text(), place);
    let text = key.map_or_else(|| message.to_owned(), |key| format!("{message} (at `{key}`)"));
    Err(source.problem(place, text, key.map(|key| format!("{key} = ***"))))
}

fn entries(table: &DeTable<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry { key: key.get_ref().to_string(), at: key.span().start, node: node(value) })
        .collect();
    entries.sort_by_key(|entry| entry.at);
    entries
}

fn node(spanned: &Spanned<DeValue<'_>>) -> Node {
    let value = match spanned.get_ref() {
        DeValue::String(text) => Tree::Text(text.to_string()),
        DeValue::Integer(number) => Tree::Integer(i64::from_str_radix(number.as_str(), number.radix()).ok()),
        DeValue::Float(number) => Tree::Float(number.as_str().parse().ok()),
        DeValue::Boolean(flag) => Tree::Flag(*flag),
        DeValue::Datetime(date) => Tree::Date(date.to_string()),
        DeValue::Array(items) => Tree::List(items.iter().map(node).collect()),
        DeValue::Table(table) => Tree::Table(entries(table)),
    };
    Node { at: spanned.span().start, value }
}

/// The key of the line that holds `place`, if it surely is one: in broken text, what stands before an equals
/// sign may as well be the rest of a secret.
fn key_before(text: &str, place: usize) -> Option<&str> {
    let before = text.get(..place)?;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let earlier = text.get(..start)?;
    let in_a_text = ["\"\"\"", "'''"].iter().any(|quote| earlier.matches(quote).count() % 2 == 1);
    let (key, _) = text.get(start..)?.lines().next()?.split_once('=')?;
    let key = key.trim();
    let is_key = !key.is_empty()
        && key.len() <= 24
        && key.chars().all(|char| char.is_ascii_lowercase() || char == '_');
    (is_key && !in_a_text).then_some(key)
}
