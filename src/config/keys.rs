//! Which keys a type reads, asked of its own `Deserialize`, so that no list can fall behind.

use std::cell::Cell;

use serde::de::{DeserializeOwned, Deserializer, Visitor};

use super::fail::Fail;

/// The keys that a struct `T` reads from a table.
pub fn keys_of<T: DeserializeOwned>() -> &'static [&'static str] {
    let keys = Cell::new([].as_slice());
    // It always fails: the question is what it asks for.
    T::deserialize(Asked(&keys)).err();
    keys.get()
}

struct Asked<'a>(&'a Cell<&'static [&'static str]>);

impl<'de> Deserializer<'de> for Asked<'_> {
    type Error = Fail;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Fail> {
        Err(Fail::new("only structs have keys"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fail> {
        self.0.set(fields);
        self.deserialize_any(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
