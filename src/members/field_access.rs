//! Which fields of members somebody may see and change: the one place that decides (people.md 5, "Private fields" and "Own
//! record"). A [`Layout`](super::layout::Layout) that was read for a principal carries it, and reads NULL for the others.

use super::fields::{Field, MemberAccess, Roles};
use crate::auth::{Principal, Section};

/// How far somebody sees into records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldAccess {
    /// Every field: keys, commands, and the program itself.
    Everything,
    /// A member who looks at records of others, with that level on members.
    Manager(i64),
    /// A member who looks at the own record.
    Oneself,
}

impl FieldAccess {
    /// Keys read and write every field, as Paheko's do; members those that their level reaches.
    pub fn of(principal: &Principal) -> Self {
        match principal.actor.member() {
            Some(_) => FieldAccess::Manager(principal.rights.level(Section::Users) as i64),
            None => FieldAccess::Everything,
        }
    }

    /// Number and name say in every list whose record it is: managers see them whatever their level.
    pub fn sees(self, field: &Field) -> bool {
        let identifies = field.roles.include(Roles::NUMBER) || field.roles.include(Roles::NAME);
        match self {
            FieldAccess::Everything => true,
            FieldAccess::Manager(level) => identifies || field.management_level <= level,
            FieldAccess::Oneself => field.member_access >= MemberAccess::See,
        }
    }

    /// Whether a request may give the field a value. Whether the request may change a record at all is decided before.
    pub fn changes(self, field: &Field) -> bool {
        match self {
            FieldAccess::Oneself => field.member_access == MemberAccess::Change,
            _ => self.sees(field),
        }
    }
}
