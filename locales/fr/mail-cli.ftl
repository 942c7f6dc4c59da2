# Commandes du courrier et des tâches.
cli-mail =
    Dit si le courrier part, et quels messages sont peut-être partis.

    « ruche mail test » remet aussitôt un message au serveur de messagerie et dit ce qu'il a répondu. Un message dont l'envoi a été interrompu, par un arrêt brutal ou une connexion rompue, est mis de côté : aucun programme ne l'envoie de nouveau si vous ne le demandez pas.
cli-mail-examples =
    Exemples :
      ruche mail test bureau@exemple.org --smtp-host smtp.exemple.org
          Envoie un message d'essai. Le mot de passe vient de RUCHE_SMTP_PASSWORD, de RUCHE_SMTP_PASSWORD_FILE ou de ruche.toml.
      ruche mail uncertain
          Montre ce qui est peut-être parti : cherchez ces identifiants dans le journal de votre serveur de messagerie.
      ruche mail resend 3
          Envoie de nouveau le message 3, qui n'est pas arrivé.
cli-mail-test = Envoyer un message d'essai
cli-mail-test-address = Adresse e-mail qui le reçoit
cli-mail-uncertain = Montrer les messages qui sont peut-être partis
cli-mail-resend = Envoyer l'un d'eux de nouveau
cli-mail-resend-id = Son numéro
cli-mail-forget = Oublier l'un d'eux, qui est arrivé
cli-mail-forget-id = Son numéro
cli-mail-sent = Le serveur de messagerie a pris le message d'essai pour { $address } ({ $id }).
cli-mail-resent = Le message { $id } sera envoyé de nouveau.
cli-mail-forgotten = Le message { $id } est oublié.
cli-mail-none-uncertain = Aucun message n'est incertain.

cli-jobs =
    Montre ce que le serveur doit encore faire, et ce à quoi il a renoncé.

    Ce qui échoue est retenté après des pauses croissantes, d'une minute à un jour, puis abandonné avec sa raison.
cli-jobs-examples =
    Exemples :
      ruche jobs list --given-up
      ruche jobs retry 12
      ruche jobs retry --all
cli-jobs-list = Montrer les tâches
cli-jobs-list-given-up = Seulement celles qui sont abandonnées
cli-jobs-retry = Faire retenter une tâche aussitôt
cli-jobs-retry-id = Son numéro
cli-jobs-retry-all = Toutes celles qui sont abandonnées
cli-jobs-drop = Supprimer une tâche abandonnée
cli-jobs-drop-id = Son numéro
cli-jobs-retried = { $count ->
    [one] Une tâche sera retentée.
   *[other] { $count } tâches seront retentées.
}
cli-jobs-dropped = La tâche { $id } est supprimée.
cli-jobs-none = Rien n'attend.
