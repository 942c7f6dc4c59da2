# Les plans comptables, leurs comptes et les projets.
accounting-label-missing = Il manque le libellé.
accounting-text-long = Le champ « { $field } » est trop long : { $limit } octets au plus.
accounting-nothing-given = La demande ne dit pas ce qu'il faut changer.
chart-unknown = Le plan comptable n° { $id } n'existe pas.
chart-used = Le plan comptable « { $label } » sert à un exercice : il ne peut pas être supprimé. Il peut être archivé.
chart-official-country = Le plan comptable « { $label } » est officiel : il garde son pays. Une copie peut en changer.
chart-not-shipped = Le plan comptable « { $label } » n'est pas fourni avec le programme : il n'y a rien à mettre à jour.
chart-file-empty = Le fichier ne contient aucun compte.
chart-column-missing = Il manque au fichier la colonne « { $heading } » (ou « { $key } »).
chart-line-width = Ligne { $line } : { $cells } cellules, alors que la première ligne en a { $width }.
chart-line-code = Ligne { $line } : « { $code } » ne peut pas être un numéro de compte (1 à 20 lettres sans accent, chiffres ou « _ », en France de la classe 1 à 8).
chart-line-label = Ligne { $line } : il manque le libellé.
chart-line-long = Ligne { $line } : un libellé a 200 octets au plus, une description 2 000.
chart-line-position = Ligne { $line } : la position « { $position } » n'existe pas. Elle est vide ou vaut « Actif », « Passif », « Actif ou passif », « Charge » ou « Produit ».
chart-line-twice = Ligne { $line } : le compte { $code } est déjà à la ligne { $first }.
account-unknown = Le compte n° { $id } n'existe pas.
account-code-missing = Il manque le numéro du compte (« code »), ou son type (« type ») pour qu'un numéro libre soit choisi.
account-code = « { $code } » ne peut pas être un numéro de compte : 1 à { $limit } lettres sans accent, chiffres ou « _ ».
account-code-class = Le numéro « { $code } » doit commencer par un chiffre de 1 à 8 : c'est la classe du compte.
account-code-taken = Le plan comptable a déjà un compte { $code }.
account-type-no-code = Le plan comptable n'a pas de numéro libre pour un compte du type { $type } : donnez un numéro.
account-type = Le type du compte { $code } découle de son numéro : c'est { $type }.
account-position = La position du compte { $code } découle de son numéro : c'est { $position }.
account-official = Le compte { $code } est celui d'un plan comptable officiel : son numéro, son libellé et sa position ne changent pas, et il ne peut pas être supprimé. Il peut être archivé.
account-in-closed-year = Le compte { $code } a des écritures dans un exercice clos : son numéro, son libellé et sa position ne changent plus.
account-used = Le compte { $code } a des écritures : il ne peut pas être supprimé. Il peut être archivé.
project-unknown = Le projet n° { $id } n'existe pas.
project-code = « { $code } » ne peut pas être le code d'un projet : { $limit } lettres sans accent, chiffres ou « _ » au plus.
project-code-taken = Un autre projet a le code { $code }.
project-in-closed-year = Des écritures d'un exercice clos sont rattachées au projet « { $label } » : il ne peut pas être supprimé. Il peut être archivé.
# Ce que « ruche check » en dit.
chart-differs = Le plan comptable « { $label } » (n° { $id }) range { $count ->
    [one] un compte
   *[other] { $count } comptes
} autrement que celui livré avec Ruche, qui suit la loi : { $accounts }. Rien n'y est changé sans vous : POST accounting/charts/{ $id }/update les corrige (preview=1 montre comment){ $kept ->
    [0] .
    [one] , sauf un compte, dont des lignes sont dans un exercice clos.
   *[other] , sauf { $kept } comptes, dont des lignes sont dans un exercice clos.
}
