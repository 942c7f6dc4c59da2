# The command line.
cli =
    Ruche: all that an association needs, in one program and one file.

    Members, accounting, documents and website stand in one SQLite file. "ruche serve" puts it online; the other commands work on that same file, whether the server runs or not.

    Each setting may come from an option, an environment variable (RUCHE_DB for --db) or the file ruche.toml, in that order. "ruche config show" shows those that apply, and where they come from.
cli-examples =
    To begin:
      ruche serve --demo                 try it, with a made-up association
      ruche init                         create your association's database
      ruche serve                        serve it
      ruche key create till --level write
                                         create a key to the API

    "ruche COMMAND --help" explains each command, with examples.
cli-usage = Usage:
cli-commands = Commands
cli-arguments = Arguments
cli-options = Options
cli-command-word = COMMAND
cli-settings = Settings
cli-flag-help = Print this help
cli-version = Print the version
cli-any-config = Settings file [ruche.toml, or RUCHE_CONFIG]
cli-any-json = Answer in JSON, for programs
cli-any-output = Write the answer to this file, replaced only once the answer is complete

cli-value-file = FILE
cli-value-directory = DIRECTORY
cli-value-name = NAME
cli-value-value = VALUE
cli-value-date = DATE
cli-value-duration = DURATION
cli-value-label = TEXT
cli-value-email = ADDRESS
cli-value-path = ADDRESS
cli-value-number = NUMBER
cli-value-network = NETWORK
cli-value-scope = SCOPE
cli-value-preset = PRESET
cli-value-statement = STATEMENT
cli-value-target = FILE.zip|DIRECTORY
cli-value-shell = SHELL

cli-serve =
    Puts an association online.

    The server takes the file for itself: a second server on the same file is refused. It stops cleanly on Ctrl-C or SIGTERM: requests under way are finished, then everything is put into the SQLite file, which can then be copied as it is.

    A database that comes from Paheko is taken over in place, with nothing lost; Paheko can still read it. If Ruche's own tables have to change, a backup is made first.

    If the file does not exist, an empty association is created to try at once, and its administration key is printed. For a real association, rather begin with "ruche init", which asks for its name and country.
cli-serve-demo = Serve a made-up association, in demo.sqlite unless told otherwise; created on the first run
cli-serve-examples =
    Examples:
      ruche serve --demo
          A made-up association on http://127.0.0.1:8080, with three keys. Since secrets are kept nowhere, they
          are renewed and printed at each start.
      ruche serve --db club.sqlite --listen 0.0.0.0:8080
          Reachable from the network. Add --tls-certificate and --tls-key, or a proxy in front.
      ruche serve --listen unix:/run/ruche/ruche.sock
          Behind a proxy, through a Unix socket.
cli-serve-not-a-demo = The file { $file } is no demonstration: "--demo" leaves it alone. Serve it without "--demo", or name another file with --db.
cli-serve-demo-welcome =
    Demonstration: a made-up association, in { $file }.
    The server answers on { $address }. What follows is kept nowhere: the next
    "ruche serve --demo" will give a new password and new keys.
    "{ $init }" creates your own association.
cli-serve-new-welcome =
    WARNING: { $file } did not exist. An empty association, "Mon association", has just been created there.
    If that is not what you wanted, stop the server, delete this file and check --db.
    To choose the association's name, country and address, use "ruche init".
    The server answers on { $address }. Write the password and the key down: they will never be shown again.
# Said beside the log, for people.
cli-serve-address = { $file } is online on { $address } (Ctrl-C to stop).
# Followed by the login and the password, one a line.
cli-serve-sign-in = In a browser, { $address }/admin/ with this login and this password:
cli-serve-keys = For programs, the keys (level, then name:secret):
cli-serve-try = To paste in another terminal:

cli-help =
    Explains a command.

    "ruche help key create" shows the same page as "ruche key create --help".
cli-help-words = Command to explain; without it, all commands
cli-help-examples =
    Examples:
      ruche help init
      ruche help key create

cli-value-command = COMMAND

cli-key =
    Manages the keys to the API.

    A key is a name and a secret, which programs give with each request. Its level says what it allows: "read" reads, "write" also changes, "admin" may do everything.

    These commands also work while the server runs: it takes them into account from the next request on.
