"""Federations, commitments and the declaration notice, organisers, roles and sign-in."""
