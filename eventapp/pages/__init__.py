"""What the site says about itself: the undertaking, accessibility, personal data, cookies, conduct, contact."""
