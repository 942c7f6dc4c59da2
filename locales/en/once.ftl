# Requests to be done once.
once-key-wrong = “Idempotency-Key” must have 1 to { $limit } visible ASCII characters.
once-key-reused = The key “{ $key }” came with another request before.
