# La ligne de commande.
cli =
    Ruche : tout ce qu'il faut à une association, dans un seul programme et un seul fichier.

    Membres, comptabilité, documents et site web tiennent dans un fichier SQLite. « ruche serve » le met en ligne ; les autres commandes travaillent sur ce même fichier, que le serveur tourne ou non.

    Chaque réglage peut venir d'une option, d'une variable d'environnement (RUCHE_DB pour --db) ou du fichier ruche.toml, dans cet ordre. « ruche config show » montre ceux qui s'appliquent, et d'où ils viennent.
cli-examples =
    Pour commencer :
      ruche serve --demo                 essayer, avec une association fictive
      ruche init                         créer la base de votre association
      ruche serve                        la servir
      ruche key create compta --level write
                                         créer une clé d'accès à l'API

    « ruche COMMANDE --help » explique chaque commande, exemples à l'appui.
cli-usage = Utilisation :
# L'espace insécable précède les deux-points, que le programme ajoute.
cli-commands = Commandes{ "\u00A0" }
cli-arguments = Arguments{ "\u00A0" }
cli-options = Options{ "\u00A0" }
cli-command-word = COMMANDE
cli-settings = Réglages{ "\u00A0" }
cli-flag-help = Afficher cette aide
cli-version = Afficher la version
cli-any-config = Fichier de réglages [ruche.toml, ou RUCHE_CONFIG]
cli-any-json = Répondre en JSON, pour les programmes
cli-any-output = Écrire la réponse dans ce fichier, remplacé seulement quand elle est complète

cli-value-file = FICHIER
cli-value-directory = DOSSIER
cli-value-name = NOM
cli-value-value = VALEUR
cli-value-date = DATE
cli-value-duration = DURÉE
cli-value-label = TEXTE
cli-value-email = ADRESSE
cli-value-path = ADRESSE
cli-value-number = NOMBRE
cli-value-network = RÉSEAU
cli-value-scope = PORTÉE
cli-value-preset = MODÈLE
cli-value-statement = REQUÊTE
cli-value-target = FICHIER.zip|DOSSIER
cli-value-shell = SHELL

cli-serve =
    Met une association en ligne.

    Le serveur prend le fichier pour lui seul : un second serveur sur le même fichier est refusé. Il s'arrête proprement sur Ctrl-C ou SIGTERM : les requêtes en cours sont terminées, puis tout est rangé dans le fichier SQLite, que l'on peut alors copier tel quel.

    Une base venue de Paheko est reprise sur place, sans rien perdre ; elle reste lisible par Paheko. Si les tables propres à Ruche doivent changer, une sauvegarde est faite d'abord.

    Si le fichier n'existe pas, une association vide est créée pour essayer tout de suite, et sa clé d'administration est affichée. Pour une vraie association, commencez plutôt par « ruche init », qui demande son nom et son pays.
cli-serve-demo = Servir une association fictive, dans demo.sqlite sauf avis contraire ; créée au premier lancement
cli-serve-examples =
    Exemples :
      ruche serve --demo
          Une association fictive sur http://127.0.0.1:8080, avec trois clés d'accès. Les secrets n'étant gardés
          nulle part, ils sont renouvelés et affichés à chaque démarrage.
      ruche serve --db asso.sqlite --listen 0.0.0.0:8080
          Accessible depuis le réseau. Ajoutez --tls-certificate et --tls-key, ou un serveur mandataire devant.
      ruche serve --listen unix:/run/ruche/ruche.sock
          Derrière un serveur mandataire, par une socket Unix.
cli-serve-not-a-demo = Le fichier { $file } n'est pas une démonstration : « --demo » n'y touche pas. Servez-le sans « --demo », ou indiquez un autre fichier avec --db.
cli-serve-demo-welcome =
    Démonstration : une association fictive, dans { $file }.
    Le serveur répond sur { $address }. Ce qui suit n'est gardé nulle part : le prochain
    « ruche serve --demo » donnera un nouveau mot de passe et de nouvelles clés.
    Votre propre association se crée avec « { $init } ».
