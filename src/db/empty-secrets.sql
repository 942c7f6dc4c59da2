-- What must never be in a copy that is given to somebody below the administrators' level.
UPDATE users SET password = NULL, otp_secret = NULL, otp_recovery_codes = NULL, pgp_key = NULL;
UPDATE api_credentials SET secret = '';
UPDATE ruche_credentials SET disabled_secret = NULL;
UPDATE files_shares SET password = NULL;
UPDATE plugins SET config = NULL;
UPDATE emails_queue SET recipient_pgp_key = NULL;
DELETE FROM users_sessions;
DELETE FROM ruche_sessions;
DELETE FROM ruche_session_tokens;
DELETE FROM ruche_challenges;
DELETE FROM ruche_used_codes;
-- Rewriting the file leaves no trace of them in unused pages.
VACUUM;
