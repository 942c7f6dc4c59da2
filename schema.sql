-- The tables of an association's database, as Paheko 1.3.22 and its clients expect them: each column, index and
-- trigger here is part of that agreement. What is ours alone stands in migrations/. The tables users, users_view and
-- users_search depend on the fields of members and are made by src/members/tables.rs.
--
-- Older versions of SQLite must be able to open the file: no STRICT tables, no generated columns.
--
-- Amounts are whole cents. Dates are text, YYYY-MM-DD or YYYY-MM-DD HH:MM:SS in the association's time zone, and are
-- checked to be real: `x IS date(x)` holds for NULL and for a date that SQLite writes back as it was. The defaults
-- are in UTC, so every writer gives the value itself. Texts that are not given are NULL, never empty.


-- ========================================
-- Settings and extensions
-- ========================================

-- Settings of the association, one row per key. The keys are a closed list: see src/db/settings.rs.
CREATE TABLE config (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT
);

-- The fields of a member. The tables users, users_view and users_search are made from these rows.
CREATE TABLE config_users_fields (
    id                      INTEGER NOT NULL PRIMARY KEY,
    name                    TEXT NOT NULL,
    sort_order              INTEGER NOT NULL,
    type                    TEXT NOT NULL,
    label                   TEXT NOT NULL,
    help                    TEXT,
    required                INTEGER NOT NULL DEFAULT 0,
    user_access_level       INTEGER NOT NULL DEFAULT 0,
    management_access_level INTEGER NOT NULL DEFAULT 1,
    list_table              INTEGER NOT NULL DEFAULT 0,
    options                 TEXT,
    default_value           TEXT,
    sql                     TEXT,
    system                  TEXT
);
CREATE UNIQUE INDEX config_users_fields_name ON config_users_fields (name);

