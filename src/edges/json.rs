//! JSON in: parsed by the browser, handed to serde field by field.
//!
//! A reader of its own, because the ones there are compile every struct twice, as a map and as a list, and
//! bring a parser that every browser already has: 30 KB less for a phone to load (docs/adr/0002). A struct is
//! handed over as the list of its fields in their order, each looked up by its name; fields that are not
//! asked for are passed over.

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
pub mod tests;

use js_sys::{Array, JSON, Object, Reflect};
use serde::de::value::StringDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use wasm_bindgen::{JsCast, JsValue};

/// Reads a text; nothing where it does not read as promised.
#[must_use]
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    T::deserialize(Json(JSON::parse(text).ok()?)).ok()
}

/// It does not read as promised. What exactly is wrong helps nobody who holds the phone.
#[derive(Debug)]
struct Unreadable;

impl std::fmt::Display for Unreadable {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("unreadable")
    }
}

impl std::error::Error for Unreadable {}

impl serde::de::Error for Unreadable {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

struct Json(JsValue);

/// An object that is no list.
fn plain_object(value: &JsValue) -> Result<&Object, Unreadable> {
    value.dyn_ref().filter(|_| !Array::is_array(value)).ok_or(Unreadable)
}

impl Json {
    fn array(self) -> Result<List, Unreadable> {
        let items: Array = self.0.dyn_into().map_err(|_| Unreadable)?;
        Ok(List { items, next: 0 })
    }
}

impl<'de> Deserializer<'de> for Json {
    type Error = Unreadable;

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be a whole number"
    )]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if let Some(text) = self.0.as_string() {
            visitor.visit_string(text)
        } else if let Some(truth) = self.0.as_bool() {
            visitor.visit_bool(truth)
        } else {
            let number = self.0.as_f64().ok_or(Unreadable)?;
            // Beyond this a double no longer tells whole numbers apart.
            let whole = (0.0..=9_007_199_254_740_991.0).contains(&number) && number.fract() == 0.0;
            let number = whole.then_some(number as u64).ok_or(Unreadable)?;
            visitor.visit_u64(number)
        }
    }

    fn deserialize_i16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let number = self.0.as_f64().filter(|number| number.fract() == 0.0).ok_or(Unreadable)?;
        let within = (f64::from(i16::MIN)..=f64::from(i16::MAX)).contains(&number);
        #[expect(clippy::cast_possible_truncation, reason = "checked to be within")]
        within.then_some(number as i16).ok_or(Unreadable).and_then(|number| visitor.visit_i16(number))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.0.is_null() || self.0.is_undefined() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(self.array()?)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(self.array()?)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let object = plain_object(&self.0)?;
        visitor.visit_map(Pairs { pairs: List { items: Object::entries(object), next: 0 }, value: None })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        if !self.0.is_object() {
            return Err(Unreadable);
        }
        visitor.visit_seq(Fields { object: self.0, names: fields.iter() })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &str,
        _: &[&str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        if let Some(name) = self.0.as_string() {
            return visitor.visit_enum(Variant { name, content: JsValue::UNDEFINED });
        }
        let pairs = Object::entries(plain_object(&self.0)?);
        let pair: Array = pairs.get(0).dyn_into().map_err(|_| Unreadable)?;
        let name = pair.get(0).as_string().filter(|_| pairs.length() == 1).ok_or(Unreadable)?;
        let content = pair.get(1);
        visitor.visit_enum(Variant { name, content })
    }

    forward_to_deserialize_any! {
        bool i8 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        tuple_struct identifier ignored_any
    }
}

/// The items of an array.
struct List {
    items: Array,
    next: u32,
}

impl List {
    fn take(&mut self) -> Option<JsValue> {
        let item = (self.next < self.items.length()).then(|| self.items.get(self.next));
        self.next += 1;
        item
    }
}

impl<'de> SeqAccess<'de> for List {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unreadable> {
        self.take().map(|item| seed.deserialize(Json(item))).transpose()
    }
}

/// The fields of a struct, in their order. One that is missing is none: serde then takes its default, or
/// says that it is missing.
struct Fields {
    object: JsValue,
    names: std::slice::Iter<'static, &'static str>,
}

impl<'de> SeqAccess<'de> for Fields {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unreadable> {
        let name = JsValue::from_str(self.names.next().ok_or(Unreadable)?);
        let value = Reflect::get(&self.object, &name).map_err(|_| Unreadable)?;
        if value.is_undefined() { Ok(None) } else { seed.deserialize(Json(value)).map(Some) }
    }
}

/// The pairs of an object.
struct Pairs {
    pairs: List,
    value: Option<JsValue>,
}

impl<'de> MapAccess<'de> for Pairs {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        let Some(pair) = self.pairs.take() else { return Ok(None) };
        let pair: Array = pair.dyn_into().map_err(|_| Unreadable)?;
        self.value = Some(pair.get(1));
        seed.deserialize(Json(pair.get(0))).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unreadable> {
        seed.deserialize(Json(self.value.take().ok_or(Unreadable)?))
    }
}

/// A variant: a name alone, or an object of one name.
struct Variant {
    name: String,
    content: JsValue,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Unreadable;
    type Variant = Json;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Json), Unreadable> {
        let name: StringDeserializer<Unreadable> = serde::de::IntoDeserializer::into_deserializer(self.name);
        Ok((seed.deserialize(name)?, Json(self.content)))
    }
}

impl<'de> VariantAccess<'de> for Json {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<(), Unreadable> {
        if self.0.is_undefined() { Ok(()) } else { Err(Unreadable) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Unreadable> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(self.array()?)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_struct("", fields, visitor)
    }
}
