# Signing in through an identity provider (OpenID Connect).
openid-off = No identity provider is set: give "openid_issuer" in the server's settings.
openid-not-built = This program was built without OpenID Connect: take "openid_issuer" out of the server's settings.
openid-needs-issuer = The settings "openid_…" need "openid_issuer", the address of the identity provider.
openid-needs-client = The identity provider needs "openid_client_id", the name under which it knows this server.
openid-needs-site = The identity provider needs the address of the site, to which it sends browsers back: set "site_url".
openid-identity = "{ $name }": 1 to { $max } bytes, no control characters.
openid-unreachable = The identity provider does not answer as it should. Try again later, or sign in with your password.
openid-refused = The answer of the identity provider is not good. Sign in again.
openid-declined = The identity provider did not complete the sign-in. Try again, or sign in with your password.
openid-not-begun = This sign-in was not begun in this browser, or too long ago, or was used already. Begin again.
openid-unknown = No member is linked to this account. Sign in with your password and link the account on the page of your security, or ask the administration to link it.
openid-may-not-connect = The account is linked to a member whose category may not sign in.
openid-taken = This account is linked to another member already.
openid-browser-only = An account is linked from a browser that is signed in.
openid-session-other = This account was not linked: the session that asked for it is over, or this browser has another one. Sign in and begin again.
openid-identity-unknown = This member has no linked account no. { $id }.
openid-button = Sign in with { $label }
