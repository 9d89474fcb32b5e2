//! Values of the file as serde sees them. Written here because the parser's own errors quote the value they
//! reject, and because a secret is looked up where its place in the file is still known.

use std::cell::{Cell, RefCell};

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, Visitor,
};

use super::fail::{About, Fail};
use super::lookup::{self, Found};
use super::nearest::{listed, nearest};
use super::secret::SECRET;
use super::source::Source;
use super::tree::{Entry, Node, Tree};
use super::{Problem, Secret};
use crate::domain::Text;

/// What was read, and what came up meanwhile.
#[derive(Debug)]
pub(super) struct Read<T> {
    /// The value.
    pub(super) value: T,
    /// What works and is not wise.
    pub(super) warnings: Vec<String>,
    /// The secrets in it.
    pub(super) secrets: Vec<Secret>,
}

impl<T> Read<T> {
    /// The same, of another type.
    pub(super) fn with<U>(self, other: impl FnOnce(T) -> U) -> Read<U> {
        Read { value: other(self.value), warnings: self.warnings, secrets: self.secrets }
    }
}

/// Reads `[table]` of `source`, which is `node`, as a `T`. Its keys `also` are read elsewhere.
pub(super) fn read<T: DeserializeOwned>(
    source: &Source,
    table: &str,
    also: &[&'static str],
    node: &Node,
) -> Result<Read<T>, Vec<Problem>> {
    let reader = Reader::new(source, table, also);
    let result = T::deserialize(Value { reader: &reader, node, key: None });
    let mut fails = reader.unknown.into_inner();
    let value = result.map_err(|fail| fails.push(fail)).ok();
    let mut warnings = reader.warnings.into_inner();
    if reader.literal.get() && source.shared() {
        let path = source.path().display();
        warnings.push(format!("{path} holds secrets and can be read by others: chmod 600 {path}"));
    }
    match value.filter(|_| fails.is_empty()) {
        Some(value) => Ok(Read { value, warnings, secrets: reader.secrets.into_inner() }),
        None => Err(fails.into_iter().map(|fail| fail.problem(source, table)).collect()),
    }
}

/// What the values of one table are read with, and what comes up meanwhile.
pub(super) struct Reader<'a> {
    /// The file.
    source: &'a Source,
    /// What works and is not wise.
    warnings: RefCell<Vec<String>>,
    /// Whether a secret stood in the file itself.
    literal: Cell<bool>,
    /// The secrets that were looked up, so that no message repeats one.
    secrets: RefCell<Vec<Secret>>,
    table: &'a str,
    also: &'a [&'static str],
    unknown: RefCell<Vec<Fail>>,
}

impl<'a> Reader<'a> {
    /// A reader of `[table]` in `source`, whose keys `also` are read elsewhere.
    pub(super) fn new(source: &'a Source, table: &'a str, also: &'a [&'static str]) -> Self {
        Self {
            source,
            warnings: RefCell::default(),
            literal: Cell::default(),
            secrets: RefCell::default(),
            table,
            also,
            unknown: RefCell::default(),
        }
    }

    /// The secret that `written` stands for.
    fn secret(&self, written: &str) -> Result<String, Fail> {
        let Found { secret, literal, warning } = lookup::secret(self.source, written)?;
        self.literal.set(self.literal.get() | literal);
        self.warnings.borrow_mut().extend(warning);
        self.secrets.borrow_mut().push(Secret::literal(&secret));
        Ok(secret)
    }

    fn unknown(&self, entry: &Entry, fields: &[&str]) {
        let known: Vec<&str> = fields.iter().chain(self.also).copied().collect();
        let hint = match nearest(&entry.key, known.iter().copied()) {
            Some(right) => format!("; did you mean `{right}`?"),
            None => format!("; its keys are {}", listed(&known)),
        };
        let text = format!("unknown key `{}` in [{}]{hint}", Text::new(&entry.key), self.table);
        let fail = Fail { about: About::Unknown, ..Fail::new(text) };
        self.unknown.borrow_mut().push(fail.at(entry.at, Some(&entry.key)));
    }
}

/// One value of a table.
#[derive(Clone, Copy)]
struct Value<'a> {
    reader: &'a Reader<'a>,
    node: &'a Node,
    key: Option<&'a str>,
}