cli-key-examples =
    Examples:
      ruche key create till --level write --label "Till software" --expires 1y
      ruche key list
      ruche key disable till
cli-key-create =
    Creates a key and prints its secret, only once.

    The database keeps a mere hash of the secret: once lost, it cannot be found again. Then delete the key and create another.
cli-key-create-name = Name: lower-case letters without accents, digits and underscores
cli-key-create-level = What the key allows
cli-key-create-label = Description, to find one's way; the name by default
cli-key-create-examples =
    Examples:
      ruche key create reader --level read
      ruche key create intern --level write --expires 90d
      ruche key create till --level write --json | jq -r .secret
cli-key-list =
    Lists the keys, without their secrets.

    For each: name, level, description, last use, end of validity.
cli-key-list-examples =
    Example:
      ruche key list --json | jq -r '.[] | select(.last_use == null) | .key'
          The keys that were never used.
cli-key-disable =
    Disables a key, without deleting it.

    Any request with that key is refused at once. "ruche key enable" restores it with the same secret.
cli-key-enable =
    Restores a key that is disabled or has expired.

    Its secret is the same as before. A key that has expired does not expire any more, unless --expires says when. A key in use stays as it is.
cli-key-delete =
    Deletes a key, for good.

    When in doubt, prefer "ruche key disable".
cli-key-disable-name = Name of the key
cli-key-enable-name = Name of the key
cli-key-enable-expires = New end: 2026-12-31 (that day included), "2026-12-31 18:00" or a duration (90d, 6mo, 1y)
cli-key-delete-name = Name of the key
cli-key-created =
    Key created, of level "{ $level }". Its secret is shown only here:
      name:   { $name }
      secret: { $secret }
cli-key-created-until = It will be refused from { $moment } on.
cli-key-expires-at = refused from { $moment } on
cli-key-has-expired = expired since { $moment }
cli-key-last-use = last used on { $moment }
cli-key-unused = never used
cli-key-is-disabled = disabled
cli-key-none = No keys. "ruche key create" makes one.
cli-key-disabled = The key "{ $name }" is disabled.
cli-key-enabled = The key "{ $name }" is active.
cli-key-endless = It had expired and does not expire any more; --expires sets a new end.
cli-key-deleted = The key "{ $name }" is deleted.

cli-sql =
    Asks the database a question in SQL.

    The rules are those of the API: one reading statement, never a secret, limited time and size, and a thousand rows if the statement has no LIMIT. Nothing can be changed.

    The answer is JSON; --format, or the extension of the file given to --output, chooses another form. The spreadsheets ods and xlsx need --output.
cli-sql-statement = SQL statement; without it, or with "-", it is read from standard input
cli-sql-format = Form of the answer
cli-sql-formulas = "escape" defuses, in CSV, cells that look like formulas
cli-sql-examples =
    Examples:
      ruche sql "SELECT nom, ville FROM users ORDER BY nom"
      ruche sql --format csv "SELECT * FROM acc_accounts LIMIT 5000" > accounts.csv
      ruche sql --output members.xlsx < members.sql
      ruche sql "SELECT count(*) AS number FROM users" | jq '.results[0].number'
cli-sql-missing = The SQL statement is missing: give it as an argument or on standard input.
cli-sql-needs-output = An { $format } spreadsheet cannot be printed: name a file with --output.

cli-get =
    Asks the API a question, without a server.

    The answer is what GET on that address would give with all rights, to the letter. The command reads the file itself: no key is asked for, and the server may run or not.

    Exit code: 0 if the answer is good, 22 if the question is refused (the reason is written to standard error).
cli-get-path = Address: "status" and "/api/status" are the same
cli-get-examples =
    Examples:
      ruche get status
      ruche get "sql.csv?sql=SELECT nom FROM users"
      ruche get download/files --output documents.zip

cli-backup =
    Makes a verified backup of the database.

    The server may run: the copy shows one single moment. It is read again as a whole, and gets its name only once it is complete and written to the disk. Its path is printed.

    Documents stand in the database: a backup holds everything.
