"""iCalendar documents, iTIP messages and feeds; knows calendars, knows no registrations."""
