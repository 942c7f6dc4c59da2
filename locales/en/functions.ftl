# What the functions offered to SQL queries say when they cannot answer.
function-email-without-at = email_hash: the address has no “@”.
function-field-unknown = There is no member field named “{ $name }”.
function-like-escape = LIKE: the escape character (ESCAPE) must be a single character.
function-like-too-long = LIKE: the pattern cannot be longer than { $maximum } characters.
function-match-without-option = match_dynamic_field: name at least one option to look for.
function-option-unknown = The field has no option “{ $name }”.
function-random-length = random_string: the length must be a number between 0 and { $maximum }.
function-rank-matchinfo = rank: the first parameter must be matchinfo() of a search table.
function-rank-weights = rank: there must be as many weights, as numbers, as columns in the search table ({ $columns }).
