# La commande « ruche year ».
cli-year =
    Montre les exercices, les clôt et reprend leurs soldes.

    Ces commandes agissent aussi pendant que le serveur tourne.
cli-year-examples =
    Exemples :
      ruche year list
      ruche year close 2
      ruche year open-balance 3 --from 2 --preview
      ruche year open-balance 3 --from 2
cli-year-list =
    Liste les exercices, le dernier d'abord.

    Pour chacun : son numéro, ses dates, son état, le nombre d'écritures, son libellé.
cli-year-list-json = Répondre en JSON, pour les programmes
cli-year-close =
    Clôt un exercice.

    Ses écritures ne changent plus. Aucune écriture n'est ajoutée.
cli-year-close-year = Numéro de l'exercice
cli-year-close-force = Le clore même s'il n'est pas terminé
cli-year-open-balance =
    Écrit la balance d'ouverture d'un exercice.

    Elle reprend les soldes d'un exercice précédent, affecte son résultat, et remplace une ouverture déjà faite.
cli-year-open-balance-year = Numéro de l'exercice à ouvrir
cli-year-open-balance-from = Numéro de l'exercice dont les soldes sont repris
cli-year-open-balance-accounts = Où va un compte quand les plans comptables diffèrent : 5121=512A ; à répéter
cli-year-open-balance-keep-result = Laisser le résultat où il est, sans l'affecter
cli-year-open-balance-preview = Montrer ce qui serait écrit, sans l'écrire
cli-year-open-balance-json = Répondre en JSON, pour les programmes
cli-year-closed = L'exercice « { $year } » est clos.
cli-year-opened = La balance d'ouverture est écrite.
cli-year-from-is-open = L'exercice repris est encore ouvert : s'il change, refaites l'ouverture.
