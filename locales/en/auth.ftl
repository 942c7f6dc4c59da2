# Who is asking, and what they may do.
auth-missing = A name and a password are needed (HTTP Basic authentication).
auth-wrong = Wrong name or password.
auth-throttled = Too many failed authentications. Try again in { $seconds } s.
auth-level = This needs the level "{ $needed }" in the section "{ $section }"; these credentials only have the level "{ $held }" there.
auth-scope = The scope "{ $scope }" is missing: this key was not given it.
key-name = The key name "{ $name }" is not accepted: lower-case letters without accents, digits and underscores, 100 at most.
key-taken = A key named "{ $name }" exists already.
key-unknown = No key is called "{ $name }".
key-expires-refused = "{ $text }" is no end of validity: give a date to come (2026-12-31), a moment ("2026-12-31 18:00") or a duration (90d, 6mo, 1y).
