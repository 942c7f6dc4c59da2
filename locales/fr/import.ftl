# Imports de membres et d'inscriptions.
import-file-missing = Il manque le fichier à importer : le corps d'une requête PUT, ou la partie « file » d'un formulaire multipart envoyé par POST.
import-no-line = Ce fichier n'a aucune ligne à importer.
import-in-sheet = Feuille « { $sheet } » : { $cause }
import-no-column = Aucune colonne de ce fichier n'est connue. La première ligne doit porter les noms des champs : { $fields }. Si les titres sont plus bas ou autrement nommés, column[N] dit ce que contient la colonne N (à partir de 0), et skip_lines combien de lignes passer.
import-no-column-known = Aucune colonne de ce fichier n'est connue. La première ligne doit porter ces titres : { $fields }.
import-columns-unread = { $count ->
    [one] Une colonne n'est pas lue, aucun champ n'a son titre : { $columns }.
   *[other] { $count } colonnes ne sont pas lues, aucun champ n'a leur titre : { $columns }.
}
import-columns-untitled = { $count ->
    [one] La colonne { $columns } contient des valeurs mais n'a pas de titre : elle n'est pas lue.
   *[other] Les colonnes { $columns } contiennent des valeurs mais n'ont pas de titre : elles ne sont pas lues.
}
import-column-twice = Deux colonnes portent le titre du champ « { $label } » : seule la dernière est lue.
import-column-unknown = La colonne { $column } n'est pas lue : « { $name } » n'est pas le nom d'un champ.
import-date-to-come = { $label } : « { $value } » est lu { $date }, une date à venir. Écrivez l'année en quatre chiffres si ce n'est pas elle.
import-line-again = cette ligne change encore le membre de la ligne { $earlier }.
import-line-administrator = ce membre administre l'association.
import-line-name-only = cette ligne n'a qu'un nom : est-ce un membre, ou un total ?
import-line-same-name = un membre porte déjà ce nom. Sans numéro, cette ligne en crée un autre.
import-column-missing = Il manque la colonne « { $label } » ({ $name }).
import-number-needed = il faut le numéro d'un membre.
import-number-unknown = aucun membre n'a le numéro { $number }.
import-service-unknown = l'activité « { $label } » n'existe pas.
import-fee-unknown = l'activité « { $service } » n'a pas de tarif « { $label } ».
import-date-needed = il faut une date d'inscription.
import-date = « { $value } » n'est pas une date valide (jour/mois/année ou année-mois-jour).
import-paid-word = « { $value } » ne dit pas si l'inscription est payée : oui ou non.
import-line = Ligne { $line } : { $reasons }
import-line-of = Ligne { $line } ({ $name }) : { $reasons }
import-lines = { $first } { $others ->
    [one] Une autre ligne est refusée aussi.
   *[other] { $others } autres lignes sont refusées aussi.
} Rien n'a été importé.
import-log = Import de membres : { $created ->
    [0] aucun créé
    [one] un créé
   *[other] { $created } créés
}, { $changed ->
    [0] aucun modifié.
    [one] un modifié.
   *[other] { $changed } modifiés.
}
import-changed-since = Cet import ne donnerait plus ce que son aperçu montrait : le nouvel aperçu est joint. Rien n'a été importé.
import-unknown = Il n'y a pas d'import dont l'identifiant est { $id }.
import-undone-before = L'import { $id } a déjà été annulé le { $date }.
import-undone-log = Annulation de l'import { $id } du { $date }.
import-not-undone = Cet import ne peut être annulé : { $count ->
    [one] une fiche a changé ou a servi depuis.
   *[other] { $count } fiches ont changé ou ont servi depuis.
} Rien n'a été annulé.
import-lines-alike = Lignes { $lines }{ $more ->
    [0] {""}
    [one] {" "}et une autre
   *[other] {" "}et { $more } autres
} : { $reason }
