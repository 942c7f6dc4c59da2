# Valeurs des champs. $label est le nom du champ pour les personnes, $value ce qui a été donné.
member-value-list = { $label } : une seule valeur est attendue, pas une liste.
member-value-required = { $label } : ce champ est obligatoire.
member-value-email = { $label } : « { $value } » n'est pas une adresse e-mail valide.
member-value-url = { $label } : « { $value } » n'est pas une adresse complète, comme https://exemple.org/.
member-value-choice = { $label } : « { $value } » n'est pas une valeur proposée.
member-value-integer = { $label } : « { $value } » n'est pas un nombre entier.
member-value-decimal = { $label } : « { $value } » n'est pas un nombre.
member-value-date = { $label } : « { $value } » n'est pas une date valide (jour/mois/année ou année-mois-jour).
member-value-month = { $label } : « { $value } » n'est pas un mois valide (année-mois, comme 2026-03).
member-value-country = { $label } : « { $value } » n'est pas un pays connu.
member-value-too-long = { $label } : « { $value } » est trop long (100 caractères au plus).

# Membres
member-unknown = Il n'y a pas de membre dont l'identifiant est { $id }.
member-duplicate = « { $name } » existe déjà (identifiant { $id }). Pour créer cette fiche malgré tout : force_duplicate=1.
member-choice-unknown = { $label } : « { $values } » n'est pas proposé et n'est pas lu.
member-ignored = Sans effet ici : { $names }.
member-number-taken = { $label } : « { $value } » est déjà attribué à un autre membre.
member-number-none-left = { $label } : il ne reste plus de numéro.
member-login-taken = { $label } : « { $value } » est déjà l'identifiant de connexion d'un autre membre.
member-login-needed = { $label } : ce membre administre la configuration et doit pouvoir se connecter, cette valeur ne peut être effacée.
member-parent-unreadable = « { $name } » doit être l'identifiant d'un membre (un nombre entier à partir de 1), ou vide pour aucun.
member-parent-has-children = Des membres sont rattachés à ce membre : il ne peut être rattaché à son tour.
member-parent-itself = Un membre ne peut être rattaché à lui-même.
member-parent-unknown = Le membre de rattachement { $id } n'existe pas.
member-parent-attached = Le membre { $id } est lui-même rattaché à un autre : on ne peut rien lui rattacher.
member-administrator = Cette fiche est celle d'une personne qui administre l'association : votre clé ne permet pas d'y toucher.
member-category-unknown = Cette catégorie de membres n'existe pas.
member-category-out-of-reach = Votre clé ne permet pas de créer de membre dans cette catégorie, qui donne des droits d'administration.
member-password-length = Le mot de passe doit avoir de { $least } à { $most } octets.
member-password-leaked = Ce mot de passe figure dans une liste de mots de passe volés : il faut en choisir un autre.
member-no-such-category = Il n'y a pas de catégorie de membres { $id }.
member-no-such-format = « { $format } » n'est pas un format d'export : json, csv, ods ou xlsx.
member-sort-unknown = « sort » ne peut pas être « { $name } » : { $fields } ; ou l'un d'eux précédé de « - » pour l'ordre inverse.
db-log-in-use = Les données ont été effacées, mais une lecture en cours garde d'anciennes pages : recommencez dans un instant.
member-erased-disk-full = Le membre est effacé. Mais le disque est plein, et le fichier n'a pas pu être réécrit : d'anciennes valeurs peuvent encore se lire dans ses parties inutilisées. Libérez de la place sur le disque, puis refaites la même demande.

# Champs
field-name = « { $name } » n'est pas un nom de champ : des lettres minuscules sans accent, des chiffres et des tirets bas seuls, en commençant par une lettre.
field-exists = Il y a déjà un champ { $name }.
field-unknown = Il n'y a pas de champ { $name }.
field-type = « { $type } » n'est pas un type de champ que l'on peut ajouter.
field-label = Un champ doit avoir un libellé.
field-expression = Une expression SQL est nécessaire aux champs calculés (virtual), et à eux seuls.
field-choices = Les champs select et multiple ont besoin de choix tous différents, les champs datalist peuvent en avoir, les autres non.
field-too-many-choices = Un champ multiple a au plus { $limit } choix, ceux qui ont été supprimés compris.
field-choice-held = « { $choice } » est le choix de { $count } membre(s) : changez d'abord leur fiche.
field-needed = Le champ { $name } est indispensable : il ne peut être supprimé.
field-held = { $count } membre(s) ont une valeur dans le champ { $name }, qui serait perdue : confirmez avec --with-values.
me-not-yours = Vous ne pouvez pas modifier « { $name } » de votre propre fiche.
mailing-hidden-fields = Le texte cite des champs que vos droits n'atteignent pas ({ $fields }) : c'est à quelqu'un qui les voit de l'envoyer.
me-second-factor = Votre catégorie demande un second facteur : activez-en un d'abord.
