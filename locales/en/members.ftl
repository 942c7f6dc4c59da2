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