cli-backup-file = File to create; by default a dated one in the folder of backups
cli-backup-examples =
    Examples:
      ruche backup
          Makes backups/pko-2026-03-01-100000-club.sqlite, for instance.
      ruche backup /media/usb-stick/club.sqlite
      scp "$(ruche backup)" other-machine:backups/
cli-backup-working = Making a backup…

cli-restore =
    Replaces the database by a backup.

    Accepts backups of Ruche and of Paheko, and files downloaded through the API, whose checksum is verified. The file is examined as a whole before anything is touched: format, pages, links between tables, version, names of files. At the slightest flaw, nothing is changed.

    The former database is kept in the folder of backups, then replaced in one step. The server must be stopped.
cli-restore-file = Backup to put in place
cli-restore-examples =
    Examples:
      ruche restore backups/pko-auto-20260301030000-club.sqlite
      ruche restore download.sqlite --db /var/lib/ruche/association.sqlite
cli-restore-checking = Checking the backup…
cli-restore-done = { $file } was checked and has taken the place of { $target }.
cli-restore-digest-right = Its checksum (SHA-1) is right.
cli-restore-kept = The former database is kept in { $file }.

cli-check =
    Checks the database, without changing anything in it.

    What is checked: the state of the file, the links between tables, the structure and settings that other programs expect, and the rules of accounting. Each problem is told in a sentence.

    Exit code: 0 if all is well, 1 otherwise.
cli-check-examples =
    Examples:
      ruche check
      ruche check --db backups/pko-2026-03-01-100000-club.sqlite
      ruche check --json | jq -r '.findings[].message'
      ruche check fec 123456789FEC20251231.txt
cli-check-working = Checking…
cli-check-done = { $count ->
    [0] All is well.
    [one] One problem found.
   *[other] { $count } problems found.
}
cli-check-damage = The file is damaged: { $detail }
cli-check-reserved-address = The page “{ $uri }” has an address that is reserved for the program: the site shows it at /page/{ $uri }. Another address puts it back in its place.
cli-check-reference = In the table "{ $table }", { $count ->
    [one] one row refers
   *[other] { $count } rows refer
} to a row of the table "{ $parent }" that does not exist.

cli-export =
    Gathers all that an association takes along when it leaves.

    The result is a ZIP if the name ends in .zip, a folder otherwise. It holds the whole database (database.sqlite), all documents in their folders (files/), and the tables as CSV (tables/), which any spreadsheet program reads. All of it shows the same moment; the server may run.

    The exported database holds everything, hashes of passwords included: keep it in a safe place. The CSV files hold no secret.
cli-export-target = ZIP or folder to create
cli-export-examples =
    Examples:
      ruche export club.zip
      ruche export /media/usb-stick/club
cli-export-working = Exporting…
cli-export-readme =
    All that the association had in Ruche.

    database.sqlite  The whole database, documents included. Ruche and Paheko can read it:
                     "ruche serve --db database.sqlite", or "ruche restore database.sqlite".
                     It holds hashes of passwords: keep it in a safe place.
    files/           All documents, in their folders.
    tables/          The tables as CSV (UTF-8), for a spreadsheet. Amounts are in cents.
                     Secrets are left out.

cli-export-incomplete = The export is made, but it is incomplete: “{ $list }” in it names what is missing.

cli-files =
    Manages the contents of files.
cli-files-import =
    Brings contents of files that Paheko kept on its disk into the database.

    Paheko can keep contents outside its database, in a folder that has the same paths (documents/…, user/…, web/…). “ruche check” says how many are missing. Each content is recognised by its size and its MD5, at its path or under another name; a different content is not taken. The folder is not changed, and the command can be given again.

    Exit code: 0 if nothing is missing any more, 1 otherwise.
cli-files-import-folder = Folder where Paheko keeps the contents
cli-files-import-examples =
    Example:
      ruche files import /var/www/paheko/data/files
cli-files-working = Copying contents…
cli-files-nothing = { $path }: nothing in this folder.
cli-files-different = { $path }: another content than the database describes. Upload it yourself if it is the right one.
cli-files-done = { $count ->
    [0] No content was taken.
    [one] One content is now in the database.
   *[other] { $count } contents are now in the database.
}
cli-files-left = { $count ->
    [one] One file is still without content.
   *[other] { $count } files are still without content.
}

