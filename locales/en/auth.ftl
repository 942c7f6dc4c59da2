# Who is asking, and what they may do.
auth-missing = A name and a password are needed (HTTP Basic authentication).
auth-wrong = Wrong name or password.
auth-throttled = Too many failed authentications. Try again in { $seconds } s.
auth-level = This needs the level "{ $needed }" in the section "{ $section }"; these credentials only have the level "{ $held }" there.
key-name = The key name "{ $name }" is not accepted: lower-case letters without accents, digits and underscores, 100 at most.
key-taken = A key named "{ $name }" exists already.
key-unknown = No key is called "{ $name }".
auth-session-over = This session is over: sign in again.
auth-form-token = This request does not come from a form of this site: the token "X-Form-Token" is missing or no longer good.
auth-proxy-unknown = The member named by the authentication server does not exist here, or may not sign in.
