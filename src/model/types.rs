//! Families of data types: whether two fields can hold the same values, whatever the database calls their types.

/// What a data type holds, over all databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TypeFamily {
    /// Whole numbers.
    Integer,
    /// Exact decimal numbers and money.
    Decimal,
    /// Floating-point numbers.
    Float,
    /// Truth values.
    Boolean,
    /// Text of any length.
    Text,
    /// UUIDs.
    Uuid,
    /// Dates without a time.
    Date,
    /// Times of day.
    Time,
    /// Points in time.
    Timestamp,
    /// Spans of time.
    Interval,
    /// Bytes.
    Binary,
    /// JSON documents.
    Json,
    /// Arrays of anything.
    Array,
    /// Shapes on a plane or on the earth.
    Geometry,
    /// Anything else: enums, domains, what nobody has named yet.
    Other,
}

impl TypeFamily {
    /// The family of a type as written, such as `varchar(20)` or `BIGINT UNSIGNED`.
    pub fn of(data_type: &str) -> Self {
        let lower = data_type.trim().to_ascii_lowercase();
        if lower.ends_with("[]") || lower.starts_with("array") || lower.contains(" array") {
            return Self::Array;
        }
        let bare = lower.split('(').next().unwrap_or_default().trim();
        let last = bare
            .rsplit('.')
            .next()
            .unwrap_or(bare)
            .trim_matches(['"', '[', ']', '`']);
        let first = last.split_whitespace().next().unwrap_or_default();
        match first {
            "int" | "integer" | "int2" | "int4" | "int8" | "int64" | "bigint" | "smallint"
            | "tinyint" | "mediumint" | "serial" | "bigserial" | "smallserial" | "serial4"
            | "serial8" | "year" | "byteint" => Self::Integer,
            "numeric" | "decimal" | "dec" | "number" | "money" | "smallmoney" | "bignumeric"
            | "fixed" => Self::Decimal,
            "real" | "float" | "float4" | "float8" | "float64" | "double" | "binary_float"
            | "binary_double" | "decfloat" => Self::Float,
            "bool" | "boolean" | "bit" => Self::Boolean,
            "char" | "character" | "varchar" | "varchar2" | "nvarchar" | "nvarchar2" | "nchar"
            | "bpchar" | "text" | "tinytext" | "mediumtext" | "longtext" | "ntext" | "clob"
            | "nclob" | "string" | "citext" | "long" | "sysname" | "name" | "lvarchar" | "xml" => {
                Self::Text
            }
            "uuid" | "uniqueidentifier" | "guid" => Self::Uuid,
            "date" => Self::Date,
            "time" | "timetz" => Self::Time,
            "timestamp" | "timestamptz" | "datetime" | "datetime2" | "smalldatetime"
            | "datetimeoffset" => Self::Timestamp,
            "interval" => Self::Interval,
            "bytea" | "blob" | "tinyblob" | "mediumblob" | "longblob" | "binary" | "varbinary"
            | "image" | "raw" | "bytes" | "rowversion" => Self::Binary,
            "json" | "jsonb" | "super" => Self::Json,
            "geometry" | "geography" | "point" | "polygon" | "linestring" | "path" | "box"
            | "circle" => Self::Geometry,
            _ => Self::Other,
        }
    }

    /// Whether two types as written are known to hold different kinds of values.
    pub fn differ(one: &str, other: &str) -> bool {
        let families = [one, other].map(Self::of);
        families[0] != families[1] && !families.contains(&Self::Other)
    }

    /// Whether a value of one type as written can never be the key that one of the other type refers to. Whole numbers of
    /// both kinds can.
    pub fn never_equal(one: &str, other: &str) -> bool {
        let is_number = |data_type| matches!(Self::of(data_type), Self::Integer | Self::Decimal);
        Self::differ(one, other) && !(is_number(one) && is_number(other))
    }
}

#[cfg(test)]
mod tests {
    use super::TypeFamily;

    #[test]
    fn families_see_through_spelling() {
        for (data_type, family) in [
            ("BIGINT UNSIGNED", TypeFamily::Integer),
            ("numeric(10, 2)", TypeFamily::Decimal),
            ("character varying(20)", TypeFamily::Text),
            ("timestamp(6) with time zone", TypeFamily::Timestamp),
            ("text[]", TypeFamily::Array),
            ("[decimal](30, 0)", TypeFamily::Decimal),
            ("public.mood", TypeFamily::Other),
            ("double precision", TypeFamily::Float),
        ] {
            assert_eq!(TypeFamily::of(data_type), family, "{data_type}");
        }
    }

    #[test]
    fn only_types_that_are_known_differ_and_numbers_of_both_kinds_are_keys_of_each_other() {
        for (one, other, differ, never_equal) in [
            ("uuid", "UUID", false, false),
            ("uuid", "integer", true, true),
            ("bigint", "numeric(10)", true, false),
            ("double", "numeric(10)", true, true),
            ("customer_no", "integer", false, false),
            ("", "integer", false, false),
        ] {
            let found = (
                TypeFamily::differ(one, other),
                TypeFamily::never_equal(one, other),
            );
            assert_eq!(found, (differ, never_equal), "{one}, {other}");
        }
    }
}
