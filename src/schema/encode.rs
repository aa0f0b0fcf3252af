//! An enum's variant to the event of its name: a `Serializer` that parts the name, which serde hands over, from the content.

use std::any::type_name;

use serde::{
    Serialize, Serializer,
    ser::{Error, Impossible, SerializeStruct, SerializeStructVariant, SerializeTuple, SerializeTupleVariant},
};

use super::NotAnEnum;
use crate::encoder::{EncodeError, Frame};

/// Makes the event that [`decode`](super::decode()) turns into the same value: its type is the variant's name, its data the
/// variant's content as JSON.
///
/// A variant without content has the data `null`, which JavaScript's `JSON.parse` takes, unlike nothing. A variant named
/// `message` is an event without a type.
///
/// ```
/// #[derive(serde::Serialize)]
/// #[serde(rename_all = "camelCase")]
/// enum ServerEvent {
///     UserCount(u32),
///     Goodbye,
/// }
///
/// let frame = eventsource_wasm::encode(&ServerEvent::UserCount(3))?.id("7")?;
/// assert_eq!(frame.to_bytes(), b"event: userCount\nid: 7\ndata: 3\n\n");
/// let frame = eventsource_wasm::encode(&ServerEvent::Goodbye)?;
/// assert_eq!(frame.to_bytes(), b"event: goodbye\ndata: null\n\n");
/// # Ok::<(), eventsource_wasm::encoder::EncodeError>(())
/// ```
///
/// # Errors
/// When the value is no variant of an enum of [those that can be events](super), cannot be written as JSON, or has a name with a
/// line break in it.
pub fn encode<T: Serialize + ?Sized>(event: &T) -> Result<Frame, EncodeError> {
    let mut json = Json::new(Vec::new());
    let event_type = event.serialize(Encoder { type_name: type_name::<T>(), tag_of: None, json: &mut json })?;
    let data = String::from_utf8(json.into_inner()).map_err(EncodeError::custom)?;
    let frame = Frame::new().data(data);
    if event_type == "message" { Ok(frame) } else { frame.event(event_type) }
}

/// Writes an event's data.
type Json = serde_json::Serializer<Vec<u8>>;

impl Error for EncodeError {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::Value { message: format!("the event's data cannot be written as JSON: {message}") }
    }
}

/// Takes an enum's variant: writes its content, and returns its name.
struct Encoder<'a> {
    type_name: &'static str,
    /// The enum whose adjacent tag is asked for: a variant of this enum's name, without content.
    tag_of: Option<&'static str>,
    json: &'a mut Json,
}

impl<'a> Encoder<'a> {
    fn refused(&self, found: &str) -> EncodeError {
        // What is no tag is an ordinary structure's first field.
        let found = self.tag_of.map_or_else(|| found.to_owned(), |name| format!("struct {name}"));
        EncodeError::Value { message: NotAnEnum { type_name: self.type_name, found }.to_string() }
    }

    /// Where the content goes; a tag has none.
    fn content(self, found: &str) -> Result<&'a mut Json, EncodeError> {
        if self.tag_of.is_some() { Err(self.refused(found)) } else { Ok(self.json) }
    }
}

/// Methods for what is no enum.
macro_rules! refuse {
    ($($method:ident($($type:ty),*) -> $ok:ty, $found:literal;)*) => {
        $(fn $method(self, $(_: $type),*) -> Result<$ok, EncodeError> {
            Err(self.refused($found))
        })*
    };
}

impl<'a> Serializer for Encoder<'a> {
    type Ok = &'static str;
    type Error = EncodeError;
    type SerializeSeq = Impossible<Self::Ok, EncodeError>;
    type SerializeTuple = Impossible<Self::Ok, EncodeError>;
    type SerializeTupleStruct = Impossible<Self::Ok, EncodeError>;
    type SerializeTupleVariant = Content<<&'a mut Json as Serializer>::SerializeTuple>;
    type SerializeMap = Impossible<Self::Ok, EncodeError>;
    type SerializeStruct = Adjacent<'a>;
    type SerializeStructVariant = Content<<&'a mut Json as Serializer>::SerializeStruct>;

