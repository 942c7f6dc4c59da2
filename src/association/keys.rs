//! Every key of the table `config`.

use super::kind::Kind;

/// One key of `config`.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    pub name: &'static str,
    pub kind: Kind,
    /// Whether Paheko needs a value; the others may be NULL or missing.
    pub required: bool,
    /// The value in a new database; `None` if it is asked when the association is created.
    pub default: Option<&'static str>,
}

const NO_CUSTOM_FILES: &str = concat!(
    r#"{"admin_background":null,"admin_homepage":null,"admin_css":null,"#,
    r#""logo":null,"icon":null,"favicon":null,"signature":null}"#
);

const fn required(name: &'static str, kind: Kind, default: Option<&'static str>) -> Key {
    Key { name, kind, required: true, default }
}

const fn optional(name: &'static str, kind: Kind, default: Option<&'static str>) -> Key {
    Key { name, kind, required: false, default }
}

/// Every key, in the order they are shown.
pub const KEYS: [Key; 29] = [
    required("org_name", Kind::Text, None),
    optional("org_infos", Kind::Text, None),
    optional("org_business_number", Kind::Text, None),
    required("org_email", Kind::Email, None),
    optional("org_address", Kind::Text, None),
    optional("org_address_public", Kind::Text, None),
    optional("org_phone", Kind::Text, None),
    optional("org_web", Kind::Text, None),
    required("currency", Kind::Currency, None),
    required("country", Kind::Country, None),
    optional("timezone", Kind::TimeZone, None),
    required("default_category", Kind::Category, Some("1")),
    optional("show_parent_column", Kind::Boolean, Some("1")),
    optional("show_has_children_column", Kind::Boolean, Some("1")),
    required("show_category_in_list", Kind::Boolean, Some("1")),
    optional("backup_frequency", Kind::Integer(-1, 366), None),
    optional("backup_limit", Kind::Integer(0, 50), None),
    optional("last_chart_change", Kind::Integer(0, i64::MAX), None),
    optional("last_version_check", Kind::Json, None),
    optional("color1", Kind::Colour, None),
    optional("color2", Kind::Colour, None),
    required("files", Kind::CustomFiles, Some(NO_CUSTOM_FILES)),
    required("site_disabled", Kind::Boolean, Some("1")),
    required("log_retention", Kind::Integer(0, i64::MAX), Some("365")),
    required("analytical_set_all", Kind::Boolean, Some("1")),
    required("analytical_mandatory", Kind::Boolean, Some("0")),
    optional("file_versioning_policy", Kind::OneOf(&["none", "min", "avg", "max"]), Some("min")),
    required("file_versioning_max_size", Kind::Integer(0, i64::MAX), Some("2")),
    optional("auto_logout", Kind::Integer(0, i64::MAX), Some("120")),
];

/// The key of that name.
pub fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}
