# Les requêtes à ne faire qu'une fois.
once-key-wrong = « Idempotency-Key » doit avoir de 1 à { $limit } caractères ASCII visibles.
once-key-reused = La clé « { $key } » est déjà venue avec une autre requête.
