# Qui demande, et ce qui lui est permis.
auth-missing = Identifiant et mot de passe requis (authentification HTTP Basic).
auth-wrong = Identifiant ou mot de passe incorrect.
auth-throttled = Trop d'échecs d'authentification. Réessayez dans { $seconds } s.
auth-level = Cette action demande le niveau « { $needed } » dans la section « { $section } » ; cet identifiant n'y a que le niveau « { $held } ».
key-name = Le nom de clé « { $name } » n'est pas accepté : lettres minuscules sans accent, chiffres et tirets bas, 100 au plus.
key-taken = Une clé nommée « { $name } » existe déjà.
key-unknown = Aucune clé ne s'appelle « { $name } ».
