# Relevés bancaires et rapprochement.
statement-empty = Ce relevé n'a aucun mouvement.
statement-all-passed-over = Ce relevé n'a aucun mouvement : { $count ->
    [one] sa seule ligne n'en est pas un
   *[other] aucune de ses { $count } lignes n'en est un
 }.
statement-too-many-rows = Ce relevé a trop de mouvements : { $limit } au plus.
statement-too-large = Ce relevé est trop grand : { $limit } Mio au plus.
statement-several-accounts = Ce relevé est celui de plusieurs comptes : choisissez-en un avec « account_in_file » ({ $accounts }).
statement-account-not-in-file = Le compte « { $account } » n'est pas dans ce relevé ({ $accounts }).
statement-several-currencies = Ce relevé est en plusieurs devises ({ $currencies }), dont aucune n'est celle de l'association ({ $own }) : exportez-en une seule.
statement-date-wrong = Ligne { $line } : « { $value } » n'est pas une date.
statement-amount-wrong = Ligne { $line } : « { $value } » n'est pas un montant en centimes entiers.
statement-amount-undecided = Ligne { $line } : rien dans ce fichier ne dit si « { $value } » a des milliers ou des décimales. Précisez « decimal=, » ou « decimal=. ».
statement-line-wrong = Ligne { $line } : « { $value } » n'est pas un mouvement de ce format.
statement-both-sides = Ligne { $line } : un mouvement est un débit ou un crédit, pas les deux.
statement-direction-unknown = Ligne { $line } : « { $value } » ne dit pas si l'argent est sorti ou entré, et le montant n'a pas de signe.
statement-direction-contradicts = Ligne { $line } : le signe du montant et « { $value } » se contredisent.
statement-xml-damaged = Ce fichier XML est abîmé, imbriqué trop profondément, ou a un type de document.
statement-columns-missing = Aucun en-tête n'est connu dans ce fichier ({ $cells }). Ce n'est pas non plus un relevé OFX, QIF, CAMT.053, MT940 ou CODA. Dites quelle colonne contient quoi : column[0]=date, column[2]=amount, etc. (« skip_lines » pour les lignes au-dessus), ou exportez dans un autre format.
statement-columns-incomplete = Nommez une colonne « date » et une colonne « amount » (ou « debit » et « credit »).
statement-column-unknown = { $name } : « { $value } » n'est pas l'un de { $roles }.
statement-column-form = Les colonnes se nomment par leur numéro à partir de 0 : column[0]=date.
statement-decimal-wrong = « { $value } » ne sépare pas les décimales : une virgule ou un point.
statement-order-wrong = « { $value } » n'est pas un ordre de dates : dmy, mdy ou ymd.
statement-account-wrong = Le compte { $code } n'est pas un compte de banque.
statement-passed-empty = La ligne est vide.
statement-passed-no-date = La ligne n'a pas de date.
statement-passed-no-amount = La ligne n'a pas de montant.
statement-passed-zero = Le montant est nul.
statement-passed-pending = Le mouvement est en attente (« { $text } »).
statement-passed-refused = Le mouvement a été refusé (« { $text } »).
statement-passed-cancelled = Le mouvement a été annulé (« { $text } »).
statement-passed-reverted = Le mouvement a été contrepassé (« { $text } »).
statement-passed-no-effect = La ligne ne change pas le solde (« { $text } »).
statement-passed-currency = Le mouvement est dans une autre devise ({ $currency }).
statement-passed-account = Le mouvement est celui d'un autre compte ({ $account }).
statement-passed-balance = La ligne est un solde.
statement-passed-total = La ligne est un total.
statement-passed-detail = La ligne est une partie d'un autre mouvement.
statement-warning-order = Les dates peuvent se lire avec le jour ou le mois d'abord, et rien dans le fichier ne dit comment : le jour a été lu d'abord (« date_order=mdy » lit le mois d'abord).
statement-warning-unsigned = Aucun montant n'a de signe moins et aucune colonne ne dit le sens : tous ont été lus comme de l'argent reçu.
statement-warning-debit-signs = Certains débits ont un signe moins et d'autres non : ceux qui en ont un ont été lus comme de l'argent reçu.
statement-warning-states = Ces états ne sont pas connus, et leurs lignes ont été lues comme des mouvements : { $states }.
statement-warning-fees = Rien dans le fichier ne dit si les montants comprennent les frais : les frais ont été laissés de côté.
statement-warning-balances = Un solde du fichier ne peut être lu : les soldes ont été laissés de côté.
statement-warning-currency = Le relevé est en { $currency }, l'association tient ses comptes en { $own }.
statement-label-none = Mouvement bancaire
statement-label-fee = Frais : { $label }
reconcile-both = La ligne n° { $line } ne peut être à la fois rapprochée et non rapprochée.
reconcile-not-bank = La ligne n° { $line } n'est pas sur un compte de banque.
