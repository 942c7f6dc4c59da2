# Partage WebDAV.

dav-folder = Ceci est un dossier : ouvrez cette adresse dans un gestionnaire de fichiers (WebDAV).
dav-part = Un fichier s'enregistre en entier : l'en-tête Content-Range n'est pas accepté.
dav-properties = Un fichier ne peut pas avoir plus de { $limit } propriétés.
dav-destination = L'en-tête Destination doit donner une adresse de ce partage.
dav-locked = « { $path } » est verrouillé par quelqu'un qui travaille dessus par WebDAV. Réessayez quand le verrou sera levé.
