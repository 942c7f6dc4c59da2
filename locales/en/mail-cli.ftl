# Commands of mail and jobs.
cli-mail =
    Tells whether mail goes out, and which messages may have been sent or not.

    "ruche mail test" hands one message to the mail server at once and says what it answered. A message whose sending was cut off, by a crash or a broken connection, is set aside: no program sends it again unless you ask for it.
cli-mail-examples =
    Examples:
      ruche mail test office@example.org --smtp-host smtp.example.org
          Sends a test message. The password comes from RUCHE_SMTP_PASSWORD, RUCHE_SMTP_PASSWORD_FILE or ruche.toml.
      ruche mail uncertain
          Lists what may have been sent: look their identifiers up in the log of your mail server.
      ruche mail resend 3
          Sends message 3 again, which did not arrive.
cli-mail-test = Send a test message
cli-mail-test-address = E-mail address that receives it
cli-mail-uncertain = List the messages that may have been sent or not
cli-mail-resend = Send one of them again
cli-mail-resend-id = Its number
cli-mail-forget = Forget one of them, which arrived
cli-mail-forget-id = Its number
cli-mail-sent = The mail server took the test message for { $address } ({ $id }).
cli-mail-resent = Message { $id } will be sent again.
cli-mail-forgotten = Message { $id } is forgotten.
cli-mail-none-uncertain = No message is uncertain.

cli-jobs =
    Shows what the server has yet to do, and what it gave up.

    What fails is tried again after growing pauses, a minute to a day, then given up with the reason.
cli-jobs-examples =
    Examples:
      ruche jobs list --given-up
      ruche jobs retry 12
      ruche jobs retry --all
cli-jobs-list = List the jobs
cli-jobs-list-given-up = Only those that were given up
cli-jobs-retry = Have a job tried at once
cli-jobs-retry-id = Its number
cli-jobs-retry-all = All those that were given up
cli-jobs-drop = Drop a job that was given up
cli-jobs-drop-id = Its number
cli-jobs-retried = { $count ->
    [one] One job will be tried again.
   *[other] { $count } jobs will be tried again.
}
cli-jobs-dropped = Job { $id } is dropped.
cli-jobs-none = Nothing waits.
