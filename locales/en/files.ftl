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
