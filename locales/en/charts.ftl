# Charts of accounts, their accounts, and projects.
accounting-label-missing = The label is missing.
accounting-text-long = The field "{ $field }" is too long: { $limit } bytes at most.
accounting-nothing-given = The request does not say what is to change.
chart-unknown = There is no chart of accounts number { $id }.
chart-used = The chart of accounts "{ $label }" is used by a fiscal year and cannot be deleted. It can be archived.
chart-official-country = The chart of accounts "{ $label }" is official and keeps its country. A copy can have another one.
chart-not-shipped = The chart of accounts "{ $label }" does not come with the program: there is nothing to update.
chart-file-empty = The file has no account.
chart-column-missing = The file lacks the column "{ $key }" (or "{ $heading }").
chart-line-width = Line { $line }: { $cells } cells, but the first line has { $width }.
chart-line-code = Line { $line }: "{ $code }" cannot be the code of an account (1 to 20 unaccented letters, digits or "_"; in France of the classes 1 to 8).
chart-line-label = Line { $line }: the label is missing.
chart-line-long = Line { $line }: a label has 200 bytes at most, a description 2,000.
chart-line-position = Line { $line }: there is no position "{ $position }". It is empty or one of "Actif", "Passif", "Actif ou passif", "Charge" and "Produit".
chart-line-twice = Line { $line }: the account { $code } is already on line { $first }.
account-unknown = There is no account number { $id }.
account-code-missing = The code of the account is missing, or its type, so that a free code can be chosen.
account-code = "{ $code }" cannot be the code of an account: 1 to { $limit } unaccented letters, digits or "_".
account-code-class = The code "{ $code }" must begin with a digit from 1 to 8: the class of the account.
account-code-taken = The chart of accounts already has an account { $code }.
account-type-no-code = The chart of accounts has no free code for an account of type { $type }: please give a code.
account-type = The type of the account { $code } follows from its code: it is { $type }.
account-position = The position of the account { $code } follows from its code: it is { $position }.
account-official = The account { $code } is one of an official chart: its code, label and position do not change, and it cannot be deleted. It can be archived.
account-in-closed-year = The account { $code } has lines in a closed fiscal year: its code, label and position no longer change.
account-used = The account { $code } has lines and cannot be deleted. It can be archived.
project-unknown = There is no project number { $id }.
project-code = "{ $code }" cannot be the code of a project: { $limit } unaccented letters, digits or "_" at most.
project-code-taken = Another project has the code { $code }.
project-in-closed-year = Lines of a closed fiscal year belong to the project "{ $label }": it cannot be deleted. It can be archived.
# What `ruche check` says of them.
chart-differs = The chart “{ $label }” (number { $id }) places { $count ->
    [one] one account
   *[other] { $count } accounts
} otherwise than the one that comes with Ruche, which follows the law: { $accounts }. Nothing changes by itself: POST accounting/charts/{ $id }/update corrects them (preview=1 shows how){ $kept ->
    [0] .
    [one] , but for one account, which has lines in a closed year.
   *[other] , but for { $kept } accounts, which have lines in a closed year.
}
