-- What each change replaced: who did it, when, and the fields with their old and new values. Never a secret.
CREATE TABLE ruche_history (
    id        INTEGER NOT NULL PRIMARY KEY,
    moment    TEXT NOT NULL CHECK (moment IS datetime(moment)),
    entity    TEXT NOT NULL,
    id_entity INTEGER NOT NULL,
    action    TEXT NOT NULL CHECK (action IN ('created', 'changed', 'deleted', 'anonymised')),
    changes   TEXT NOT NULL,
    who       TEXT,
    id_import INTEGER
);
CREATE INDEX ruche_history_entity ON ruche_history (entity, id_entity, id);
