//! An event to the variant of its type: a `Deserializer` that presents an event to serde as the enum that serde asks for.

use std::slice;

use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeSeed, EnumAccess, Error as _, Expected, IntoDeserializer, MapAccess, VariantAccess, Visitor,
        value::StrDeserializer,
    },
    forward_to_deserialize_any,
};
use serde_json::{Error, Result, de::StrRead};

use super::{Schema, SchemaError};

/// Decodes one event to the variant of its type, the data from JSON.
///
/// `event_type` is `message` for events without one. Payloads may borrow from `data`.
///
/// ```
/// use eventsource_wasm::schema::decode;
///
/// #[derive(Debug, PartialEq, serde::Deserialize)]
/// #[serde(tag = "type", content = "data", rename_all = "camelCase")]
/// enum Chat<'a> {
///     Said { by: &'a str, text: &'a str },
///     Left(&'a str),
///     Closed,
/// }
///
/// assert_eq!(decode::<Chat>("left", r#""Ann""#)?, Chat::Left("Ann"));
/// assert_eq!(decode::<Chat>("closed", "")?, Chat::Closed);
/// let error = decode::<Chat>("joined", r#""Bob""#).expect_err("no variant is named so");
/// assert_eq!(error.to_string(), "unknown variant `joined`, expected one of `said`, `left`, `closed`");
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
/// When `T` has no variant of that name and no `other`, when the data is not the JSON of the variant's content, and when `T` is no
/// enum that can stand for several events.
pub fn decode<'de, T: Deserialize<'de>>(event_type: &str, data: &'de str) -> Result<T> {
    let mut seen = Seen::default();
    decode_seen(event_type, data, &mut seen).map_err(|error| match seen.variants {
        Some(_) => error,
        None => Error::custom(SchemaError::not_an_enum::<T>(error.to_string())),
    })
}

/// What an enum takes, found out by decoding to it an event of a type that no event can have.
pub(super) fn probe<'de, T: Deserialize<'de>>() -> std::result::Result<Schema, SchemaError> {
    let mut seen = Seen::default();
    let other = decode_seen::<T>("\n", "", &mut seen);
    match (seen.variants, other) {
        (Some([]), _) => Err(SchemaError::no_variants::<T>()),
        (Some(names), other) => Ok(Schema { names, other: other.is_ok() }),
        (None, Err(error)) => Err(SchemaError::not_an_enum::<T>(error.to_string())),
        (None, Ok(_)) => Err(SchemaError::not_an_enum::<T>("a type with no data".into())),
    }
}

fn decode_seen<'de, T: Deserialize<'de>>(event_type: &str, data: &'de str, seen: &mut Seen) -> Result<T> {
    let mut attempt = |content| T::deserialize(Decoder { event_type, data, content, seen });
    let result = attempt(Content::Data);
    if result.is_ok() || !seen.adjacent {
        return result;
    }
    // A unit variant takes any data, but with adjacent tags serde does not say that it wants one. It is what is content with no
    // content (as an `Option` is) and with a unit where it asks for anything (as a `serde_json::Value` is), but nothing else is.
    let mut attempt = |content| T::deserialize(Decoder { event_type, data, content, seen });
    attempt(Content::None).and_then(|_| attempt(Content::Unit)).or(result)
}

/// What serde asked for.
#[derive(Default)]
struct Seen {
    /// The names of the enum's variants, once serde asked for an enum.
    variants: Option<&'static [&'static str]>,
    /// Whether the enum is adjacently tagged.
    adjacent: bool,
}

/// What is given for the content of an adjacently tagged enum.
#[derive(Clone, Copy)]
enum Content {
    /// The event's data, as JSON.
    Data,
    /// Nothing: only the tag.
    None,
    /// A unit, but not to an `Option`.
    Unit,
}

/// An event, as the enum that serde asks for.
struct Decoder<'a, 'de> {
    event_type: &'a str,
    data: &'de str,
    content: Content,
    seen: &'a mut Seen,
}

impl<'de> Decoder<'_, 'de> {
    /// Decodes all of the data.
    fn json<T>(&self, decode: impl FnOnce(&mut serde_json::Deserializer<StrRead<'de>>) -> Result<T>) -> Result<T> {
        let mut json = serde_json::Deserializer::from_str(self.data);
        let value = decode(&mut json)?;
        json.end()?;
        Ok(value)
    }
}

impl<'de> Deserializer<'de> for Decoder<'_, 'de> {
    type Error = Error;

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.seen.variants = Some(variants);
        visitor.visit_enum(self)
    }

    /// The way of adjacent tags: a structure of tag and content.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        match fields.len() {
            2 => visitor.visit_map(Adjacent { name, fields: fields.iter(), decoder: self }),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        Err(Error::custom(&visitor as &dyn Expected))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

/// External tags: the event type is the tag.
impl<'de> EnumAccess<'de> for Decoder<'_, 'de> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self)> {
        let tag: StrDeserializer<Error> = self.event_type.into_deserializer();
        Ok((seed.deserialize(tag)?, self))
    }
}

/// External tags: the event's data is the content.
impl<'de> VariantAccess<'de> for Decoder<'_, 'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<()> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value> {
        self.json(|json| seed.deserialize(json))
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value> {
        self.json(|json| json.deserialize_tuple(length, visitor))
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value> {
        self.json(|json| json.deserialize_struct("", fields, visitor))
    }
}

/// Adjacent tags: the event type in the first field, its data in the second.
struct Adjacent<'a, 'de> {
    name: &'static str,
    fields: slice::Iter<'static, &'static str>,
    decoder: Decoder<'a, 'de>,
}

impl<'de> MapAccess<'de> for Adjacent<'_, 'de> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>> {
        if self.fields.len() == 1 && matches!(self.decoder.content, Content::None) {
            return Ok(None);
        }
        self.fields.next().map(|field| seed.deserialize((*field).into_deserializer())).transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value> {
        let Decoder { event_type, content, seen, .. } = &mut self.decoder;
        match (self.fields.len(), content) {
            (1, _) => seed.deserialize(Tag { name: self.name, event_type, seen }),
            (_, Content::Data) => self.decoder.json(|json| seed.deserialize(json)),
            (_, Content::None | Content::Unit) => seed.deserialize(Unit),
        }
    }
}

/// The event type, as the tag that serde asks for.
struct Tag<'a> {
    name: &'static str,
    event_type: &'a str,
    seen: &'a mut Seen,
}

impl<'de> Deserializer<'de> for Tag<'_> {
    type Error = Error;

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        // Not so for a structure whose first field happens to be an enum. Where the container is renamed, the names differ, and
        // only serde's words tell.
        let is_tag = name == self.name || (&visitor as &dyn Expected).to_string().starts_with("variant of enum ");
        if !is_tag {
            return self.deserialize_any(visitor);
        }
        *self.seen = Seen { variants: Some(variants), adjacent: true };
        let tag: StrDeserializer<Error> = self.event_type.into_deserializer();
        visitor.visit_enum(tag)
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value> {
        Err(Error::custom(format_args!("struct {}", self.name)))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// A unit, but not to an `Option`.
struct Unit;

impl<'de> Deserializer<'de> for Unit {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        Err(Error::custom(&visitor as &dyn Expected))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
