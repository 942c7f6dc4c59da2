# The file of accounting entries (FEC): the association and its fiscal year.
fec-siren-invalid = “{ $siren }” is neither a SIREN (9 digits) nor a SIRET (14 digits).
fec-year-open = The fiscal year “{ $year }” is still open: numbers of entries may change until it is closed.
fec-references-missing = { $count ->
    [one] One entry has no reference of a document: the file says ECRITURE- and its number instead.
   *[other] { $count } entries have no reference of a document: the file says ECRITURE- and their number instead.
}
fec-accounts-short = { $count ->
    [one] One account in use has fewer than three digits ({ $accounts }): the file adds zeros to it.
   *[other] { $count } accounts in use have fewer than three digits ({ $accounts }): the file adds zeros to them.
}
# Name and form of the file.
fec-name = “{ $name }” is not the name of a FEC: it takes the SIREN, FEC and the closing date, like 123456789FEC20251231.txt. The tax office refuses to open it.
fec-no-siren = The name of the file begins with “{ $given }” and not with a SIREN of 9 digits. The tool of the tax office accepts { $usual } or anything else, the law does not.
fec-xml = This is an XML file, which the tax office takes as well: it is not checked here.
fec-separator = The separator is not the right one: fields take tabs or vertical bars (|) between them, neither commas nor semicolons.
fec-field-missing = The field { $field } is missing from the line of headings.
fec-field-extra = The field “{ $field }” is none of the 18 of the law; it is allowed after the others.
fec-field-order = The 18 fields are not in the order of the law, or others come before them.
fec-empty-file = The file holds no entry.
fec-record-too-long = This line is far too long: the rest of the file is not read.
fec-empty-line = The line is empty.
fec-field-count = The line has { $found } fields instead of { $expected }.
fec-pipe = { $field } holds a vertical bar (|), to be avoided in texts.
fec-line-break = { $field } holds a line break, which other programs will take for the end of the line.
# The fields of a line.
fec-empty-value = { $field } is empty.
fec-account-number = The account number { $account } does not begin with three digits.
fec-amount = { $field } is no amount: “{ $value }”. It takes digits and a decimal comma, without space, dot or symbol.
fec-side = { $field } says neither debit (D or +1) nor credit (C or -1): “{ $value }”.
fec-amount-sides = Debit and credit are both filled, or both zero.
fec-date = { $field } is no date: “{ $value }”. It takes YYYYMMDD.
fec-date-year = { $field } has a doubtful year: “{ $value }”.
fec-date-form = { $field } is not of the form YYYYMMDD: “{ $value }”.
fec-date-impossible = { $field } is no day of the calendar: “{ $value }”.
fec-date-outside = The entry is dated { $value }, outside the fiscal year.
# Entries and the whole.
fec-number-gap = Numbers of entries do not follow each other: this one comes after { $last }.
fec-number-text = This number of an entry does not end in digits: nothing shows that the sequence is unbroken.
fec-order = The date of validation is earlier than that of the entry before.
fec-opening-late = This opening entry comes after other entries, although opening entries have the first numbers.
fec-entry-dates = The lines of this entry have different dates.
fec-entry-unbalanced = The entry does not balance: debits less credits are { $units }.{ $decimals }.
fec-file-unbalanced = The file does not balance: debits less credits are { $units }.{ $decimals }.
# The command.
cli-check-fec =
    Checks a French file of accounting entries (FEC), wherever it comes from.

    Each finding tells what it weighs:
      error     the tool of the tax office (Test Compta Demat) refuses the file
      missing   it refuses it as well: a required value is empty
      warning   it says so and accepts the file
      law       it says nothing, but the law asks for it
      unchecked it takes such a file, which is not checked here (XML)

    Exit code: 0 if there is nothing more than warnings, 1 otherwise.
cli-check-fec-file = File to check, under the name that it will have
cli-check-fec-examples =
    Examples:
      ruche check fec 123456789FEC20251231.txt
      ruche check fec 123456789FEC20251231.txt --json | jq -r '.findings[].message'
cli-check-fec-of-file = [{ $level }] { $message }
cli-check-fec-at-line = [{ $level }] line { $line }: { $message }
cli-check-fec-at-entry = [{ $level }] line { $line }, entry { $number }: { $message }
cli-check-fec-more = … and { $count } more findings like the first of this kind: { $message }
cli-check-fec-level-error = error
cli-check-fec-level-missing = missing
cli-check-fec-level-warning = warning
cli-check-fec-level-law = law
cli-check-fec-level-unchecked = unchecked
cli-check-fec-right = The tool of the tax office should accept this file, and nothing in it contradicts the law.
cli-check-fec-lawless = The tool of the tax office should accept this file, but the law asks for more: { $count ->
    [one] one finding.
   *[other] { $count } findings.
}
cli-check-fec-unchecked = Nothing was checked: nothing is known against this file, or for it.
cli-check-fec-refused = The tool of the tax office would refuse this file: { $count ->
    [one] one finding.
   *[other] { $count } findings.
}
