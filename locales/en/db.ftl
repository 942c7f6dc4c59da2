# The association's file.
db-closed = The server is stopping. Try again in a moment.
db-temporary-full = The server holds too many large answers or files at the moment. Try again in a moment.
db-too-many-waiting = Too many requests are waiting for the database. Try again in a moment.
db-cannot-open = The file { $file } cannot be opened: { $cause }
db-missing = The file { $file } does not exist. "ruche init" makes one; --db names another.
db-empty = The file { $file } is empty. Delete it and run "ruche init", or name the right file with --db.
db-exists = The file { $file } exists already; it was not touched.
db-served-elsewhere = The file { $file } is already served by another Ruche process. Stop that one first, or choose another file.
db-in-use = Another program is using the file. Stop that program, then start Ruche again.
db-not-adopted = This version of Ruche has not taken over the file { $file } yet. Run "ruche serve" once first: a backup is made if needed, and nothing is lost.
restore-in-use = The file { $file } is the one to be replaced, or another program has it open. Make a copy of it first with "ruche backup".
restore-cut = The file { $file } is incomplete: its length is not that of a database. Download it again.
restore-digest = The file { $file } was changed or damaged since it was made: the checksum (SHA-1) written at its end does not match.
restore-application-id = The file { $file } does not bear the mark of associations' databases (application_id { $found }).
restore-name = The database holds a name that could mean a file outside its folder, in the table "{ $table }": "{ $name }".
