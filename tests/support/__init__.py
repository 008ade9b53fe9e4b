"""What the suite stands on: real databases, a mail server, a browser and the product's own processes."""
