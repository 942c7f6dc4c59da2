# La commande « ruche year ».
cli-year =
    Montre les exercices, les ouvre, les clôt et reprend leurs soldes.

    Ces commandes agissent aussi pendant que le serveur tourne.
cli-year-examples =
    Exemples :
      ruche year list
      ruche year create --label "Exercice 2027" --start 2027-01-01 --end 2027-12-31
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
cli-year-create =
    Ouvre un nouvel exercice.

    Sans --chart, le plan comptable est celui du dernier exercice, ou le seul qu'il y ait.
cli-year-create-label = Nom de l'exercice
cli-year-create-start = Premier jour
cli-year-create-end = Dernier jour
cli-year-create-chart = Numéro du plan comptable
cli-year-create-json = Répondre en JSON, pour les programmes
cli-year-lock =
    Verrouille un exercice : plus rien n'y change jusqu'à ce qu'on le déverrouille.
cli-year-lock-year = Numéro de l'exercice
cli-year-unlock =
    Déverrouille un exercice.
cli-year-unlock-year = Numéro de l'exercice
cli-year-reopen =
    Rouvre un exercice clos ; une écriture en garde la trace.
cli-year-reopen-year = Numéro de l'exercice
cli-year-created = L'exercice { $number } « { $year } » est ouvert.
cli-year-locked = L'exercice « { $year } » est verrouillé.
cli-year-unlocked = L'exercice « { $year } » est déverrouillé.
cli-year-reopened = L'exercice « { $year } » est rouvert.
