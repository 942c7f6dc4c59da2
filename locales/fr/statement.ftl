# Relevés bancaires et rapprochement.
statement-empty = Ce relevé n'a aucun mouvement.
statement-too-many-rows = Ce relevé a trop de mouvements : { $limit } au plus.
statement-too-large = Ce relevé est trop grand : { $limit } Mio au plus.
statement-several-accounts = Ce relevé est celui de plusieurs comptes ({ $one }, { $other }) : exportez-en un seul.
statement-date-wrong = Ligne { $line } : « { $value } » n'est pas une date.
statement-amount-wrong = Ligne { $line } : « { $value } » n'est pas un montant.
statement-columns-missing = Ce fichier n'est ni un relevé OFX ou QIF, ni un tableau avec une colonne de dates et une colonne de montants (ou de débits et de crédits).
statement-account-missing = Le compte manque : « account » est le code d'un compte de banque.
statement-account-wrong = Le compte { $code } n'est pas un compte de banque.
statement-days-wrong = « { $value } » n'est pas un nombre de jours : de 0 à 366.
reconcile-both = La ligne n° { $line } ne peut être à la fois rapprochée et non rapprochée.
reconcile-not-bank = La ligne n° { $line } n'est pas sur un compte de banque.
