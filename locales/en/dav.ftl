# The WebDAV share.

dav-folder = This is a folder: open this address in a file manager (WebDAV).
dav-part = A file is stored whole: the header Content-Range is not accepted.
dav-properties = A file cannot have more than { $limit } properties.
dav-destination = The header Destination must give an address of this share.
dav-locked = "{ $path }" is locked by somebody who works on it over WebDAV. Try again when the lock is released.
