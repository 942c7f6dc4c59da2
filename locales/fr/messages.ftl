# Messages aux membres.
mailing-unknown = Il n'y a pas de message collectif de numéro { $id }.
mailing-recipient-unknown = Ce message n'a pas de destinataire de numéro { $id }.
mailing-sent = Ce message a été envoyé le { $moment } : il ne change plus et ne part qu'une fois.
mailing-subject-missing = L'objet du message manque.
mailing-subject-short = L'objet est trop court : il faut au moins { $least } caractères.
mailing-too-long = « { $name } » est trop long : au plus { $limit } octets.
mailing-sender-both = « sender_name » et « sender_email » vont ensemble : donnez les deux, ou aucun pour écrire au nom de l'association.
mailing-target = Indiquez à qui écrire par un seul de ces paramètres : all=1, id_category, id_service, search, users.
mailing-no-service = L'activité { $id } n'existe pas.
mailing-no-recipient = Personne n'est concerné, ou personne n'a d'adresse e-mail.
mailing-no-body = Le message n'a pas encore de texte.
mailing-too-soon = La plupart des destinataires ont reçu un message collectif dans les { $days } derniers jours. Pour envoyer quand même : again=1.
mailing-template-open = Une condition du texte n'est pas fermée : il manque « {"{{"}/if{"}}"} ».
mailing-template-unknown = Le texte contient une construction inconnue : { $construct }
personal-no-address = Cette personne n'a pas d'adresse e-mail.
personal-no-own-address = Votre fiche n'a pas d'adresse e-mail : la personne ne pourrait pas vous répondre.
address-which = Cette personne a plusieurs adresses : donnez « email ».
address-not-theirs = Cette personne n'a pas cette adresse.
address-writable = Cette adresse reçoit les messages : il n'y a rien à confirmer.
address-too-soon = Un message a été envoyé à cette adresse il y a moins de quinze jours, ou y attend.
address-no-site = Le lien de confirmation a besoin de l'adresse du site : réglez « site_url ».
