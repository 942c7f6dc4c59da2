-- What WebDAV clients noted about files and folders: properties that mean something to them only.
CREATE TABLE ruche_file_properties (
    id_file   INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    namespace TEXT NOT NULL,
    name      TEXT NOT NULL,
    xml       BLOB NOT NULL,
    PRIMARY KEY (id_file, namespace, name)
);
