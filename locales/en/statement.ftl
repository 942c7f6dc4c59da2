# Statements of banks and reconciliation.
statement-empty = This statement holds no movement.
statement-all-passed-over = This statement holds no movement: { $count ->
    [one] its only row is not one
   *[other] none of its { $count } rows is one
 }.
statement-too-many-rows = This statement holds too many movements: { $limit } at most.
statement-too-large = This statement is too large: { $limit } MiB at most.
statement-several-accounts = This statement is of several accounts: choose one with “account_in_file” ({ $accounts }).
statement-account-not-in-file = The account “{ $account }” is not in this statement ({ $accounts }).
statement-several-currencies = This statement is in several currencies ({ $currencies }), none of which is that of the association ({ $own }): export one of them.
statement-date-wrong = Line { $line }: “{ $value }” is not a date.
statement-amount-wrong = Line { $line }: “{ $value }” is not an amount in whole cents.
statement-amount-undecided = Line { $line }: nothing in this file tells whether “{ $value }” has thousands or decimals. Say “decimal=,” or “decimal=.”.
statement-line-wrong = Line { $line }: “{ $value }” is not a movement of this form.
statement-both-sides = Line { $line }: a movement is a debit or a credit, not both.
statement-direction-unknown = Line { $line }: “{ $value }” does not tell whether money was paid or received, and the amount has no sign.
statement-direction-contradicts = Line { $line }: the sign of the amount and “{ $value }” contradict each other.
statement-xml-damaged = This XML file is damaged, nested too deeply, or has a document type.
statement-columns-missing = No headings are known in this file ({ $cells }). It is not an OFX, QIF, CAMT.053, MT940 or CODA statement either. Say which column holds what: column[0]=date, column[2]=amount and so on (“skip_lines” for lines above), or export in another form.
statement-columns-incomplete = Name a column “date” and a column “amount” (or “debit” and “credit”).
statement-column-unknown = { $name }: “{ $value }” is not one of { $roles }.
statement-column-form = Columns are named by their number from 0: column[0]=date.
statement-decimal-wrong = “{ $value }” does not part decimals: a comma or a dot.
statement-order-wrong = “{ $value }” is not an order of days: dmy, mdy or ymd.
statement-account-wrong = The account { $code } is not a bank account.
statement-passed-empty = The row is empty.
statement-passed-no-date = The row has no date.
statement-passed-no-amount = The row has no amount.
statement-passed-zero = The amount is zero.
statement-passed-pending = The movement is pending (“{ $text }”).
statement-passed-refused = The movement was refused (“{ $text }”).
statement-passed-cancelled = The movement was cancelled (“{ $text }”).
statement-passed-reverted = The movement was reverted (“{ $text }”).
statement-passed-no-effect = The row does not change the balance (“{ $text }”).
statement-passed-currency = The movement is in another currency ({ $currency }).
statement-passed-account = The movement is of another account ({ $account }).
statement-passed-balance = The row is a balance.
statement-passed-total = The row is a total.
statement-passed-detail = The row is a part of another movement.
statement-warning-order = The dates can be read with the day or the month first, and nothing in the file tells which: the day was taken to come first (“date_order=mdy” reads the month first).
statement-warning-unsigned = No amount has a minus and no column tells the direction: all were read as money received.
statement-warning-debit-signs = Some debits have a minus and others not: those with a minus were read as money received.
statement-warning-states = These states are not known, and their rows were read as movements: { $states }.
statement-warning-fees = Nothing in the file tells whether the amounts include the fees: the fees were left out.
statement-warning-balances = A balance in the file cannot be read: balances were left out.
statement-warning-currency = The statement is in { $currency }, the association keeps its books in { $own }.
statement-label-none = Bank movement
statement-label-fee = Fee: { $label }
reconcile-both = Line { $line } cannot be reconciled and unreconciled at once.
reconcile-not-bank = Line { $line } is not on a bank account.
