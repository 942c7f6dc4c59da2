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

admin-forgotten = Mot de passe oublié
admin-forgotten-help = Nous vous envoyons un lien pour en choisir un autre. Il sert une fois, pendant une heure.
admin-forgotten-button = Recevoir le lien
admin-choose-password = Choisir un mot de passe
admin-new-password-help = Ensuite, vous vous connecterez avec lui.
admin-new-password-button = Choisir ce mot de passe
admin-new-password = Nouveau mot de passe
admin-new-password-again = Le même, encore une fois
admin-new-password-rule = Au moins huit caractères. Trois ou quatre mots sans rapport font un bon mot de passe.
admin-link-code = Code du lien
admin-link-code-help = La suite de lettres et de chiffres à la fin du lien reçu par e-mail.
admin-back-to-sign-in = Revenir à la connexion
admin-done-link-asked = Si cet identifiant est connu, un lien vient de partir à l'adresse e-mail du membre.
admin-done-password-chosen = Votre mot de passe est choisi. Vous pouvez vous connecter.

# Mots de partout
admin-yes = Oui
admin-no = Non
admin-never = Jamais
admin-name = Nom
admin-date = Date
admin-amount = Montant
admin-edit = Modifier
admin-change = Changer
admin-see = Voir
admin-save = Enregistrer
admin-cancel = Annuler
admin-actions = Actions
admin-filter = Filtrer
admin-filter-none = Tout afficher
admin-filter-words = Nom, téléphone, numéro…
admin-previous = Précédents
admin-next = Suivants
admin-export = Exporter :
admin-said = { $sentence }

# Membres
admin-members = Membres
admin-members-count = { $count ->
    [0] Aucun membre
    [one] { $count } membre
   *[other] { $count } membres
}
admin-members-none = Il n'y a encore personne ici. Ajoutez un membre, ou importez une liste.
admin-members-none-found = Personne ne correspond. Essayez avec moins de mots, ou dans toutes les catégories.
admin-member = Membre
admin-member-new = Nouveau membre
admin-member-create = Ajouter ce membre
admin-member-edit-of = Modifier la fiche de { $name }
admin-member-data = Fiche
admin-member-subscriptions = Activités et cotisations
admin-member-no-subscription = Aucune inscription.
admin-member-access = Connexion
admin-member-last-login = Dernière connexion
admin-member-delete = Supprimer ce membre
admin-member-delete-title = Supprimer { $name } ?
admin-member-delete-what = La fiche, les inscriptions et les documents de ce membre disparaissent. Ses écritures restent dans les comptes, sans lien avec lui.
admin-member-delete-instead = On ne peut pas revenir en arrière. Pour garder la trace d'une personne partie, changez plutôt sa catégorie.
admin-category = Catégorie
admin-category-hidden = cachée
admin-categories-visible = Catégories visibles
admin-categories-all = Toutes les catégories
admin-history = Historique
admin-history-none = Rien n'a changé depuis que l'historique est tenu.
admin-action-created = Créé
admin-action-changed = Modifié
admin-action-deleted = Supprimé
admin-action-anonymised = Rendu anonyme
admin-subscribe = Inscrire
admin-subscribe-title = Inscrire { $name }
admin-offer = Activité et tarif
admin-date-begin = À partir du
admin-cash = Encaisser
admin-payment-title = Encaisser la cotisation de { $name }
admin-means = Reçu sur
admin-payment-reference = Numéro du chèque ou de l'opération
admin-payment-reference-help = Facultatif. Sert à retrouver l'opération sur le relevé.
admin-state-current = en cours
admin-state-over = terminée
admin-state-endless = sans fin
admin-paid = payée
admin-unpaid = à payer
admin-left-to-pay = reste { $name }
admin-done-member-saved = La fiche est enregistrée.
admin-done-member-created = Le membre est ajouté.
admin-done-member-deleted = Le membre est supprimé.
admin-done-subscribed = L'inscription est prise.
admin-done-paid = Le paiement est encaissé et son écriture est dans les comptes.

