# Règlements, lettrage, remises en banque.
letter-line-unknown = La ligne n° { $line } n'existe pas.
letter-too-few-lines = Il faut au moins deux lignes pour un lettrage.
letter-other-year = La ligne n° { $line } n'est pas de l'exercice « { $year } ».
letter-not-third-party = La ligne n° { $line } n'est pas sur un compte de tiers.
letter-lettered = La ligne n° { $line } est déjà lettrée.
letter-other-account = La ligne n° { $line } est sur un autre compte.
letter-unbalanced = Ces lignes ne se soldent pas : { $debit } au débit, { $credit } au crédit.
letter-unknown = Le lettrage n° { $id } n'existe pas.
settlement-none = Aucune de ces écritures n'attend de règlement.
settlement-not-owed = L'écriture n° { $entry } n'est ni une dette ni une créance.
settlement-again = L'écriture n° { $entry } a déjà un règlement (n° { $settlement }). Pour en faire un autre : again=1. Si elle est réglée, marquez-la ainsi (status=2).
settlement-mixed = Les dettes et les créances se règlent séparément.
settlement-no-third-party = L'écriture n° { $entry } n'a pas de ligne sur un compte de tiers.
settlement-account-unknown = Le compte { $code } n'est pas du plan comptable de l'exercice « { $year } ».
settlement-account-wrong = Le compte { $code } n'est pas un compte de banque, de caisse ou d'attente d'encaissement.
settlement-too-large = Le total est trop grand.
settlement-debt-label = Règlement de dette — { $label }
settlement-credit-label = Règlement de créance — { $label }
deposit-account-wrong = Le compte { $code } n'est pas un compte d'attente d'encaissement.
deposit-bank-wrong = Le compte { $code } n'est pas un compte de banque.
deposit-line-unknown = La ligne n° { $line } n'existe pas.
deposit-line-wrong = La ligne n° { $line } n'attend pas de remise en banque.
deposit-no-line = Il faut au moins une ligne à remettre en banque.
deposit-amount-differs = Le montant ({ $amount }) n'est pas le total des lignes choisies ({ $total }).
deposit-label = Remise en banque