cli-serve-new-welcome =
    ATTENTION : { $file } n'existait pas. Une association vide, « Mon association », vient d'y être créée.
    Si ce n'est pas ce que vous vouliez, arrêtez le serveur, supprimez ce fichier et vérifiez --db.
    Pour choisir le nom, le pays et l'adresse de l'association, utilisez « ruche init ».
    Le serveur répond sur { $address }. Notez le mot de passe et la clé : ils ne seront plus jamais affichés.
# Dit à côté du journal, pour les personnes.
cli-serve-address = { $file } est en ligne sur { $address } (Ctrl-C pour arrêter).
# Suivi de l'identifiant et du mot de passe, un par ligne.
cli-serve-sign-in = Dans un navigateur, { $address }/admin/ avec cet identifiant et ce mot de passe :
cli-serve-keys = Pour les programmes, les clés d'accès (niveau, puis identifiant:secret) :
cli-serve-try = À copier dans un autre terminal :

cli-help =
    Explique une commande.

    « ruche help key create » montre la même page que « ruche key create --help ».
cli-help-words = Commande à expliquer ; sans elle, toutes les commandes
cli-help-examples =
    Exemples :
      ruche help init
      ruche help key create

cli-value-command = COMMANDE

cli-key =
    Gère les clés d'accès à l'API.

    Une clé est un identifiant et un secret, que les programmes donnent à chaque requête. Son niveau dit ce qu'elle permet : « read » lit, « write » modifie aussi, « admin » peut tout.

    Ces commandes agissent aussi pendant que le serveur tourne : il en tient compte dès la requête suivante.
cli-key-examples =
    Exemples :
      ruche key create compta --level write --label "Logiciel de caisse" --expires 1y
      ruche key list
      ruche key disable compta
cli-key-create =
    Crée une clé et affiche son secret, une seule fois.

    La base ne garde du secret qu'une empreinte : perdu, il ne se retrouve pas. Supprimez alors la clé et créez-en une autre.
cli-key-create-name = Identifiant : lettres minuscules sans accent, chiffres et tirets bas
cli-key-create-level = Ce que la clé permet
cli-key-create-label = Description, pour s'y retrouver ; l'identifiant par défaut
cli-key-create-examples =
    Exemples :
      ruche key create lecture --level read
      ruche key create stage --level write --expires 90d
      ruche key create compta --level write --json | jq -r .secret
cli-key-list =
    Liste les clés, sans leur secret.

    Pour chacune : identifiant, niveau, description, dernière utilisation, fin de validité.
cli-key-list-examples =
    Exemple :
      ruche key list --json | jq -r '.[] | select(.last_use == null) | .key'
          Les clés qui n'ont jamais servi.
cli-key-disable =
    Désactive une clé, sans la supprimer.

    Toute requête avec cette clé est refusée aussitôt. « ruche key enable » la rétablit avec le même secret.
cli-key-enable =
    Rétablit une clé désactivée ou expirée.

    Son secret est celui d'avant. Une clé expirée n'expire plus, sauf si --expires dit quand. Une clé en service reste comme elle est.
cli-key-delete =
    Supprime une clé, définitivement.

    Dans le doute, préférez « ruche key disable ».
cli-key-disable-name = Identifiant de la clé
cli-key-enable-name = Identifiant de la clé
cli-key-enable-expires = Nouvelle fin de validité : 2026-12-31 (ce jour compris), "2026-12-31 18:00" ou une durée (90d, 6mo, 1y)
cli-key-delete-name = Identifiant de la clé
cli-key-created =
    Clé créée, de niveau « { $level } ». Son secret n'est affiché qu'ici :
      identifiant : { $name }
      secret :      { $secret }
cli-key-created-until = Elle sera refusée à partir du { $moment }.
cli-key-expires-at = refusée à partir du { $moment }
cli-key-has-expired = périmée depuis le { $moment }
cli-key-last-use = dernière utilisation le { $moment }
cli-key-unused = jamais utilisée
cli-key-is-disabled = désactivée
cli-key-none = Aucune clé. « ruche key create » en crée une.
cli-key-disabled = La clé « { $name } » est désactivée.
cli-key-enabled = La clé « { $name } » est active.
cli-key-endless = Elle avait expiré et n'expire plus ; --expires fixe une nouvelle fin.
cli-key-deleted = La clé « { $name } » est supprimée.

