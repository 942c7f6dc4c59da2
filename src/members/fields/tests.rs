use super::*;
use crate::db::schema;

/// A database with the four fields every association has.
fn database() -> Connection {
    let conn = schema::in_memory().unwrap();
    conn.execute_batch(
        "INSERT INTO config_users_fields (name, sort_order, type, label, options, system) VALUES
            ('numero', 0, 'number', 'Numéro', '[]', '8'), ('nom', 1, 'text', 'Nom', NULL, '16'),
            ('courriel', 2, 'email', 'Adresse', '[]', '4'), ('secret', 3, 'password', 'Mot de passe', '', '2')",
    )
    .unwrap();
    conn
}

fn with(row: &str) -> Result<Fields> {
    let conn = database();
    conn.execute_batch(&format!(
        "INSERT INTO config_users_fields (name, sort_order, type, label, options, sql, system) VALUES ({row})"
    ))
    .unwrap();
    Fields::read(&conn)
}

#[test]
fn every_type_is_known_by_its_word() {
    for field_type in FieldType::ALL {
        assert_eq!(FieldType::parse(field_type.as_str()), Some(*field_type));
    }
    assert_eq!(FieldType::parse("Text"), None);
    assert_eq!(FieldType::parse(""), None);
}

#[test]
fn a_name_is_groups_of_lower_case_letters_and_digits() {
    for name in ["a", "nom", "nom_prenom", "adresse2", "a1_b2_3c", "order"] {
        assert_eq!(FieldName::parse(name).map(|name| name.to_string()).as_deref(), Some(name));
    }
    let illegal = [
        "",
        "_",
        "_a",
        "a_",
        "a__b",
        "2a",
        "Nom",
        "prénom",
        "a b",
        "a-b",
        "a\"b",
        "a;b",
        "a\0",
        "a)",
        "id",
        "is_parent",
        "otp_secret",
    ];
    for name in illegal {
        assert_eq!(FieldName::parse(name), None, "{name:?}");
    }
}

#[test]
fn roles_are_read_from_text_from_a_number_and_from_nothing() {
    for (stored, roles) in [("'48'", 48), ("40", 40), ("NULL", 0), ("''", 0), ("'0'", 0)] {
        let fields = with(&format!("'autre', 9, 'text', 'Autre', '[]', NULL, {stored}"));
        // 40 claims the member number a second time.
        if roles == 40 {
            assert!(fields.is_err());
        } else {
            assert_eq!(fields.unwrap().get("autre").unwrap().roles, Roles(roles));
        }
    }
    assert!(matches!(with("'autre', 9, 'text', 'Autre', '[]', NULL, 'x'"), Err(Error::Conflict(_))));
}

#[test]
fn the_parts_of_the_system_are_found_by_their_role_and_not_by_their_name() {
    let fields = Fields::read(&database()).unwrap();
    let names = [fields.number(), fields.login(), fields.password()].map(|field| field.name.as_str());
    assert_eq!(names, ["numero", "courriel", "secret"]);
    assert_eq!(fields.of_name().map(|field| field.name.as_str()).collect::<Vec<_>>(), ["nom"]);
}

#[test]
fn fields_come_in_their_order() {
    let fields = with("'premier', -1, 'text', 'Premier', '[]', NULL, NULL").unwrap();
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["premier", "numero", "nom", "courriel", "secret"]);
}

#[test]
fn each_role_is_played_exactly_once() {
    for role in [2, 4, 8] {
        let twice = with(&format!("'autre', 9, 'text', 'Autre', '[]', NULL, '{role}'"));
        assert!(matches!(twice, Err(Error::Conflict(_))));
        let conn = database();
        conn.execute("UPDATE config_users_fields SET system = '0' WHERE system = ?1", [role.to_string()]).unwrap();
        assert!(matches!(Fields::read(&conn), Err(Error::Conflict(_))));
    }
    let conn = database();
    conn.execute("UPDATE config_users_fields SET system = '0' WHERE system = '16'", []).unwrap();
    assert!(matches!(Fields::read(&conn), Err(Error::Conflict(_))));
}

#[test]
fn a_role_needs_a_column() {
    let conn = database();
    conn.execute("UPDATE config_users_fields SET type = 'virtual', sql = '1' WHERE name = 'numero'", []).unwrap();
    assert!(matches!(Fields::read(&conn), Err(Error::Conflict(_))));
}

#[test]
fn choices_are_a_list_or_keep_their_numbers() {
    let choices = |json: &str| {
        let fields = with(&format!("'choix', 9, 'multiple', 'Choix', {json}, NULL, NULL"))?;
        let choices = &fields.get("choix").unwrap().choices;
        Ok::<_, Error>(choices.iter().map(|choice| (choice.number, choice.label.clone())).collect::<Vec<_>>())
    };
    assert_eq!(choices(r#"'["Mécanique","Accueil"]'"#).unwrap(), [(0, "Mécanique".into()), (1, "Accueil".into())]);
    assert_eq!(choices(r#"'{"0":"A","2":"C"}'"#).unwrap(), [(0, "A".into()), (2, "C".into())]);
    assert_eq!(choices("NULL").unwrap(), []);
    assert_eq!(choices("'[2024]'").unwrap(), [(0, "2024".into())]);
    for unreadable in ["'['", "'\"A\"'", r#"'{"x":"A"}'"#, "'[[]]'"] {
        assert!(choices(unreadable).is_err(), "{unreadable}");
    }
}

#[test]
fn what_makes_no_sense_is_refused_by_name() {
    let refused = [
        ("'Bad Name', 9, 'text', 'x', '[]', NULL, NULL", "Bad Name"),
        ("'autre', 9, 'colour', 'x', '[]', NULL, NULL", "colour"),
        ("'age', 9, 'virtual', 'x', '[]', NULL, NULL", "age"),
    ];
    for (row, word) in refused {
        let error = with(row).unwrap_err();
        assert!(matches!(error, Error::Conflict(_)) && error.to_string().contains(word), "{error}");
    }
}

#[test]
fn searchable_fields_are_texts_but_never_the_number() {
    let conn = database();
    conn.execute("UPDATE config_users_fields SET type = 'text' WHERE name = 'numero'", []).unwrap();
    let names = Fields::read(&conn).unwrap().searchable().map(|field| field.name.to_string()).collect::<Vec<_>>();
    assert_eq!(names, ["nom", "courriel"]);
}
