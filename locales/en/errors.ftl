# What prevented an answer.
error-internal = Something unexpected went wrong. It was noted in the server's log.
error-disk-full = The server's disk is full: nothing was saved.
error-read-only = The database cannot be changed at the moment (read-only disk or file).
error-busy = Another program is using the database. Try again in a moment.
error-interrupted = This took too long and was stopped. Try again, or ask for less.
error-damaged = The database file is damaged. "ruche check" says how; "ruche restore" puts a backup back.
error-descriptors = The server has too many files and connections open at the moment. Try again in a moment.
error-storage = The server's disk reported a read or write error: the request was not carried out. The server's log says more.
error-cannot-open = The server cannot open one of its files at the moment. The server's log says why.
error-temporary-folder = The server's folder for temporary files is missing or cannot be written. The server's log says why.
