# Settlements, letters, deposits.
letter-line-unknown = There is no line { $line }.
letter-too-few-lines = A letter needs two lines at least.
letter-other-year = Line { $line } is not of the year “{ $year }”.
letter-not-third-party = Line { $line } is not on the account of a third party.
letter-lettered = Line { $line } has a letter already.
letter-other-account = Line { $line } is on another account.
letter-unbalanced = These lines do not settle each other: { $debit } at the debit, { $credit } at the credit.
letter-unknown = There is no letter { $id }.
settlement-none = None of these entries awaits settlement.
settlement-not-owed = Entry { $entry } is neither a debt nor a credit.
settlement-again = Entry { $entry } has a settlement already (number { $settlement }). To make another one: again=1. If it is settled, mark it so (status=2).
settlement-mixed = Debts and credits are settled separately.
settlement-no-third-party = Entry { $entry } has no line on the account of a third party.
settlement-account-unknown = The account { $code } is not in the chart of the year “{ $year }”.
settlement-account-wrong = The account { $code } is no bank, cash or outstanding account.
settlement-too-large = The total is too large.
settlement-debt-label = Settlement of a debt — { $label }
settlement-credit-label = Settlement of a credit — { $label }
deposit-account-wrong = The account { $code } is no outstanding account.
deposit-bank-wrong = The account { $code } is no bank account.
deposit-line-unknown = There is no line { $line }.
deposit-line-wrong = Line { $line } does not wait for a deposit.
deposit-no-line = At least one line to deposit is needed.
deposit-amount-differs = The amount ({ $amount }) is not the total of the chosen lines ({ $total }).
deposit-label = Deposit at the bank