cli-sql =
    Pose une question en SQL à la base de données.

    Les règles sont celles de l'API : une seule requête de lecture, jamais un secret, une durée et une taille limitées, et mille lignes si la requête n'a pas de LIMIT. Rien ne peut être modifié.

    La réponse est en JSON ; --format, ou l'extension du fichier donné à --output, en choisit une autre. Les classeurs ods et xlsx demandent --output.
cli-sql-statement = Requête SQL ; sans elle, ou avec « - », elle est lue sur l'entrée standard
cli-sql-format = Forme de la réponse
cli-sql-formulas = « escape » désamorce, en CSV, les cellules qui ressemblent à des formules
cli-sql-examples =
    Exemples :
      ruche sql "SELECT nom, ville FROM users ORDER BY nom"
      ruche sql --format csv "SELECT * FROM acc_accounts LIMIT 5000" > comptes.csv
      ruche sql --output membres.xlsx < membres.sql
      ruche sql "SELECT count(*) AS nombre FROM users" | jq '.results[0].nombre'
cli-sql-missing = Il manque la requête SQL : donnez-la en argument ou sur l'entrée standard.
cli-sql-needs-output = Un classeur { $format } ne s'affiche pas : indiquez un fichier avec --output.

cli-get =
    Pose une question à l'API, sans serveur.

    La réponse est celle que donnerait GET sur cette adresse avec tous les droits, au caractère près. La commande lit le fichier elle-même : aucune clé n'est demandée, et le serveur peut tourner ou non.

    Code de sortie : 0 si la réponse est bonne, 22 si la question est refusée (la raison est écrite sur la sortie d'erreur).
cli-get-path = Adresse : « status » et « /api/status » sont équivalentes
cli-get-examples =
    Exemples :
      ruche get status
      ruche get "sql.csv?sql=SELECT nom FROM users"
      ruche get download/files --output documents.zip

cli-backup =
    Fait une sauvegarde vérifiée de la base de données.

    Le serveur peut tourner : la copie montre un seul et même instant. Elle est relue en entier, et ne reçoit son nom qu'une fois complète et écrite sur le disque. Son chemin est affiché.

    Les documents sont dans la base : une sauvegarde contient tout.
cli-backup-file = Fichier à créer ; par défaut, un fichier daté dans le dossier des sauvegardes
cli-backup-examples =
    Exemples :
      ruche backup
          Crée par exemple backups/pko-2026-03-01-100000-club.sqlite.
      ruche backup /media/cle-usb/asso.sqlite
      scp "$(ruche backup)" autre-machine:sauvegardes/
cli-backup-working = Sauvegarde en cours…

cli-restore =
    Remplace la base de données par une sauvegarde.

    Accepte les sauvegardes de Ruche et de Paheko, et les fichiers téléchargés par l'API, dont la somme de contrôle est vérifiée. Le fichier est examiné en entier avant de toucher à quoi que ce soit : format, pages, liens entre tables, version, noms de fichiers. Au moindre défaut, rien n'est changé.

    L'ancienne base est gardée dans le dossier des sauvegardes, puis remplacée d'un coup. Le serveur doit être arrêté.
cli-restore-file = Sauvegarde à remettre en place
cli-restore-examples =
    Exemples :
      ruche restore backups/pko-auto-20260301030000-club.sqlite
      ruche restore telechargement.sqlite --db /var/lib/ruche/association.sqlite
cli-restore-checking = Vérification de la sauvegarde…
cli-restore-done = { $file } a été vérifié et a pris la place de { $target }.
cli-restore-digest-right = Sa somme de contrôle (SHA-1) est exacte.
cli-restore-kept = L'ancienne base est gardée dans { $file }.

cli-check =
    Vérifie la base de données, sans rien y changer.

    Sont vérifiés : l'état du fichier, les liens entre tables, la structure et les réglages attendus par les autres logiciels, et les règles de la comptabilité. Chaque problème est dit en une phrase.

    Code de sortie : 0 si tout va bien, 1 sinon.
cli-check-examples =
    Exemples :
      ruche check
      ruche check --db backups/pko-2026-03-01-100000-club.sqlite
      ruche check --json | jq -r '.findings[].message'
      ruche check fec 123456789FEC20251231.txt
cli-check-working = Vérification en cours…
cli-check-done = { $count ->
    [0] Tout va bien.
    [one] Un problème trouvé.
   *[other] { $count } problèmes trouvés.
}
cli-check-damage = Le fichier est abîmé : { $detail }
cli-check-reserved-address = La page « { $uri } » a une adresse réservée au logiciel : le site la montre à /page/{ $uri }. Une autre adresse la remet à sa place.
cli-check-reference = Dans la table « { $table } », { $count ->
    [one] une ligne renvoie
   *[other] { $count } lignes renvoient
} à une ligne de la table « { $parent } » qui n'existe pas.

cli-export =
    Rassemble tout ce qu'une association emporte en partant.

    Le résultat est un ZIP si le nom finit par .zip, un dossier sinon. Il contient la base de données complète (database.sqlite), tous les documents dans leurs dossiers (files/), et les tables en CSV (tables/), lisibles par n'importe quel tableur. Tout montre le même instant ; le serveur peut tourner.

    La base exportée contient tout, y compris les empreintes des mots de passe : gardez-la en lieu sûr. Les CSV ne contiennent aucun secret.
cli-export-target = ZIP ou dossier à créer
cli-export-examples =
    Exemples :
      ruche export asso.zip
      ruche export /media/cle-usb/asso
cli-export-working = Export en cours…
cli-export-readme =
    Tout ce que l'association avait dans Ruche.

    database.sqlite  La base de données complète, documents compris. Ruche et Paheko savent la lire :
                     « ruche serve --db database.sqlite », ou « ruche restore database.sqlite ».
                     Elle contient les empreintes des mots de passe : gardez-la en lieu sûr.
    files/           Tous les documents, dans leurs dossiers.
    tables/          Les tables en CSV (UTF-8), pour un tableur. Les montants y sont en centimes.
                     Les secrets en sont absents.

cli-export-incomplete = L'export est fait, mais il est incomplet : « { $list } » y nomme ce qui manque.

cli-files =
    Gère les contenus des fichiers.
cli-files-import =
    Prend dans la base les contenus de fichiers que Paheko gardait sur son disque.

    Paheko peut ranger les contenus hors de sa base, dans un dossier qui a les mêmes chemins (documents/…, user/…, web/…). « ruche check » dit combien manquent. Chaque contenu est reconnu à sa taille et à son empreinte MD5, à son chemin ou sous un autre nom ; un contenu différent n'est pas pris. Le dossier n'est pas changé, et la commande peut être relancée.

    Code de sortie : 0 si plus rien ne manque, 1 sinon.
cli-files-import-folder = Dossier où Paheko range les contenus
cli-files-import-examples =
    Exemple :
      ruche files import /var/www/paheko/data/files
cli-files-working = Copie des contenus…
cli-files-nothing = { $path } : rien dans ce dossier.
cli-files-different = { $path } : un autre contenu que celui que la base décrit. Envoyez-le vous-même si c'est le bon.
cli-files-done = { $count ->
    [0] Aucun contenu n'a été pris.
    [one] Un contenu est maintenant dans la base.
   *[other] { $count } contenus sont maintenant dans la base.
}
cli-files-left = { $count ->
    [one] Un fichier reste sans contenu.
   *[other] { $count } fichiers restent sans contenu.
}

cli-config =
    Montre les réglages.
cli-config-show =
    Montre chaque réglage, sa valeur et d'où elle vient.

    L'ordre est : option, variable d'environnement, ruche.toml, valeur par défaut. Les secrets sont remplacés par des points.
cli-config-show-examples =
    Exemple :
      RUCHE_LISTEN=0.0.0.0:8080 ruche config show

cli-healthcheck =
    Demande au serveur s'il répond.

    S'adresse au serveur de cette machine, à l'adresse d'écoute des réglages : TCP, TLS ou socket Unix. Aucune clé n'est nécessaire. Pour les conteneurs et les programmes de surveillance.

    Code de sortie : 0 si le serveur répond, 1 sinon. Au-delà de 5 secondes, il ne répond pas.
cli-healthcheck-examples =
    Exemples :
      ruche healthcheck
      ruche healthcheck --listen 127.0.0.1:8443 --tls-certificate chaine.pem
      HEALTHCHECK CMD ["ruche", "healthcheck"]       (Dockerfile)
cli-healthcheck-well = Le serveur répond sur { $address }.
cli-healthcheck-failed = Le serveur ne répond pas sur { $address } : { $cause }

cli-systemd =
    Affiche un service systemd prêt à l'emploi.

    Le service tourne sous un compte sans nom, créé pour lui, et ne peut écrire que dans /var/lib/ruche. Chaque restriction est commentée.
cli-systemd-examples =
    Exemples :
      ruche systemd | sudo tee /etc/systemd/system/ruche.service
      sudo systemctl daemon-reload
      sudo systemctl enable --now ruche
cli-systemd-head =
    Ruche, service systemd. À enregistrer dans /etc/systemd/system/ruche.service, puis :
      systemctl daemon-reload && systemctl enable --now ruche
    La base est dans /var/lib/ruche. Pour y travailler : sudo ruche --help, avec --db.
cli-systemd-hidden = ATTENTION : ce programme se trouve dans { $folder }, que ce service ne voit pas (ProtectHome, PrivateTmp). Installez-le ailleurs, par exemple avec : sudo install -m 755 { $program } /usr/local/bin/ruche ; puis refaites ce fichier avec /usr/local/bin/ruche systemd.
cli-systemd-service =
    Le programme dit lui-même quand il est prêt (notify). Le chemin est celui de ce programme : { $program }
    Les réglages peuvent aussi être mis dans un fichier : retirez alors le # devant RUCHE_CONFIG.
    Derrière un serveur mandataire de la même machine, une socket Unix dans /run/ruche peut remplacer le port :
    retirez le # devant les deux lignes qui en parlent. Avec 666, tout programme de la machine peut s'y adresser, et dire
    pour quelle adresse il parle ; pour l'éviter, donnez au service le groupe du mandataire (Group=www-data) et écrivez 660.
    L'arrêt laisse le temps de terminer les requêtes et de ranger la base.
cli-systemd-secrets =
    L'utilisateur système de l'API, si vous en voulez un : son mot de passe reste dans un fichier que seul root peut lire.
cli-systemd-files =
    Un compte sans nom, créé pour le service ; un seul dossier où écrire, /var/lib/ruche ; le reste du disque est en lecture seule,
    et les dossiers personnels sont invisibles.
cli-systemd-kernel =
    Aucun droit particulier, aucune prise sur le noyau ni sur les autres programmes ; seulement les appels système d'un service ordinaire.
cli-systemd-network =
    Le réseau ordinaire et les sockets Unix, rien d'autre. Si tout passe par un serveur mandataire local, ajoutez
    IPAddressDeny=any et IPAddressAllow=localhost.
cli-systemd-install =
    Démarre avec la machine.

cli-completions =
    Affiche de quoi compléter les commandes dans un shell.
cli-completions-shell = Shell : bash, zsh, fish, elvish ou powershell
cli-completions-examples =
    Exemples :
      ruche completions bash > /etc/bash_completion.d/ruche
      ruche completions zsh > ~/.zfunc/_ruche
      ruche completions fish > ~/.config/fish/completions/ruche.fish

cli-man =
    Produit les pages de manuel.

    Avec un dossier, une page par commande (ruche.1, ruche-serve.1…) ; sans dossier, la page principale est affichée.
cli-man-directory = Dossier où écrire les pages
cli-man-examples =
    Exemples :
      ruche man | man -l -
      ruche man /usr/local/share/man/man1

# Ce qui ne va pas dans la ligne de commande elle-même.
cli-mistake-hint = « --help » explique la commande.
cli-mistake-argument = L'option ou l'argument « { $argument } » n'existe pas ici.
cli-mistake-similar = « { $argument } » n'existe pas. Vouliez-vous dire « { $similar } » ?
cli-mistake-command = La commande « { $command } » n'existe pas.
cli-mistake-missing = Il manque : { $arguments }
cli-mistake-value = La valeur « { $value } » n'est pas acceptée pour { $argument }.
cli-mistake-no-value = Il manque une valeur à { $argument }.
cli-mistake-twice = { $argument } ne peut pas être donné deux fois, ni avec ce qui l'accompagne.
