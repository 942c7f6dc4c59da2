# Values of fields. $label is the name people know the field by, $value what was given.
member-value-list = { $label }: one value is expected, not a list.
member-value-required = { $label }: this field is required.
member-value-email = { $label }: “{ $value }” is not a valid e-mail address.
member-value-url = { $label }: “{ $value }” is not a whole address, such as https://example.org/.
member-value-choice = { $label }: “{ $value }” is not one of the choices.
member-value-integer = { $label }: “{ $value }” is not a whole number.
member-value-decimal = { $label }: “{ $value }” is not a number.
member-value-date = { $label }: “{ $value }” is not a valid date (day/month/year or year-month-day).
member-value-month = { $label }: “{ $value }” is not a valid month (year-month, such as 2026-03).
member-value-country = { $label }: “{ $value }” is not a known country.
member-value-too-long = { $label }: “{ $value }” is too long (100 characters at most).

# Members
member-unknown = There is no member with the identifier { $id }.
member-duplicate = “{ $name }” exists already (identifier { $id }). To create this record all the same: force_duplicate=1.
member-choice-unknown = { $label }: “{ $values }” is not offered and is not read.
member-ignored = Without effect here: { $names }.
member-number-taken = { $label }: “{ $value }” is the number of another member already.
member-number-none-left = { $label }: there is no number left.
member-login-taken = { $label }: “{ $value }” is the login of another member already.
member-login-needed = { $label }: this member manages the settings and must be able to log in, so this value cannot be emptied.
member-parent-unreadable = “{ $name }” must be the identifier of one member (a whole number from 1 on), or blank for none.
member-parent-has-children = Members are attached to this member: it cannot be attached in turn.
member-parent-itself = A member cannot be attached to itself.
member-parent-unknown = The member { $id }, to be attached to, does not exist.
member-parent-attached = The member { $id } is attached to another one: nobody can be attached to it.
member-administrator = This is the record of an administrator of the association: your key does not reach it.
member-category-unknown = There is no such category of members.
member-category-out-of-reach = Your key cannot create members in this category, which gives administration rights.
member-password-length = The password must have { $least } to { $most } bytes.
member-password-leaked = This password is in a list of stolen passwords: choose another one.
member-no-such-category = There is no category of members { $id }.
member-no-such-format = “{ $format }” is no format of export: json, csv, ods or xlsx.
member-sort-unknown = “sort” cannot be “{ $name }”: { $fields }; or one of them after “-” for the reverse order.
db-log-in-use = The data has been erased, but a reading under way keeps old pages: try again in a moment.
member-erased-disk-full = The member is erased. But the disk is full, so that the file could not be rewritten: older values may still be read in its unused parts. Make room on the disk, then ask for the same again.

# Fields
field-name = “{ $name }” is no name for a field: lower-case letters without accents, digits and single underscores, beginning with a letter.
field-exists = There is a field { $name } already.
field-unknown = There is no field { $name }.
field-type = “{ $type }” is no type of field that can be added.
field-label = A field needs a label.
field-expression = Computed fields (virtual) need an SQL expression, and only they.
field-choices = Fields of type select and multiple need choices that all differ, those of type datalist may have some, others may not.
field-too-many-choices = A field of type multiple has at most { $limit } choices, those that were removed included.
field-choice-held = “{ $choice }” is the choice of { $count } member(s): change their records first.
field-needed = The field { $name } is needed: it cannot be removed.
field-held = { $count } member(s) hold a value in the field { $name }, which would be lost: confirm with --with-values.
me-not-yours = You cannot change “{ $name }” of your own record.
mailing-hidden-fields = The text names fields that your rights do not reach ({ $fields }): somebody who sees them must send it.
me-second-factor = Your category asks for a second factor: set one first.
