# The association's file.
db-closed = The server is stopping. Try again in a moment.
db-cannot-open = The file { $file } cannot be opened: { $cause }
db-missing = The file { $file } does not exist. "ruche init" makes one; --db names another.
db-empty = The file { $file } is empty. Delete it and run "ruche init", or name the right file with --db.
db-exists = The file { $file } exists already; it was not touched.
db-served-elsewhere = The file { $file } is already served by another Ruche process. Stop that one first, or choose another file.
db-in-use = Another program is using the file. Stop that program, then start Ruche again.
