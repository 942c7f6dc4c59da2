# La création d'une association.
install-name = Indiquez le nom de l'association, sur une seule ligne.
install-administrator-name = Indiquez le nom de la personne qui administre l'association, sur une seule ligne.
install-email = « { $email } » n'est pas une adresse e-mail.
install-country = « { $code } » n'est pas un pays proposé : choisissez FR, BE ou CH.
install-password-hash = Le mot de passe doit être haché avant d'être enregistré.
