# Stored files.

file-name-length = A file name has from 1 to { $limit } bytes.
file-name-characters = The file name "{ $name }" contains a character that is not allowed.
file-name-executable = Files named like "{ $name }" are not accepted: a server could run them.
file-changed-meanwhile = This file has just been replaced. Please try again.
file-is-folder = "{ $path }" is a folder.
file-is-no-folder = "{ $path }" is a file and cannot contain others.
file-folder-taken = A folder "{ $path }" already exists.
file-locked = Files are being moved and cannot be changed at the moment.
file-not-found = The file "{ $path }" does not exist.
file-precondition = The file has changed since the version that your request asked for.
file-range = The requested range is outside the file, which has { $size } bytes.
file-path-length = A path has at most { $limit } bytes.
file-path-part = The part "{ $part }" of the path is not possible: neither empty, nor ".", nor "..", nor with a control character.
file-context = "{ $name }" is no space for files: a path starts with documents, user, transaction, web, config…
file-context-stays = A space for files cannot be replaced, moved or deleted: only what is in it.
file-taken = "{ $path }" already exists.
file-into-itself = "{ $path }" cannot be put into itself.
file-too-large = A file cannot have more than { $limit } bytes in the database.
file-quota = There is not enough room left: all files together are limited to { $limit } bytes. Empty the trash or delete some files.
file-in-trash = "{ $path }" is in the trash already, or is an earlier version; "permanent=1" deletes for good.
file-not-in-trash = "{ $path }" is not in the trash.
file-no-version = "{ $path }" is no earlier version of a file.
file-search-words = At least one word to look for is needed (parameter "q").
file-thumbnail-size = There is no thumbnail size "{ $size }": 150, 200, 250, 500, 750 or crop-256.
file-thumbnail-unreadable = No thumbnail is possible: this is not a readable PNG, JPEG, GIF or WebP picture, or it is too large.
file-no-folder = "{ $path }" is not a folder.
file-kept = Nothing can be written directly into "{ $context }".
file-contents-elsewhere = { $count ->
    [one] One file has no content here: it stayed on Paheko's disk.
   *[other] { $count } files have no content here: they stayed on Paheko's disk.
} Run “paheko storage import” there before you copy the database, or “ruche files import FOLDER” here, with the folder where Paheko keeps them.
file-content-elsewhere = The content of “{ $path }” is not in this database: it stayed on Paheko's disk. “ruche files import FOLDER” brings it here.
file-missing-list = Missing files.txt
file-source-no-folder = “{ $path }” is not a folder that can be read.
