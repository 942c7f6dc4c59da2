# Creating an association.
install-name = Give the name of the association, on one line.
install-administrator-name = Give the name of the person who administers the association, on one line.
install-email = “{ $email }” is not an e-mail address.
install-country = “{ $code }” is not among the countries: choose FR, BE or CH.
install-password-hash = The password has to be hashed before it is stored.
