# La commande « ruche member ».
cli-member =
    Aide un membre qui ne peut plus se connecter.

    Un membre est désigné par son numéro ou par son identifiant de connexion.
cli-member-examples =
    Exemples :
      ruche member password ada@example.org
      ruche member password 12 --generate
      ruche member remove-factor 12
cli-member-password =
    Donne un mot de passe à un membre.

    Il est demandé deux fois, ou lu sur la première ligne de l'entrée standard. Les navigateurs qui se souvenaient du membre
    doivent se connecter de nouveau.
cli-member-password-member = Numéro ou identifiant de connexion
cli-member-password-generate = Choisir le mot de passe au hasard et l'afficher
cli-member-password-remove = Retirer le mot de passe, et le second facteur avec lui
cli-member-password-json = Répondre en JSON, pour les programmes
cli-member-remove-factor =
    Retire le second facteur d'un membre, avec ses codes de secours.
cli-member-remove-factor-member = Numéro ou identifiant de connexion
cli-member-ask-password = Nouveau mot de passe :
cli-member-ask-again = Encore une fois :
cli-member-password-set = { $name } a un nouveau mot de passe.
cli-member-password-removed = { $name } n'a plus de mot de passe.
cli-member-factor-removed = { $name } n'a plus de second facteur.
