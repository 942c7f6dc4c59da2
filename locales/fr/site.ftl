# Le site public de l'association.

site-skip = Aller au contenu
site-menu = Menu du site
site-search = Rechercher
site-search-label = Rechercher sur le site
site-home = Accueil
site-breadcrumbs = Fil d'Ariane
site-categories = Rubriques
site-recent = Dernières pages
site-subcategories = Sous-rubriques
site-pages = Pages
site-published = Publié le
site-modified = mis à jour le
site-pictures = Images
site-files = Fichiers
site-empty = Ce site n'a pas encore de page.
site-empty-category = Il n'y a encore rien ici.
site-paging = Autres pages de la liste
site-newer = Plus récentes
site-older = Plus anciennes
site-feed = Suivre les nouveautés (Atom)
site-powered = Site servi par Ruche
site-table = Tableau
site-frame = Contenu d'un autre site
site-film = Voir la vidéo
site-search-title = Recherche
site-search-help = Écrivez un ou plusieurs mots : les pages trouvées les contiennent tous.
site-results =
    { $count ->
        [0] Aucune page ne contient « { $question } ».
        [one] Une page trouvée pour « { $question } ».
       *[other] { $count } pages trouvées pour « { $question } ».
    }
site-not-found-title = Page introuvable
site-not-found = Il n'y a rien à cette adresse. La page a peut-être été déplacée ou retirée.
site-not-found-help = Vous pouvez la chercher ou revenir à l'accueil.
site-members-title = Page réservée aux membres
site-members = Cette page n'est visible que par les membres de l'association, une fois connectés.
site-members-help = La connexion des membres n'est pas encore disponible sur ce site : en attendant, adressez-vous à l'association.
site-off = Cette association n'a pas de site public pour le moment.
site-method-title = Demande impossible
site-method = Ce site se lit : cette adresse n'accepte que GET et HEAD.
site-failure-title = Un problème est survenu
site-date = { $day ->
        [1] 1er
       *[other] { $day }
    } { $month } { $year }
site-month-1 = janvier
site-month-2 = février
site-month-3 = mars
site-month-4 = avril
site-month-5 = mai
site-month-6 = juin
site-month-7 = juillet
site-month-8 = août
site-month-9 = septembre
site-month-10 = octobre
site-month-11 = novembre
site-month-12 = décembre
