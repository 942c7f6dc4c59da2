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
sql-too-much-memory = La requête a été interrompue : elle demande trop de mémoire.
sql-cancelled = La requête a été abandonnée.
