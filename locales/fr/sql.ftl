# Requêtes SQL écrites par des personnes.
sql-empty = La requête est vide.
sql-several-statements = Une seule requête à la fois : rien ne doit suivre le point-virgule.
sql-not-a-query = Seules les requêtes de lecture sont acceptées : elles commencent par SELECT, VALUES ou WITH.
sql-text-too-long = La requête est trop longue : { $maximum } octets au plus.
sql-nul = La requête contient un caractère nul.
sql-full-join-by-name = FULL JOIN ne peut pas être employé avec USING ni NATURAL : écrivez la condition avec ON.
sql-natural-join = NATURAL JOIN ne peut pas être employé avec cette table : écrivez la condition avec ON.
sql-forbidden = Cette requête lit des données, ou emploie une fonction, qui ne sont pas accessibles.
sql-refused-by-engine = La requête a été refusée : { $reason }
sql-refused = La requête a été refusée : elle contient une erreur.
sql-too-slow = La requête a été interrompue : elle prend trop de temps (plus de { $seconds } s).
sql-too-big = La requête lit ou produit une valeur trop grande.
sql-too-much-memory = La requête demanderait trop de mémoire.
sql-cancelled = La requête a été abandonnée.
sql-unfinished = Ligne { $line }, colonne { $column } : un texte ou un nom entre guillemets commence là et ne finit pas.
sql-syntax = Erreur de syntaxe ligne { $line }, colonne { $column }, à « { $found } »{ $expected ->
        [nothing] .
        [end] { " " }: la requête devrait finir là.
        [expression] { " " }: une expression est attendue.
        [name] { " " }: un nom est attendu.
        [table] { " " }: une table est attendue.
        [type] { " " }: un type est attendu.
        [query] { " " }: SELECT ou VALUES est attendu.
       *[other] { " " }: { $expected } est attendu.
    }
sql-syntax-end = Erreur de syntaxe ligne { $line }, colonne { $column } : la requête finit trop tôt{ $expected ->
        [expression] , une expression est attendue.
        [name] , un nom est attendu.
        [table] , une table est attendue.
        [type] , un type est attendu.
        [query] , SELECT ou VALUES est attendu.
        [nothing] .
       *[other] , { $expected } est attendu.
    }
sql-not-accepted = Ligne { $line }, colonne { $column } : SQLite connaît « { $found } », mais ce service ne l'accepte pas. { $instead ->
       *[parameter] Nommez les paramètres :nom, @nom, $nom ou ?1.
        [join] Écrivez NATURAL d'abord, puis LEFT, RIGHT ou INNER.
        [blank] Mettez un espace après l'opérateur.
    }
sql-too-complex = La requête est trop imbriquée ou trop complexe.
sql-too-many-temporary-bytes = La requête a été interrompue : elle demande trop de place sur le disque.
