# Les exercices comptables.
year-none-open = Aucun exercice n'est ouvert.
year-unknown = L'exercice « { $year } » n'existe pas.
year-not-open = L'exercice « { $year } » est clos : ses écritures ne changent plus.
year-missing = Il manque : { $name }.
year-label-too-long = Le libellé d'un exercice fait au plus { $limit } octets.
year-ends-early = Un exercice finit après avoir commencé : du { $start } au { $end }, c'est impossible.
year-entries-outside = { $count ->
    [one] Une écriture, du { $first }, serait hors de l'exercice.
   *[other] { $count } écritures, la première du { $first }, seraient hors de l'exercice.
}
year-chart-unknown = Le plan comptable n° { $chart } n'existe pas.
year-chart-missing = Choisissez un plan comptable : « id_chart » est son numéro.
year-is-open = L'exercice « { $year } » est ouvert.
year-is-closed = L'exercice « { $year } » est clos.
year-is-locked = L'exercice « { $year } » est verrouillé.
year-not-ended = L'exercice « { $year } » se termine le { $end } : ses écritures ne changeraient plus. Pour le clore quand même : force=1.
year-another-between = L'exercice « { $source } » n'est pas celui d'avant « { $year } » : « { $other } » est entre les deux, et ses écritures ne sont pas reprises.
year-gap-after-source = L'exercice « { $source } » se termine le { $end } et « { $year } » commence le { $start } : les jours entre les deux ne sont dans aucun exercice.
year-overlaps-source = L'exercice « { $source } » se termine le { $end }, après le début de « { $year } » ({ $start }) : les mêmes jours sont dans les deux.
year-not-before = L'exercice « { $source } » ne précède pas l'exercice « { $year } ».
year-nothing-to-carry = L'exercice « { $year } » n'a aucun solde à reporter.
year-no-opening-account = Le plan comptable n'a pas de compte d'ouverture.
year-no-closing-account = Le plan comptable n'a pas de compte de clôture.
year-no-surplus-account = Le plan comptable n'a pas de compte de résultat excédentaire.
year-no-deficit-account = Le plan comptable n'a pas de compte de résultat déficitaire.
year-no-appropriation-account = Le plan comptable n'a pas de compte qui reçoit le résultat.
year-account-unknown = Le compte { $code } n'est pas du plan comptable de l'exercice « { $year } ».
year-account-of-result = Le compte { $code } est un compte de charge ou de produit : il commence chaque exercice à zéro.
year-account-not-of-result = Le compte { $code } n'est pas un compte de charge ou de produit.
year-accounts-unmatched = Le plan comptable de l'exercice n'a pas les comptes { $codes } : dites avec « accounts » où vont leurs soldes.
year-same = Les écritures sont déjà dans cet exercice.
year-other-chart = L'exercice « { $year } » a un autre plan comptable.
year-status-foreign = L'état de l'exercice « { $year } » vient d'un autre programme ({ $status }) : il ne peut pas être changé ici.
year-amount-missing = « { $name } » manque ou est nul : écrivez par exemple 42,50.
year-amount-too-large = « { $name } » doit être inférieur à un milliard.
# Ce que « ruche check » en dit.
year-overlap = Les exercices « { $first } » et « { $second } » se chevauchent : les jours du { $start } au { $end } sont dans les deux.
year-gap = Entre les exercices « { $first } » et « { $second } », les jours du { $start } au { $end } ne sont dans aucun.
