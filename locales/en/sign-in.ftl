# Signing in, second factor, password.
sign-in-code-wrong = This code is wrong, or was used already.
sign-in-secret = This secret is not Base32 of at least 8 characters.
sign-in-no-second-factor = This member has no second factor.
sign-in-no-mail-code = No code can be sent by e-mail: the request is over, or this member has no address for it.
sign-in-session-unknown = There is no session no. { $id }.
sign-in-recovery-asked = If a member has this login, a message was sent with a link that is good for an hour.
sign-in-link-over = This link was used already or is no longer good: ask for another one.
sign-in-members-only = This address is for members who are signed in.
sign-in-no-site = The link needs the address of the site: set "site_url".
sign-in-letter-moment = on { $date } at { $time }
sign-in-letter-address-unknown = unknown