cli-config =
    Shows the settings.
cli-config-show =
    Shows each setting, its value and where it comes from.

    The order is: option, environment variable, ruche.toml, default value. Secrets are replaced by dots.
cli-config-show-examples =
    Example:
      RUCHE_LISTEN=0.0.0.0:8080 ruche config show

cli-healthcheck =
    Asks the server whether it answers.

    Speaks to this machine's server, at the address of the settings: TCP, TLS or Unix socket. No key is needed. For containers and monitoring programs.

    Exit code: 0 if the server answers, 1 otherwise. After 5 seconds, it does not answer.
cli-healthcheck-examples =
    Examples:
      ruche healthcheck
      ruche healthcheck --listen 127.0.0.1:8443 --tls-certificate chain.pem
      HEALTHCHECK CMD ["ruche", "healthcheck"]       (Dockerfile)
cli-healthcheck-well = The server answers on { $address }.
cli-healthcheck-failed = The server does not answer on { $address }: { $cause }

cli-systemd =
    Prints a systemd service, ready to use.

    The service runs under a nameless account made for it, and can only write to /var/lib/ruche. Each restriction is commented.
cli-systemd-examples =
    Examples:
      ruche systemd | sudo tee /etc/systemd/system/ruche.service
      sudo systemctl daemon-reload
      sudo systemctl enable --now ruche
cli-systemd-head =
    Ruche, systemd service. To be saved as /etc/systemd/system/ruche.service, then:
      systemctl daemon-reload && systemctl enable --now ruche
    The database is in /var/lib/ruche. To work on it: sudo ruche --help, with --db.
cli-systemd-hidden = WARNING: this program is in { $folder }, which this service does not see (ProtectHome, PrivateTmp). Install it elsewhere, for example with: sudo install -m 755 { $program } /usr/local/bin/ruche; then make this file again with /usr/local/bin/ruche systemd.
cli-systemd-service =
    The program says itself when it is ready (notify). The path is that of this very program: { $program }
    Settings may also be put into a file: then remove the # before RUCHE_CONFIG.
    Behind a proxy on the same machine, a Unix socket in /run/ruche may take the place of the port: remove the # before the
    two lines about it. With 666 every program of the machine may speak to it, and say for which address it speaks; to avoid
    that, give the service the group of the proxy (Group=www-data) and write 660.
    A stop leaves time to finish requests and to put the database in order.
cli-systemd-secrets =
    The API's system user, if you want one: its password stays in a file that only root can read.
cli-systemd-files =
    A nameless account made for the service; one folder to write to, /var/lib/ruche; the rest of the disk is read-only,
    and home folders are invisible.
cli-systemd-kernel =
    No special rights, no hold on the kernel or on other programs; only the system calls of an ordinary service.
cli-systemd-network =
    The ordinary network and Unix sockets, nothing else. If everything goes through a local proxy, add
    IPAddressDeny=any and IPAddressAllow=localhost.
cli-systemd-install =
    Starts with the machine.

cli-completions =
    Prints what a shell needs to complete commands.
cli-completions-shell = Shell: bash, zsh, fish, elvish or powershell
cli-completions-examples =
    Examples:
      ruche completions bash > /etc/bash_completion.d/ruche
      ruche completions zsh > ~/.zfunc/_ruche
      ruche completions fish > ~/.config/fish/completions/ruche.fish

cli-man =
    Makes the manual pages.

    With a folder, one page for each command (ruche.1, ruche-serve.1…); without one, the main page is printed.
cli-man-directory = Folder to write the pages to
cli-man-examples =
    Examples:
      ruche man | man -l -
      ruche man /usr/local/share/man/man1

# What is wrong with the command line itself.
cli-mistake-hint = "--help" explains the command.
cli-mistake-argument = The option or argument "{ $argument }" does not exist here.
cli-mistake-similar = "{ $argument }" does not exist. Did you mean "{ $similar }"?
cli-mistake-command = The command "{ $command }" does not exist.
cli-mistake-missing = Missing: { $arguments }
cli-mistake-value = The value "{ $value }" is not accepted for { $argument }.
cli-mistake-no-value = { $argument } needs a value.
cli-mistake-twice = { $argument } cannot be given twice, nor with what stands beside it.
