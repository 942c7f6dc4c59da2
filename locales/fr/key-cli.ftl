# « ruche key » : limites des clés, nouveaux secrets.
cli-key-change =
    Modifie une clé : son niveau, ses portées, sa fin, ses réseaux, qui en répond.

    Seul ce qui est donné change. Le secret reste le même.
cli-key-change-name = Identifiant de la clé
cli-key-change-examples =
    Exemples :
      ruche key change compta --scope accounting:read --network 192.0.2.0/24
      ruche key change compta --supervisor tresor@example.org --remind-months 2
cli-key-rotate =
    Donne un nouveau secret à une clé et l'affiche, une seule fois.

    L'ancien secret vaut encore le temps de --keep, pour changer les programmes l'un après l'autre.
cli-key-rotate-name = Identifiant de la clé
cli-key-rotate-keep = Combien de temps l'ancien secret vaut encore : 7d par défaut, 0 pour pas du tout
cli-key-rotate-examples =
    Exemples :
      ruche key rotate compta
      ruche key rotate compta --keep 0
cli-key-renew =
    Crée une clé semblable à une autre et affiche son secret, une seule fois.

    Ce qui n'est pas donné est comme avant ; la nouvelle clé vaut douze mois, sauf si --expires dit autre chose. L'ancienne reste telle quelle.
cli-key-renew-name = Identifiant de l'ancienne clé
cli-key-renew-new-name = Identifiant de la nouvelle clé ; par défaut celui de l'ancienne avec un numéro
cli-key-renew-examples =
    Exemples :
      ruche key renew compta
      ruche key renew compta --new-name compta_2027 --expires 2027-12-31
cli-key-check =
    Lit un secret sur l'entrée standard et dit s'il ouvre une clé.

    Sinon, la commande dit si le secret a été mal recopié : ceux de Ruche ont des caractères qui vérifient les autres.
cli-key-check-name = Identifiant de la clé
cli-key-check-examples =
    Exemple :
      ruche key check compta < secret.txt
cli-key-changed = La clé « { $name } » est modifiée.
cli-key-former-until = L'ancien secret vaut jusqu'au { $moment }.
cli-key-last-use-from = dernière utilisation le { $moment } depuis { $address }
cli-key-check-right = Ce secret ouvre la clé « { $name } ».
cli-key-check-wrong = Ce secret n'ouvre pas la clé « { $name } ».
cli-key-check-mistyped = Ce secret a été mal recopié ou coupé : ses derniers caractères ne vont pas avec les autres.
cli-key-create-preset = Modèle de clé au lieu d'un niveau : read_everything, read_books, read_members, import_members, edit_website, full
cli-key-create-scope = Portée, plusieurs fois s'il le faut : members:read, accounting:*, *
cli-key-create-expires = Fin de validité : 2026-12-31 (ce jour compris), "2026-12-31 18:00", une durée (90d, 6mo, 1y) ou never
cli-key-create-network = Adresse ou réseau depuis lesquels la clé est acceptée, plusieurs fois s'il le faut : 192.0.2.0/24
cli-key-create-supervisor = Adresse e-mail de qui répond de la clé ; elle est avertie de sa fin prochaine
cli-key-create-recipient = Seconde adresse avertie de la fin prochaine
cli-key-create-remind-months = À partir de combien de mois avant la fin ces adresses reçoivent un message chaque semaine ; 0 pour jamais
cli-key-change-level = Ce que la clé permet
cli-key-change-preset = Modèle de clé au lieu d'un niveau : read_everything, read_books, read_members, import_members, edit_website, full
cli-key-change-scope = Portée, plusieurs fois s'il le faut : members:read, accounting:*, *
cli-key-change-label = Description, pour s'y retrouver ; l'identifiant par défaut
cli-key-change-expires = Fin de validité : 2026-12-31 (ce jour compris), "2026-12-31 18:00", une durée (90d, 6mo, 1y) ou never
cli-key-change-network = Adresse ou réseau depuis lesquels la clé est acceptée, plusieurs fois s'il le faut : 192.0.2.0/24
cli-key-change-supervisor = Adresse e-mail de qui répond de la clé ; elle est avertie de sa fin prochaine
cli-key-change-recipient = Seconde adresse avertie de la fin prochaine
cli-key-change-remind-months = À partir de combien de mois avant la fin ces adresses reçoivent un message chaque semaine ; 0 pour jamais
cli-key-renew-level = Ce que la clé permet
cli-key-renew-preset = Modèle de clé au lieu d'un niveau : read_everything, read_books, read_members, import_members, edit_website, full
cli-key-renew-scope = Portée, plusieurs fois s'il le faut : members:read, accounting:*, *
cli-key-renew-label = Description, pour s'y retrouver ; l'identifiant par défaut
cli-key-renew-expires = Fin de validité : 2026-12-31 (ce jour compris), "2026-12-31 18:00", une durée (90d, 6mo, 1y) ou never
cli-key-renew-network = Adresse ou réseau depuis lesquels la clé est acceptée, plusieurs fois s'il le faut : 192.0.2.0/24
cli-key-renew-supervisor = Adresse e-mail de qui répond de la clé ; elle est avertie de sa fin prochaine
cli-key-renew-recipient = Seconde adresse avertie de la fin prochaine
cli-key-renew-remind-months = À partir de combien de mois avant la fin ces adresses reçoivent un message chaque semaine ; 0 pour jamais
