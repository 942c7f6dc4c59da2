# Se connecter, second facteur, mot de passe.
sign-in-code-wrong = Ce code n'est pas le bon, ou il a déjà servi.
sign-in-secret = Ce secret n'est pas un secret en Base32 d'au moins 8 caractères.
sign-in-no-second-factor = Ce membre n'a pas de second facteur.
sign-in-no-mail-code = Aucun code ne peut être envoyé par e-mail : la demande est terminée, ou ce membre n'a pas d'adresse pour cela.
sign-in-session-unknown = Il n'y a pas de session n° { $id }.
sign-in-recovery-asked = Si un membre a cet identifiant, un message lui a été envoyé avec un lien valable une heure.
sign-in-link-over = Ce lien a déjà servi ou n'est plus valable : il faut en demander un autre.
sign-in-members-only = Cette adresse est réservée aux membres connectés.
sign-in-no-site = Le lien a besoin de l'adresse du site : réglez « site_url ».
sign-in-letter-moment = le { $date } à { $time }
sign-in-letter-address-unknown = inconnue
