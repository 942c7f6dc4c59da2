# Qui demande, et ce qui lui est permis.
auth-missing = Identifiant et mot de passe requis (authentification HTTP Basic).
auth-wrong = Identifiant ou mot de passe incorrect.
auth-throttled = Trop d'échecs d'authentification. Réessayez dans { $seconds } s.
auth-level = Cette action demande le niveau « { $needed } » dans la section « { $section } » ; cet identifiant n'y a que le niveau « { $held } ».
auth-scope = Il manque la portée « { $scope } », que cette clé n'a pas reçue.
key-name = Le nom de clé « { $name } » n'est pas accepté : lettres minuscules sans accent, chiffres et tirets bas, 100 au plus.
key-taken = Une clé nommée « { $name } » existe déjà.
key-unknown = Aucune clé ne s'appelle « { $name } ».
key-expires-refused = « { $text } » n'est pas une fin de validité : donnez une date à venir (2026-12-31), un moment ("2026-12-31 18:00") ou une durée (90d, 6mo, 1y).