-- Extensions of another server. Their rows are kept for it; nothing here runs them.
CREATE TABLE plugins (
    id               INTEGER NOT NULL PRIMARY KEY,
    name             TEXT NOT NULL,
    label            TEXT NOT NULL,
    description      TEXT,
    author           TEXT,
    author_url       TEXT,
    version          TEXT NOT NULL,
    menu             INT NOT NULL DEFAULT 0,
    home_button      INT NOT NULL DEFAULT 0,
    restrict_section TEXT,
    restrict_level   INT,
    config           TEXT,
    enabled          INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX plugins_menu ON plugins (menu, enabled);
CREATE UNIQUE INDEX plugins_name ON plugins (name);

-- The events those extensions listen to.
CREATE TABLE plugins_signals (
    signal   TEXT NOT NULL,
    plugin   TEXT NOT NULL REFERENCES plugins (name),
    callback TEXT NOT NULL,
    PRIMARY KEY (signal, plugin)
);

-- Sets of templates added by the association or shipped with another server.
CREATE TABLE modules (
    id               INTEGER NOT NULL PRIMARY KEY,
    name             TEXT NOT NULL,
    label            TEXT NOT NULL,
    description      TEXT,
    author           TEXT,
    author_url       TEXT,
    menu             INT NOT NULL DEFAULT 0,
    home_button      INT NOT NULL DEFAULT 0,
    restrict_section TEXT,
    restrict_level   INT,
    config           TEXT,
    enabled          INTEGER NOT NULL DEFAULT 0,
    web              INTEGER NOT NULL DEFAULT 0,
    system           INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX modules_menu ON modules (menu, enabled);
CREATE UNIQUE INDEX modules_name ON modules (name);

-- The places of the interface that a module adds something to.
CREATE TABLE modules_templates (
    id        INTEGER NOT NULL PRIMARY KEY,
    id_module INTEGER NOT NULL REFERENCES modules (id) ON DELETE CASCADE,
    name      TEXT NOT NULL
);
CREATE UNIQUE INDEX modules_templates_name ON modules_templates (id_module, name);

-- Keys of the API: a user name, the hash of its secret and how far it reaches.
CREATE TABLE api_credentials (
    id           INTEGER NOT NULL PRIMARY KEY,
    label        TEXT NOT NULL,
    key          TEXT NOT NULL,
    secret       TEXT NOT NULL,
    created      TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    last_use     TEXT,
    access_level INT NOT NULL
);
CREATE UNIQUE INDEX api_credentials_key ON api_credentials (key);

-- Searches that someone saved; without owner, they are everybody's.
CREATE TABLE searches (
    id          INTEGER NOT NULL PRIMARY KEY,
    id_user     INTEGER REFERENCES users (id) ON DELETE CASCADE,
    label       TEXT NOT NULL,
    description TEXT,
    updated     TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP CHECK (updated IS datetime(updated)),
    target      TEXT NOT NULL,
    type        TEXT NOT NULL,
    content     TEXT NOT NULL
);


-- ========================================
-- Members, rights, sessions, journal
-- ========================================

-- Categories of members. The rights of a member are those of its category.
CREATE TABLE users_categories (
    id                       INTEGER NOT NULL PRIMARY KEY,
    name                     TEXT NOT NULL,
    perm_web                 INTEGER NOT NULL DEFAULT 1,
    perm_documents           INTEGER NOT NULL DEFAULT 1,
    perm_users               INTEGER NOT NULL DEFAULT 1,
    perm_accounting          INTEGER NOT NULL DEFAULT 1,
    perm_subscribe           INTEGER NOT NULL DEFAULT 0,
    perm_connect             INTEGER NOT NULL DEFAULT 1,
    perm_config              INTEGER NOT NULL DEFAULT 0,
    hidden                   INTEGER NOT NULL DEFAULT 0,
    allow_passwordless_login INTEGER NOT NULL DEFAULT 0,
    force_otp                INTEGER NOT NULL DEFAULT 0,
    force_pgp                INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX users_categories_hidden ON users_categories (hidden);
CREATE INDEX users_categories_hidden_name ON users_categories (hidden, name);
CREATE INDEX users_categories_name ON users_categories (name);

-- Which field of which member a stored file belongs to.
CREATE TABLE users_files (
    id_file INTEGER NOT NULL PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
    id_user INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    field   TEXT NOT NULL REFERENCES config_users_fields (name) ON DELETE CASCADE
);
CREATE INDEX users_files_user ON users_files (id_user);
CREATE INDEX users_files_user_field ON users_files (id_user, field);

-- Browsers that stay logged in.
CREATE TABLE users_sessions (
    selector TEXT NOT NULL PRIMARY KEY,
    hash     TEXT NOT NULL,
    id_user  INTEGER REFERENCES users (id) ON DELETE CASCADE,
    expiry   INT NOT NULL
);

-- The journal: who did what, and when.
CREATE TABLE logs (
    id         INTEGER NOT NULL PRIMARY KEY,
    id_user    INTEGER REFERENCES users (id) ON DELETE CASCADE,
    type       INTEGER NOT NULL,
    details    TEXT,
    created    TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP CHECK (created IS datetime(created)),
    ip_address TEXT
);
CREATE INDEX logs_created ON logs (created);
CREATE INDEX logs_ip ON logs (ip_address, type, created);
CREATE INDEX logs_user ON logs (id_user, type, created);

-- SHA-1 of passwords known to have leaked, in upper-case hexadecimal.
CREATE TABLE compromised_passwords_cache (
    hash TEXT NOT NULL PRIMARY KEY
);

-- The parts of that list which were fetched, and when.
CREATE TABLE compromised_passwords_cache_ranges (
    prefix TEXT NOT NULL PRIMARY KEY,
    date   INTEGER NOT NULL
);


-- ========================================
-- E-mail
-- ========================================

-- What is known of each address that was ever written to, by the hash of the address.
CREATE TABLE emails (
    id                INTEGER NOT NULL PRIMARY KEY,
    hash              TEXT NOT NULL,
    verified          INTEGER NOT NULL DEFAULT 0,
    invalid           INTEGER NOT NULL DEFAULT 0,
    fail_count        INTEGER NOT NULL DEFAULT 0,
    sent_count        INTEGER NOT NULL DEFAULT 0,
    fail_log          TEXT,
    last_sent         TEXT,
    accepts_messages  INTEGER NOT NULL DEFAULT 1,
    accepts_reminders INTEGER NOT NULL DEFAULT 1,
    accepts_mailings  INTEGER NOT NULL DEFAULT 1,
    added             TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE UNIQUE INDEX emails_hash ON emails (hash);

-- Messages that wait to be sent.
CREATE TABLE emails_queue (
    id                INTEGER NOT NULL PRIMARY KEY,
    sender            TEXT,
    recipient         TEXT NOT NULL,
    recipient_hash    TEXT NOT NULL,
    recipient_pgp_key TEXT,
    subject           TEXT NOT NULL,
    content           TEXT NOT NULL,
    content_html      TEXT,
    sending           INTEGER NOT NULL DEFAULT 0,
    sending_started   TEXT,
    context           INTEGER NOT NULL
);

-- Stored files that go with those messages.
CREATE TABLE emails_queue_attachments (
    id       INTEGER NOT NULL PRIMARY KEY,
    id_queue INTEGER NOT NULL REFERENCES emails_queue (id) ON DELETE CASCADE,
    path     TEXT NOT NULL
);

-- Messages to many members.
CREATE TABLE mailings (
    id           INTEGER NOT NULL PRIMARY KEY,
    subject      TEXT NOT NULL,
    body         TEXT,
    sender_name  TEXT,
    sender_email TEXT,
    sent         TEXT CHECK (sent IS datetime(sent)),
    anonymous    INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX mailings_sent ON mailings (sent);

-- Who receives them. id_email is declared TEXT and holds an integer: clients expect both.
CREATE TABLE mailings_recipients (
    id         INTEGER NOT NULL PRIMARY KEY,
    id_mailing INTEGER NOT NULL REFERENCES mailings (id) ON DELETE CASCADE,
    email      TEXT,
    id_email   TEXT REFERENCES emails (id) ON DELETE CASCADE,
    extra_data TEXT
);
CREATE INDEX mailings_recipients_id ON mailings_recipients (id);


-- ========================================
-- Activities and subscriptions
-- ========================================

-- Activities: memberships, courses, insurance. They last some days, or between two dates, or for ever.
CREATE TABLE services (
    id          INTEGER NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    description TEXT,
    duration    INTEGER CHECK (duration > 0),
    start_date  TEXT CHECK (start_date IS date(start_date)),
    end_date    TEXT CHECK (end_date IS date(end_date)) CHECK (end_date >= start_date),
    archived    INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX services_archived ON services (archived);

-- What an activity costs: an amount in cents, a formula that gives one, or whatever one likes.
CREATE TABLE services_fees (
    id          INTEGER NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    description TEXT,
    amount      INTEGER,
    formula     TEXT,
    id_service  INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    id_account  INTEGER REFERENCES acc_accounts (id) ON DELETE SET NULL CHECK (id_account IS NULL OR id_year IS NOT NULL),
    id_year     INTEGER REFERENCES acc_years (id) ON DELETE SET NULL,
    id_project  INTEGER REFERENCES acc_projects (id) ON DELETE SET NULL
);

-- Who takes part in what, paid or not, and until when.
CREATE TABLE services_users (
    id              INTEGER NOT NULL PRIMARY KEY,
    id_user         INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id_service      INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    id_fee          INTEGER REFERENCES services_fees (id) ON DELETE CASCADE,
    paid            INTEGER NOT NULL DEFAULT 0,
    expected_amount INTEGER,
    date            TEXT NOT NULL DEFAULT CURRENT_DATE CHECK (date IS date(date)),
    expiry_date     TEXT CHECK (expiry_date IS date(expiry_date))
);
CREATE INDEX su_expiry ON services_users (expiry_date);
CREATE INDEX su_fee ON services_users (id_fee);
CREATE INDEX su_paid ON services_users (paid);
CREATE INDEX su_service ON services_users (id_service);
CREATE UNIQUE INDEX su_unique ON services_users (id_user, id_service, id_fee, date);

-- Messages to send some days before (negative) or after an activity expires.
CREATE TABLE services_reminders (
    id         INTEGER NOT NULL PRIMARY KEY,
    id_service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    delay      INTEGER NOT NULL,
    subject    TEXT NOT NULL,
    body       TEXT NOT NULL
);

-- Reminders that were sent, so that none is sent twice.
CREATE TABLE services_reminders_sent (
    id          INTEGER NOT NULL PRIMARY KEY,
    id_user     INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id_service  INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    id_reminder INTEGER NOT NULL REFERENCES services_reminders (id) ON DELETE CASCADE,
    sent_date   TEXT NOT NULL DEFAULT CURRENT_DATE CHECK (sent_date IS date(sent_date)),
    due_date    TEXT NOT NULL CHECK (due_date IS date(due_date))
);
CREATE UNIQUE INDEX srs_index ON services_reminders_sent (id_user, id_service, id_reminder, due_date);
CREATE INDEX srs_reminder ON services_reminders_sent (id_reminder);
CREATE INDEX srs_user ON services_reminders_sent (id_user);


-- ========================================
-- Accounting
-- ========================================

-- Charts of accounts.
CREATE TABLE acc_charts (
    id       INTEGER NOT NULL PRIMARY KEY,
    country  TEXT,
    code     TEXT,
    label    TEXT NOT NULL,
    archived INTEGER NOT NULL DEFAULT 0
);

-- Their accounts.
CREATE TABLE acc_accounts (
    id          INTEGER NOT NULL PRIMARY KEY,
    id_chart    INTEGER NOT NULL REFERENCES acc_charts (id) ON DELETE CASCADE,
    code        TEXT NOT NULL,
    label       TEXT NOT NULL,
    description TEXT,
    position    INTEGER NOT NULL,
    type        INTEGER NOT NULL DEFAULT 0,
    user        INTEGER NOT NULL DEFAULT 1,
    bookmark    INTEGER NOT NULL DEFAULT 0,
    archived    INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX acc_accounts_bookmarks ON acc_accounts (id_chart, bookmark, code);
CREATE UNIQUE INDEX acc_accounts_codes ON acc_accounts (code, id_chart);
CREATE INDEX acc_accounts_position ON acc_accounts (position);
CREATE INDEX acc_accounts_type ON acc_accounts (type);

-- Projects, for analytical accounting.
CREATE TABLE acc_projects (
    id          INTEGER NOT NULL PRIMARY KEY,
    code        TEXT,
    label       TEXT NOT NULL,
    description TEXT,
    archived    INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX acc_projects_code ON acc_projects (code);
CREATE INDEX acc_projects_list ON acc_projects (archived, code);

-- Accounting years.
CREATE TABLE acc_years (
    id         INTEGER NOT NULL PRIMARY KEY,
    label      TEXT NOT NULL,
    start_date TEXT NOT NULL CHECK (start_date IS date(start_date)),
    end_date   TEXT NOT NULL CHECK (end_date IS date(end_date)),
    status     INTEGER NOT NULL DEFAULT 0,
    id_chart   INTEGER NOT NULL REFERENCES acc_charts (id)
);
CREATE INDEX acc_years_status ON acc_years (status);

-- The budget of a year, in cents per account.
CREATE TABLE acc_years_provisional (
    id_year    INTEGER NOT NULL REFERENCES acc_years (id) ON DELETE CASCADE,
    id_account INTEGER NOT NULL REFERENCES acc_accounts (id) ON DELETE CASCADE,
    amount     INTEGER NOT NULL
);
CREATE UNIQUE INDEX acc_years_provisional_id_year ON acc_years_provisional (id_year, id_account);

-- Groups of lines that settle each other.
CREATE TABLE acc_letters (
    id      INTEGER NOT NULL PRIMARY KEY,
    id_year INTEGER NOT NULL REFERENCES acc_years (id) ON DELETE CASCADE,
    letter  TEXT NOT NULL,
    created TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP CHECK (created IS datetime(created)),
    UNIQUE (id_year, letter)
);

-- Entries. The hash, once set, seals an entry and the one before it.
CREATE TABLE acc_transactions (
    id         INTEGER NOT NULL PRIMARY KEY,
    type       INTEGER NOT NULL DEFAULT 0,
    status     INTEGER NOT NULL DEFAULT 0,
    label      TEXT NOT NULL,
    notes      TEXT,
    reference  TEXT,
    date       TEXT NOT NULL DEFAULT CURRENT_DATE CHECK (date IS date(date)),
    hash       TEXT,
    prev_id    INTEGER REFERENCES acc_transactions (id) ON DELETE SET NULL,
    prev_hash  TEXT,
    id_year    INTEGER NOT NULL REFERENCES acc_years (id),
    id_creator INTEGER REFERENCES users (id) ON DELETE SET NULL
);
CREATE INDEX acc_transactions_creator ON acc_transactions (id_creator);
CREATE INDEX acc_transactions_date ON acc_transactions (date);
CREATE INDEX acc_transactions_hash ON acc_transactions (hash);
CREATE INDEX acc_transactions_reference ON acc_transactions (reference);
CREATE INDEX acc_transactions_status ON acc_transactions (status);
CREATE INDEX acc_transactions_type ON acc_transactions (type, id_year);
CREATE INDEX acc_transactions_year ON acc_transactions (id_year);

-- Lines of the entries, in cents: one side is zero, the other positive.
CREATE TABLE acc_transactions_lines (
    id             INTEGER NOT NULL PRIMARY KEY,
    id_transaction INTEGER NOT NULL REFERENCES acc_transactions (id) ON DELETE CASCADE,
    id_account     INTEGER NOT NULL REFERENCES acc_accounts (id),
    credit         INTEGER NOT NULL,
    debit          INTEGER NOT NULL,
    reference      TEXT,
    label          TEXT,
    reconciled     INTEGER NOT NULL DEFAULT 0,
    id_project     INTEGER REFERENCES acc_projects (id) ON DELETE SET NULL,
    id_letter      INTEGER REFERENCES acc_letters (id) ON DELETE SET NULL,
    status         INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT one_side_is_zero CHECK (credit * debit = 0),
    CONSTRAINT one_side_is_positive CHECK (credit + debit > 0)
);
CREATE INDEX acc_transactions_lines_account ON acc_transactions_lines (id_account);
CREATE INDEX acc_transactions_lines_project ON acc_transactions_lines (id_project);
CREATE INDEX acc_transactions_lines_reconciled ON acc_transactions_lines (reconciled);
CREATE INDEX acc_transactions_lines_status ON acc_transactions_lines (status);
CREATE INDEX acc_transactions_lines_transaction ON acc_transactions_lines (id_transaction);

-- Entries that belong together.
CREATE TABLE acc_transactions_links (
    id_transaction INTEGER NOT NULL REFERENCES acc_transactions (id) ON DELETE CASCADE,
    id_related     INTEGER NOT NULL REFERENCES acc_transactions (id) ON DELETE CASCADE CHECK (id_related <> id_transaction),
    PRIMARY KEY (id_transaction, id_related)
);
CREATE INDEX acc_transactions_lines_id_related ON acc_transactions_links (id_related);
CREATE INDEX acc_transactions_lines_id_transaction ON acc_transactions_links (id_transaction);

-- Members, and their subscriptions, that an entry is about.
CREATE TABLE acc_transactions_users (
    id_user         INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id_transaction  INTEGER NOT NULL REFERENCES acc_transactions (id) ON DELETE CASCADE,
    id_service_user INTEGER REFERENCES services_users (id) ON DELETE CASCADE,
    PRIMARY KEY (id_user, id_transaction, id_service_user)
);
CREATE INDEX acc_transactions_users_service ON acc_transactions_users (id_service_user);
-- NULLs are distinct in a primary key; here they are not.
CREATE UNIQUE INDEX acc_transactions_users_unique
    ON acc_transactions_users (id_user, id_transaction, COALESCE(id_service_user, 0));

-- Stored files attached to an entry.
CREATE TABLE acc_transactions_files (
    id_file        INTEGER NOT NULL PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
    id_transaction INTEGER NOT NULL REFERENCES acc_transactions (id) ON DELETE CASCADE
);
CREATE INDEX acc_transactions_files_transaction ON acc_transactions_files (id_transaction);

-- A fee that was booked in a year keeps its price, and forgets where to book it, when the year goes.
CREATE TRIGGER acc_years_delete BEFORE DELETE ON acc_years
BEGIN
    UPDATE services_fees SET id_account = NULL, id_year = NULL WHERE id_year = OLD.id;
END;

-- A group of lines that settle each other is undone as soon as one of them goes…
CREATE TRIGGER acc_transactions_lines_delete AFTER DELETE ON acc_transactions_lines
WHEN OLD.id_letter IS NOT NULL
BEGIN
    DELETE FROM acc_letters WHERE id = OLD.id_letter;
END;

-- … or moves to another account, another group or another debit.
CREATE TRIGGER acc_transactions_lines_update AFTER UPDATE ON acc_transactions_lines
WHEN OLD.id_letter IS NOT NULL
    AND (NEW.id_letter IS NOT OLD.id_letter OR NEW.id_account <> OLD.id_account OR NEW.debit <> OLD.debit)
BEGIN
    DELETE FROM acc_letters WHERE id = OLD.id_letter;
END;

-- The balance of each account in each year, counted on the side where the account is expected to grow: to the debit
-- for assets (1) and expenses (4), to the credit for liabilities (2), revenues (5) and the others. An account that may
-- be either (3) is an asset while its debits exceed its credits.
CREATE VIEW acc_accounts_balances AS
WITH sums AS (
    SELECT t.id_year, a.id, a.label, a.code, a.type, a.bookmark, a.position AS declared_position,
        SUM(l.debit) AS debit, SUM(l.credit) AS credit
    FROM acc_transactions_lines AS l
    INNER JOIN acc_transactions AS t ON t.id = l.id_transaction
    INNER JOIN acc_accounts AS a ON a.id = l.id_account
    GROUP BY t.id_year, a.id
)
SELECT id_year, id, label, code, type, debit, credit, bookmark,
    CASE WHEN declared_position <> 3 THEN declared_position WHEN debit > credit THEN 1 ELSE 2 END AS position,
    CASE
        WHEN declared_position IN (1, 4) OR (declared_position = 3 AND debit > credit) THEN debit - credit
        ELSE credit - debit
    END AS balance,
    debit > credit AS is_debt
FROM sums;


-- ========================================
-- Files
-- ========================================

-- The tree of stored files and directories. The path identifies a row; directories have no media type and no size.
CREATE TABLE files (
    id       INTEGER NOT NULL PRIMARY KEY,
    hash_id  TEXT NOT NULL,
    path     TEXT NOT NULL,
    parent   TEXT REFERENCES files (path) ON DELETE CASCADE ON UPDATE CASCADE,
    name     TEXT NOT NULL,
    type     INTEGER NOT NULL CHECK (type = 2 OR (mime IS NOT NULL AND size IS NOT NULL)),
    mime     TEXT,
    size     INT,
    modified TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP CHECK (modified IS datetime(modified)),
    image    INT NOT NULL DEFAULT 0,
    md5      TEXT,
    trash    TEXT CHECK (trash IS datetime(trash))
);
CREATE INDEX files_modified ON files (modified);
CREATE INDEX files_name ON files (name);
CREATE INDEX files_parent ON files (parent);
CREATE INDEX files_size ON files (size);
CREATE INDEX files_trash ON files (trash);
CREATE INDEX files_type_parent ON files (type, parent, path);
CREATE UNIQUE INDEX files_unique ON files (path);
CREATE UNIQUE INDEX files_unique_hash ON files (hash_id);

-- The bytes of the stored files.
CREATE TABLE files_contents (
    id      INTEGER NOT NULL PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
    content BLOB NOT NULL
);

-- Public links to stored files.
CREATE TABLE files_shares (
    id       INTEGER NOT NULL PRIMARY KEY,
    id_file  INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    id_user  INTEGER REFERENCES users (id) ON DELETE CASCADE,
    created  TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP CHECK (created IS datetime(created)),
    hash_id  TEXT NOT NULL,
    option   INTEGER NOT NULL,
    expiry   TEXT CHECK (expiry IS datetime(expiry)),
    password TEXT
);
CREATE INDEX files_shares_expiry ON files_shares (expiry);
CREATE INDEX files_shares_file ON files_shares (id_file);
CREATE UNIQUE INDEX files_shares_hash ON files_shares (hash_id);

-- What is searched in the files. The rows follow those of files by their docid; the content is written by the program.
CREATE VIRTUAL TABLE files_search USING fts4 (parent, name, content, tokenize=unicode61);

CREATE TRIGGER files_search_ai AFTER INSERT ON files
BEGIN
    INSERT INTO files_search (docid, parent, name, content) VALUES (NEW.id, NEW.parent, NEW.name, NULL);
END;

CREATE TRIGGER files_search_au AFTER UPDATE OF name, parent ON files
BEGIN
    UPDATE files_search SET parent = NEW.parent, name = NEW.name WHERE docid = NEW.id;
END;

CREATE TRIGGER files_search_bd BEFORE DELETE ON files
BEGIN
    DELETE FROM files_search WHERE docid = OLD.id;
END;


-- ========================================
-- Website
-- ========================================

-- Pages of the public site.
CREATE TABLE web_pages (
    id               INTEGER NOT NULL PRIMARY KEY,
    id_parent        INTEGER REFERENCES web_pages (id) ON DELETE CASCADE,
    uri              TEXT NOT NULL,
    type             INTEGER NOT NULL,
    status           INTEGER NOT NULL,
    inherited_status INTEGER NOT NULL,
    format           TEXT NOT NULL,
    published        TEXT NOT NULL CHECK (published IS datetime(published)),
    modified         TEXT NOT NULL CHECK (modified IS datetime(modified)),
    title            TEXT NOT NULL,
    content          TEXT NOT NULL
);
CREATE INDEX web_pages_id_parent ON web_pages (id_parent);
CREATE INDEX web_pages_published ON web_pages (published);
CREATE INDEX web_pages_title ON web_pages (title);
CREATE UNIQUE INDEX web_pages_uri ON web_pages (uri);

-- The texts a page had, the current one included.
CREATE TABLE web_pages_versions (
    id      INTEGER NOT NULL PRIMARY KEY,
    id_page INTEGER NOT NULL REFERENCES web_pages ON DELETE CASCADE,
    id_user INTEGER REFERENCES users (id) ON DELETE SET NULL,
    date    TEXT NOT NULL CHECK (date IS datetime(date)),
    size    INTEGER NOT NULL,
    changes INTEGER NOT NULL,
    content TEXT NOT NULL
);

-- Addresses that pages had before, for redirection.
CREATE TABLE web_pages_uris (
    id_page INTEGER NOT NULL REFERENCES web_pages ON DELETE CASCADE,
    uri     TEXT NOT NULL UNIQUE
);

-- Network addresses that behave like robots, kept out of the public site for some time.
CREATE TABLE web_suspicious_clients (
    ip     TEXT NOT NULL UNIQUE,
    expiry TEXT NOT NULL CHECK (expiry IS datetime(expiry))
);

-- What is searched in the pages, by docid. The program writes the row anew after each change of a page.
CREATE VIRTUAL TABLE web_search USING fts4 (title, content, tokenize=unicode61);

CREATE TRIGGER web_search_bd BEFORE DELETE ON web_pages
BEGIN
    DELETE FROM web_search WHERE docid = OLD.id;
END;

CREATE TRIGGER web_search_bu BEFORE UPDATE OF title, content ON web_pages
BEGIN
    DELETE FROM web_search WHERE docid = OLD.id;
END;
