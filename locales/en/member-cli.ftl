# The command “ruche member”.
cli-member =
    Helps a member who can no longer sign in.

    A member is named by number or login.
cli-member-examples =
    Examples:
      ruche member password ada@example.org
      ruche member password 12 --generate
      ruche member remove-factor 12
cli-member-password =
    Gives a member a password.

    It is asked for twice, or read from the first line of standard input. Browsers that remembered the member have to sign in
    again.
cli-member-password-member = Number or login
cli-member-password-generate = Choose the password at random and show it
cli-member-password-remove = Take the password away, and the second factor with it
cli-member-password-json = Answer in JSON, for programs
cli-member-remove-factor =
    Takes away the second factor of a member, with its recovery codes.
cli-member-remove-factor-member = Number or login
cli-member-ask-password = New password:
cli-member-ask-again = Once more:
cli-member-password-set = { $name } has a new password.
cli-member-password-removed = { $name } no longer has a password.
cli-member-factor-removed = { $name } no longer has a second factor.
