# Journals and exports of the books.
journal-no-account = The account “{ $account }” does not exist in the chart of accounts of this fiscal year.
journal-which-account = Name the account by its code (parameter “code”) or by its identifier (parameter “id”).
export-unknown = “{ $file }” is no export: full, grouped, simple or fec, then a dot and csv, ods, xlsx, json or fec; or else fec.txt.
