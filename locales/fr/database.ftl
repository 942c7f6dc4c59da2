# Les fichiers qui ne peuvent pas être ouverts, et que faire.
database-not-sqlite = Ce fichier n'est pas une base de données SQLite. Indiquez le fichier de votre association (souvent « association.sqlite »).
database-other-program = Cette base de données appartient à un autre logiciel : elle ne contient pas d'association. Indiquez un autre fichier.
database-incomplete = Cette base de données est incomplète : son installation n'a pas été terminée, ou des tables ont été supprimées. Restaurez une sauvegarde.
database-older-paheko = Cette base de données vient de Paheko { $found }. Mettez-la d'abord à jour avec Paheko { $known }, puis réessayez.
database-newer-paheko = Cette base de données vient de Paheko { $found }, plus récent que la version { $known } que ce programme connaît. Mettez Ruche à jour, puis réessayez.
database-newer-ruche = Cette base de données a été utilisée par une version plus récente de Ruche (tables n° { $found }, ce programme connaît le n° { $known }). Mettez Ruche à jour, puis réessayez.
database-damaged = Cette base de données est abîmée. Gardez-en une copie et restaurez une sauvegarde.

# Ce en quoi une base diffère de ce que ses logiciels attendent.
database-missing-table = La table « { $table } » manque.
database-missing-column = La colonne « { $column } » manque dans la table « { $table } ».
database-extra-column = La table « { $table } » a une colonne de trop : « { $column } ».
database-column-differs = Une colonne de la table « { $table } » n'est pas celle attendue : « { $found } » au lieu de « { $expected } ».
database-missing-index = L'index « { $index } » manque sur la table « { $table } » : { $columns }.
database-index-differs = L'index « { $index } » de la table « { $table } » n'est pas celui attendu : « { $found } » au lieu de « { $expected } ».
database-foreign-keys-differ = Les liens de la table « { $table } » vers d'autres tables ne sont pas ceux attendus : « { $found } » au lieu de « { $expected } ».
database-missing-view = La vue « { $view } » manque.
database-view-differs = La vue « { $view } » n'est pas celle attendue.
database-missing-trigger = Le déclencheur « { $trigger } » manque sur la table « { $table } ».
database-application-id = Le fichier ne porte pas la marque attendue (application_id { $found }) : Paheko en a besoin pour restaurer une sauvegarde.
database-user-version = Le fichier vient d'une autre version de Paheko ({ $version }).
database-unknown-setting = Le réglage « { $key } » n'est pas de ceux convenus. Supprimez-le, sans quoi d'autres logiciels refuseront le fichier.
database-missing-setting = Le réglage « { $key } » n'a pas de valeur, il en faut une.
database-unreadable-setting = Le réglage « { $key } » a une valeur qui n'est pas acceptée, et sans effet : « { $value } ». « ruche association set { $key } VALEUR » la remplace.
database-no-default-category = La catégorie proposée aux nouveaux membres (n° { $id }) n'existe pas.

# Les champs de la fiche des membres.
database-field-name = « { $field } » ne peut pas être le nom d'un champ : il faut des lettres minuscules sans accent et des chiffres, en groupes séparés par un seul « _ », et commencer par une lettre.
database-field-type = Le champ « { $field } » est d'un type inconnu : « { $type } ».
database-field-roles = Les rôles du champ « { $field } » sont illisibles.
database-field-choices = Les choix du champ « { $field } » sont illisibles.
database-field-expression = Le champ calculé « { $field } » n'a pas d'expression SQL.
database-fields-expression = Un champ calculé n'est pas une expression SQL sur les colonnes de la table des membres.
database-fields-role = Il faut qu'un seul champ de la fiche des membres soit { $role ->
    [password] le mot de passe
    [login] l'identifiant de connexion
   *[other] le numéro de membre
}.
database-fields-no-name = Il faut au moins un champ pour le nom des membres.
database-members-not-unique = Plusieurs membres ont le même identifiant de connexion ou le même numéro. Corrigez-les d'abord.
