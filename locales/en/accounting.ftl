# Charts of accounts.
accounting-chart-unknown = There is no chart of accounts “{ $name }”.
accounting-chart-installed = The chart of accounts “{ $name }” is already installed.
# What must hold of all books.
accounting-orphan = Row { $row } of the table { $table } names a row of { $parent } that does not exist.
accounting-few-lines = Entry { $entry } has too few lines: { $lines }, where at least two are needed.
accounting-unbalanced = Entry { $entry } does not balance: debits minus credits are { $units }.{ $cents }.
accounting-line-sides = Line { $line } of entry { $entry } must have either a debit or a credit, positive and in whole cents, and not both.
accounting-date-outside = Entry { $entry } is dated { $date }, outside the year “{ $year }”.
accounting-foreign-account = Entry { $entry } uses the account { $account }, which is not of the chart of the year “{ $year }”.
accounting-letter-unbalanced = The letter { $letter } of the year “{ $year }” does not balance: debits minus credits are { $units }.{ $cents }.
accounting-seal-broken = The sealed entry { $entry } was changed: its hash no longer matches its content.
accounting-chain-broken = The sealed entry { $entry } no longer follows entry { $previous }, sealed before it.
accounting-chain-forked = In the year “{ $year }”, { $beginnings } sealed entries are each the first one: the chain is broken.
accounting-trial-balance = The trial balance of the year “{ $year }” is off its entries by { $units }.{ $cents }.
accounting-balance-sheet = In the year “{ $year }”, assets minus liabilities are off the result by { $units }.{ $cents }.
accounting-opening = The opening balance of the year “{ $year }” is not the closing of the year “{ $previous }”. Accounts that differ: { $accounts }.
