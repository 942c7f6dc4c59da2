# Le fichier de l'association.
db-closed = Le serveur est en train de s'arrêter. Réessayez dans un instant.
db-cannot-open = Le fichier { $file } ne peut pas être ouvert : { $cause }
db-missing = Le fichier { $file } n'existe pas. « ruche init » en crée un ; --db en désigne un autre.
db-empty = Le fichier { $file } est vide. Supprimez-le puis lancez « ruche init », ou indiquez le bon fichier avec --db.
db-exists = Le fichier { $file } existe déjà ; il n'a pas été touché.
db-served-elsewhere = Le fichier { $file } est déjà servi par un autre processus Ruche. Arrêtez-le d'abord, ou choisissez un autre fichier.
db-in-use = Le fichier est utilisé par un autre programme. Arrêtez ce programme, puis relancez Ruche.
