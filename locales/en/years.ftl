# Fiscal years.
year-none-open = No fiscal year is open.
year-unknown = The fiscal year “{ $year }” does not exist.
year-not-open = The fiscal year “{ $year }” is closed: its entries no longer change.
year-missing = Missing: { $name }.
year-label-too-long = The label of a fiscal year has { $limit } bytes at most.
year-ends-early = A fiscal year ends after it begins: from { $start } to { $end } is impossible.
year-entries-outside = { $count ->
    [one] One entry, of { $first }, would be outside the fiscal year.
   *[other] { $count } entries, the first of { $first }, would be outside the fiscal year.
}
year-chart-unknown = The chart of accounts { $chart } does not exist.
year-chart-missing = Choose a chart of accounts: “id_chart” is its number.
year-is-open = The fiscal year “{ $year }” is open.
year-is-closed = The fiscal year “{ $year }” is closed.
year-is-locked = The fiscal year “{ $year }” is locked.
year-not-ended = The fiscal year “{ $year }” ends on { $end }: its entries would change no more. To close it all the same: force=1.
year-another-between = The fiscal year “{ $source }” is not the one before “{ $year }”: “{ $other }” lies between them, and its entries are not carried over.
year-gap-after-source = The fiscal year “{ $source }” ends on { $end } and “{ $year }” begins on { $start }: the days between them are in no fiscal year.
year-overlaps-source = The fiscal year “{ $source }” ends on { $end }, after “{ $year }” begins ({ $start }): the same days are in both.
year-not-before = The fiscal year “{ $source }” does not come before “{ $year }”.
year-nothing-to-carry = The fiscal year “{ $year }” has no balance to carry over.
year-no-opening-account = The chart of accounts has no opening account.
year-no-closing-account = The chart of accounts has no closing account.
year-no-surplus-account = The chart of accounts has no account for a surplus.
year-no-deficit-account = The chart of accounts has no account for a deficit.
year-no-appropriation-account = The chart of accounts has no account that receives the result.
year-account-unknown = The account { $code } is not of the chart of the fiscal year “{ $year }”.
year-account-of-result = The account { $code } is one of expense or revenue: it begins each fiscal year at zero.
year-account-not-of-result = The account { $code } is not one of expense or revenue.
year-accounts-unmatched = The chart of the fiscal year does not have the accounts { $codes }: say with “accounts” where their balances go.
year-same = The entries are in this fiscal year already.
year-other-chart = The fiscal year “{ $year }” has another chart of accounts.
year-status-foreign = The status of the fiscal year “{ $year }” was set by another program ({ $status }): it cannot be changed here.
year-amount-missing = “{ $name }” is missing, or zero: write for instance 42.50.
year-amount-too-large = “{ $name }” must be below one billion.
# What `ruche check` says of them.
year-overlap = The fiscal years “{ $first }” and “{ $second }” overlap: the days from { $start } to { $end } are in both.
year-gap = Between the fiscal years “{ $first }” and “{ $second }”, the days from { $start } to { $end } are in none.
