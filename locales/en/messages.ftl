# Messages to members.
mailing-unknown = There is no group message number { $id }.
mailing-recipient-unknown = This message has no recipient number { $id }.
mailing-sent = This message was sent on { $moment }: it no longer changes and goes out only once.
mailing-subject-missing = The subject of the message is missing.
mailing-subject-short = The subject is too short: it takes at least { $least } characters.
mailing-too-long = "{ $name }" is too long: { $limit } bytes at most.
mailing-sender-both = "sender_name" and "sender_email" go together: give both, or none to write in the association's name.
mailing-target = Say whom to write to by one of these parameters alone: all=1, id_category, id_service, search, users.
mailing-no-service = The activity { $id } does not exist.
mailing-no-recipient = Nobody is meant, or nobody has an e-mail address.
mailing-no-body = The message has no text yet.
mailing-too-soon = Most recipients had a group message within the last { $days } days. To send it nevertheless: again=1.
mailing-template-open = A condition of the text is not closed: "{"{{"}/if{"}}"}" is missing.
mailing-template-unknown = The text holds an unknown construct: { $construct }
personal-no-address = This person has no e-mail address.
personal-no-own-address = Your record has no e-mail address: the person could not answer you.
address-which = This person has several addresses: give "email".
address-not-theirs = This person does not have this address.
address-writable = This address receives messages: there is nothing to confirm.
address-too-soon = A message was sent to this address within the last fifteen days, or waits for it.
address-no-site = The link to confirm needs the address of the site: set "site_url".
