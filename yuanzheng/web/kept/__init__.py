"""What the site itself remembers, in `web.sqlite`: accounts, sessions, links, who did what."""
