# Imports of members and subscriptions.
import-file-missing = The file to import is missing: the body of a PUT request, or the part “file” of a multipart form sent by POST.
import-no-line = This file has no line to import.
import-no-column = No column of this file is known: the first line must hold the names of fields, or else column[N] must say what column N holds.
import-column-missing = The column “{ $label }” ({ $name }) is missing.
import-number-needed = the number of a member is needed.
import-number-unknown = no member has the number { $number }.
import-service-unknown = there is no activity “{ $label }”.
import-fee-unknown = the activity “{ $service }” has no fee “{ $label }”.
import-date-needed = a date of subscription is needed.
import-date = “{ $value }” is not a valid date (day/month/year or year-month-day).
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
