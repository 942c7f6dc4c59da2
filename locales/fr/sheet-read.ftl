# Tableaux à importer.
sheet-read-empty = Ce fichier est vide : il ne contient aucune ligne à importer.
sheet-read-not-a-table = Ce fichier n'est pas un tableau. Enregistrez-le au format ODS, XLSX ou CSV.
sheet-read-markup = Ce fichier est une page web ou un document XML, pas un tableau. Ouvrez-le dans un tableur et enregistrez-le au format ODS, XLSX ou CSV.
sheet-read-old-format = Ce fichier est dans un ancien format qui n'est pas lu, ou il est abîmé. Ouvrez-le dans un tableur et enregistrez-le au format ODS, XLSX ou CSV.
sheet-read-archive = Ce fichier est une archive ZIP et non un tableau. Décompressez-la et importez le fichier ODS, XLSX ou CSV qu'elle contient.
sheet-read-password = Ce fichier est protégé par un mot de passe. Ouvrez-le dans un tableur et enregistrez-le sans mot de passe.
sheet-read-damaged = Ce fichier est abîmé et ne peut pas être lu ({ $part }). Ouvrez-le dans un tableur et enregistrez-le à nouveau.
sheet-read-entities = Ce fichier contient des définitions XML (entités ou type de document) qu'un tableur n'écrit pas : il est refusé par sécurité.
sheet-read-unpacked = Ce fichier est refusé par sécurité : une fois décompressé, il serait démesuré (la limite est de { $limit } Mio par partie).
sheet-read-too-many-parts = Ce fichier est refusé par sécurité : il contient plus de { $limit } fichiers.
sheet-read-old-line-ends = Ce fichier a les fins de ligne des anciens Mac. Ouvrez-le dans un tableur et enregistrez-le à nouveau au format CSV.
sheet-read-ragged =
    Ligne { $line } : { $count ->
        [one] { $count } cellule
       *[other] { $count } cellules
    } au lieu de { $expected }. Toutes les lignes doivent avoir le même nombre de cellules.
sheet-read-unclosed-quote = Ligne { $line } : un guillemet est ouvert dans cette ligne et n'est fermé nulle part.
sheet-read-long-quote = Ligne { $line } : cette ligne dépasse { $limit } Mio. Un guillemet ouvert n'y est sans doute pas fermé.
sheet-read-long-line = Ligne { $line } : cette ligne dépasse { $limit } Mio.
sheet-read-long-cell = Ligne { $line }, colonne { $column } : cette cellule dépasse { $limit } Mio.
sheet-read-nul = Ligne { $line } : cette ligne contient un caractère nul. Ce fichier n'est pas un tableau, ou il est abîmé.
sheet-read-too-many-columns = Ligne { $line } : cette ligne va au-delà de la colonne { $limit }, la dernière qui soit lue.
sheet-read-too-many-records = Ce tableau a plus de { $limit } lignes. Découpez-le en plusieurs fichiers.
sheet-read-too-many-cells = Ce tableau a plus de { $limit } cellules. Découpez-le en plusieurs fichiers.
sheet-read-too-much-text = Ce tableau contient plus de { $limit } Mio de texte. Découpez-le en plusieurs fichiers.
sheet-read-hidden = Toutes les feuilles de ce fichier sont masquées. Affichez dans un tableur celle qui est à importer et enregistrez à nouveau le fichier.
sheet-read-too-large-xlsb = La feuille de ce fichier XLSB dépasse { $limit } Mio. Ouvrez-le dans un tableur et enregistrez-le au format ODS, XLSX ou CSV.
sheet-read-too-large-xls = Ce fichier XLS dépasse { $limit } Mio. Ouvrez-le dans un tableur et enregistrez-le au format ODS, XLSX ou CSV.
sheet-read-too-many-held-cells = La feuille de ce fichier XLS s'étend sur plus de { $limit } cellules, vides comprises. Ouvrez-le dans un tableur et enregistrez-le au format ODS, XLSX ou CSV.
sheet-read-formats-not-shown = Un fichier { $format } est lu sans les formats de ses nombres : un code postal affiché « 01000 » devient « 1000 », et les espaces d'un numéro de téléphone manquent. Enregistrez-le au format ODS ou XLSX pour les garder.
sheet-read-cell-error = la cellule { $cell } contient une erreur ({ $error }) : corrigez sa formule dans le tableur, ou videz la cellule.
sheet-read-cell-no-result = la formule de la cellule { $cell } n'a pas de résultat enregistré : ouvrez le fichier dans un tableur et enregistrez-le à nouveau.
sheet-read-long-text = Un texte de ce fichier dépasse { $limit } Mio.
