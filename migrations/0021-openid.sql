-- Accounts at an identity provider (OpenID Connect) that members sign in with: `issuer` and `subject` together name one for
-- ever. Moments are Unix times. Nothing refers to `users`, a table that Paheko and Ruche rebuild; and where Paheko deletes a
-- member, the next one may get its id. So an identity also remembers whom it was bound to: the SHA-256 of the member's login
-- and of the name, one of which must still be the member's.
CREATE TABLE ruche_identities (
    id         INTEGER PRIMARY KEY,
    id_user    INTEGER NOT NULL,
    issuer     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    login_hash TEXT NOT NULL,
    name_hash  TEXT NOT NULL,
    created    INTEGER NOT NULL,
    last_used  INTEGER,
    UNIQUE (issuer, subject)
);
CREATE INDEX ruche_identities_member ON ruche_identities (id_user);

-- Browsers that are on their way to the provider and back, each known by the SHA-256 of its cookie. With a member and a
-- session, it is to link an identity; without, to sign in. `next` is the page to go on to.
CREATE TABLE ruche_openid_attempts (
    hash       TEXT NOT NULL PRIMARY KEY,
    id_user    INTEGER,
    id_session INTEGER,
    next       TEXT NOT NULL,
    expires    INTEGER NOT NULL,
    CHECK ((id_user IS NULL) = (id_session IS NULL))
) WITHOUT ROWID;
