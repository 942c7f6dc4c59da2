-- What must never be in a copy that is given to somebody below the administrators' level.
UPDATE users SET password = NULL, otp_secret = NULL, otp_recovery_codes = NULL, pgp_key = NULL;
UPDATE api_credentials SET secret = '';
UPDATE ruche_credentials SET disabled_secret = NULL;
UPDATE files_shares SET password = NULL;
UPDATE plugins SET config = NULL;
UPDATE emails_queue SET recipient_pgp_key = NULL, content = '', content_html = NULL;
UPDATE ruche_uncertain_mails SET recipient_pgp_key = NULL, content = '', content_html = NULL;
UPDATE ruche_jobs SET payload = json_object('id', id), error = NULL;
DELETE FROM ruche_meta WHERE key = 'mail_link_secret';
DELETE FROM users_sessions;
-- Rewriting the file leaves no trace of them in unused pages.
VACUUM;
