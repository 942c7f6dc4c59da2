# Les requêtes à ne faire qu'une fois.
once-key-wrong = « Idempotency-Key » doit avoir de 1 à { $limit } caractères ASCII visibles.
once-key-reused = La clé « { $key } » est déjà venue avec une autre requête.
once-refused = Cette requête ne peut pas porter « Idempotency-Key » : rien ne garantit ici qu'elle ne serait faite qu'une fois. Envoyez-la sans cet en-tête.
once-body-too-large = Une requête avec « Idempotency-Key » ne peut pas dépasser { $limit } octets. Envoyez-la sans cet en-tête.
once-answer-forgotten = La requête de clé « { $key } » a déjà été faite ; sa réponse n'est plus conservée.
