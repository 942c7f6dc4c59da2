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

admin-forgotten = Forgotten password
admin-forgotten-help = We send you a link to choose another one. It can be used once, within an hour.
admin-forgotten-button = Receive the link
admin-choose-password = Choose a password
admin-new-password-help = You will then sign in with it.
admin-new-password-button = Choose this password
admin-new-password = New password
admin-new-password-again = The same once more
admin-new-password-rule = At least eight characters. Three or four unrelated words make a good password.
admin-link-code = Code of the link
admin-link-code-help = The letters and digits at the end of the link that you received by e-mail.
admin-back-to-sign-in = Back to signing in
admin-done-link-asked = If this login is known, a link is on its way to the member's e-mail address.
admin-done-password-chosen = Your password is chosen. You can sign in.

# Words of everywhere
admin-yes = Yes
admin-no = No
admin-never = Never
admin-name = Name
admin-date = Date
admin-amount = Amount
admin-edit = Edit
admin-change = Change
admin-see = See
admin-save = Save
admin-cancel = Cancel
admin-actions = Actions
admin-filter = Filter
admin-filter-none = Show everything
admin-filter-words = Name, phone, number…
admin-previous = Previous
admin-next = Next
admin-export = Export:
admin-said = { $sentence }

# Members
admin-members = Members
admin-members-count = { $count ->
    [0] No member
    [one] { $count } member
   *[other] { $count } members
}
admin-members-none = There is nobody here yet. Add a member, or import a list.
admin-members-none-found = Nobody matches. Try fewer words, or all categories.
admin-member = Member
admin-member-new = New member
admin-member-create = Add this member
admin-member-edit-of = Edit the record of { $name }
admin-member-data = Record
admin-member-subscriptions = Activities and fees
admin-member-no-subscription = No subscription.
admin-member-access = Signing in
admin-member-last-login = Last sign-in
admin-member-delete = Delete this member
admin-member-delete-title = Delete { $name }?
admin-member-delete-what = The record, the subscriptions and the documents of this member go. The entries stay in the books, no longer linked to the member.
admin-member-delete-instead = This cannot be taken back. To keep track of a person who left, change the category instead.
admin-category = Category
admin-category-hidden = hidden
admin-categories-visible = Visible categories
admin-categories-all = All categories
admin-history = History
admin-history-none = Nothing has changed since the history is kept.
admin-action-created = Created
admin-action-changed = Changed
admin-action-deleted = Deleted
admin-action-anonymised = Anonymised
admin-subscribe = Subscribe
admin-subscribe-title = Subscribe { $name }
admin-offer = Activity and fee
admin-date-begin = From
admin-cash = Take payment
admin-payment-title = Take the payment of { $name }
admin-means = Received on
admin-payment-reference = Number of the cheque or transfer
admin-payment-reference-help = Optional. Helps to find it on the bank statement.
admin-state-current = current
admin-state-over = over
admin-state-endless = without end
admin-paid = paid
admin-unpaid = to be paid
admin-left-to-pay = { $name } left
admin-done-member-saved = The record is saved.
admin-done-member-created = The member is added.
admin-done-member-deleted = The member is deleted.
admin-done-subscribed = The subscription is taken.
admin-done-paid = The payment is taken and its entry is in the books.

