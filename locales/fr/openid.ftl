# Connexion par un fournisseur d'identité (OpenID Connect).
openid-off = Aucun fournisseur d'identité n'est réglé : donnez « openid_issuer » dans les réglages du serveur.
openid-not-built = Ce programme a été construit sans OpenID Connect : retirez « openid_issuer » des réglages du serveur.
openid-needs-issuer = Les réglages « openid_… » ont besoin de « openid_issuer », l'adresse du fournisseur d'identité.
openid-needs-client = Le fournisseur d'identité a besoin de « openid_client_id », le nom sous lequel il connaît ce serveur.
openid-needs-site = Le fournisseur d'identité a besoin de l'adresse du site, où il renvoie les navigateurs : réglez « site_url ».
openid-identity = « { $name } » : de 1 à { $max } octets, sans caractère de contrôle.
openid-unreachable = Le fournisseur d'identité ne répond pas comme il faut. Réessayez plus tard, ou connectez-vous avec votre mot de passe.
openid-refused = La réponse du fournisseur d'identité n'est pas valable. Recommencez la connexion.
openid-declined = Le fournisseur d'identité n'a pas terminé la connexion. Recommencez, ou connectez-vous avec votre mot de passe.
openid-not-begun = Cette connexion n'a pas été commencée dans ce navigateur, ou il y a trop longtemps, ou elle a déjà servi. Recommencez.
openid-unknown = Aucun membre n'est lié à ce compte. Connectez-vous avec votre mot de passe puis liez ce compte dans la page de votre sécurité, ou demandez à l'administration de le lier.
openid-may-not-connect = Le compte est lié à un membre dont la catégorie ne permet pas de se connecter.
openid-taken = Ce compte est déjà lié à un autre membre.
openid-browser-only = Un compte se lie depuis un navigateur où l'on est connecté.
openid-session-other = Ce compte n'a pas été lié : la session qui l'a demandé est terminée, ou ce navigateur en a une autre. Connectez-vous et recommencez.
openid-identity-unknown = Il n'y a pas de compte lié n° { $id } pour ce membre.
openid-button = Se connecter avec { $label }