# Mon compte
admin-me = Mon compte
admin-me-intro = Ce que l'association sait de vous, et comment vous vous connectez.
admin-me-data = Mes données
admin-me-no-data = L'association n'affiche aucune donnée ici.
admin-me-safety = Connexion et sécurité
admin-password-title = Changer de mot de passe
admin-password-about = Changez-le si quelqu'un a pu le voir.
admin-password-change = Changer le mot de passe
admin-password-ends-sessions = Vos autres appareils seront déconnectés.
admin-current-password = Mot de passe actuel
admin-factor-on = Actif : un code est demandé en plus du mot de passe.
admin-factor-off = Inactif : le mot de passe suffit pour entrer.
admin-factor-needed = Votre catégorie demande un second facteur. Mettez-le en place pour continuer.
admin-factor-set-up = Mettre en place
admin-factor-why = Avec un code de votre téléphone en plus du mot de passe, un mot de passe volé ne suffit pas.
admin-factor-step-scan = 1. Scannez cette image avec une application de codes
admin-factor-by-hand = Ou tapez ce secret dans l'application :
admin-factor-step-code = 2. Tapez le code qu'elle affiche
admin-factor-code = Code à six chiffres
admin-factor-existing-help = Votre mot de passe est demandé pour chacune de ces actions.
admin-factor-remove = Retirer le second facteur
admin-codes-renew = Faire de nouveaux codes de secours
admin-codes-title = Vos codes de secours
admin-codes-help = Notez-les à l'abri : chacun remplace une fois le code du téléphone. Ils ne seront plus affichés.
admin-codes-kept = Je les ai notés
admin-sessions = Où je suis connecté
admin-sessions-about = Les appareils et programmes qui utilisent votre compte.
admin-sessions-end-others = Déconnecter les autres
admin-session-where = Appareil
admin-session-address = Adresse
admin-session-last = Vu pour la dernière fois
admin-session-this = cet appareil
admin-session-remembered = reste connecté
admin-session-program = Un programme
admin-session-end = Déconnecter
admin-session-end-of = Déconnecter { $name }
admin-done-password-changed = Votre mot de passe est changé.
admin-done-factor-removed = Le second facteur est retiré.
admin-done-session-ended = L'appareil est déconnecté.
admin-done-sessions-ended = Les autres appareils sont déconnectés.

# Accueil
admin-home-find = Trouver un membre
admin-home-paid = Membres à jour
admin-home-of = { $count ->
    [one] sur { $count }
   *[other] sur { $count }
}
admin-home-members = Voir les membres
admin-home-money = En banque et en caisse
admin-home-months = Recettes et dépenses
admin-home-months-table = Mois par mois
admin-home-revenue = { $name } de recettes
admin-home-expense = { $name } de dépenses
admin-month = Mois
admin-revenue = Recettes
admin-expense = Dépenses
admin-todo = À faire
admin-todo-nothing = Rien ne presse.
admin-todo-unpaid = { $count ->
    [one] { $count } cotisation à encaisser
   *[other] { $count } cotisations à encaisser
}
admin-todo-unpaid-about = Prises et pas encore payées.
admin-todo-expired = { $count ->
    [one] { $count } inscription terminée
   *[other] { $count } inscriptions terminées
}
admin-todo-expired-about = Pas encore renouvelées.
admin-todo-jobs = { $count ->
    [one] { $count } tâche abandonnée
   *[other] { $count } tâches abandonnées
}
admin-todo-jobs-about = Le serveur a essayé plusieurs fois. « ruche jobs » les montre.
admin-todo-backup-none = Aucune sauvegarde automatique
admin-todo-backup-old = { $count ->
    [one] Dernière sauvegarde il y a { $count } jour
   *[other] Dernière sauvegarde il y a { $count } jours
}
admin-todo-backup-about = Le serveur en fait une chaque jour où les données changent.

# Inscriptions
admin-subscriptions = Inscriptions
admin-subscriptions-count = { $count ->
    [0] Aucune inscription
    [one] { $count } inscription
   *[other] { $count } inscriptions
}
admin-subscriptions-none = Personne dans cette liste.
admin-dates = Dates
admin-left = Reste à payer
admin-cash-of = Encaisser la cotisation de { $name }
admin-list-all = Toutes
admin-list-active = À jour
admin-list-unpaid = À encaisser
admin-list-expired = Terminées

# Import
admin-import = Importer des membres
admin-import-link = Importer
admin-import-review = Ce que le fichier changerait
admin-import-intro = Un fichier ODS, XLSX ou CSV, tel qu'il est : une ligne par personne, les noms des colonnes en haut.
admin-import-file = Fichier
admin-import-file-help = Déposez-le ici ou choisissez-le.
admin-import-mode = Personnes déjà connues
admin-import-mode-auto = Compléter celles qui ont le même numéro, ajouter les autres
admin-import-mode-create = Ajouter tout le monde
admin-import-mode-update = Seulement compléter celles qui sont déjà là
admin-import-nothing-yet = Rien ne change encore : vous verrez d'abord chaque changement.
admin-import-look = Voir ce qui changerait
admin-import-other-file = Un autre fichier
admin-import-refused = Rien n'a été importé
admin-import-errors = À corriger dans le fichier d'abord
admin-import-line = Ligne
admin-import-warnings = À vérifier
admin-import-columns = Les colonnes du fichier
admin-import-not-read = pas reprise
admin-import-created = Ajoutés
admin-import-changed = Modifiés
admin-import-unchanged = Sans changement
admin-import-emptied = vidé
admin-import-can-be-undone = Tout se fait en une fois, et s'annule en une fois.
admin-import-do = Importer exactement cela
admin-import-gone = Ce fichier n'attend plus : envoyez-le encore une fois.
admin-import-too-many = Trop de fichiers attendent une décision. Réessayez dans quelques minutes.
admin-done-imported = Le fichier est importé.
admin-done-import-undone = L'import est annulé : tout est comme avant.
