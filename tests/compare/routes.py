#!/usr/bin/env python3
"""Plays every route of the API on the demonstration with two binaries and lists the answers that differ.

  tests/compare/routes.py BEFORE AFTER [--verbose]

Both binaries serve a copy of one demonstration file, made by BEFORE, at the same time; every request goes to both, in
the same order, as each kind of key. Statuses, content types and bodies are compared; moments, sizes that depend on the
moment, references of failures and bytes of archives are not. Standard library only. Exit status 0 if nothing differs.
"""
import argparse, base64, http.client, io, os, re, shutil, signal, socket, subprocess, sys, tempfile, time, zipfile

MEMBERS = "nom;email;ville\nZoé Nouvelle;zoe@example.org;BOURG\nSans Adresse;;LYON\n"
ENTRIES = "label;date;debit_account;credit_account;amount\nTimbres;{day};6181;512A;12,50\n"
STATEMENT = "Date;Libellé;Montant\n{day_fr};VIR INCONNU XYZ;12,34\n"

# (method, path, body or None, content type or None). {year}, {member}, {entry}… are ids looked up in the file.
READS = """
version
status
association
sql?sql=SELECT+1
sql?sql=SELECT+id,nom,ville+FROM+users+ORDER+BY+nom+LIMIT+5
sql.csv?sql=SELECT+id,nom,ville+FROM+users+ORDER+BY+nom+LIMIT+5
sql.json?sql=SELECT+count(*)+FROM+acc_transactions
sql.ods?sql=SELECT+*+FROM+services
sql.xlsx?sql=SELECT+*+FROM+services
sql?sql=SELECT+password+FROM+users+LIMIT+2
sql?sql=SELECT+*+FROM+api_credentials
sql?sql=SELEC+1
sql?sql=DELETE+FROM+users
sql
errors/log
user
user?q=martin
user?q=06
user?category=1
user?category=1&sort=nom&page=1
user?sort=nope
user/categories
user/category/1.csv
user/category/1.json
user/category/1.ods
user/category/1.xlsx
user/category/0.csv
user/category/-1.json
user/category/999.csv
user/category/nope
user/{member}
user/999999
user/{member}/history
user/{member}/export
user/imports
user/imports/1
web
web/list
web/list/{page}
web/page/{page}
web/page/{page}?html
web/html/{page}
web/{page}
web/{page}?html
web/{page}.html
web/{page}/children
web/{page}/attachments
web/{page}/nope.txt
web/nope-nope
accounting/charts
accounting/charts/shipped
accounting/charts/1
accounting/charts/1/accounts
accounting/charts/1/export.csv
accounting/charts/1/export.ods
accounting/accounts/{account}
accounting/projects
accounting/projects/1
accounting/years
accounting/years/next
accounting/years/{year}
accounting/years/current/journal
accounting/years/{year}/journal
accounting/years/{year}/journal/512A
accounting/years/{year}/account/journal?code=512A
accounting/years/{year}/account/journal
accounting/years/{year}/export/full.csv
accounting/years/{year}/export/full.json
accounting/years/{year}/export/full.ods
accounting/years/{year}/export/full.xlsx
accounting/years/{year}/export/grouped.csv
accounting/years/{year}/export/simple.csv
accounting/years/{year}/export/fec.csv
accounting/years/{year}/export/fec.json
accounting/years/{year}/export/fec.txt
accounting/years/{year}/export/fec/check
accounting/years/{year}/export/nope.csv
accounting/years/{year}/trial-balance.json
accounting/years/{year}/trial-balance.csv
accounting/years/{year}/trial-balance.ods
accounting/years/{year}/trial-balance.xlsx
accounting/years/{year}/ledger.json
accounting/years/{year}/ledger.csv
accounting/years/{year}/income-statement.json
accounting/years/{year}/income-statement.csv
accounting/years/{year}/income-statement.xlsx
accounting/years/{year}/balance-sheet.json
accounting/years/{year}/balance-sheet.csv
accounting/years/{year}/balance-sheet.ods
accounting/years/{year}/projects.json
accounting/years/{year}/projects.csv
accounting/years/{year}/budget
accounting/years/{year}/open-balance
accounting/years/{year}/deposits
accounting/transaction/{entry}
accounting/transaction/{entry}/history
accounting/transaction/{entry}/users
accounting/transaction/{entry}/transactions
accounting/transaction/{entry}/subscriptions
accounting/transaction/999999
accounting/imports
accounting/imports/1
files/documents
files/documents?zip
files/nope
files/trash
files/search?q=statuts
files/versions
download/files
download
nope
""".split()

