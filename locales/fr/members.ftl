# Valeurs des champs. $label est le nom du champ pour les personnes, $value ce qui a été donné.
member-value-list = { $label } : une seule valeur est attendue, pas une liste.
member-value-required = { $label } : ce champ est obligatoire.
member-value-email = { $label } : « { $value } » n'est pas une adresse e-mail valide.
member-value-url = { $label } : « { $value } » n'est pas une adresse complète, comme https://exemple.org/.
member-value-choice = { $label } : « { $value } » n'est pas une valeur proposée.
member-value-integer = { $label } : « { $value } » n'est pas un nombre entier.
member-value-decimal = { $label } : « { $value } » n'est pas un nombre.
member-value-date = { $label } : « { $value } » n'est pas une date valide (jour/mois/année ou année-mois-jour).
member-value-month = { $label } : « { $value } » n'est pas un mois valide (année-mois, comme 2026-03).
member-value-country = { $label } : « { $value } » n'est pas un pays connu.
member-value-too-long = { $label } : « { $value } » est trop long (100 caractères au plus).