impl<'a> Value<'a> {
    fn placed(self, fail: Fail) -> Fail {
        let fail = if fail.foreign { fail.without(&self.node.value.leaves()) } else { fail };
        fail.at(self.node.at, self.key)
    }

    fn entries(self, entries: &'a [Entry]) -> Entries<'a> {
        Entries { reader: self.reader, rest: entries.iter().collect::<Vec<_>>().into_iter(), value: None }
    }

    fn visit<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fail> {
        match &self.node.value {
            Tree::Text(text) => visitor.visit_str(text),
            Tree::Integer(Some(number)) => visitor.visit_i64(*number),
            Tree::Float(Some(number)) => visitor.visit_f64(*number),
            Tree::Integer(None) | Tree::Float(None) => Err(Fail::new("the number is too large")),
            Tree::Flag(flag) => visitor.visit_bool(*flag),
            Tree::Date(_) => Err(Fail::invalid_type(Unexpected::Other("a date"), &visitor)),
            Tree::List(items) => visitor.visit_seq(Items { parent: self, rest: items.iter() }),
            Tree::Table(entries) => visitor.visit_map(self.entries(entries)),
        }
    }
}

impl<'de> Deserializer<'de> for Value<'_> {
    type Error = Fail;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fail> {
        self.visit(visitor).map_err(|fail| self.placed(fail))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fail> {
        visitor.visit_some(self).map_err(|fail| self.placed(fail))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fail> {
        let result = match &self.node.value {
            Tree::Text(text) if name == SECRET => {
                self.reader.secret(text).and_then(|secret| visitor.visit_string(secret))
            }
            Tree::Text(_)
            | Tree::Integer(_)
            | Tree::Float(_)
            | Tree::Flag(_)
            | Tree::Date(_)
            | Tree::List(_)
            | Tree::Table(_) => visitor.visit_newtype_struct(self),
        };
        result.map_err(|fail| self.placed(fail))
    }

    /// Reports every key that is not among `fields`, then reads the others.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fail> {
        let Tree::Table(entries) = &self.node.value else { return self.deserialize_any(visitor) };
        let (known, unknown): (Vec<&Entry>, Vec<&Entry>) =
            entries.iter().partition(|entry| fields.contains(&entry.key.as_str()));
        for entry in unknown {
            self.reader.unknown(entry, fields);
        }
        visitor
            .visit_map(Entries { reader: self.reader, rest: known.into_iter(), value: None })
            .map_err(|fail| self.placed(fail))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fail> {
        let result = match &self.node.value {
            Tree::Text(text) => {
                let word: StrDeserializer<'_, Fail> = text.as_str().into_deserializer();
                visitor.visit_enum(word)
            }
            Tree::Integer(_)
            | Tree::Float(_)
            | Tree::Flag(_)
            | Tree::Date(_)
            | Tree::List(_)
            | Tree::Table(_) => Err(Fail::new("expected one of its choices in quotes")),
        };
        result.map_err(|fail| self.placed(fail))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map identifier ignored_any
    }
}

/// The entries of a table.
struct Entries<'a> {
    reader: &'a Reader<'a>,
    rest: std::vec::IntoIter<&'a Entry>,
    value: Option<&'a Entry>,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Fail;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fail> {
        self.value = self.rest.next();
        let Some(entry) = self.value else { return Ok(None) };
        let word: StrDeserializer<'_, Fail> = entry.key.as_str().into_deserializer();
        seed.deserialize(word).map(Some).map_err(|fail| fail.without(&[]).at(entry.at, Some(&entry.key)))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fail> {
        let Some(entry) = self.value.take() else { return Err(Fail::new("a key without its value")) };
        let value = Value { reader: self.reader, node: &entry.node, key: Some(&entry.key) };
        // A type may reject the text after it was read, so the place is known only here.
        seed.deserialize(value).map_err(|fail| value.placed(fail))
    }
}

/// The items of a list.
struct Items<'a> {
    parent: Value<'a>,
    rest: std::slice::Iter<'a, Node>,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Fail;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fail> {
        let Some(node) = self.rest.next() else { return Ok(None) };
        let value = Value { node, ..self.parent };
        seed.deserialize(value).map(Some).map_err(|fail| value.placed(fail))
    }
}
