# La commande « ruche association ».
cli-association =
    Montre et change ce que l'association dit d'elle-même.

    Son nom, ses coordonnées, ses couleurs, l'ouverture de son site : ce sont les clés de la table « config » de son fichier.
    Ces commandes agissent aussi pendant que le serveur tourne.
cli-association-examples =
    Exemples :
      ruche association list
      ruche association set site_disabled 0
      ruche association set color1 '#9c4f15'
      ruche association set org_phone ''
cli-association-list = Liste toutes les clés avec leurs valeurs.
cli-association-list-json = Répondre en JSON, pour les programmes
cli-association-set =
    Donne une valeur à une clé.

    Un texte vide enlève la valeur.
cli-association-set-name = La clé
cli-association-set-value = La valeur ; vide pour l'enlever
cli-association-changed = « { $name } » est changé.
setting-unknown = La clé « { $name } » n'existe pas, ou ne se change pas.
setting-required = « { $name } » doit avoir une valeur.
setting-wrong = « { $name } » : la valeur « { $value } » ne convient pas.
