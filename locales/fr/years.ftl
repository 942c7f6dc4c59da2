# Les exercices comptables.
year-none-open = Aucun exercice n'est ouvert.
year-unknown = L'exercice « { $year } » n'existe pas.
year-not-open = L'exercice « { $year } » est clos : ses écritures ne changent plus.
year-no-day = « { $value } » n'est pas une date pour « { $name } » : écrivez-la AAAA-MM-JJ ou JJ/MM/AAAA.
