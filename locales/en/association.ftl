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
setting-wrong = “{ $name }”: the value “{ $value }” does not fit.
