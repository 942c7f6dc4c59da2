# Ce que répondent les fonctions offertes aux requêtes SQL quand elles ne peuvent pas répondre.
function-email-without-at = email_hash : l'adresse ne contient pas de « @ ».
function-field-unknown = Aucun champ de fiche membre ne s'appelle « { $name } ».
function-like-escape = LIKE : le caractère d'échappement (ESCAPE) doit être un seul caractère.
function-like-too-long = LIKE : le motif ne peut pas dépasser { $maximum } caractères.
function-match-without-option = match_dynamic_field : indiquez au moins une option à chercher.
function-option-unknown = Le champ n'a pas d'option « { $name } ».
function-random-length = random_string : la longueur doit être un nombre entre 0 et { $maximum }.
function-rank-matchinfo = rank : le premier paramètre doit être matchinfo() d'une table de recherche.
function-rank-weights = rank : il faut autant de poids, en nombres, que de colonnes dans la table de recherche ({ $columns }).