FORM, JSON, CSV = "application/x-www-form-urlencoded", "application/json", "text/csv"
WRITES = [
    ("POST", "association", '{"org_phone":"0400000000"}', JSON),
    ("POST", "association", '{"nope":"x"}', JSON),
    ("POST", "errors/report", '{"context":{"id":"play"}}', JSON),
    ("POST", "user/new", '{"nom":"Nouvelle Personne","email":"np@example.org"}', JSON),
    ("POST", "user/new", "nom=Nouvelle+Personne", FORM),
    ("POST", "user/new", '{"email":"pas une adresse"}', JSON),
    ("POST", "user/new", '{"nom":["a"]}', JSON),
    ("POST", "user/{member}", '{"ville":"MÂCON"}', JSON),
    ("POST", "user/{member}", '{"id_category":"x","nom":""}', JSON),
    ("POST", "user/{member}/subscribe", '{"id_service":1,"id_fee":1}', JSON),
    ("POST", "user/{member}/subscribe", '{"id_service":"x"}', JSON),
    ("POST", "user/{member}/anonymize", "", FORM),
    ("DELETE", "user/{other}", None, None),
    ("PUT", "user/import/preview", MEMBERS, CSV),
    ("PUT", "user/import", MEMBERS, CSV),
    ("PUT", "user/import?mode=nope", MEMBERS, CSV),
    ("PUT", "user/import/preview", "a;b\n1;2\n", CSV),
    ("POST", "user/imports/1/undo", "", FORM),
    ("PUT", "services/subscriptions/import/preview", "nom;activité\nX;Y\n", CSV),
    ("PUT", "services/subscriptions/import", "nom;activité\nX;Y\n", CSV),
    ("POST", "accounting/transaction", '{"id_year":"current","type":"EXPENSE","label":"Essai","date":"{day}","amount":"42","debit":"6181","credit":"512A"}', JSON),
    ("POST", "accounting/transaction", '{"id_year":"current","type":"NOPE","label":"Essai","date":"{day}"}', JSON),
    ("POST", "accounting/transaction", '{"id_year":"current","type":"EXPENSE","label":"Essai","date":"nope","amount":"x","debit":"6181","credit":"512A"}', JSON),
    ("POST", "accounting/transaction", '{"id_year":"current","type":"ADVANCED","label":"Essai","date":"{day}","lines":[{"account":"6181","debit":"5"},{"account":"512A","credit":"4"}]}', JSON),
    ("POST", "accounting/transaction", '{"id_year":"current","type":"EXPENSE","label":"Essai","date":"{day}","amount":"42","debit":"6181","credit":"512A","linked_users":["nope"]}', JSON),
    ("POST", "accounting/transaction/{entry}", '{"label":"Autre libellé"}', JSON),
    ("POST", "accounting/transaction/{entry}/users", '{"users":[1]}', JSON),
    ("DELETE", "accounting/transaction/{entry}/users", None, None),
    ("POST", "accounting/transaction/{entry}/transactions", '{"transactions":[2]}', JSON),
    ("DELETE", "accounting/transaction/{entry}/transactions", None, None),
    ("POST", "accounting/transaction/{entry}/subscriptions", '{"subscriptions":[1]}', JSON),
    ("DELETE", "accounting/transaction/{entry}/subscriptions", None, None),
    ("POST", "accounting/transaction/{entry}/seal", "", FORM),
    ("DELETE", "accounting/transaction/999999", None, None),
    ("PUT", "accounting/years/current/import/preview?type=simple", ENTRIES, CSV),
    ("PUT", "accounting/years/current/import?type=simple", ENTRIES, CSV),
    ("POST", "accounting/imports/2/undo", "", FORM),
    ("POST", "accounting/years/current/settlements", "{}", JSON),
    ("POST", "accounting/years/current/letters", "{}", JSON),
    ("DELETE", "accounting/letters/999", None, None),
    ("POST", "accounting/years/current/deposits", "{}", JSON),
    ("PUT", "accounting/years/current/statements?account=512A", STATEMENT, CSV),
    ("POST", "accounting/years/current/reconcile", "{}", JSON),
    ("POST", "accounting/charts", '{"label":"Le mien","country":"FR"}', JSON),
    ("POST", "accounting/charts", "", FORM),
    ("POST", "accounting/charts/1", '{"archived":"oui"}', JSON),
    ("POST", "accounting/charts/1/update", "", FORM),
    ("POST", "accounting/charts/1/accounts", '{"code":"51299","label":"Autre banque","type":1}', JSON),
    ("POST", "accounting/charts/1/accounts", '{"code":"","label":"","type":"nope"}', JSON),
    ("POST", "accounting/accounts/{account}", '{"bookmark":"oui"}', JSON),
    ("DELETE", "accounting/accounts/{account}", None, None),
    ("DELETE", "accounting/charts/999", None, None),
    ("POST", "accounting/projects", '{"label":"Projet","code":"PP"}', JSON),
    ("POST", "accounting/projects/1", '{"label":"Autre"}', JSON),
    ("DELETE", "accounting/projects/999", None, None),
    ("POST", "accounting/years", '{"label":"Suivant","start_date":"2030-01-01","end_date":"2030-12-31","id_chart":1}', JSON),
    ("POST", "accounting/years/{year}", '{"label":"Exercice renommé"}', JSON),
    ("POST", "accounting/years/{year}/lock", "", FORM),
    ("POST", "accounting/years/{year}/unlock", "", FORM),
    ("POST", "accounting/years/{year}/budget", '{"budget":[]}', JSON),
    ("POST", "accounting/years/{year}/split", "{}", JSON),
    ("POST", "accounting/years/{year}/open-balance", "{}", JSON),
    ("POST", "accounting/years/{year}/open-account", "{}", JSON),
    ("DELETE", "accounting/years/999", None, None),
    ("POST", "web", "title=Bourse+aux+essaims", FORM),
    ("POST", "web", "title=Admin&uri=admin", FORM),
    ("PUT", "web/bourse-aux-essaims", "# Titre\n\n**Gras** : suite", "text/plain"),
    ("POST", "web/bourse-aux-essaims", "status=online", FORM),
    ("POST", "web/bourse-aux-essaims", "status=nope", FORM),
    ("PUT", "web/bourse-aux-essaims/a.txt", "bonjour", "text/plain"),
    ("GET", "web/bourse-aux-essaims/a.txt", None, None),
    ("DELETE", "web/bourse-aux-essaims/a.txt", None, None),
    ("DELETE", "web/bourse-aux-essaims", None, None),
    ("PUT", "files/documents/jeu.txt", "bonjour", "text/plain"),
    ("GET", "files/documents/jeu.txt", None, None),
    ("POST", "files/move", '{"from":"documents/jeu.txt","to":"documents/jeu2.txt"}', JSON),
    ("POST", "files/copy", '{"from":"documents/jeu2.txt","to":"documents/jeu3.txt"}', JSON),
    ("POST", "files/folder", '{"path":"documents/dossier"}', JSON),
    ("DELETE", "files/documents/jeu3.txt?permanent=non", None, None),
    ("GET", "files/trash", None, None),
    ("DELETE", "files/documents/jeu2.txt", None, None),
    ("POST", "files/trash/restore", '{"path":"trash/documents/jeu2.txt"}', JSON),
    ("POST", "files/versions/restore", '{"path":"versions/nope"}', JSON),
    ("DELETE", "files/trash", None, None),
    ("GET", "user/imports", None, None),
    ("GET", "accounting/imports", None, None),
    ("POST", "accounting/years/{year}/close", "", FORM),
    ("POST", "accounting/years/{year}/reopen", "", FORM),
    ("PATCH", "version", None, None),
    ("PUT", "version", None, None),
]
SITE = ["/", "/?q=miel", "/atom.xml", "/sitemap.xml", "/robots.txt", "/nope", "/{page}", "/healthz", "/metrics", "/dav/", "/dav/documents/"]

