# Qui demande, et ce qui lui est permis.
auth-missing = Identifiant et mot de passe requis (authentification HTTP Basic).
auth-wrong = Identifiant ou mot de passe incorrect.
auth-throttled = Trop d'échecs d'authentification. Réessayez dans { $seconds } s.
auth-level = Cette action demande le niveau « { $needed } » dans la section « { $section } » ; cet identifiant n'y a que le niveau « { $held } ».
key-name = Le nom de clé « { $name } » n'est pas accepté : lettres minuscules sans accent, chiffres et tirets bas, 100 au plus.
key-taken = Une clé nommée « { $name } » existe déjà.
key-unknown = Aucune clé ne s'appelle « { $name } ».
auth-session-over = Cette session est terminée : il faut se connecter de nouveau.
auth-form-token = Cette demande ne vient pas d'un formulaire de ce site : le jeton « X-Form-Token » manque ou n'est plus bon.
auth-proxy-unknown = Le membre désigné par le serveur d'authentification n'existe pas ici, ou ne peut pas se connecter.
