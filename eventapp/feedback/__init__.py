"""What people tell us without saying who they are: of an event to its hosts, of the site to those who run it."""
