-- What must never be in a copy that is given to somebody below the administrators' level.
UPDATE users SET password = NULL, otp_secret = NULL, otp_recovery_codes = NULL, pgp_key = NULL;
UPDATE api_credentials SET secret = '';
UPDATE ruche_credentials SET disabled_secret = NULL;
UPDATE ruche_api_access SET secret = NULL, hint = NULL, old_secret = NULL;
DELETE FROM ruche_api_uses;
-- The address of a share is a token: whoever has it reads the file.
UPDATE files_shares SET password = NULL, hash_id = 'share-' || id;
UPDATE plugins SET config = NULL;
-- Messages that wait may hold links with which a password is changed.
UPDATE emails_queue SET recipient_pgp_key = NULL, content = '', content_html = NULL;
UPDATE ruche_uncertain_mails SET recipient_pgp_key = NULL, content = '', content_html = NULL;
UPDATE ruche_jobs SET payload = json_object('id', id), error = NULL;
DELETE FROM ruche_meta WHERE key = 'mail_link_secret';
UPDATE modules SET config = NULL;
DELETE FROM users_sessions;
DELETE FROM ruche_sessions;
DELETE FROM ruche_session_tokens;
DELETE FROM ruche_challenges;
DELETE FROM ruche_used_codes;
DELETE FROM ruche_code_guesses;
DELETE FROM compromised_passwords_cache;
DELETE FROM compromised_passwords_cache_ranges;
-- Addresses of people's machines.
UPDATE logs SET ip_address = NULL;
DELETE FROM web_suspicious_clients;
-- Answers to requests of keys of any level.
UPDATE ruche_requests SET answer = NULL, headers = '{}';
-- Rewriting the file leaves no trace of them in unused pages.
VACUUM;
