# Valeurs des requêtes. Chaque phrase dit ce qui est accepté.
param-missing = « { $name } » manque.
param-not-scalar = « { $name } » doit être une seule valeur, pas une liste.
param-not-map = « { $name } » doit donner une valeur par clé, par exemple { $name }[512A].
param-flag = « { $name } » doit être oui ({ $yes }) ou non ({ $no }), pas « { $value } ».
param-date = « { $name } » doit être une date, par exemple 2026-03-01 ou 01/03/2026, pas « { $value } ».
param-date-missing = « { $name } » manque : une date, par exemple 2026-03-01 ou 01/03/2026.
param-date-time = « { $name } » doit être une date et une heure, par exemple 2026-03-01 10:20:00, pas « { $value } ».
param-amount = « { $name } » doit être un montant, par exemple 42,50 ou 1 500,00, pas « { $value } ».
param-integer = « { $name } » doit être un nombre entier de { $least } à { $most }, pas « { $value } ».
param-integer-from = « { $name } » doit être un nombre entier à partir de { $least }, pas « { $value } ».
param-id = « { $name } » doit être un identifiant (un nombre entier à partir de 1), pas « { $value } ».
param-id-missing = « { $name } » manque : un identifiant (un nombre entier à partir de 1).
param-ids = « { $name } » doit être un identifiant (un nombre entier à partir de 1) ou une liste d'identifiants, pas « { $value } ».
param-choice = « { $name } » doit être une de ces valeurs : { $words } ; pas « { $value } ».
param-choice-missing = « { $name } » manque : une de ces valeurs : { $words }.
