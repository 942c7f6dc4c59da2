# Journaux et exports de la comptabilité.
journal-no-account = Le compte « { $account } » n'existe pas dans le plan comptable de cet exercice.
journal-which-account = Indiquez le compte par son numéro (paramètre « code ») ou par son identifiant (paramètre « id »).
export-unknown = « { $file } » n'est pas un export : full, grouped, simple ou fec, puis un point et csv, ods, xlsx, json ou fec ; ou bien fec.txt.