# My account
admin-me = My account
admin-me-intro = What the association knows of you, and how you sign in.
admin-me-data = My data
admin-me-no-data = The association shows no data here.
admin-me-safety = Signing in and safety
admin-password-title = Change the password
admin-password-about = Change it if somebody may have seen it.
admin-password-change = Change the password
admin-password-ends-sessions = Your other devices will be signed out.
admin-current-password = Present password
admin-factor-on = On: a code is asked for beside the password.
admin-factor-off = Off: the password is enough to enter.
admin-factor-needed = Your category asks for a second factor. Set it up to go on.
admin-factor-set-up = Set up
admin-factor-why = With a code of your phone beside the password, a stolen password is not enough.
admin-factor-step-scan = 1. Scan this picture with an application for codes
admin-factor-by-hand = Or type this secret into the application:
admin-factor-step-code = 2. Type the code that it shows
admin-factor-code = Six-digit code
admin-factor-existing-help = Your password is asked for each of these actions.
admin-factor-remove = Remove the second factor
admin-codes-renew = Make new recovery codes
admin-codes-title = Your recovery codes
admin-codes-help = Keep them in a safe place: each replaces the code of the phone once. They are not shown again.
admin-codes-kept = I have kept them
admin-sessions = Where I am signed in
admin-sessions-about = The devices and programs that use your account.
admin-sessions-end-others = Sign out the others
admin-session-where = Device
admin-session-address = Address
admin-session-last = Last seen
admin-session-this = this device
admin-session-remembered = stays signed in
admin-session-program = A program
admin-session-end = Sign out
admin-session-end-of = Sign out { $name }
admin-done-password-changed = Your password is changed.
admin-done-factor-removed = The second factor is removed.
admin-done-session-ended = The device is signed out.
admin-done-sessions-ended = The other devices are signed out.

# Home
admin-home-find = Find a member
admin-home-paid = Members who are up to date
admin-home-of = { $count ->
    [one] of { $count }
   *[other] of { $count }
}
admin-home-members = See the members
admin-home-money = In banks and cash
admin-home-months = Revenue and expense
admin-home-months-table = Month by month
admin-home-revenue = { $name } of revenue
admin-home-expense = { $name } of expense
admin-month = Month
admin-revenue = Revenue
admin-expense = Expense
admin-todo = To do
admin-todo-nothing = Nothing is pressing.
admin-todo-unpaid = { $count ->
    [one] { $count } fee to be paid
   *[other] { $count } fees to be paid
}
admin-todo-unpaid-about = Taken and not paid yet.
admin-todo-expired = { $count ->
    [one] { $count } subscription is over
   *[other] { $count } subscriptions are over
}
admin-todo-expired-about = Not renewed yet.
admin-todo-jobs = { $count ->
    [one] { $count } job given up
   *[other] { $count } jobs given up
}
admin-todo-jobs-about = The server tried several times. “ruche jobs” shows them.
admin-todo-backup-none = No automatic backup
admin-todo-backup-old = { $count ->
    [one] Last backup { $count } day ago
   *[other] Last backup { $count } days ago
}
admin-todo-backup-about = The server makes one on each day on which the data change.

# Subscriptions
admin-subscriptions = Subscriptions
admin-subscriptions-count = { $count ->
    [0] No subscription
    [one] { $count } subscription
   *[other] { $count } subscriptions
}
admin-subscriptions-none = Nobody in this list.
admin-dates = Dates
admin-left = Left to pay
admin-cash-of = Take payment of { $name }
admin-list-all = All
admin-list-active = Up to date
admin-list-unpaid = To be paid
admin-list-expired = Over

# Import
admin-import = Import members
admin-import-link = Import
admin-import-review = What the file would change
admin-import-intro = An ODS, XLSX or CSV file as it is: one line a person, the names of the columns on top.
admin-import-file = File
admin-import-file-help = Drop it here or choose it.
admin-import-mode = People who are known already
admin-import-mode-auto = Complete those with the same number, add the others
admin-import-mode-create = Add everybody
admin-import-mode-update = Only complete those who are there
admin-import-nothing-yet = Nothing changes yet: you will see each change first.
admin-import-look = See what would change
admin-import-other-file = Another file
admin-import-refused = Nothing was imported
admin-import-errors = To be corrected in the file first
admin-import-line = Line
admin-import-warnings = To be checked
admin-import-columns = The columns of the file
admin-import-not-read = not read
admin-import-created = Added
admin-import-changed = Changed
admin-import-unchanged = Unchanged
admin-import-emptied = emptied
admin-import-can-be-undone = Everything is done at once, and undone at once.
admin-import-do = Import exactly this
admin-import-gone = This file does not wait any more: send it once more.
admin-import-too-many = Too many files wait for a decision. Try again in some minutes.
admin-done-imported = The file is imported.
admin-done-import-undone = The import is undone: everything is as before.
