# The command “ruche year”.
cli-year =
    Shows the fiscal years, closes them and carries their balances over.

    These commands also work while the server is running.
cli-year-examples =
    Examples:
      ruche year list
      ruche year close 2
      ruche year open-balance 3 --from 2 --preview
      ruche year open-balance 3 --from 2
cli-year-list =
    Lists the fiscal years, the latest first.

    For each: its number, its days, its status, how many entries it has, its label.
cli-year-list-json = Answer in JSON, for programs
cli-year-close =
    Closes a fiscal year.

    Its entries no longer change. No entry is added.
cli-year-close-year = Number of the fiscal year
cli-year-close-force = Close it even if it is not over
cli-year-open-balance =
    Writes the opening balance of a fiscal year.

    It carries the balances of an earlier year over, appropriates its result, and replaces an opening made before.
cli-year-open-balance-year = Number of the fiscal year to open
cli-year-open-balance-from = Number of the fiscal year whose balances are carried over
cli-year-open-balance-accounts = Where an account goes when the charts differ: 5121=512A; to be repeated
cli-year-open-balance-keep-result = Leave the result where it is, without appropriating it
cli-year-open-balance-preview = Show what would be written, without writing it
cli-year-open-balance-json = Answer in JSON, for programs
cli-year-closed = The fiscal year “{ $year }” is closed.
cli-year-opened = The opening balance is written.
cli-year-from-is-open = The year that is carried over is still open: if it changes, make the opening again.
