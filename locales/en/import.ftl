# Imports of members and subscriptions.
import-file-missing = The file to import is missing: the body of a PUT request, or the part “file” of a multipart form sent by POST.
import-no-line = This file has no line to import.
import-in-sheet = Sheet “{ $sheet }”: { $cause }
import-no-column = No column of this file is known. The first line must hold the names of fields: { $fields }. If the headings are further down, or named otherwise, column[N] says what column N holds (from 0), and skip_lines how many lines to skip.
import-no-column-known = No column of this file is known. The first line must have these headings: { $fields }.
import-columns-unread = { $count ->
    [one] One column is not read, no field has its heading: { $columns }.
   *[other] { $count } columns are not read, no field has their heading: { $columns }.
}
import-columns-untitled = { $count ->
    [one] Column { $columns } holds values but has no heading: it is not read.
   *[other] Columns { $columns } hold values but have no heading: they are not read.
}
import-column-twice = Two columns have the heading of the field “{ $label }”: only the last one is read.
import-column-unknown = Column { $column } is not read: “{ $name }” is not the name of a field.
import-date-to-come = { $label }: “{ $value }” is read as { $date }, a date to come. Write the year with four digits if that is not meant.
import-line-again = this line changes the member of line { $earlier } again.
import-line-administrator = this member administers the association.
import-line-name-only = this line has nothing but a name: is it a member, or a total?
import-line-same-name = a member has this name already. Without a number, this line creates another one.
import-column-missing = The column “{ $label }” ({ $name }) is missing.
import-number-needed = the number of a member is needed.
import-number-unknown = no member has the number { $number }.
import-service-unknown = there is no activity “{ $label }”.
import-fee-unknown = the activity “{ $service }” has no fee “{ $label }”.
import-date-needed = a date of subscription is needed.
import-date = “{ $value }” is not a valid date (day/month/year or year-month-day).
import-paid-word = “{ $value }” does not say whether the subscription is paid: oui or non (yes or no).
import-line = Line { $line }: { $reasons }
import-line-of = Line { $line } ({ $name }): { $reasons }
import-lines = { $first } { $others ->
    [one] One other line is refused too.
   *[other] { $others } other lines are refused too.
} Nothing was imported.
import-log = Import of members: { $created ->
    [0] none created
    [one] one created
   *[other] { $created } created
}, { $changed ->
    [0] none changed.
    [one] one changed.
   *[other] { $changed } changed.
}
import-changed-since = This import would no longer do what its preview showed: the new preview is enclosed. Nothing was imported.
import-unknown = There is no import with the identifier { $id }.
import-undone-before = The import { $id } was taken back before, on { $date }.
import-undone-log = The import { $id } of { $date } taken back.
import-not-undone = This import cannot be taken back: { $count ->
    [one] one record was changed or used since.
   *[other] { $count } records were changed or used since.
} Nothing was taken back.
import-lines-alike = Lines { $lines }{ $more ->
    [0] {""}
    [one] {" "}and another one
   *[other] {" "}and { $more } more
}: { $reason }
