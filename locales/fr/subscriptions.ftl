subscription-service-missing = Il faut dire à quelle activité inscrire le membre (id_service).
subscription-service-unknown = Il n'y a pas d'activité { $id }.
subscription-no-duration = Cette activité n'a pas de durée : le nombre de périodes (multiple) ne peut dépasser 1.
subscription-too-long = Cette durée dépasse le calendrier.
subscription-ends-early = L'inscription ne peut se terminer ({ $expiry }) avant d'avoir commencé ({ $date }).
subscription-exists = Ce membre est déjà inscrit à cette activité, au même tarif, à la date du { $date }.
subscription-formula = La formule du tarif « { $fee } » ne peut être calculée : { $cause }
money-unreadable = « { $value } » n'est pas un montant.
