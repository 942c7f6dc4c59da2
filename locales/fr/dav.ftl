# Partage WebDAV.

dav-folder = Ceci est un dossier : ouvrez cette adresse dans un gestionnaire de fichiers (WebDAV).
dav-part = Un fichier s'enregistre en entier : l'en-tête Content-Range n'est pas accepté.
dav-properties = Un fichier ne peut pas avoir plus de { $limit } propriétés.
dav-destination = L'en-tête Destination doit donner une adresse de ce partage.
dav-locked = « { $path } » est verrouillé par quelqu'un qui travaille dessus par WebDAV. Réessayez quand le verrou sera levé.
dav-xml-broken = Le corps de la requête n'est pas un document XML que WebDAV accepte.
dav-xml-too-complex = Le document XML de la requête a trop d'éléments, ou plus de { $limit } niveaux.
dav-properties-bytes = Les propriétés d'un fichier ne peuvent pas prendre plus de { $limit } octets.
