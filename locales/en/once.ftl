# Requests to be done once.
once-key-wrong = “Idempotency-Key” must have 1 to { $limit } visible ASCII characters.
once-key-reused = The key “{ $key }” came with another request before.
once-refused = This request cannot have “Idempotency-Key”: nothing here promises that it would be done once only. Send it without that header.
once-body-too-large = A request with “Idempotency-Key” cannot be larger than { $limit } bytes. Send it without that header.
once-answer-forgotten = The request with the key “{ $key }” was done before; its answer is no longer kept.
