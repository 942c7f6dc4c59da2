# Values of requests. Each sentence says what is accepted.
param-missing = “{ $name }” is missing.
param-not-scalar = “{ $name }” must be a single value, not a list.
param-not-map = “{ $name }” must give a value for each key, such as { $name }[512A].
param-flag = “{ $name }” must be yes ({ $yes }) or no ({ $no }), not “{ $value }”.
param-date = “{ $name }” must be a date such as 2026-03-01 or 01/03/2026, not “{ $value }”.
param-date-missing = “{ $name }” is missing: a date such as 2026-03-01 or 01/03/2026.
param-date-time = “{ $name }” must be a date and time such as 2026-03-01 10:20:00, not “{ $value }”.
param-amount = “{ $name }” must be an amount such as 42.50 or 1 500,00, not “{ $value }”.
param-integer = “{ $name }” must be a whole number from { $least } to { $most }, not “{ $value }”.
param-integer-from = “{ $name }” must be a whole number from { $least } on, not “{ $value }”.
param-id = “{ $name }” must be an identifier (a whole number from 1 on), not “{ $value }”.
param-id-missing = “{ $name }” is missing: an identifier (a whole number from 1 on).
param-ids = “{ $name }” must be an identifier (a whole number from 1 on) or a list of identifiers, not “{ $value }”.
param-choice = “{ $name }” must be one of: { $words }; not “{ $value }”.
param-choice-missing = “{ $name }” is missing: one of { $words }.
