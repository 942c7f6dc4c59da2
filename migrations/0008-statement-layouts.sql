-- The columns that a person named for statements of a bank account whose tables have no headings that we know: a JSON
-- object (columns with their roles, lines above them, mark of decimals, order of days, width of the table).
CREATE TABLE ruche_statement_layouts (
    id_account INTEGER NOT NULL PRIMARY KEY REFERENCES acc_accounts (id) ON DELETE CASCADE,
    layout     TEXT NOT NULL
);
