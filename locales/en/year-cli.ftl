# The command “ruche year”.
cli-year =
    Shows the fiscal years, closes them and carries their balances over.

    These commands also work while the server is running.
cli-year-examples =
    Examples:
      ruche year list
      ruche year create --label "Year 2027" --start 2027-01-01 --end 2027-12-31
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
cli-year-create =
    Begins a new year.

    Without --chart, the chart of accounts is that of the latest year, or the only one there is.
cli-year-create-label = Name of the year
cli-year-create-start = First day
cli-year-create-end = Last day
cli-year-create-chart = Number of the chart of accounts
cli-year-create-json = Answer in JSON, for programs
cli-year-lock =
    Locks a year: nothing in it changes until it is unlocked.
cli-year-lock-year = Number of the year
cli-year-unlock =
    Unlocks a year.
cli-year-unlock-year = Number of the year
cli-year-reopen =
    Reopens a closed year; an entry keeps the trace of it.
cli-year-reopen-year = Number of the year
cli-year-created = The year { $number } “{ $year }” is open.
cli-year-locked = The year “{ $year }” is locked.
cli-year-unlocked = The year “{ $year }” is unlocked.
cli-year-reopened = The year “{ $year }” is open again.