    fn serialize_unit_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Self::Ok, EncodeError> {
        match self.tag_of {
            None => self.json.serialize_unit().map_err(EncodeError::custom)?,
            Some(tag_of) if tag_of == name => {}
            Some(_) => return Err(self.refused(name)),
        }
        Ok(variant)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Self::Ok, EncodeError> {
        value.serialize(self.content(name)?).map_err(EncodeError::custom)?;
        Ok(variant)
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Self::SerializeTupleVariant, EncodeError> {
        let fields = self.content(name)?.serialize_tuple(length).map_err(EncodeError::custom)?;
        Ok(Content { variant, fields })
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Self::SerializeStructVariant, EncodeError> {
        let fields = self.content(name)?.serialize_struct(name, length).map_err(EncodeError::custom)?;
        Ok(Content { variant, fields })
    }

    /// The way of adjacent tags: a structure of tag and content.
    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Adjacent<'a>, EncodeError> {
        let type_name = self.type_name;
        Ok(Adjacent { name, variant: None, has_content: false, type_name, json: self.content(name)? })
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Self::Ok, EncodeError> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Self::Ok, EncodeError> {
        value.serialize(self)
    }

    refuse! {
        serialize_bool(bool) -> Self::Ok, "a boolean";
        serialize_i8(i8) -> Self::Ok, "a number";
        serialize_i16(i16) -> Self::Ok, "a number";
        serialize_i32(i32) -> Self::Ok, "a number";
        serialize_i64(i64) -> Self::Ok, "a number";
        serialize_i128(i128) -> Self::Ok, "a number";
        serialize_u8(u8) -> Self::Ok, "a number";
        serialize_u16(u16) -> Self::Ok, "a number";
        serialize_u32(u32) -> Self::Ok, "a number";
        serialize_u64(u64) -> Self::Ok, "a number";
        serialize_u128(u128) -> Self::Ok, "a number";
        serialize_f32(f32) -> Self::Ok, "a number";
        serialize_f64(f64) -> Self::Ok, "a number";
        serialize_char(char) -> Self::Ok, "text";
        serialize_str(&str) -> Self::Ok, "text";
        serialize_bytes(&[u8]) -> Self::Ok, "bytes";
        serialize_none() -> Self::Ok, "nothing (`None`)";
        serialize_unit() -> Self::Ok, "a unit";
        serialize_unit_struct(&'static str) -> Self::Ok, "a unit";
        serialize_seq(Option<usize>) -> Self::SerializeSeq, "a sequence";
        serialize_tuple(usize) -> Self::SerializeTuple, "a tuple";
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct, "a tuple";
        serialize_map(Option<usize>) -> Self::SerializeMap, "a map";
    }
}

/// External tags: the content of a variant that has many fields.
struct Content<F> {
    variant: &'static str,
    fields: F,
}

impl<F: SerializeTuple<Ok = (), Error = serde_json::Error>> SerializeTupleVariant for Content<F> {
    type Ok = &'static str;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        self.fields.serialize_element(value).map_err(EncodeError::custom)
    }

    fn end(self) -> Result<Self::Ok, EncodeError> {
        self.fields.end().map_err(EncodeError::custom)?;
        Ok(self.variant)
    }
}

impl<F: SerializeStruct<Ok = (), Error = serde_json::Error>> SerializeStructVariant for Content<F> {
    type Ok = &'static str;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), EncodeError> {
        self.fields.serialize_field(key, value).map_err(EncodeError::custom)
    }

    fn end(self) -> Result<Self::Ok, EncodeError> {
        self.fields.end().map_err(EncodeError::custom)?;
        Ok(self.variant)
    }
}

/// Adjacent tags: the variant in the first field, its content in the second, if it has any.
struct Adjacent<'a> {
    name: &'static str,
    variant: Option<&'static str>,
    has_content: bool,
    type_name: &'static str,
    json: &'a mut Json,
}

impl Adjacent<'_> {
    fn encoder(&mut self) -> Encoder<'_> {
        Encoder { type_name: self.type_name, tag_of: Some(self.name), json: self.json }
    }
}

impl SerializeStruct for Adjacent<'_> {
    type Ok = &'static str;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, _: &'static str, value: &T) -> Result<(), EncodeError> {
        match (self.variant, self.has_content) {
            (None, _) => self.variant = Some(value.serialize(self.encoder())?),
            (Some(_), false) => {
                value.serialize(&mut *self.json).map_err(EncodeError::custom)?;
                self.has_content = true;
            }
            (Some(_), true) => return Err(self.encoder().refused("")),
        }
        Ok(())
    }

    fn end(mut self) -> Result<Self::Ok, EncodeError> {
        if !self.has_content {
            self.json.serialize_unit().map_err(EncodeError::custom)?;
        }
        self.variant.ok_or_else(|| self.encoder().refused(""))
    }
}
