# « ruche init » : la création d'une association.
cli-init =
    Crée la base de données d'une association, prête à servir.

    Elle a un plan comptable, un exercice et un compte bancaire : on peut saisir aussitôt. Sur un terminal, ce qui manque est demandé, et demandé à nouveau quand la réponse ne va pas. Sinon, tout vient des options, d'un fichier JSON ou de l'entrée standard, une réponse par ligne. Un fichier qui existe déjà n'est jamais touché.

    La première clé d'accès à l'API, « admin », est affichée une seule fois : la base n'en garde qu'une empreinte.

    Le pays fixe la monnaie, le fuseau horaire et le plan comptable. L'adresse e-mail est celle de l'association et de la personne qui l'administre. Le mot de passe de cette personne est facultatif ; il se donne au clavier ou en JSON, jamais en option, car les options d'un programme sont visibles des autres utilisateurs de la machine.
cli-init-name = Nom de l'association
cli-init-country = Pays
cli-init-email = Adresse e-mail de l'association et de la personne qui l'administre
cli-init-administrator = Nom de la personne qui administre l'association
cli-init-year-start = Premier jour du premier exercice comptable, qui dure douze mois [1er janvier de cette année]
cli-init-bank-account = Nom du premier compte bancaire [Compte courant]
cli-init-json = Répondre en JSON ; avec un fichier (ou « - » pour l'entrée standard), y lire aussi les réponses
cli-init-examples =
    Exemples :
      ruche init
          Pose les questions une à une et crée association.sqlite.
      ruche init --db asso.sqlite --name "Les Abeilles" --country FR \
          --email bureau@example.org --administrator "Ada Lovelace" \
          --year-start 2026-09-01 --bank-account "Crédit coopératif"
      ruche init --json reponses.json
          Les réponses viennent du fichier : {"{"}"name": …, "country": "BE", "email": …, "administrator": …{"}"} ;
          "password", "year_start" et "bank_account" sont facultatifs. Répond
          {"{"}"db": …, "key": "admin", "secret": …, "address": …, "year": …, "bank_account": …{"}"}.
cli-init-done =
    L'association est créée dans { $file }, avec
      l'exercice « { $year } », du { $start } au { $end }
      le compte bancaire { $code }, « { $bank } »

    Clé d'administration de l'API, affichée une seule fois :
      identifiant : { $key }
      secret :      { $secret }

    Pour la mettre en ligne sur { $address } :
    {"  "}{ $serve }
    Puis, dans un autre terminal :
    {"  "}{ $curl }
cli-init-missing = Il manque « { $flag } » : donnez-le en option (--{ $flag }) ou en JSON, ou lancez « ruche init » sur un terminal.
cli-init-bad-json = { $file } : ce n'est pas la réponse attendue, en JSON. { $cause }
cli-init-bad-year = « { $text } » n'est pas le premier jour d'un exercice : écrivez une date, comme 2026-09-01 ou 01/09/2026.
cli-init-given-up = Rien n'a été créé.
cli-init-ask-name = Nom de l'association :
cli-init-ask-country = Pays (FR, BE ou CH) :
cli-init-ask-administrator = Nom de la personne qui l'administre :
cli-init-ask-email = Adresse e-mail :
cli-init-ask-password = Mot de passe de cette personne (facultatif, rien ne s'affiche) :
cli-init-ask-year = Premier jour de l'exercice comptable [{ $usual }] :
cli-init-ask-bank = Nom du compte bancaire [{ $usual }] :
cli-init-usual-bank = Compte courant
