//! An event to the variant of its type: a `Deserializer` that presents an event to serde as the enum that serde asks for.

use std::{any::type_name, fmt::Display};

use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeSeed, EnumAccess, Error as _, Expected, IntoDeserializer, MapAccess, SeqAccess, VariantAccess,
        Visitor, value::StrDeserializer,
    },
    forward_to_deserialize_any,
};
use serde_json::{Error, Result, de::StrRead};

use super::{NotAnEnum, Schema};

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
    decode_seen(event_type, data, &mut Seen::default())
}

/// What an enum takes, found out by decoding to it an event of a type that no event can have.
pub(super) fn probe<'de, T: Deserialize<'de>>() -> Result<Schema> {
    let mut seen = Seen::default();
    let other = decode_seen::<T>("\n", "", &mut seen);
    match (seen.variants, other) {
        ([], Err(error)) => Err(error),
        (names, other) => Ok(Schema { names, other: other.is_ok() }),
    }
}

fn decode_seen<'de, T: Deserialize<'de>>(event_type: &str, data: &'de str, seen: &mut Seen) -> Result<T> {
    let mut attempt = |give| T::deserialize(Decoder { event_type, data, give, seen, type_name: type_name::<T>() });
    let result = attempt(Give::Data);
    if result.is_ok() || !seen.adjacent {
        return result;
    }
    // A unit variant takes any data, but with adjacent tags serde does not say that it wants one. It is what is content with no
    // content (as an `Option` is) and with a unit where it asks for anything (as a `serde_json::Value` is), but nothing else is.
    let mut attempt = |give| T::deserialize(Decoder { event_type, data, give, seen, type_name: type_name::<T>() });
    let unit = attempt(Give::TagOnly).and_then(|_| attempt(Give::Unit));
    if seen.variants.is_empty() { unit } else { unit.or(result) }
}

/// What serde asked for.
#[derive(Default)]
struct Seen {
    /// Whether the enum is adjacently tagged.
    adjacent: bool,
    /// The names of the enum's variants.
    variants: &'static [&'static str],
}

/// What serde is given.
#[derive(Clone, Copy)]
enum Give {
    /// The event type for the tag, the data for the content.
    Data,
    /// No content, only the tag.
    TagOnly,
    /// The tag, and a unit for the content unless that is an `Option`.
    Unit,
}

/// An event, as the enum that serde asks for.
struct Decoder<'a, 'de> {
    event_type: &'a str,
    data: &'de str,
    give: Give,
    seen: &'a mut Seen,
    type_name: &'static str,
}

impl<'de> Decoder<'_, 'de> {
    /// Decodes all of the data.
    fn json<T>(&self, decode: impl FnOnce(&mut serde_json::Deserializer<StrRead<'de>>) -> Result<T>) -> Result<T> {
        let mut json = serde_json::Deserializer::from_str(self.data);
        let value = decode(&mut json)?;
        json.end()?;
        Ok(value)
    }

    /// These words are only in a program that needs them: serde's code for a fitting enum never calls for what leads here.
    fn refuse<T>(&self, found: impl Display) -> Result<T> {
        Err(Error::custom(NotAnEnum { type_name: self.type_name, found }))
    }

    fn saw(&mut self, variants: &'static [&'static str]) -> Result<()> {
        self.seen.variants = variants;
        if variants.is_empty() { self.refuse("an enum without variants") } else { Ok(()) }
    }
}

impl<'de> Deserializer<'de> for Decoder<'_, 'de> {
    type Error = Error;

    fn deserialize_enum<V: Visitor<'de>>(
        mut self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.saw(variants)?;
        visitor.visit_enum(self)
    }

    /// The way of adjacent tags: a structure of tag and content. As a sequence, because for a map serde also brings what buffers
    /// content that comes before its tag; but only for a map it tells the names, and lets content be missing.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        match (fields, self.give) {
            (&[tag, _], Give::TagOnly) => visitor.visit_map(TagOnly { key: Some(tag), decoder: self }),
            (&[_, _], _) => visitor.visit_seq(TagAndContent { name: Some(name), decoder: self }),
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
        self.refuse(&visitor as &dyn Expected)
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

/// Adjacent tags: the event type, then its data.
struct TagAndContent<'a, 'de> {
    /// The structure's name, until its tag was asked for.
    name: Option<&'static str>,
    decoder: Decoder<'a, 'de>,
}

impl<'de> SeqAccess<'de> for TagAndContent<'_, 'de> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>> {
        let decoder = &mut self.decoder;
        match (self.name.take(), decoder.give) {
            (Some(name), _) => seed.deserialize(Tag { name, decoder }),
            (None, Give::Data) => decoder.json(|json| seed.deserialize(json)),
            (None, Give::TagOnly | Give::Unit) => seed.deserialize(Unit),
        }
        .map(Some)
    }
}

/// The event type, as the tag in a sequence. It is asked for as an identifier; an ordinary structure's field is not, which
/// tells the two apart.
struct Tag<'t, 'a, 'de> {
    name: &'static str,
    decoder: &'t mut Decoder<'a, 'de>,
}

impl<'de> Deserializer<'de> for Tag<'_, '_, '_> {
    type Error = Error;

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.decoder.seen.adjacent = true;
        visitor.visit_str(self.decoder.event_type)
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value> {
        self.decoder.refuse(format_args!("struct {}", self.name))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum ignored_any
    }
}

/// Adjacent tags: a map with the event type, and no data.
struct TagOnly<'a, 'de> {
    key: Option<&'static str>,
    decoder: Decoder<'a, 'de>,
}

impl<'de> MapAccess<'de> for TagOnly<'_, 'de> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>> {
        self.key.take().map(|key| seed.deserialize(key.into_deserializer())).transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value> {
        seed.deserialize(TagInMap(&mut self.decoder))
    }
}

/// The event type, as the tag in a map, which is asked for as an enum.
struct TagInMap<'t, 'a, 'de>(&'t mut Decoder<'a, 'de>);

impl<'de> Deserializer<'de> for TagInMap<'_, '_, '_> {
    type Error = Error;

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.0.saw(variants)?;
        let tag: StrDeserializer<Error> = self.0.event_type.into_deserializer();
        visitor.visit_enum(tag)
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value> {
        Err(Error::custom("a tag is an enum"))
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
