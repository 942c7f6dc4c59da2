# Les plans comptables.
accounting-chart-unknown = Le plan comptable « { $name } » n'existe pas.
accounting-chart-installed = Le plan comptable « { $name } » est déjà installé.
# Ce qui doit être vrai de toute comptabilité.
accounting-orphan = La ligne { $row } de la table { $table } renvoie à une ligne de { $parent } qui n'existe pas.
accounting-few-lines = L'écriture n° { $entry } a trop peu de lignes : { $lines }, alors qu'il en faut au moins deux.
accounting-unbalanced = L'écriture n° { $entry } n'est pas équilibrée : débits moins crédits font { $units },{ $cents }.
accounting-line-sides = La ligne { $line } de l'écriture n° { $entry } doit avoir un débit ou un crédit, positif et en centimes entiers, et pas les deux.
accounting-date-outside = L'écriture n° { $entry } est datée du { $date }, hors de l'exercice « { $year } ».
accounting-foreign-account = L'écriture n° { $entry } utilise le compte { $account }, qui n'est pas du plan comptable de l'exercice « { $year } ».
accounting-letter-unbalanced = Le lettrage { $letter } de l'exercice « { $year } » n'est pas équilibré : débits moins crédits font { $units },{ $cents }.
accounting-seal-broken = L'écriture verrouillée n° { $entry } a été modifiée : son empreinte ne correspond plus à son contenu.
accounting-chain-broken = L'écriture verrouillée n° { $entry } ne suit plus l'écriture n° { $previous }, verrouillée avant elle.
accounting-chain-forked = Dans l'exercice « { $year } », { $beginnings } écritures verrouillées sont chacune la première : la chaîne est rompue.
accounting-trial-balance = La balance de l'exercice « { $year } » s'écarte de { $units },{ $cents } des écritures.
accounting-balance-sheet = Dans l'exercice « { $year } », actif moins passif s'écarte du résultat de { $units },{ $cents }.
accounting-opening = La balance d'ouverture de l'exercice « { $year } » ne reprend pas la clôture de l'exercice « { $previous } ». Comptes qui diffèrent : { $accounts }.
