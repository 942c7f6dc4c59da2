# Imports of entries.
entry-import-label-missing = the label of the entry is missing.
entry-import-date-missing = the date of the entry is missing.
entry-import-type-missing = the type of the entry is missing: leave the column out if it is to be guessed.
entry-import-type-unknown = there is no type “{ $type }”: Avancé, Recette, Dépense, Virement, Dette or Créance.
entry-import-status-unknown = there is no status “{ $status }”: En attente de règlement, or Réglé.
entry-import-account-missing = the number of the account is missing.
entry-import-account-unknown = the account { $code } is not in the chart of the year “{ $year }” (create_accounts=1 creates missing accounts).
entry-import-project-unknown = there is no project “{ $name }” (create_projects=1 creates missing projects).
entry-import-both-sides = a debit or a credit is needed, not both.
entry-import-amount-missing = the amount is missing, or zero.
entry-import-amount-too-large = the amount must be less than one billion.
entry-import-not-simple = entry { $entry } does not have two lines: this type of table cannot change it.
entry-import-number-unknown = there is no entry { $number } (ignore_ids=1 creates new entries).
entry-import-foreign-number = the number { $number } is not that of one of our entries: this file has numbers of its own. Import it with ignore_ids=1.
entry-import-other-year = entry { $entry } is not of the year “{ $year }”.
entry-import-twice = entry { $entry } stands further up in this file already.
entry-import-dates-differ = this line is of { $other }, the first one of the same entry of { $date }.
entry-import-journals-differ = this line is of the journal { $other }, the first one of the same entry of the journal { $journal }: each journal probably numbers for itself (number_per_journal=1).
entry-import-member-unknown = no member is called “{ $name }”: nobody is linked by that name.
entry-import-member-ambiguous = several members are called “{ $name }”: write the number. Nobody is linked by that name.
entry-import-same-as-stored = there is an identical entry already (number { $entry }).
entry-import-of-nothing = this entry has no amount: it is not imported.
entry-import-openings = { $count ->
    [one] One entry of an opening journal becomes an opening entry: opening the year replaces it.
   *[other] { $count } entries of opening journals become opening entries: opening the year replaces them.
}
entry-import-opened-before = This year has an opening already (number { $entries }): with that of this file, opening balances would count twice.
entry-import-currency = “{ $value }” is in { $currency }, another currency than the association's.
entry-import-amount-undecided = “{ $value }”: nothing in this file tells whether these are thousands or decimals. Write 1000.00 or 1.00.
entry-import-amount-cut = an amount has more than two decimals: those after the second do not count.
entry-import-column-twice = The column “{ $heading }” is not read: “{ $read }” says the same.
entry-import-days-outside = { $count ->
    [one] One entry, of { $first }, is outside the year “{ $year }”, which goes from { $start } to { $end }.
   *[other] { $count } entries, from { $first } to { $last }, are outside the year “{ $year }”, which goes from { $start } to { $end }.
}
entry-import-column-missing = The column “{ $label }” ({ $name }) is missing. If it has another heading, column[N]={ $name } names it: N is its place, from 0.
entry-import-foreign-numbers = these numbers are not those of our entries: this file has numbers of its own. Import it with ignore_ids=1.
entry-import-numbers-unknown = none of our entries has these numbers (ignore_ids=1 creates new entries).
entry-import-same-as-others = there are such entries already.
entry-import-totals = { $count ->
    [one] Line { $lines } is a total: it is not imported.
   *[other] Lines { $lines } are totals: they are not imported.
}
entry-import-outside = the date is outside the year “{ $year }”.
entry-import-log = Import of entries into the year “{ $year }”: { $created ->
    [0] none created
    [one] one created
   *[other] { $created } created
}, { $changed ->
    [0] none changed.
    [one] one changed.
   *[other] { $changed } changed.
}
entry-import-not-undone = This import cannot be taken back: { $count ->
    [one] one entry was changed or used since, or can change no more.
   *[other] { $count } entries were changed or used since, or can change no more.
} Nothing was taken back.
