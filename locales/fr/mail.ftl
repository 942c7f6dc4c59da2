# Messages par courrier électronique.
mail-no-sender = L'association n'a pas d'adresse e-mail : réglez « org_email » avant d'envoyer des messages.
mail-bad-address = L'adresse « { $address } » ne peut pas figurer dans un message.
mail-needs-both = « smtp_user » et « smtp_password » vont ensemble : l'un des deux manque.
mail-password-in-clear = Le mot de passe du serveur de messagerie partirait en clair : « smtp_security » doit être « starttls » ou « tls ».
mail-off = L'envoi de messages n'est pas réglé : donnez « smtp_host » (ou « mail_directory » pour essayer) dans les réglages du serveur.
mail-foot = Vous recevez ce message parce que votre adresse figure parmi celles des membres de { $association }.
mail-foot-link = Choisir les messages que je reçois
mail-refused-malformed = Ce n'est pas une adresse e-mail.
mail-refused-invalid = Le serveur de cette adresse a dit qu'elle n'existe pas : il ne lui est plus écrit.
mail-refused-blocked = Trop de messages à cette adresse ont échoué : il ne lui est plus écrit.
mail-refused-opted-out = La personne ne souhaite pas recevoir ces messages.
mail-refused-encryption = La personne ne reçoit que des messages chiffrés, que Ruche n'écrit pas.
mail-uncertain-unknown = Il n'y a pas de message incertain de numéro { $id }.
mail-attachment-missing = La pièce jointe { $path } n'existe plus.
mail-test-failed = Le message d'essai n'est pas parti. { $reason }
job-unknown = Il n'y a pas de tâche de numéro { $id } à laquelle cela s'applique.
job-unknown-kind = Cette version de Ruche ne connaît pas ce genre de tâche.
job-panicked = La tâche s'est arrêtée sur une erreur du programme.
mail-log-choice =
    { $who ->
        [administrator] Un administrateur
       *[recipient] Le destinataire
    } { $does ->
        [accepts] accepte
       *[refuses] refuse
    } { $what ->
        [mailings] les envois collectifs
        [messages] les messages personnels
       *[reminders] les rappels et notifications
    }
mail-log-verified = Adresse confirmée par le destinataire
mail-log-complaint = Le destinataire a signalé un message comme indésirable
