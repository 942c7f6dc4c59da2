-- Who made a change, beyond a name: whether it was a key, a member, the system or a job, and the row of the key or of
-- the member. The name of a member goes with the member.
ALTER TABLE ruche_history ADD COLUMN actor TEXT CHECK (actor IN ('key', 'member', 'system', 'job'));
ALTER TABLE ruche_history ADD COLUMN id_actor INTEGER;
UPDATE ruche_history SET actor = 'key', id_actor = (SELECT id FROM api_credentials WHERE key = who)
    WHERE who IN (SELECT key FROM api_credentials);
CREATE INDEX ruche_history_moment ON ruche_history (moment);
CREATE INDEX ruche_history_member ON ruche_history (id_actor) WHERE actor = 'member';

-- Whole answers to requests with an Idempotency-Key. `who` is the actor (`key 3`), `answer` is NULL once it is forgotten.
CREATE TABLE ruche_requests_with_answers (
    who          TEXT NOT NULL,
    key          TEXT NOT NULL,
    request      TEXT NOT NULL,
    status       INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    headers      TEXT NOT NULL,
    answer       BLOB,
    moment       TEXT NOT NULL,
    PRIMARY KEY (who, key)
) WITHOUT ROWID;
INSERT INTO ruche_requests_with_answers SELECT 'key ' || k.id, r.key, r.request, 200, 'application/json; charset=utf-8', '{}', r.answer, r.moment
    FROM ruche_requests r JOIN api_credentials k ON k.key = r.who;
DROP TABLE ruche_requests;
ALTER TABLE ruche_requests_with_answers RENAME TO ruche_requests;
CREATE INDEX ruche_requests_moment ON ruche_requests (moment);
