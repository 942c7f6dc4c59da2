-- What is done to many members at once (moved to another category, one value of a field, merged records) is recorded as
-- imports are. The program says which kinds there are. The two tables refer to each other, so both are made anew.
CREATE TABLE ruche_imports_of_any_kind (
    id           INTEGER NOT NULL PRIMARY KEY,
    created      TEXT NOT NULL CHECK (created IS datetime(created)),
    kind         TEXT NOT NULL,
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
INSERT INTO ruche_imports_of_any_kind SELECT id, created, kind, mode, file_name, who, n_created, n_changed, n_unchanged,
    last_history, undone, undone_by FROM ruche_imports;
CREATE TABLE ruche_imports_rows_aside AS SELECT id_import, id_row, is_new, before, after FROM ruche_imports_rows;
DROP TABLE ruche_imports_rows;
DROP TABLE ruche_imports;
ALTER TABLE ruche_imports_of_any_kind RENAME TO ruche_imports;

-- What each import wrote: rows of users, services_users or acc_transactions. What the fields of members and entries were
-- stands in ruche_history; `before` is the rest, a JSON object (of entries, the letters that the change broke; of merged
-- members, all that it takes to part them again), and for subscriptions `after` the row as it was written.
CREATE TABLE ruche_imports_rows (
    id_import INTEGER NOT NULL REFERENCES ruche_imports (id) ON DELETE CASCADE,
    id_row    INTEGER NOT NULL,
    is_new    INTEGER NOT NULL,
    before    TEXT,
    after     TEXT,
    PRIMARY KEY (id_import, id_row)
) WITHOUT ROWID;
INSERT INTO ruche_imports_rows SELECT id_import, id_row, is_new, before, after FROM ruche_imports_rows_aside;
DROP TABLE ruche_imports_rows_aside;
