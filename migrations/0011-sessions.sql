-- Members who are signed in: a browser with its cookie, or a program with its tokens. Secrets are stored as SHA-256 only.
-- Moments are Unix times. `fingerprint` is the SHA-256 of the member's password hash and TOTP secret at that moment: a
-- session dies with either of them. `selector` names the row of `users_sessions` that keeps a browser signed in.
-- Nothing refers to `users`, a table that Paheko and Ruche rebuild: a session without its member opens nothing.
CREATE TABLE ruche_sessions (
    id          INTEGER PRIMARY KEY,
    id_user     INTEGER NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('browser', 'program')),
    login       TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    created     INTEGER NOT NULL,
    last_seen   INTEGER NOT NULL,
    expires     INTEGER NOT NULL,
    address     TEXT,
    user_agent  TEXT,
    selector    TEXT
);
CREATE INDEX ruche_sessions_member ON ruche_sessions (id_user);

-- `cookie` and `access` open the API, `refresh` gives new ones, once: a second use ends the session.
CREATE TABLE ruche_session_tokens (
    hash       TEXT NOT NULL PRIMARY KEY,
    id_session INTEGER NOT NULL REFERENCES ruche_sessions (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL CHECK (kind IN ('cookie', 'access', 'refresh')),
    expires    INTEGER NOT NULL,
    used       INTEGER NOT NULL DEFAULT 0 CHECK (used IN (0, 1))
) WITHOUT ROWID;
CREATE INDEX ruche_session_tokens_session ON ruche_session_tokens (id_session);

-- What a person was given to go on with: after the password, to give the second factor; by mail, to choose a password.
-- `code_hash` is the SHA-256 of a code that was sent by mail, at the Unix time `code_sent`.
CREATE TABLE ruche_challenges (
    hash        TEXT NOT NULL PRIMARY KEY,
    id_user     INTEGER NOT NULL,
    purpose     TEXT NOT NULL CHECK (purpose IN ('second-factor', 'password')),
    fingerprint TEXT NOT NULL,
    expires     INTEGER NOT NULL,
    failures    INTEGER NOT NULL DEFAULT 0,
    code_hash   TEXT,
    code_sent   INTEGER,
    remember    INTEGER NOT NULL DEFAULT 0 CHECK (remember IN (0, 1)),
    kind        TEXT NOT NULL DEFAULT 'program' CHECK (kind IN ('browser', 'program'))
) WITHOUT ROWID;
CREATE INDEX ruche_challenges_member ON ruche_challenges (id_user);

-- The last period of a TOTP code that a member used: it and earlier ones are refused (RFC 6238, 5.2).
CREATE TABLE ruche_used_codes (
    id_user INTEGER NOT NULL PRIMARY KEY,
    period  INTEGER NOT NULL
);

-- Wrong codes of a member since a Unix time: after so many, none is looked at for a while.
CREATE TABLE ruche_code_guesses (
    id_user  INTEGER NOT NULL PRIMARY KEY,
    since    INTEGER NOT NULL,
    failures INTEGER NOT NULL
);
