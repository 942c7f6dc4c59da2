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
setting-wrong = « { $name } » : la valeur « { $value } » n'est pas acceptée.
setting-wrong-boolean = « { $name } » : la valeur « { $value } » n'est pas acceptée. Écrivez 0 ou 1.
setting-wrong-minimum = « { $name } » : la valeur « { $value } » n'est pas acceptée. Écrivez un nombre entier, { $least } ou plus.
setting-wrong-integer = « { $name } » : la valeur « { $value } » n'est pas acceptée. Écrivez un nombre entier de { $least } à { $most }.
setting-wrong-category = « { $name } » : la valeur « { $value } » n'est pas acceptée. Écrivez le numéro d'une catégorie de membres qui existe.
setting-wrong-email = « { $name } » : la valeur « { $value } » n'est pas acceptée. Écrivez une adresse e-mail, comme bureau@example.org.
setting-wrong-currency = « { $name } » : la valeur « { $value } » n'est pas acceptée. Écrivez le code d'une monnaie en trois majuscules (ISO 4217), comme EUR ou CHF.
setting-wrong-country = « { $name } » : la valeur « { $value } » n'est pas acceptée. Écrivez le code d'un pays en deux majuscules (ISO 3166-1), comme FR, BE ou CH.
setting-wrong-timezone = « { $name } » : la valeur « { $value } » n'est pas acceptée. Écrivez le nom d'un fuseau horaire, comme Europe/Paris.
setting-wrong-colour = « { $name } » : la valeur « { $value } » n'est pas acceptée. Écrivez # et six chiffres hexadécimaux, comme #9c4f15.
setting-wrong-word = « { $name } » : la valeur « { $value } » n'est pas acceptée. Écrivez l'un de ces mots : { $accepted }.
