//! Enumerations that columns hold as numbers.

/// Declares an enumeration that a column holds as a number, with the word that requests use for each value.
///
/// A number that this program does not know is `Unknown`: it is read, shown, exported and kept as it is. Requests cannot
/// give it: readers choose among `ALL`.
macro_rules! stored_enum {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $number:literal $word:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// Written by another program.
            Unknown(i64),
        }

        impl $name {
            /// Every known value, in the order of the numbers.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            pub const fn from_number(number: i64) -> Self {
                match number {
                    $($number => $name::$variant,)*
                    other => $name::Unknown(other),
                }
            }

            pub const fn number(self) -> i64 {
                match self {
                    $($name::$variant => $number,)*
                    $name::Unknown(number) => number,
                }
            }

            pub const fn is_known(self) -> bool {
                !matches!(self, $name::Unknown(_))
            }

            pub const fn word(self) -> &'static str {
                match self {
                    $($name::$variant => $word,)*
                    $name::Unknown(_) => "unknown",
                }
            }
        }

        impl rusqlite::types::FromSql for $name {
            /// Some files hold the number as a text, because their column was declared so.
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                let number = match value {
                    rusqlite::types::ValueRef::Text(text) => {
                        std::str::from_utf8(text).ok().and_then(|text| text.trim().parse().ok())
                    }
                    other => Some(other.as_i64()?),
                };
                number.map($name::from_number).ok_or(rusqlite::types::FromSqlError::InvalidType)
            }
        }

        impl rusqlite::types::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(rusqlite::types::ToSqlOutput::from(self.number()))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.number())
            }
        }
    };
}

pub(crate) use stored_enum;

#[cfg(test)]
mod tests {
    use rusqlite::types::{FromSql, ToSql, ToSqlOutput, Value, ValueRef};

    stored_enum! {
        Size { Small = 0 "small", Large = 2 "large", }
    }

    #[test]
    fn numbers_that_nobody_knows_are_kept() {
        assert_eq!(Size::ALL, [Size::Small, Size::Large]);
        for (number, size, word) in
            [(0, Size::Small, "small"), (2, Size::Large, "large"), (7, Size::Unknown(7), "unknown")]
        {
            let read = |value: ValueRef<'_>| Size::column_result(value).unwrap();
            assert_eq!(
                (read(ValueRef::Integer(number)), read(ValueRef::Text(number.to_string().as_bytes()))),
                (size, size)
            );
            assert_eq!((size.number(), size.word(), size.is_known()), (number, word, number != 7));
            assert_eq!(size.to_sql().unwrap(), ToSqlOutput::Owned(Value::Integer(number)));
            assert_eq!(serde_json::to_value(size).unwrap(), number);
        }
        assert!(Size::column_result(ValueRef::Text(b"small")).is_err() && Size::column_result(ValueRef::Null).is_err());
    }
}
