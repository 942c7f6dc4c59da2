cli-field =
    Manages the fields of the members' record.

    Each association has its own fields. Changing them adapts the tables of the database, without losing a record. These commands also work while the server runs: it knows at the next request.
cli-field-examples =
    Examples:
      ruche field list
      ruche field add trade --type text --label "Trade"
      ruche field add wishes --type multiple --label "Wishes" --choice Singing --choice Cooking
      ruche field move trade 3
cli-field-list =
    Lists the fields in their order.

    For each: its place, its unique name, its type, its label; * if it is required.
cli-field-list-json = Answer in JSON, for programs
cli-field-add =
    Adds a field after the others.

    Types: text, textarea, email, url, tel, date, datetime, month, year, number, decimal, checkbox, boolean, select, multiple, datalist, country, file, virtual.
cli-field-add-name = Unique name: lower-case letters without accents, digits and underscores
cli-field-add-field-type = Type of value
cli-field-add-label = Label, shown to people and above columns
cli-field-add-help-text = Help shown near the field
cli-field-add-required = Make the field required
cli-field-add-in-lists = Show the field in lists
cli-field-add-choices = A choice that is offered; to be repeated, in order
cli-field-add-expression = SQL expression of a computed field (virtual)
cli-field-change =
    Changes a field, but its name and type.

    Give all the choices to keep, in order: those that members hold cannot go.
cli-field-change-name = Unique name of the field
cli-field-change-label = New label
cli-field-change-help-text = New help; empty to remove it
cli-field-change-required = Make the field required, or not
cli-field-change-in-lists = Show the field in lists, or not
cli-field-change-choices = A choice that is offered; to be repeated, in order
cli-field-change-expression = New SQL expression of a computed field (virtual)
cli-field-remove =
    Removes a field, with the values of all members.

    The fields that the program needs (number, name, login, password) cannot be removed.
cli-field-remove-name = Unique name of the field
cli-field-remove-with-values = Remove it even if members hold a value, which will be lost
cli-field-move = Moves a field.
cli-field-move-name = Unique name of the field
cli-field-move-position = New place, from 1 on
cli-field-done = Field { $name }: done.
