"""Three engines behind one small interface, so that one story runs in all of them."""
