# Fichiers stockés.

file-name-length = Le nom d'un fichier fait de 1 à { $limit } octets.
file-name-characters = Le nom de fichier « { $name } » contient un caractère interdit.
file-name-executable = Les fichiers nommés comme « { $name } » ne sont pas acceptés : un serveur pourrait les exécuter.
file-changed-meanwhile = Ce fichier vient d'être remplacé. Veuillez recommencer.
file-is-folder = « { $path } » est un dossier.
file-is-no-folder = « { $path } » est un fichier et ne peut pas contenir d'autres fichiers.
file-folder-taken = Un dossier « { $path } » existe déjà.
file-locked = Les fichiers sont en cours de déplacement et ne peuvent pas être modifiés pour le moment.
file-not-found = Le fichier « { $path } » n'existe pas.
file-precondition = Le fichier a changé depuis la version que votre requête demandait.
file-range = La plage demandée est en dehors du fichier, qui fait { $size } octets.
file-path-length = Un chemin ne dépasse pas { $limit } octets.
file-path-part = La partie « { $part } » du chemin n'est pas possible : ni vide, ni « . », ni « .. », ni caractère de contrôle.
file-context = « { $name } » n'est pas un espace de fichiers : un chemin commence par documents, user, transaction, web, config…
file-context-stays = Un espace de fichiers ne peut être ni remplacé, ni déplacé, ni supprimé : seulement ce qu'il contient.
file-taken = « { $path } » existe déjà.
file-into-itself = « { $path } » ne peut pas être placé dans lui-même.
file-too-large = Un fichier ne peut pas dépasser { $limit } octets dans la base de données.
file-quota = Il n'y a plus assez de place : tous les fichiers ensemble sont limités à { $limit } octets. Videz la corbeille ou supprimez des fichiers.
file-in-trash = « { $path } » est déjà dans la corbeille ou est une ancienne version ; « permanent=1 » supprime définitivement.
file-not-in-trash = « { $path } » n'est pas dans la corbeille.
file-no-version = « { $path } » n'est pas une ancienne version d'un fichier.
file-search-words = Il faut au moins un mot à chercher (paramètre « q »).
file-thumbnail-size = La taille de miniature « { $size } » n'existe pas : 150, 200, 250, 500, 750 ou crop-256.
file-thumbnail-unreadable = Aucune miniature n'est possible : ce n'est pas une image PNG, JPEG, GIF ou WebP lisible, ou elle est trop grande.
file-no-folder = « { $path } » n'est pas un dossier.
file-kept = Rien ne peut être écrit directement dans « { $context } ».
file-contents-elsewhere = { $count ->
    [one] Un fichier n'a pas de contenu ici : il est resté sur le disque de Paheko.
   *[other] { $count } fichiers n'ont pas de contenu ici : ils sont restés sur le disque de Paheko.
} Lancez « paheko storage import » là-bas avant de copier la base, ou « ruche files import DOSSIER » ici, avec le dossier où Paheko les range.
file-content-elsewhere = Le contenu de « { $path } » n'est pas dans cette base : il est resté sur le disque de Paheko. « ruche files import DOSSIER » l'y met.
file-missing-list = Fichiers manquants.txt
file-source-no-folder = « { $path } » n'est pas un dossier qui peut être lu.
