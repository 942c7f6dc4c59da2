-- What a key of the API has besides its level and its end: what limits it, its former secret, and who answers for it.
CREATE TABLE ruche_api_access (
    id             INTEGER NOT NULL PRIMARY KEY REFERENCES api_credentials (id) ON DELETE CASCADE,
    -- Words `area:verb` with blanks between them; NULL for all that the level allows.
    scopes         TEXT,
    -- Networks in CIDR with blanks between them; NULL for everywhere.
    networks       TEXT,
    -- The hash of a key that is limited. It is not in api_credentials: Paheko, which knows no limits, would accept it.
    secret         TEXT,
    -- The first characters of the secret while a former one is good too: they tell which of both a client gives.
    hint           TEXT,
    -- The hash of the former secret, and the local time from which it is refused.
    old_secret     TEXT,
    old_until      TEXT CHECK (old_until IS datetime(old_until)),
    -- Addresses that hear of the coming end, from so many months before it.
    supervisor     TEXT,
    recipient      TEXT,
    remind_months  INTEGER NOT NULL DEFAULT 1,
    -- When they last heard of it, in local time.
    reminded       TEXT CHECK (reminded IS datetime(reminded))
);

-- From where each key was last used; when, stands in api_credentials.
CREATE TABLE ruche_api_uses (
    id           INTEGER NOT NULL PRIMARY KEY REFERENCES api_credentials (id) ON DELETE CASCADE,
    last_address TEXT
);
