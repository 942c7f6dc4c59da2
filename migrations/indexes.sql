-- Our own indexes on the tables shared with Paheko. They are not a numbered step: a program that makes one of these tables
-- anew drops its further indexes silently, so they are made after each start where the file lacks one.

-- Deleting an entry looks for the entries sealed after it.
CREATE INDEX IF NOT EXISTS ruche_transactions_previous ON acc_transactions (prev_id) WHERE prev_id IS NOT NULL;

-- The members of one entry; deleting the entry looks for them too.
CREATE INDEX IF NOT EXISTS ruche_transactions_users_entry ON acc_transactions_users (id_transaction);

-- The lines of an account with one amount: what a movement of a bank statement may be. The account comes last, so that
-- readings of a whole account go on in the order of the file.
CREATE INDEX IF NOT EXISTS ruche_lines_amount ON acc_transactions_lines (debit, credit, id_account);
