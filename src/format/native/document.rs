//! A tree of what serde shows, for the printer.

use std::fmt;

use serde::ser::{self, Serialize};

/// A value before it is printed.
pub(super) enum Document {
    /// As it stands: numbers, truth values, names of variants.
    Word(String),
    /// A string.
    Text(String),
    /// `[…]`
    List(Vec<Document>),
    /// `Name(…)`, or without a name.
    Tuple(&'static str, Vec<Document>),
    /// `Name(key: …)`.
    Struct {
        /// The name of its type, which is not written.
        of: &'static str,
        /// The name of the variant, which is; may be empty.
        variant: &'static str,
        fields: Vec<(&'static str, Document)>,
    },
    /// `{…}`
    Map(Vec<(Document, Document)>),
}

/// Builds a document of anything that serde can show and that a design holds.
#[derive(Clone, Copy)]
pub(super) struct Builder;

/// Why something cannot be shown. Nothing of a design is so.
#[derive(Debug)]
pub(super) struct Unshowable(String);

impl fmt::Display for Unshowable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unshowable {}

impl ser::Error for Unshowable {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

type Shown = Result<Document, Unshowable>;

/// Words of numbers and truth values.
macro_rules! words {
    ($($method:ident: $type:ty),* $(,)?) => {
        $(fn $method(self, value: $type) -> Shown {
            Ok(Document::Word(value.to_string()))
        })*
    };
}

impl ser::Serializer for Builder {
    type Ok = Document;
    type Error = Unshowable;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Entries;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Fields;

    words! {
        serialize_bool: bool,
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_f32: f32,
    }

    fn serialize_f64(self, value: f64) -> Shown {
        let size = value.abs();
        // Both forms are the shortest that read back as the same number; beyond these sizes the plain one gets long.
        Ok(Document::Word(
            if size == 0.0 || (1e-6..1e16).contains(&size) {
                format!("{value}")
            } else {
                format!("{value:e}")
            },
        ))
    }

    fn serialize_char(self, value: char) -> Shown {
        Ok(Document::Text(value.to_string()))
    }

    fn serialize_str(self, value: &str) -> Shown {
        Ok(Document::Text(value.to_owned()))
    }

    fn serialize_bytes(self, _: &[u8]) -> Shown {
        Err(ser::Error::custom("bytes have no place in a design"))
    }

    fn serialize_none(self) -> Shown {
        Ok(Document::Word("None".to_owned()))
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Shown {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Shown {
        Ok(Document::Tuple("", Vec::new()))
    }

    fn serialize_unit_struct(self, _: &'static str) -> Shown {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Shown {
        Ok(Document::Word(variant.to_owned()))
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, _: &'static str, value: &T) -> Shown {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Shown {
        Ok(Document::Tuple(variant, vec![value.serialize(self)?]))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items, Unshowable> {
        Ok(Items {
            tuple: None,
            items: Vec::new(),
        })
    }

    fn serialize_tuple(self, _: usize) -> Result<Items, Unshowable> {
        Ok(Items {
            tuple: Some(""),
            items: Vec::new(),
        })
    }

    fn serialize_tuple_struct(self, _: &'static str, len: usize) -> Result<Items, Unshowable> {
        self.serialize_tuple(len)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Items, Unshowable> {
        Ok(Items {
            tuple: Some(variant),
            items: Vec::new(),
        })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries, Unshowable> {
        Ok(Entries(Vec::new()))
    }

    fn serialize_struct(self, of: &'static str, _: usize) -> Result<Fields, Unshowable> {
        Ok(Fields {
            of,
            variant: "",
            pairs: Vec::new(),
        })
    }

    fn serialize_struct_variant(
        self,
        of: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Fields, Unshowable> {
        Ok(Fields {
            of,
            variant,
            pairs: Vec::new(),
        })
    }
}

/// A list or tuple in the making.
pub(super) struct Items {
    /// The name of a tuple, which may be empty; none for a list.
    tuple: Option<&'static str>,
    items: Vec<Document>,
}

impl Items {
    fn push<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Unshowable> {
        self.items.push(value.serialize(Builder)?);
        Ok(())
    }

    fn done(self) -> Document {
        match self.tuple {
            Some(name) => Document::Tuple(name, self.items),
            None => Document::List(self.items),
        }
    }
}

/// The four ways in which serde adds to a list.
macro_rules! items {
    ($($trait:ident::$method:ident),* $(,)?) => {
        $(impl ser::$trait for Items {
            type Ok = Document;
            type Error = Unshowable;
            fn $method<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Unshowable> {
                self.push(value)
            }
            fn end(self) -> Shown {
                Ok(self.done())
            }
        })*
    };
}

items! {
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field,
}

/// A map in the making.
pub(super) struct Entries(Vec<(Document, Document)>);

impl ser::SerializeMap for Entries {
    type Ok = Document;
    type Error = Unshowable;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Result<(), Unshowable> {
        self.0
            .push((key.serialize(Builder)?, Document::List(Vec::new())));
        Ok(())
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Unshowable> {
        if let Some((_, last)) = self.0.last_mut() {
            *last = value.serialize(Builder)?;
        }
        Ok(())
    }

    fn end(self) -> Shown {
        Ok(Document::Map(self.0))
    }
}

/// A struct in the making.
pub(super) struct Fields {
    of: &'static str,
    variant: &'static str,
    pairs: Vec<(&'static str, Document)>,
}

impl Fields {
    fn push<T: ?Sized + Serialize>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Unshowable> {
        self.pairs.push((key, value.serialize(Builder)?));
        Ok(())
    }

    fn done(self) -> Document {
        Document::Struct {
            of: self.of,
            variant: self.variant,
            fields: self.pairs,
        }
    }
}

/// The two ways in which serde adds to a struct.
macro_rules! fields {
    ($($trait:ident),*) => {
        $(impl ser::$trait for Fields {
            type Ok = Document;
            type Error = Unshowable;
            fn serialize_field<T: ?Sized + Serialize>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), Unshowable> {
                self.push(key, value)
            }
            fn end(self) -> Shown {
                Ok(self.done())
            }
        })*
    };
}

fields!(SerializeStruct, SerializeStructVariant);
