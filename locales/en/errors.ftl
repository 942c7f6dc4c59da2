# What prevented an answer.
error-internal = Something unexpected went wrong. It was noted in the server's log.
error-disk-full = The server's disk is full: nothing was saved.
error-read-only = The database cannot be changed at the moment (read-only disk or file).
error-busy = Another program is using the database. Try again in a moment.
error-interrupted = This took too long and was stopped. Try again, or ask for less.
error-damaged = The database file is damaged. "ruche check" says how; "ruche restore" puts a backup back.
