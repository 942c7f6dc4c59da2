# Files that cannot be opened, and what to do.
database-not-sqlite = This file is not an SQLite database. Point to the file of your association (often “association.sqlite”).
database-other-program = This database belongs to another program: there is no association in it. Point to another file.
database-incomplete = This database is incomplete: its installation was not finished, or tables were removed. Restore a backup.
database-older-paheko = This database comes from Paheko { $found }. Upgrade it with Paheko { $known } first, then try again.
database-newer-paheko = This database comes from Paheko { $found }, newer than the version { $known } that this program knows. Upgrade Ruche, then try again.
database-newer-ruche = This database was used by a newer version of Ruche (tables no. { $found }, this program knows no. { $known }). Upgrade Ruche, then try again.
database-damaged = This database is damaged. Keep a copy of it and restore a backup.

# In what a database differs from what its programs expect.
database-missing-table = The table “{ $table }” is missing.
database-missing-column = The column “{ $column }” is missing in the table “{ $table }”.
database-extra-column = The table “{ $table }” has a column too many: “{ $column }”.
database-column-differs = A column of the table “{ $table }” is not the expected one: “{ $found }” instead of “{ $expected }”.
database-missing-index = The index “{ $index }” is missing on the table “{ $table }”: { $columns }.
database-index-differs = The index “{ $index }” of the table “{ $table }” is not the expected one: “{ $found }” instead of “{ $expected }”.
database-foreign-keys-differ = The links of the table “{ $table }” to other tables are not the expected ones: “{ $found }” instead of “{ $expected }”.
database-missing-view = The view “{ $view }” is missing.
database-view-differs = The view “{ $view }” is not the expected one.
database-missing-trigger = The trigger “{ $trigger }” is missing on the table “{ $table }”.
database-application-id = The file does not carry the expected mark (application_id { $found }): Paheko needs it to restore a backup.
database-user-version = The file comes from another version of Paheko ({ $version }).
database-unknown-setting = The setting “{ $key }” is not among the agreed ones. Remove it, or other programs will refuse the file.
database-missing-setting = The setting “{ $key }” has no value and needs one.
database-unreadable-setting = The setting “{ $key }” has a value that is not accepted and has no effect: “{ $value }”. “ruche association set { $key } VALUE” replaces it.
database-no-default-category = The category proposed to new members (no. { $id }) does not exist.

# The fields of members.
database-field-name = “{ $field }” cannot be the name of a field: it takes lower-case letters without accents and digits, in groups joined by a single “_”, beginning with a letter.
database-field-type = The field “{ $field }” is of an unknown type: “{ $type }”.
database-field-roles = The roles of the field “{ $field }” cannot be read.
database-field-choices = The choices of the field “{ $field }” cannot be read.
database-field-expression = The computed field “{ $field }” has no SQL expression.
database-fields-expression = A computed field is not an SQL expression over the columns of the table of members.
database-fields-role = Exactly one field of members must be { $role ->
    [password] the password
    [login] what they log in with
   *[other] the member number
}.
database-fields-no-name = At least one field must make the name of members.
database-members-not-unique = Several members have the same login or the same number. Correct them first.
