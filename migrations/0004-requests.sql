-- Answers to requests that came with a key of their own, so that the same request sent twice is done once.
CREATE TABLE ruche_requests (
    who     TEXT NOT NULL,
    key     TEXT NOT NULL,
    request TEXT NOT NULL,
    answer  BLOB NOT NULL,
    moment  TEXT NOT NULL,
    PRIMARY KEY (who, key)
) WITHOUT ROWID;

CREATE INDEX ruche_requests_moment ON ruche_requests (moment);
