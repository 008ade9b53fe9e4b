"""Passwords."""

import statistics
import time

from eventapp.federations.passwords import hash_password, is_outdated, password_fits


def test_hash_is_argon2id_at_the_installation_s_cost(session, app):
    app.config.update(ARGON2_TIME_COST=2, ARGON2_MEMORY_COST=128)
    assert hash_password("en lång mening").startswith("$argon2id$v=19$m=128,t=2,p=1$")


def test_only_the_right_password_fits(session):
    stored = hash_password("en lång mening å")
    assert password_fits(stored, "en lång mening å")
    assert not password_fits(stored, "en lång mening a")
    assert not password_fits(None, "en lång mening å")
    assert not password_fits("no hash", "en lång mening å")


def test_hash_of_another_cost_is_outdated(session, app):
    stored = hash_password("en lång mening")
    assert not is_outdated(stored)
    app.config["ARGON2_MEMORY_COST"] = 128
    assert is_outdated(stored)


def test_unknown_takes_as_long_as_wrong(session, app):
    app.config.update(ARGON2_TIME_COST=2, ARGON2_MEMORY_COST=8192)
    stored = hash_password("en lång mening")
    known, unknown = [], []
    for _ in range(15):
        known.append(_seconds(stored))
        unknown.append(_seconds(None))
    assert statistics.median(known) < 2 * statistics.median(unknown) < 4 * statistics.median(known)


def _seconds(stored):
    begun = time.thread_time()
    password_fits(stored, "fel lösenord")
    return time.thread_time() - begun
