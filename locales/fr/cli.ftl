# La ligne de commande.
cli = Ruche : tout ce qu'il faut à une association, dans un seul programme et un seul fichier.
cli-config = Fichier de réglages
cli-serve = Sert une association.
cli-serve-demo = Sert une association de démonstration, créée au premier lancement
