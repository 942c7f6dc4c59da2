# L'administration
admin-skip = Aller au contenu
admin-menu = Menu principal
admin-menu-members = Membres
admin-menu-accounting = Comptabilité
admin-menu-rest = Le reste
admin-shortcuts = Raccourcis
admin-breadcrumbs = Fil d'Ariane
admin-search = Chercher
admin-search-members = Chercher un membre : nom, téléphone, numéro…
admin-undo = Annuler
admin-required = (obligatoire)
admin-back = Revenir à l'accueil
admin-form-refused = À corriger
admin-not-found = Il n'y a pas de page à cette adresse.
admin-not-found-title = Page introuvable
admin-forbidden-title = Cette page n'est pas pour vous
admin-refused-title = Ce n'est pas possible
admin-failed-title = Quelque chose n'a pas marché
admin-home = Accueil
admin-hello = Bonjour { $name }

# Se connecter
admin-sign-in = Se connecter
admin-sign-in-button = Se connecter
admin-sign-out = Se déconnecter
admin-login-name = Identifiant ou adresse e-mail
admin-password = Mot de passe
admin-remember = Rester connecté trois mois
admin-remember-help = Seulement sur un appareil à vous.
admin-password-forgotten = Mot de passe oublié ?
admin-to-site = Voir le site
admin-code = Second facteur
admin-code-label = Code à six chiffres
admin-code-help = De votre application, ou un code de secours.
admin-code-button = Continuer
admin-code-by-mail = Recevoir un code par e-mail
admin-code-again = Recommencer
