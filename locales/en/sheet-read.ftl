# Tables to import.
sheet-read-empty = This file is empty: there is no line in it to import.
sheet-read-not-a-table = This file is not a table. Save it as ODS, XLSX or CSV.
sheet-read-markup = This file is a web page or an XML document, not a table. Open it in a spreadsheet program and save it as ODS, XLSX or CSV.
sheet-read-old-format = This file is in an old format that is not read, or it is damaged. Open it in a spreadsheet program and save it as ODS, XLSX or CSV.
sheet-read-archive = This file is a ZIP archive and not a table. Unpack it and import the ODS, XLSX or CSV file in it.
sheet-read-password = This file is protected by a password. Open it in a spreadsheet program and save it without a password.
sheet-read-damaged = This file is damaged and cannot be read ({ $part }). Open it in a spreadsheet program and save it again.
sheet-read-entities = This file has XML definitions (entities or a document type) that no spreadsheet program writes: it is refused for safety.
sheet-read-unpacked = This file is refused for safety: unpacked, it would be enormous (the limit is { $limit } MiB for each part).
sheet-read-too-many-parts = This file is refused for safety: there are more than { $limit } files in it.
sheet-read-old-line-ends = This file has the line ends of old Macs. Open it in a spreadsheet program and save it as CSV again.
sheet-read-ragged =
    Line { $line }: { $count ->
        [one] { $count } cell
       *[other] { $count } cells
    } instead of { $expected }. All lines must have the same number of cells.
sheet-read-unclosed-quote = Line { $line }: a quote is opened in this line and closed nowhere.
sheet-read-long-quote = Line { $line }: this line is longer than { $limit } MiB. A quote in it is probably never closed.
sheet-read-long-line = Line { $line }: this line is longer than { $limit } MiB.
sheet-read-long-cell = Line { $line }, column { $column }: this cell is longer than { $limit } MiB.
sheet-read-nul = Line { $line }: this line has a NUL character. This file is not a table, or it is damaged.
sheet-read-too-many-columns = Line { $line }: this line goes beyond column { $limit }, the last one that is read.
sheet-read-too-many-records = This table has more than { $limit } lines. Split it into several files.
sheet-read-too-many-cells = This table has more than { $limit } cells. Split it into several files.
sheet-read-too-much-text = This table has more than { $limit } MiB of text. Split it into several files.
sheet-read-hidden = All sheets of this file are hidden. Show the one to import in a spreadsheet program and save the file again.
sheet-read-too-large-xlsb = The sheet of this XLSB file is larger than { $limit } MiB. Open it in a spreadsheet program and save it as ODS, XLSX or CSV.
sheet-read-too-large-xls = This XLS file is larger than { $limit } MiB. Open it in a spreadsheet program and save it as ODS, XLSX or CSV.
sheet-read-too-many-held-cells = The sheet of this XLS file extends over more than { $limit } cells, empty ones included. Open it in a spreadsheet program and save it as ODS, XLSX or CSV.
sheet-read-formats-not-shown = { $format } files are read without the formats of their numbers: a post code shown as “01000” becomes “1000”, and the spaces of a phone number are missing. Save the file as ODS or XLSX to keep them.
sheet-read-cell-error = cell { $cell } holds an error ({ $error }): correct its formula in a spreadsheet program, or empty the cell.
sheet-read-cell-no-result = the formula in cell { $cell } has no stored result: open the file in a spreadsheet program and save it again.
sheet-read-long-text = A text in this file is longer than { $limit } MiB.
