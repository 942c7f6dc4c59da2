# Ce qui a empêché de répondre.
error-internal = Une erreur inattendue s'est produite. Elle a été notée dans le journal du serveur.
error-disk-full = Le disque du serveur est plein : rien n'a été enregistré.
error-read-only = La base de données ne peut pas être modifiée pour le moment (disque ou fichier en lecture seule).
error-busy = La base de données est occupée par un autre programme. Réessayez dans un instant.
error-interrupted = Cela a pris trop de temps et a été arrêté. Réessayez, ou demandez moins.
error-damaged = Le fichier de la base de données est endommagé. « ruche check » dit en quoi ; « ruche restore » remet une sauvegarde.
error-descriptors = Le serveur a trop de fichiers et de connexions ouverts pour le moment. Réessayez dans un instant.
error-storage = Le disque du serveur a signalé une erreur de lecture ou d'écriture : la demande n'a pas été exécutée. Le journal du serveur en dit plus.
error-cannot-open = Le serveur ne peut pas ouvrir un de ses fichiers pour le moment. Le journal du serveur dit pourquoi.
error-temporary-folder = Le dossier des fichiers temporaires du serveur manque ou ne peut pas être écrit. Le journal du serveur dit pourquoi.
