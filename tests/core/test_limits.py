"""What counts as one network and one mailbox, and that nothing counts otherwise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eventapp.core.limits import mailbox_of, network_of

PACKAGE = Path(__file__).parents[2] / "eventapp"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::ffff:c000:207", "192.0.2.7"),
        ("64:ff9b::c000:207", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_network_is_one_ipv4_address_or_one_ipv6_64(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("kim@example.se", "kim@example.se"),
        ("kim+demo@example.se", "kim@example.se"),
        ("kim+a+b@example.se", "kim@example.se"),
        ("k.im@example.se", "k.im@example.se"),
        ("k.i.m+x@gmail.com", "kim@gmail.com"),
        ("kim@googlemail.com", "kim@gmail.com"),
        ("+tag@example.se", "+tag@example.se"),
        ("...@gmail.com", "...@gmail.com"),
    ],
)
def test_tags_and_dots_that_say_nothing_lead_to_one_mailbox(address, mailbox):
    assert mailbox_of(address) == mailbox


def test_no_other_file_reads_the_address_of_a_visitor():
    reads = re.compile(r"remote_addr|REMOTE_ADDR|access_route|X-Forwarded-For|X-Real-IP", re.IGNORECASE)
    readers = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if reads.search(path.read_text(encoding="utf-8"))
    }
    assert readers == {"core/limits.py"}
