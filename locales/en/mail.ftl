# Messages by e-mail.
mail-no-sender = The association has no e-mail address: set "org_email" before sending messages.
mail-bad-address = The address "{ $address }" cannot stand in a message.
mail-needs-both = "smtp_user" and "smtp_password" go together: one of them is missing.
mail-password-in-clear = The password of the mail server would travel in clear: "smtp_security" must be "starttls" or "tls".
mail-off = Sending messages is not set up: give "smtp_host" (or "mail_directory" for tries) in the server's settings.
mail-foot = You receive this message because your address is among those of the members of { $association }.
mail-foot-link = Choose which messages I receive
mail-refused-malformed = This is not an e-mail address.
mail-refused-invalid = The server of this address said that it does not exist: it is no longer written to.
mail-refused-blocked = Too many messages to this address failed: it is no longer written to.
mail-refused-opted-out = The person does not want to receive such messages.
mail-refused-encryption = The person receives encrypted messages only, which Ruche does not write.
mail-uncertain-unknown = There is no uncertain message number { $id }.
mail-attachment-missing = The attached file { $path } no longer exists.
mail-test-failed = The test message did not leave. { $reason }
job-unknown = There is no job number { $id } to which this applies.
job-unknown-kind = This version of Ruche does not know this kind of job.
job-panicked = The job stopped on an error of the program.
mail-log-choice =
    { $who ->
        [administrator] An administrator
       *[recipient] The recipient
    } { $does ->
        [accepts] accepts
       *[refuses] refuses
    } { $what ->
        [mailings] group messages
        [messages] personal messages
       *[reminders] reminders and notifications
    }
mail-log-verified = Address confirmed by the recipient
mail-log-complaint = The recipient reported a message as spam
