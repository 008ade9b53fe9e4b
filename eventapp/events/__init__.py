"""Events, hosts, sessions, questions, seat pools, publishing and the public calendar pages."""
