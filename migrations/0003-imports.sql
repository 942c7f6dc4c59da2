-- The imports that were made, so that one can be looked at and taken back.
CREATE TABLE ruche_imports (
    id           INTEGER NOT NULL PRIMARY KEY,
    created      TEXT NOT NULL CHECK (created IS datetime(created)),
    kind         TEXT NOT NULL CHECK (kind IN ('members', 'subscriptions')),
    mode         TEXT,
    file_name    TEXT,
    who          TEXT,
    n_created    INTEGER NOT NULL,
    n_changed    INTEGER NOT NULL,
    n_unchanged  INTEGER NOT NULL,
    -- The last row of ruche_history that it wrote.
    last_history INTEGER,
    undone       TEXT CHECK (undone IS datetime(undone)),
    undone_by    TEXT
);

-- What each import wrote: rows of users or services_users. What the fields of members were stands in ruche_history;
-- `before` is the rest, a JSON object, and for subscriptions `after` the row as it was written.
CREATE TABLE ruche_imports_rows (
    id_import INTEGER NOT NULL REFERENCES ruche_imports (id) ON DELETE CASCADE,
    id_row    INTEGER NOT NULL,
    is_new    INTEGER NOT NULL,
    before    TEXT,
    after     TEXT,
    PRIMARY KEY (id_import, id_row)
) WITHOUT ROWID;

CREATE INDEX ruche_history_import ON ruche_history (id_import) WHERE id_import IS NOT NULL;
