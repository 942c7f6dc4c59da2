# Imports d'écritures.
entry-import-label-missing = le libellé de l'écriture manque.
entry-import-date-missing = la date de l'écriture manque.
entry-import-type-missing = le type de l'écriture manque : retirez la colonne s'il est à deviner.
entry-import-type-unknown = le type « { $type } » n'existe pas : Avancé, Recette, Dépense, Virement, Dette ou Créance.
entry-import-status-unknown = le statut « { $status } » n'existe pas : En attente de règlement, ou Réglé.
entry-import-account-missing = le numéro de compte manque.
entry-import-account-unknown = le compte { $code } n'est pas du plan comptable de l'exercice « { $year } » (create_accounts=1 crée les comptes absents).
entry-import-project-unknown = le projet « { $name } » n'existe pas (create_projects=1 crée les projets absents).
entry-import-both-sides = il faut un débit ou un crédit, pas les deux.
entry-import-amount-missing = le montant manque, ou est nul.
entry-import-amount-too-large = le montant doit être inférieur à un milliard.
entry-import-not-simple = l'écriture n° { $entry } n'a pas deux lignes : elle ne peut être modifiée par ce type de tableau.
entry-import-number-unknown = l'écriture n° { $number } n'existe pas (ignore_ids=1 crée de nouvelles écritures).
entry-import-foreign-number = le numéro { $number } n'est pas celui d'une de nos écritures : ce fichier a sa propre numérotation. Importez-le avec ignore_ids=1.
entry-import-other-year = l'écriture n° { $entry } n'est pas de l'exercice « { $year } ».
entry-import-twice = l'écriture n° { $entry } est déjà plus haut dans ce fichier.
entry-import-dates-differ = cette ligne est du { $other }, la première de la même écriture du { $date }.
entry-import-journals-differ = cette ligne est du journal { $other }, la première de la même écriture du journal { $journal } : chaque journal a sans doute sa numérotation (number_per_journal=1).
entry-import-member-unknown = aucun membre ne s'appelle « { $name } » : personne n'est associé sous ce nom.
entry-import-member-ambiguous = plusieurs membres s'appellent « { $name } » : écrivez le numéro. Personne n'est associé sous ce nom.
entry-import-same-as-stored = une écriture identique existe déjà (n° { $entry }).
entry-import-of-nothing = cette écriture n'a aucun montant : elle n'est pas importée.
entry-import-openings = { $count ->
    [one] Une écriture d'un journal d'à-nouveaux devient une écriture d'ouverture : la balance d'ouverture la remplacera.
   *[other] { $count } écritures de journaux d'à-nouveaux deviennent des écritures d'ouverture : la balance d'ouverture les remplacera.
}
entry-import-opened-before = Cet exercice a déjà une ouverture (n° { $entries }) : avec celle de ce fichier, les soldes de départ compteraient deux fois.
entry-import-currency = « { $value } » est en { $currency }, une autre monnaie que celle de l'association.
entry-import-amount-undecided = « { $value } » : rien dans ce fichier ne dit si ce sont des milliers ou des décimales. Écrivez 1000,00 ou 1,00.
entry-import-amount-cut = un montant a plus de deux décimales : celles après la deuxième ne comptent pas.
entry-import-column-twice = La colonne « { $heading } » n'est pas lue : « { $read } » dit la même chose.
entry-import-days-outside = { $count ->
    [one] Une écriture, du { $first }, est hors de l'exercice « { $year } », qui va du { $start } au { $end }.
   *[other] { $count } écritures, du { $first } au { $last }, sont hors de l'exercice « { $year } », qui va du { $start } au { $end }.
}
entry-import-column-missing = Il manque la colonne « { $label } » ({ $name }). Si elle a un autre titre, column[N]={ $name } la nomme : N est sa place, à partir de 0.
entry-import-foreign-numbers = ces numéros ne sont pas ceux de nos écritures : ce fichier a sa propre numérotation. Importez-le avec ignore_ids=1.
entry-import-numbers-unknown = aucune de nos écritures n'a ces numéros (ignore_ids=1 crée de nouvelles écritures).
entry-import-same-as-others = des écritures identiques existent déjà.
entry-import-totals = { $count ->
    [one] La ligne { $lines } est un total : elle n'est pas importée.
   *[other] Les lignes { $lines } sont des totaux : elles ne sont pas importées.
}
entry-import-outside = la date est hors de l'exercice « { $year } ».
entry-import-log = Import d'écritures dans l'exercice « { $year } » : { $created ->
    [0] aucune créée
    [one] une créée
   *[other] { $created } créées
}, { $changed ->
    [0] aucune modifiée.
    [one] une modifiée.
   *[other] { $changed } modifiées.
}
entry-import-not-undone = Cet import ne peut être annulé : { $count ->
    [one] une écriture a changé ou a servi depuis, ou ne peut plus changer.
   *[other] { $count } écritures ont changé ou ont servi depuis, ou ne peuvent plus changer.
} Rien n'a été annulé.
