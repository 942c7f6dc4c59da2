# Les exercices comptables.
year-none-open = Aucun exercice n'est ouvert.
year-unknown = L'exercice « { $year } » n'existe pas.
year-not-open = L'exercice « { $year } » est clos : ses écritures ne changent plus.
