# The association's public site.

site-skip = Skip to content
site-menu = Site menu
site-search = Search
site-search-label = Search this site
site-home = Home
site-breadcrumbs = Breadcrumb
site-categories = Sections
site-recent = Latest pages
site-subcategories = Subsections
site-pages = Pages
site-published = Published on
site-modified = updated on
site-pictures = Pictures
site-files = Files
site-empty = This site has no page yet.
site-empty-category = There is nothing here yet.
site-paging = Other pages of the list
site-newer = Newer
site-older = Older
site-feed = Follow what is new (Atom)
site-powered = Site served by Ruche
site-table = Table
site-frame = Content of another site
site-film = Watch the video
site-search-title = Search
site-search-help = Write one or more words: the pages found hold all of them.
site-results =
    { $count ->
        [0] No page holds “{ $question }”.
        [one] One page found for “{ $question }”.
       *[other] { $count } pages found for “{ $question }”.
    }
site-not-found-title = Page not found
site-not-found = There is nothing at this address. The page may have been moved or removed.
site-not-found-help = You can search for it or go back to the home page.
site-members-title = A page for members
site-members = Only members of the association can see this page, once logged in.
site-members-help = Members cannot log in on this site yet: until then, please ask the association.
site-off = This association has no public site at the moment.
site-method-title = Impossible request
site-method = This site is for reading: this address only takes GET and HEAD.
site-failure-title = Something went wrong
site-date = { $day } { $month } { $year }
site-month-1 = January
site-month-2 = February
site-month-3 = March
site-month-4 = April
site-month-5 = May
site-month-6 = June
site-month-7 = July
site-month-8 = August
site-month-9 = September
site-month-10 = October
site-month-11 = November
site-month-12 = December
