-- What is ours alone. No table is STRICT, so that older versions of SQLite open the file.

-- Facts about this database, the version of these tables among them.
CREATE TABLE ruche_meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value
);

-- Reports of failures in people's browsers and in the server, to be read by an administrator.
CREATE TABLE ruche_error_reports (
    id      INTEGER NOT NULL PRIMARY KEY,
    created TEXT NOT NULL CHECK (created IS datetime(created)),
    report  TEXT NOT NULL
);

-- What a key of the API has beyond its row in api_credentials: the local time from which it is refused, and its hash,
-- kept aside while it is disabled.
CREATE TABLE ruche_credentials (
    id              INTEGER NOT NULL PRIMARY KEY REFERENCES api_credentials (id) ON DELETE CASCADE,
    expires         TEXT CHECK (expires IS datetime(expires)),
    disabled_secret TEXT
);
