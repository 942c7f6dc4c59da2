# "ruche init": a new association.
cli-init =
    Creates an association's database, ready to use.

    It has a chart of accounts, a fiscal year and a bank account, so that entries can be written at once. On a terminal, what is missing is asked for, and asked again when the answer will not do. Otherwise everything comes from options, from a JSON file, or from standard input, one answer a line. A file that already exists is never touched.

    The first key to the API, "admin", is printed only once: the database keeps a mere hash of it.

    The country sets the currency, the time zone and the chart of accounts. The e-mail address is that of the association and of its administrator. The administrator's password is optional; it is typed or given in JSON, never as an option, since the options of a program can be seen by the machine's other users.
cli-init-name = Name of the association
cli-init-country = Country
cli-init-email = E-mail address of the association and of its administrator
cli-init-administrator = Name of the administrator
cli-init-year-start = First day of the first fiscal year, which lasts twelve months [1 January of this year]
cli-init-bank-account = Name of the first bank account [Current account]
cli-init-json = Answer in JSON; with a file (or "-" for standard input), also read the answers there
cli-init-examples =
    Examples:
      ruche init
          Asks its questions one by one and creates association.sqlite.
      ruche init --db club.sqlite --name "Les Abeilles" --country FR \
          --email office@example.org --administrator "Ada Lovelace" \
          --year-start 2026-09-01 --bank-account "Savings bank"
      ruche init --json answers.json
          The answers come from the file: {"{"}"name": …, "country": "BE", "email": …, "administrator": …{"}"};
          "password", "year_start" and "bank_account" are optional. Answers
          {"{"}"db": …, "key": "admin", "secret": …, "address": …, "year": …, "bank_account": …{"}"}.
cli-init-done =
    The association was created in { $file }, with
      the fiscal year "{ $year }", from { $start } to { $end }
      the bank account { $code }, "{ $bank }"

    Administration key to the API, shown only once:
      name:   { $key }
      secret: { $secret }

    To put it online on { $address }:
    {"  "}{ $serve }
    Then, in another terminal:
    {"  "}{ $curl }
cli-init-missing = "{ $flag }" is missing: give it as an option (--{ $flag }) or in JSON, or run "ruche init" on a terminal.
cli-init-bad-json = { $file }: not the JSON that was expected. { $cause }
cli-init-bad-year = "{ $text }" cannot be the first day of a fiscal year: write a date such as 2026-09-01 or 01/09/2026.
cli-init-given-up = Nothing was created.
cli-init-ask-name = Name of the association:
cli-init-ask-country = Country (FR, BE or CH):
cli-init-ask-administrator = Name of its administrator:
cli-init-ask-email = E-mail address:
cli-init-ask-password = The administrator's password (optional, nothing is shown):
cli-init-ask-year = First day of the fiscal year [{ $usual }]:
cli-init-ask-bank = Name of the bank account [{ $usual }]:
cli-init-usual-bank = Current account
