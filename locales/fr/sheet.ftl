# Tableaux à télécharger.
sheet-too-many-rows = Ce tableau a plus de { $limit } lignes : aucun tableur ne peut l'ouvrir. Demandez-le au format CSV, ou demandez moins de lignes.
sheet-too-many-columns = Ce tableau a plus de { $limit } colonnes : aucun tableur ne peut l'ouvrir. Demandez-le au format CSV, ou demandez moins de colonnes.
sheet-too-large = Ce tableau est trop volumineux pour un tableur. Demandez-le au format CSV, ou demandez moins de lignes.
