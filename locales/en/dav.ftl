# The WebDAV share.

dav-folder = This is a folder: open this address in a file manager (WebDAV).
dav-part = A file is stored whole: the header Content-Range is not accepted.
dav-properties = A file cannot have more than { $limit } properties.
dav-destination = The header Destination must give an address of this share.
dav-locked = "{ $path }" is locked by somebody who works on it over WebDAV. Try again when the lock is released.
dav-xml-broken = The body of the request is no XML document that WebDAV accepts.
dav-xml-too-complex = The XML document of the request has too many elements, or more than { $limit } levels.
dav-properties-bytes = The properties of a file cannot take more than { $limit } bytes.
