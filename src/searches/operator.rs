//! The operators of conditions (people.md 3.2).

/// Where a text must be in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Begins,
    Ends,
    Contains,
}

/// How two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    Unequal,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

impl Comparison {
    pub fn sign(self) -> &'static str {
        match self {
            Comparison::Equal => "=",
            Comparison::Unequal => "<>",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
        }
    }
}

/// An operator; a truth says whether it is negated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Compare(Comparison),
    /// One of several values.
    In {
        negated: bool,
    },
    /// Bounds included.
    Between {
        negated: bool,
    },
    IsNull {
        negated: bool,
    },
    Like {
        place: Place,
        negated: bool,
    },
    /// All of the given options are chosen.
    HasOptions {
        negated: bool,
    },
    Is(bool),
    /// No condition: the column is only shown.
    Shown,
}

impl Operator {
    /// From the text of a document.
    pub fn parse(text: &str) -> Option<Self> {
        use Comparison::*;
        let (rest, negated) = text.strip_prefix("NOT ").map_or((text, false), |rest| (rest, true));
        let like = |place| Some(Operator::Like { place, negated });
        match rest {
            "IN (??)" => return Some(Operator::In { negated }),
            "BETWEEN ? AND ?" => return Some(Operator::Between { negated }),
            "LIKE ?%" => return like(Place::Begins),
            "LIKE %?" => return like(Place::Ends),
            "LIKE %?%" => return like(Place::Contains),
            "&" => return Some(Operator::HasOptions { negated }),
            _ if negated => return None,
            _ => {}
        }
        Some(match text {
            "= ?" => Operator::Compare(Equal),
            "!= ?" => Operator::Compare(Unequal),
            "> ?" => Operator::Compare(Greater),
            ">= ?" => Operator::Compare(GreaterOrEqual),
            "< ?" => Operator::Compare(Less),
            "<= ?" => Operator::Compare(LessOrEqual),
            "IS NULL" => Operator::IsNull { negated: false },
            "IS NOT NULL" => Operator::IsNull { negated: true },
            "= 1" => Operator::Is(true),
            "= 0" => Operator::Is(false),
            "1" => Operator::Shown,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operator_of_the_interface_is_read_and_others_are_not() {
        for text in [
            "= ?",
            "!= ?",
            "> ?",
            ">= ?",
            "< ?",
            "<= ?",
            "IN (??)",
            "NOT IN (??)",
            "BETWEEN ? AND ?",
            "NOT BETWEEN ? AND ?",
            "IS NULL",
            "IS NOT NULL",
            "LIKE ?%",
            "LIKE %?",
            "LIKE %?%",
            "NOT LIKE ?%",
            "NOT LIKE %?",
            "NOT LIKE %?%",
            "&",
            "NOT &",
            "= 1",
            "= 0",
            "1",
        ] {
            assert!(Operator::parse(text).is_some(), "{text}");
        }
        for text in ["", "=", "NOT = ?", "NOT 1", "like ?%", "REGEXP ?", "= ? OR 1"] {
            assert_eq!(Operator::parse(text), None, "{text}");
        }
    }
}
