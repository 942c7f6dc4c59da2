# Tables to download.
sheet-too-many-rows = This table has more than { $limit } rows: no spreadsheet program can open it. Ask for CSV, or for fewer rows.
sheet-too-many-columns = This table has more than { $limit } columns: no spreadsheet program can open it. Ask for CSV, or for fewer columns.
sheet-too-large = This table is too large for a spreadsheet. Ask for CSV, or for fewer rows.
