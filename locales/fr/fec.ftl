# Le fichier des écritures comptables (FEC) : l'association et son exercice.
fec-siren-invalid = « { $siren } » n'est ni un SIREN (9 chiffres) ni un SIRET (14 chiffres).
fec-year-open = L'exercice « { $year } » est encore ouvert : les numéros d'écriture peuvent changer tant qu'il n'est pas clos.
fec-references-missing = { $count ->
    [one] Une écriture n'a pas de numéro de pièce : le fichier indique à la place ECRITURE- suivi de son numéro.
   *[other] { $count } écritures n'ont pas de numéro de pièce : le fichier indique à la place ECRITURE- suivi de leur numéro.
}
fec-accounts-short = { $count ->
    [one] Un compte utilisé a moins de trois chiffres ({ $accounts }) : le fichier le complète par des zéros.
   *[other] { $count } comptes utilisés ont moins de trois chiffres ({ $accounts }) : le fichier les complète par des zéros.
}
# Le nom et la forme du fichier.
fec-name = Le nom « { $name } » n'est pas celui d'un FEC : il faut le SIREN, FEC et la date de clôture, comme 123456789FEC20251231.txt. L'administration refuse de l'ouvrir.
fec-no-siren = Le nom du fichier commence par « { $given } » et non par un SIREN de 9 chiffres. L'outil de l'administration accepte { $usual } ou autre chose, la loi non.
fec-xml = C'est un fichier XML, que l'administration accepte aussi : il n'est pas vérifié ici.
fec-separator = Le séparateur n'est pas conforme : il faut des tabulations ou des barres verticales (|) entre les champs, ni virgules ni points-virgules.
fec-field-missing = Le champ { $field } manque dans la ligne d'en-tête.
fec-field-extra = Le champ « { $field } » n'est pas l'un des 18 de la loi ; il est permis à la suite des autres.
fec-field-order = Les 18 champs ne sont pas dans l'ordre de la loi, ou d'autres les précèdent.
fec-empty-file = Le fichier ne contient aucune écriture.
fec-record-too-long = Cette ligne est démesurée : la suite du fichier n'est pas lue.
fec-empty-line = La ligne est vide.
fec-field-count = La ligne a { $found } champs au lieu de { $expected }.
fec-pipe = { $field } contient une barre verticale (|), à éviter dans les textes.
fec-line-break = { $field } contient un saut de ligne, que d'autres logiciels prendront pour la fin de la ligne.
# Les champs d'une ligne.
fec-empty-value = { $field } est vide.
fec-account-number = Le numéro de compte { $account } ne commence pas par trois chiffres.
fec-amount = { $field } n'est pas un montant : « { $value } ». Il faut des chiffres et une virgule décimale, sans espace ni point ni symbole.
fec-side = { $field } ne dit ni débit (D ou +1) ni crédit (C ou -1) : « { $value } ».
fec-amount-sides = Le débit et le crédit sont tous deux remplis, ou tous deux à zéro.
fec-date = { $field } n'est pas une date : « { $value } ». Il faut AAAAMMJJ.
fec-date-year = { $field } a une année douteuse : « { $value } ».
fec-date-form = { $field } n'a pas la forme AAAAMMJJ : « { $value } ».
fec-date-impossible = { $field } n'existe pas dans le calendrier : « { $value } ».
fec-date-outside = L'écriture est datée du { $value }, hors de l'exercice.
# Les écritures et l'ensemble.
fec-number-gap = Les numéros d'écriture ne se suivent pas : celui-ci vient après { $last }.
fec-number-text = Ce numéro d'écriture ne finit pas par des chiffres : rien ne montre que la suite est continue.
fec-order = La date de validation est antérieure à celle de l'écriture précédente.
fec-opening-late = Cette écriture d'à-nouveaux vient après d'autres écritures, alors que les à-nouveaux portent les premiers numéros.
fec-entry-dates = Les lignes de cette écriture ont des dates différentes.
fec-entry-unbalanced = L'écriture n'est pas équilibrée : débits moins crédits font { $units },{ $decimals }.
fec-file-unbalanced = Le fichier n'est pas équilibré : débits moins crédits font { $units },{ $decimals }.
# La commande.
cli-check-fec =
    Vérifie un fichier des écritures comptables (FEC), d'où qu'il vienne.

    Chaque constat dit ce qu'il pèse :
      erreur          l'outil de l'administration (Test Compta Demat) refuse le fichier
      manque          il le refuse aussi : une valeur obligatoire est vide
      avertissement   il le signale et accepte le fichier
      loi             il n'en dit rien, mais la loi le demande
      non vérifié     il accepte ce genre de fichier, qui n'est pas vérifié ici (XML)

    Code de sortie : 0 s'il n'y a rien de plus que des avertissements, 1 sinon.
cli-check-fec-file = Fichier à vérifier, sous le nom qu'il portera
cli-check-fec-examples =
    Exemples :
      ruche check fec 123456789FEC20251231.txt
      ruche check fec 123456789FEC20251231.txt --json | jq -r '.findings[].message'
cli-check-fec-of-file = [{ $level }] { $message }
cli-check-fec-at-line = [{ $level }] ligne { $line } : { $message }
cli-check-fec-at-entry = [{ $level }] ligne { $line }, écriture { $number } : { $message }
cli-check-fec-more = … et { $count } autres constats semblables au premier de ce genre : { $message }
cli-check-fec-level-error = erreur
cli-check-fec-level-missing = manque
cli-check-fec-level-warning = avertissement
cli-check-fec-level-law = loi
cli-check-fec-level-unchecked = non vérifié
cli-check-fec-right = L'outil de l'administration devrait accepter ce fichier, et rien n'y contredit la loi.
cli-check-fec-lawless = L'outil de l'administration devrait accepter ce fichier, mais la loi demande davantage : { $count ->
    [one] un constat.
   *[other] { $count } constats.
}
cli-check-fec-unchecked = Rien n'a été vérifié : rien ne parle contre ce fichier, ni pour lui.
cli-check-fec-refused = L'outil de l'administration refuserait ce fichier : { $count ->
    [one] un constat.
   *[other] { $count } constats.
}
