# The administration
admin-skip = Skip to the content
admin-menu = Main menu
admin-menu-members = Members
admin-menu-accounting = Accounting
admin-menu-rest = More
admin-shortcuts = Shortcuts
admin-breadcrumbs = Breadcrumbs
admin-search = Search
admin-search-members = Search a member: name, phone, number…
admin-undo = Undo
admin-required = (required)
admin-back = Back to the start
admin-form-refused = To be corrected
admin-not-found = There is no page at this address.
admin-not-found-title = Page not found
admin-forbidden-title = This page is not for you
admin-refused-title = This is not possible
admin-failed-title = Something went wrong
admin-home = Home
admin-hello = Hello { $name }

# Signing in
admin-sign-in = Sign in
admin-sign-in-button = Sign in
admin-sign-out = Sign out
admin-login-name = Login or e-mail address
admin-password = Password
admin-remember = Stay signed in for three months
admin-remember-help = Only on a device of your own.
admin-password-forgotten = Forgotten password?
admin-to-site = To the website
admin-code = Second factor
admin-code-label = Six-digit code
admin-code-help = From your application, or a recovery code.
admin-code-button = Continue
admin-code-by-mail = Receive a code by e-mail
admin-code-again = Start again
