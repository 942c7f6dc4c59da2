# "ruche key": limits of keys, new secrets.
cli-key-change =
    Changes a key: its level, its scopes, its end, its networks, who answers for it.

    Only what is given changes. The secret stays the same.
cli-key-change-name = Name of the key
cli-key-change-examples =
    Examples:
      ruche key change till --scope accounting:read --network 192.0.2.0/24
      ruche key change till --supervisor treasurer@example.org --remind-months 2
cli-key-rotate =
    Gives a key a new secret and prints it, only once.

    The former secret is good for the time of --keep too, so that programs can be changed one after the other.
cli-key-rotate-name = Name of the key
cli-key-rotate-keep = How long the former secret is good: 7d by default, 0 for not at all
cli-key-rotate-examples =
    Examples:
      ruche key rotate till
      ruche key rotate till --keep 0
cli-key-renew =
    Creates a key like another one, and prints its secret, only once.

    What is not given is as it was; the new key lasts twelve months unless --expires says otherwise. The former key stays as it is.
cli-key-renew-name = Name of the former key
cli-key-renew-new-name = Name of the new key; by default that of the former one with a number
cli-key-renew-examples =
    Examples:
      ruche key renew till
      ruche key renew till --new-name till_2027 --expires 2027-12-31
cli-key-check =
    Reads a secret from standard input and says whether it opens a key.

    If it does not, the command says whether the secret was mistyped: those of Ruche have characters that check the others.
cli-key-check-name = Name of the key
cli-key-check-examples =
    Example:
      ruche key check till < secret.txt
cli-key-changed = The key "{ $name }" is changed.
cli-key-former-until = The former secret is good until { $moment }.
cli-key-last-use-from = last used on { $moment } from { $address }
cli-key-check-right = This secret opens the key "{ $name }".
cli-key-check-wrong = This secret does not open the key "{ $name }".
cli-key-check-mistyped = This secret was mistyped or cut: its last characters do not fit the others.
cli-key-create-preset = Usual kind of key instead of a level: read_everything, read_books, read_members, import_members, edit_website, full
cli-key-create-scope = Scope, several times if need be: members:read, accounting:*, *
cli-key-create-expires = End of validity: 2026-12-31 (that day included), "2026-12-31 18:00", a duration (90d, 6mo, 1y) or never
cli-key-create-network = Address or network from which the key is accepted, several times if need be: 192.0.2.0/24
cli-key-create-supervisor = E-mail address of whoever answers for the key; it hears of its coming end
cli-key-create-recipient = Second address that hears of the coming end
cli-key-create-remind-months = From how many months before the end these addresses are written to, weekly; 0 for never
cli-key-change-level = What the key allows
cli-key-change-preset = Usual kind of key instead of a level: read_everything, read_books, read_members, import_members, edit_website, full
cli-key-change-scope = Scope, several times if need be: members:read, accounting:*, *
cli-key-change-label = Description, to find one's way; the name by default
cli-key-change-expires = End of validity: 2026-12-31 (that day included), "2026-12-31 18:00", a duration (90d, 6mo, 1y) or never
cli-key-change-network = Address or network from which the key is accepted, several times if need be: 192.0.2.0/24
cli-key-change-supervisor = E-mail address of whoever answers for the key; it hears of its coming end
cli-key-change-recipient = Second address that hears of the coming end
cli-key-change-remind-months = From how many months before the end these addresses are written to, weekly; 0 for never
cli-key-renew-level = What the key allows
cli-key-renew-preset = Usual kind of key instead of a level: read_everything, read_books, read_members, import_members, edit_website, full
cli-key-renew-scope = Scope, several times if need be: members:read, accounting:*, *
cli-key-renew-label = Description, to find one's way; the name by default
cli-key-renew-expires = End of validity: 2026-12-31 (that day included), "2026-12-31 18:00", a duration (90d, 6mo, 1y) or never
cli-key-renew-network = Address or network from which the key is accepted, several times if need be: 192.0.2.0/24
cli-key-renew-supervisor = E-mail address of whoever answers for the key; it hears of its coming end
cli-key-renew-recipient = Second address that hears of the coming end
cli-key-renew-remind-months = From how many months before the end these addresses are written to, weekly; 0 for never
