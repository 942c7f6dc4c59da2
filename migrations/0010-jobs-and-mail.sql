-- Work that goes on after a request: written in the transaction that causes it, done by the server afterwards.
CREATE TABLE ruche_jobs (
    id           INTEGER NOT NULL PRIMARY KEY,
    kind         TEXT NOT NULL,
    -- A JSON object. The same work is not asked for twice.
    payload      TEXT NOT NULL,
    created      TEXT NOT NULL CHECK (created IS datetime(created)),
    -- Unix time from which it is to be done, and until which a worker has it.
    due          INTEGER NOT NULL,
    leased_until INTEGER,
    -- Attempts that failed, and why the last one did.
    attempts     INTEGER NOT NULL DEFAULT 0,
    error        TEXT,
    -- Since when nobody tries any more.
    given_up     TEXT CHECK (given_up IS datetime(given_up)),
    UNIQUE (kind, payload)
);
CREATE INDEX ruche_jobs_due ON ruche_jobs (due) WHERE given_up IS NULL;

-- The messages that are being handed to the mail server at this very moment: written before their content goes out. What
-- is found here at a start may have been sent or not.
CREATE TABLE ruche_mails_in_flight (
    id_queue   INTEGER NOT NULL PRIMARY KEY REFERENCES emails_queue (id) ON DELETE CASCADE,
    message_id TEXT NOT NULL,
    started    TEXT NOT NULL CHECK (started IS datetime(started))
);

-- Messages of which nobody knows whether they were sent. They are taken out of emails_queue, so that no program sends them
-- again unless a person asks for it.
CREATE TABLE ruche_uncertain_mails (
    id                INTEGER NOT NULL PRIMARY KEY,
    -- When that was found out, and when the sending had begun.
    moment            TEXT NOT NULL CHECK (moment IS datetime(moment)),
    started           TEXT,
    message_id        TEXT,
    reason            TEXT NOT NULL,
    sender            TEXT,
    recipient         TEXT NOT NULL,
    recipient_hash    TEXT NOT NULL,
    recipient_pgp_key TEXT,
    subject           TEXT NOT NULL,
    content           TEXT NOT NULL,
    content_html      TEXT,
    context           INTEGER NOT NULL,
    -- A JSON list of paths of stored files.
    attachments       TEXT NOT NULL DEFAULT '[]'
);
