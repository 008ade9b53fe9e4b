"""A whole mail system on loopback: Postfix twice, Dovecot, OpenDKIM and OpenDMARC, in a folder of its own.

`anmalan.test` is the product's installation, which signs what goes out and looks at the proofs of what comes in;
`kund.test`, `arbete.test` and `person.example` are the participants'. All of it runs in the foreground, with its own
certificate authority and name server; the machine's own configuration and services are left alone.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.certificates import make_certificates
from tests.support.dns_responder import DnsResponder
from tests.support.mail_server import free_ports

TEMPLATES = Path(__file__).parent / "mail_system_config"
OURS, THEIRS = "anmalan.test", ("kund.test", "arbete.test", "person.example")
DOMAINS = (OURS, *THEIRS)
SENDER, REPLY = f"anmalan@{OURS}", f"svar@{OURS}"
PASSWORD = "hemligt-ord"
#: The selector of all DKIM keys.
SELECTOR = "post"
PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))
PROGRAMS = ("postfix", "dovecot", "opendkim", "opendmarc", "openssl", "unshare")
ADVICE = (
    "the mail system is not tested: it needs root, and postfix, dovecot, opendkim and opendmarc"
    " (`make test-heavy` installs them)"
)
#: Ports of a Postfix installation, by what stands in master.cf.
SERVICES = ("incoming", "dkim_only", "submission", "submissions", "bare", "signing")
MAILBOXES = {
    OURS: ("anmalan", "svar", "kansli"),
    "kund.test": tuple(f"kund{number}" for number in range(10)),
    "arbete.test": ("arbete",),
    "person.example": ("drift", "kansli", "kim", "robin", "sam", "ek"),
}


def missing() -> str | None:
    """Return why it cannot be started here; None where it can."""
    if os.geteuid() != 0 or not all(shutil.which(program, path=PATH) for program in PROGRAMS):
        return ADVICE
    # OpenDMARC asks the name server of /etc/resolv.conf, which is another file for it alone.
    allowed = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False)
    return None if allowed.returncode == 0 else f"{ADVICE}, and the right to mount"


@dataclass
class Postfix:
    """One installation."""

    name: str
    folder: Path
    ports: dict[str, int] = field(default_factory=lambda: dict(zip(SERVICES, free_ports(6), strict=True)))

    def reload(self) -> None:
        """Read the maps again."""
        run("postfix", "-c", str(self.folder), "reload")

    def stop(self) -> None:
        """End it and its daemons."""
        run("postfix", "-c", str(self.folder), "stop", check=False)


class MailSystem:
    """The servers; `settings` gives what the product needs to use them."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mail-"))
        # Postfix, Dovecot and the filters give up their rights and must still get here.
        self.folder.chmod(0o755)
        self.ports = dict(zip(("imaps", "signer", "verifier", "dmarc"), free_ports(4), strict=True))
        self.ours = Postfix(OURS, self.folder / "ours")
        self.theirs = Postfix("kund.test", self.folder / "theirs")
        self._processes: list[subprocess.Popen[bytes]] = []
        self._dns: DnsResponder | None = None

    def settings(self, *, username: str = SENDER, service: str = "submission") -> dict[str, str]:
        """Return the environment variables of a process that sends and reads its mail here; no name, no sign-in."""
        return {
            "SSL_CERT_FILE": str(self.folder / "authority.pem"),
            "EVENTAPP_MAIL_SERVER": "localhost",
            "EVENTAPP_MAIL_PORT": str(self.ours.ports[service]),
            "EVENTAPP_MAIL_USERNAME": username,
            "EVENTAPP_MAIL_PASSWORD": PASSWORD if username else "",
            "EVENTAPP_MAIL_USE_TLS": "true" if service == "submission" else "false",
            "EVENTAPP_MAIL_USE_SSL": "true" if service == "submissions" else "false",
            "EVENTAPP_MAIL_DEFAULT_SENDER": SENDER,
            "EVENTAPP_REPLY_ADDRESS": REPLY,
            "EVENTAPP_REPLY_AUTHSERV_ID": f"mx.{OURS}",
            "EVENTAPP_REPLY_IMAP_HOST": "localhost",
            "EVENTAPP_REPLY_IMAP_PORT": str(self.ports["imaps"]),
            "EVENTAPP_REPLY_IMAP_USERNAME": REPLY,
            "EVENTAPP_REPLY_IMAP_PASSWORD": PASSWORD,
        }

    def mails(self, address: str, folder: str = "INBOX") -> list[bytes]:
        """Return the mails of a mailbox as they were delivered, oldest first."""
        box = self._maildir(address) / ("" if folder == "INBOX" else f".{folder}")
        found = [path for part in ("new", "cur") for path in (box / part).glob("[!.]*")]
        return [path.read_bytes() for path in sorted(found, key=lambda path: path.name)]

    def empty(self) -> None:
        """Take all mail away: out of the queues, also what is on its way, and then out of the mailboxes."""
        for postfix in (self.ours, self.theirs):
            run("postsuper", "-c", str(postfix.folder), "-d", "ALL", check=False)
            wait_until(lambda queue=postfix: not run("postqueue", "-c", str(queue.folder), "-j"), "the queue")
        for path in (self.folder / "boxes").glob("*/*/Maildir/**/*"):
            if path.parent.name in {"new", "cur"}:
                path.unlink(missing_ok=True)

    def send(self, mail: bytes, sender: str, *recipients: str, is_signed: bool = True) -> None:
        """Send a mail through the participants' server, with or without a signature of the domain in From."""
        port = self.theirs.ports["signing" if is_signed else "bare"]
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
            client.sendmail(sender, recipients or (REPLY,), mail)

    def send_directly(self, mail: bytes, sender: str, service: str = "incoming") -> None:
        """Hand a mail to our server as any machine may, to a service that looks at proofs."""
        with smtplib.SMTP("127.0.0.1", self.ours.ports[service], timeout=20) as client:
            client.sendmail(sender, [REPLY], mail)

    def let_send(self, *addresses: str, username: str = SENDER) -> None:
        """Let a login send as these addresses and no others."""
        lines = "".join(f"{address} {username}\n" for address in addresses)
        (self.ours.folder / "senders").write_text(lines)
        self.ours.reload()

    def dkim_key(self, domain: str) -> Path:
        """Return the private key of a domain."""
        return self.folder / f"{domain}.key"

    def come_up(self) -> None:
        """Start everything and return when each port answers."""
        make_certificates(self.folder, "localhost")
        self._make_dkim()
        self._write_dovecot()
        self._write_filters()
        self._write_postfix(self.ours, (OURS,), self.theirs)
        self._write_postfix(self.theirs, THEIRS, self.ours)
        self._start_all()
        ports = [*self.ports.values(), *self.ours.ports.values(), *self.theirs.ports.values()]
        for port in ports:
            wait_until(lambda port=port: _listens(port), f"port {port} ({self.logs()[-3000:]})")

    def go_down(self) -> None:
        """End everything and take the folder away."""
        for postfix in (self.ours, self.theirs):
            postfix.stop()
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
        if self._dns is not None:
            self._dns.go_down()
        shutil.rmtree(self.folder, ignore_errors=True)

    def logs(self) -> str:
        """Return what the servers have written."""
        return "\n".join(
            path.read_text(errors="replace")
            for path in sorted(self.folder.glob("**/*.log"))
            if path.is_file()
        )

    def _maildir(self, address: str) -> Path:
        local, _at, domain = address.partition("@")
        return self.folder / "boxes" / domain / local / "Maildir"

    def _make_dkim(self) -> None:
        """Make a key for each domain and the records that a name server would have."""
        records = {f"_dmarc.{domain}": "v=DMARC1; p=none" for domain in DOMAINS}
        for domain in DOMAINS:
            key = self.dkim_key(domain)
            run("openssl", "genrsa", "-out", str(key), "2048")
            public = run("openssl", "rsa", "-in", str(key), "-pubout").splitlines()
            records[f"{SELECTOR}._domainkey.{domain}"] = f"v=DKIM1; k=rsa; p={''.join(public[1:-1])}"
        self._write(self.folder / "records", (f"{name} {text}" for name, text in records.items()))
        keys = (f"{domain} {domain}:{SELECTOR}:{self.dkim_key(domain)}" for domain in DOMAINS)
        self._write(self.folder / "key-table", keys)
        self._write(self.folder / "signing-table", (f"{domain} {domain}" for domain in DOMAINS))
        self._write(self.folder / "nobody", ["192.0.2.1"])
        self._dns = DnsResponder(records)
        self._write(self.folder / "resolv.conf", [f"nameserver {self._dns.address}"])

    def _write_dovecot(self) -> None:
        addresses = [f"{local}@{domain}" for domain, locals_ in MAILBOXES.items() for local in locals_]
        self._write(self.folder / "users", (f"{address}:{{PLAIN}}{PASSWORD}" for address in addresses))
        boxes = self.folder / "boxes"
        boxes.mkdir()
        shutil.chown(boxes, "mail", "mail")
        self._fill("dovecot.conf", self.folder / "dovecot.conf", {"imaps": str(self.ports["imaps"])})

    def _write_filters(self) -> None:
        filters = {"opendkim-sign": "signer", "opendkim-verify": "verifier", "opendmarc": "dmarc"}
        for name, port in filters.items():
            self._fill(f"{name}.conf", self.folder / f"{name}.conf", {"port": str(self.ports[port])})

    def _write_postfix(self, postfix: Postfix, domains: Iterable[str], other: Postfix) -> None:
        postfix.folder.mkdir()
        for name in ("queue", "data"):
            (postfix.folder / name).mkdir()
        shutil.chown(postfix.folder / "data", "postfix")
        addresses = [f"{local}@{domain}" for domain in domains for local in MAILBOXES[domain]]
        self._write(postfix.folder / "mailboxes", (f"{address} yes" for address in addresses))
        others = (domain for domain in DOMAINS if domain not in set(domains))
        way = f"smtp:[127.0.0.1]:{other.ports['incoming']}"
        self._write(postfix.folder / "transport", (f"{domain} {way}" for domain in others))
        self._write(postfix.folder / "senders", (f"{address} {SENDER}" for address in (SENDER, REPLY)))
        verifier, dmarc = (f"inet:127.0.0.1:{self.ports[name]}" for name in ("verifier", "dmarc"))
        values = {
            "folder": str(postfix.folder),
            "name": postfix.name,
            "domains": " ".join(domains),
            "verifier": verifier,
            "verifiers": f"{verifier},{dmarc}",
            "signer": f"inet:127.0.0.1:{self.ports['signer']}",
            **{service: str(port) for service, port in postfix.ports.items()},
        }
        for name in ("main.cf", "master.cf"):
            self._fill(name, postfix.folder / name, values)

    def _fill(self, template: str, path: Path, values: Mapping[str, str]) -> None:
        """Write a configuration file with its places filled in."""
        common = {
            "folder": str(self.folder),
            "certificate": str(self.folder / "site.pem"),
            "key": str(self.folder / "site.key"),
            "lmtp": str(self.folder / "lmtp"),
            "auth": str(self.folder / "auth"),
            "mail": str(self.folder / "boxes"),
        }
        text = (TEMPLATES / template).read_text()
        for name, value in {**common, **values}.items():
            text = text.replace(f"{{{{{name}}}}}", value)
        assert "{{" not in text, text
        path.write_text(text)

    def _write(self, path: Path, lines: Iterable[str]) -> None:
        path.write_text("".join(f"{line}\n" for line in lines))

    def _start_all(self) -> None:
        assert self._dns is not None
        self._dns.come_up()
        self._start("dovecot", "-F", "-c", str(self.folder / "dovecot.conf"))
        for name in ("sign", "verify"):
            self._start("opendkim", "-f", "-x", str(self.folder / f"opendkim-{name}.conf"))
        mounted = f"mount --bind {self.folder}/resolv.conf /etc/resolv.conf && exec opendmarc -f -c"
        self._start("unshare", "--mount", "sh", "-c", f"{mounted} {self.folder}/opendmarc.conf")
        for postfix in (self.ours, self.theirs):
            self._start("postfix", "-c", str(postfix.folder), "start-fg")

    def _start(self, *command: str) -> None:
        output = (self.folder / f"{len(self._processes)}-{command[0]}.log").open("ab")
        with output:
            self._processes.append(
                subprocess.Popen(
                    command,
                    env={**os.environ, "PATH": PATH},
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            )


def run(*command: str, check: bool = True) -> str:
    """Run a program of the mail system and return what it says."""
    done = subprocess.run(
        command, env={**os.environ, "PATH": PATH}, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0 or not check, (command, done.stdout, done.stderr)
    return done.stdout


def wait_until(condition: Callable[[], bool], what: str = "it", seconds: float = 40) -> None:
    """Wait for what another process does; fails when it does not happen."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what} never came"
        time.sleep(0.1)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
