# Jeux de données, OData.
dataset-no-column = « { $name } » n'est pas une colonne. Il y a : { $columns }.
dataset-column-twice = La colonne « { $name } » est donnée deux fois.
dataset-no-key = { $name } : « { $value } » n'est pas une clé de ce jeu de données.
dataset-no-format = Aucun jeu de données n'existe au format « { $format } ». Il y a : { $formats }.
dataset-no-since = Le jeu de données { $dataset } ne sait pas quand ses lignes ont changé : « since » ne peut pas servir.
dataset-filter-long = Le filtre est trop long : { $maximum } octets au plus.
dataset-filter-deep = Le filtre est trop profond : { $maximum } parenthèses ou « not » imbriqués au plus.
dataset-filter-terms = Le filtre est trop long : { $maximum } conditions au plus.
dataset-filter-end = Le filtre s'arrête avant sa fin.
dataset-filter-syntax = Le filtre n'a pas de sens au caractère { $at } : « { $found } ».
dataset-filter-text = contains, startswith et endswith comparent des textes : des colonnes de texte ou des valeurs entre apostrophes.
dataset-filter-types = { $left } et { $right } ne se comparent pas : ils ne sont pas du même type.
odata-no-set = Il n'y a pas d'ensemble « { $name } ». Il y a : { $sets }.
odata-no-entity = { $set } n'a rien dont la clé soit { $key }.
odata-option = { $option } n'est pas pris en charge. Le sont : { $options }.
odata-order = $orderby : « { $term } » n'est ni une colonne ni une colonne suivie de asc ou desc.
odata-order-long = $orderby : { $maximum } colonnes au plus.
odata-skip-token = $skiptoken : « { $value } » n'a pas été donné par ce serveur.
odata-format = Seul JSON est donné ($format=json).
