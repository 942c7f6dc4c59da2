# Le fichier de l'association.
db-closed = Le serveur est en train de s'arrêter. Réessayez dans un instant.
db-temporary-full = Le serveur garde trop de réponses ou de fichiers volumineux pour le moment. Réessayez dans un instant.
db-too-many-waiting = Trop de requêtes attendent la base de données. Réessayez dans un instant.
db-cannot-open = Le fichier { $file } ne peut pas être ouvert : { $cause }
db-missing = Le fichier { $file } n'existe pas. « ruche init » en crée un ; --db en désigne un autre.
db-empty = Le fichier { $file } est vide. Supprimez-le puis lancez « ruche init », ou indiquez le bon fichier avec --db.
db-exists = Le fichier { $file } existe déjà ; il n'a pas été touché.
db-served-elsewhere = Le fichier { $file } est déjà servi par un autre processus Ruche. Arrêtez-le d'abord, ou choisissez un autre fichier.
db-in-use = Le fichier est utilisé par un autre programme. Arrêtez ce programme, puis relancez Ruche.
db-not-adopted = Le fichier { $file } n'a pas encore été repris par cette version de Ruche. Lancez d'abord « ruche serve » une fois : une sauvegarde est faite si nécessaire, et rien n'est perdu.
restore-in-use = Le fichier { $file } est celui que l'on veut remplacer, ou il est ouvert par un autre programme. Faites-en d'abord une copie avec « ruche backup ».
restore-cut = Le fichier { $file } est incomplet : sa longueur n'est pas celle d'une base de données. Téléchargez-le à nouveau.
restore-digest = Le fichier { $file } a été modifié ou abîmé depuis sa création : la somme de contrôle (SHA-1) écrite à sa fin ne correspond pas.
restore-application-id = Le fichier { $file } ne porte pas la marque des bases d'association (application_id { $found }).
restore-name = La base contient un nom qui pourrait désigner un fichier hors de son dossier, dans la table « { $table } » : « { $name } ».