VOLATILE = [
    (re.compile(rb"127\.0\.0\.1(:|%3A)\d+"), b"HOST"),
    (re.compile(rb'"(uptime_seconds|bytes|reference|hash_id|token|date|modified|created|last_use|date_updated|undone|moment|hash)":\s*("[^"]*"|\d+)'), rb'"\1": X'),
    (re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(Z|[+-]\d\d:?\d\d)?"), b"MOMENT"),
]


class Server:
    def __init__(self, binary, db):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.process = subprocess.Popen([binary, "serve", "--db", db, "--listen", "127.0.0.1:%d" % self.port], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(400):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit("%s does not start" % binary)

    def ask(self, method, path, body, content_type, key):
        headers = {"Accept-Language": "fr"}
        if key:
            headers["Authorization"] = "Basic " + base64.b64encode(key.encode()).decode()
        if content_type:
            headers["Content-Type"] = content_type
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body=body.encode() if body is not None else None, headers=headers)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, answer.getheader("content-type") or "", comparable(data)


def comparable(data):
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return ("zip of %s" % sorted(archive.namelist())).encode()
    if data[:6] == b"SQLite":
        return b"a database"
    for pattern, replacement in VOLATILE:
        data = pattern.sub(replacement, data)
    return data


def demonstration(binary, folder):
    """Makes the demonstration's file and gives its path and a key of each level."""
    db = os.path.join(folder, "demo.sqlite")
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    process = subprocess.Popen([binary, "serve", "--demo", "--db", db, "--listen", "127.0.0.1:%d" % port], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    keys = {"none": None}
    for line in process.stdout:
        found = re.match(r"\s*(read|write|admin)\s+(\S+:\S+)", line)
        if found:
            keys[found[1]] = found[2]
        if len(keys) == 4:
            break
    process.send_signal(signal.SIGTERM)
    process.stdout.read()
    process.wait(20)
    return db, keys


def ids(db):
    import sqlite3
    connection = sqlite3.connect(db)
    one = lambda sql: str(connection.execute(sql).fetchone()[0])
    year = connection.execute("SELECT id, start_date FROM acc_years ORDER BY end_date DESC LIMIT 1").fetchone()
    day = max(year[1][:10], one("SELECT max(date) FROM acc_transactions WHERE id_year = %d" % year[0])[:10])
    return {
        "year": str(year[0]), "day": day, "day_fr": "/".join(reversed(day.split("-"))),
        "member": one("SELECT id FROM users ORDER BY id LIMIT 1 OFFSET 4"), "other": one("SELECT id FROM users ORDER BY id DESC LIMIT 1"),
        "page": one("SELECT uri FROM web_pages WHERE status <> 0 ORDER BY id LIMIT 1 OFFSET 1"),
        "entry": one("SELECT id FROM acc_transactions WHERE id_year = %d ORDER BY id DESC LIMIT 1" % year[0]),
        "account": one("SELECT id FROM acc_accounts WHERE code = '512A'"),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before")
    parser.add_argument("after")
    parser.add_argument("--verbose", action="store_true", help="show whole answers")
    parser.add_argument("--list", action="store_true", help="list every request with its status")
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="routes-")
    differences = count = 0
    servers = []
    try:
        db, keys = demonstration(os.path.abspath(arguments.before), folder)
        known = ids(db)
        fill = lambda text: re.sub(r"\{(\w+)\}", lambda m: known.get(m[1], m[0]), text) if text is not None else None
        copies = [os.path.join(folder, name) for name in ("before.sqlite", "after.sqlite")]
        for copy in copies:
            shutil.copy(db, copy)
        servers = [Server(os.path.abspath(binary), copy) for binary, copy in zip((arguments.before, arguments.after), copies)]
        requests = [("GET", "/api/" + path, None, None, who) for path in READS for who in ("admin", "write", "read", "none")]
        requests += [("GET", path, None, None, who) for path in SITE for who in ("read", "none")]
        for who in ("none", "read", "write", "admin"):
            requests += [(method, "/api/" + path, body, kind, who) for method, path, body, kind in WRITES]
        for method, path, body, kind, who in requests:
            path, body = fill(path), fill(body)
            before, after = (server.ask(method, path, body, kind, keys[who]) for server in servers)
            count += 1
            if arguments.list:
                print("%s %s %s %s" % (before[0], who, method, path))
            if before != after:
                differences += 1
                print("%s %s as %s: %d %s -> %d %s" % (method, path, who, before[0], before[1], after[0], after[1]))
                if arguments.verbose or before[0] == after[0]:
                    cut = 4000 if arguments.verbose else 300
                    at = next((i for i, (a, b) in enumerate(zip(before[2], after[2])) if a != b), min(len(before[2]), len(after[2])))
                    start = max(0, at - 120)
                    print("   - %s\n   + %s" % (before[2][start:start + cut].decode("utf-8", "replace"), after[2][start:start + cut].decode("utf-8", "replace")))
                else:
                    print("   - %s\n   + %s" % (before[2][:200].decode("utf-8", "replace"), after[2][:200].decode("utf-8", "replace")))
    finally:
        for server in servers:
            server.process.send_signal(signal.SIGTERM)
            server.process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)
    print("%d requests, %d answers differ" % (count, differences))
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
