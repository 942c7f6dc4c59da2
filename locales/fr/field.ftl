cli-field =
    Gère les champs de la fiche des membres.

    Les champs sont propres à chaque association. Les changer adapte les tables de la base, sans perdre de fiche. Ces commandes agissent aussi pendant que le serveur tourne : il en tient compte dès la requête suivante.
cli-field-examples =
    Exemples :
      ruche field list
      ruche field add metier --type text --label "Métier"
      ruche field add envies --type multiple --label "Envies" --choice Chant --choice Cuisine
      ruche field move metier 3
cli-field-list =
    Liste les champs dans leur ordre.

    Pour chacun : sa place, son nom unique, son type, son libellé ; * s'il est obligatoire.
cli-field-list-json = Répondre en JSON, pour les programmes
cli-field-add =
    Ajoute un champ après les autres.

    Types : text, textarea, email, url, tel, date, datetime, month, year, number, decimal, checkbox, boolean, select, multiple, datalist, country, file, virtual.
cli-field-add-name = Nom unique : lettres minuscules sans accent, chiffres et tirets bas
cli-field-add-field-type = Type de valeur
cli-field-add-label = Libellé, montré aux personnes et en tête des colonnes
cli-field-add-help-text = Aide montrée près du champ
cli-field-add-required = Rendre le champ obligatoire
cli-field-add-in-lists = Montrer le champ dans les listes
cli-field-add-choices = Un choix proposé ; à répéter, dans l'ordre
cli-field-add-expression = Expression SQL d'un champ calculé (virtual)
cli-field-change =
    Change un champ, sauf son nom et son type.

    Donnez tous les choix à garder, dans l'ordre : ceux que des membres ont retenus ne peuvent disparaître.
cli-field-change-name = Nom unique du champ
cli-field-change-label = Nouveau libellé
cli-field-change-help-text = Nouvelle aide ; vide pour l'effacer
cli-field-change-required = Rendre le champ obligatoire, ou non
cli-field-change-in-lists = Montrer le champ dans les listes, ou non
cli-field-change-choices = Un choix proposé ; à répéter, dans l'ordre
cli-field-change-expression = Nouvelle expression SQL d'un champ calculé (virtual)
cli-field-remove =
    Supprime un champ, avec les valeurs de tous les membres.

    Les champs dont le programme a besoin (numéro, nom, identifiant, mot de passe) ne peuvent être supprimés.
cli-field-remove-name = Nom unique du champ
cli-field-remove-with-values = Supprimer même si des membres ont une valeur, qui sera perdue
cli-field-move = Déplace un champ.
cli-field-move-name = Nom unique du champ
cli-field-move-position = Nouvelle place, à partir de 1
cli-field-done = Champ { $name } : c'est fait.
