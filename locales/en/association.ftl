# The command “ruche association”.
cli-association =
    Shows and changes what the association says of itself.

    Its name, its address, its colours, whether its site is open: the keys of the table “config” of its file. These
    commands also work while the server runs.
cli-association-examples =
    Examples:
      ruche association list
      ruche association set site_disabled 0
      ruche association set color1 '#9c4f15'
      ruche association set org_phone ''
cli-association-list = Lists all keys with their values.
cli-association-list-json = Answer in JSON, for programs
cli-association-set =
    Gives a key a value.

    An empty text takes the value away.
cli-association-set-name = The key
cli-association-set-value = The value; empty to take it away
cli-association-changed = “{ $name }” is changed.
setting-unknown = The key “{ $name }” does not exist, or is not to be changed.
setting-required = “{ $name }” must have a value.
setting-wrong = “{ $name }”: the value “{ $value }” is not accepted.
setting-wrong-boolean = “{ $name }”: the value “{ $value }” is not accepted. Write 0 or 1.
setting-wrong-minimum = “{ $name }”: the value “{ $value }” is not accepted. Write a whole number, { $least } or more.
setting-wrong-integer = “{ $name }”: the value “{ $value }” is not accepted. Write a whole number from { $least } to { $most }.
setting-wrong-category = “{ $name }”: the value “{ $value }” is not accepted. Write the number of a category of members that exists.
setting-wrong-email = “{ $name }”: the value “{ $value }” is not accepted. Write an e-mail address, such as office@example.org.
setting-wrong-currency = “{ $name }”: the value “{ $value }” is not accepted. Write the code of a currency in three capitals (ISO 4217), such as EUR or CHF.
setting-wrong-country = “{ $name }”: the value “{ $value }” is not accepted. Write the code of a country in two capitals (ISO 3166-1), such as FR, BE or CH.
setting-wrong-timezone = “{ $name }”: the value “{ $value }” is not accepted. Write the name of a time zone, such as Europe/Paris.
setting-wrong-colour = “{ $name }”: the value “{ $value }” is not accepted. Write # and six hexadecimal digits, such as #9c4f15.
setting-wrong-word = “{ $name }”: the value “{ $value }” is not accepted. Write one of these words: { $accepted }.
