# Statements of banks and reconciliation.
statement-empty = This statement holds no movement.
statement-too-many-rows = This statement holds too many movements: { $limit } at most.
statement-too-large = This statement is too large: { $limit } MiB at most.
statement-several-accounts = This statement is of several accounts ({ $one }, { $other }): export one of them.
statement-date-wrong = Line { $line }: “{ $value }” is not a date.
statement-amount-wrong = Line { $line }: “{ $value }” is not an amount.
statement-columns-missing = This file is neither an OFX nor a QIF statement, nor a table with a column of dates and one of amounts (or of debits and credits).
statement-account-missing = The account is missing: “account” is the code of a bank account.
statement-account-wrong = The account { $code } is no bank account.
statement-days-wrong = “{ $value }” is not a number of days: 0 to 366.
reconcile-both = Line { $line } cannot be reconciled and unreconciled at once.
reconcile-not-bank = Line { $line } is not on a bank account.
