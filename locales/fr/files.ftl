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
