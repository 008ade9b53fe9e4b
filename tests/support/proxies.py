"""nginx and Caddy in front of the product, run from the examples in `config/` as they stand.

Only what belongs to the machine is substituted: addresses and ports, the server's name, paths of certificates and logs.
"""

from __future__ import annotations

import getpass
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.support.certificates import Certificates
from tests.support.mail_server import free_port
from tests.support.processes import ROOT, children_of

NAME_IN_EXAMPLES = "anmalan.example.se"
BACKEND_IN_EXAMPLES = "127.0.0.1:8000"
ADVICE = "nginx, Caddy and openssl are not all here. Install them (Debian, Ubuntu: apt-get install nginx caddy openssl)"

#: What stands around the example on a machine: Debian's nginx.conf includes it in `http`.
NGINX_MAIN = """
daemon off;
user {user};
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
worker_processes 1;
events {{ worker_connections 256; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    gzip on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/eventapp.conf;
}}
"""


@dataclass
class Proxy:
    """A running proxy and the ports it listens on."""

    process: subprocess.Popen[bytes]
    folder: Path
    https_port: int
    http_port: int

    def logged(self) -> str:
        """Return everything that it has written about requests and errors."""
        return "".join(path.read_text(errors="replace") for path in self.folder.glob("*.log"))

    def change(self, found: str, put: str) -> None:
        """Put something else into nginx's configuration and have it read anew; for planted faults."""
        path = self.folder / "eventapp.conf"
        assert found in path.read_text()
        path.write_text(path.read_text().replace(found, put))
        before = set(children_of(self.process.pid))
        self.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 20
        while before & set(children_of(self.process.pid)):
            assert time.monotonic() < deadline, self.logged()
            time.sleep(0.05)

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(10)


def find(program: str) -> str | None:
    """Return where a program is; servers stand in sbin, which not everybody has on the PATH."""
    return shutil.which(
        program, path=os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))
    )


def start_proxy(
    kind: str, folder: Path, name: str, backend: str, certificates: Certificates, https_port: int
) -> Proxy:
    """Start `nginx` or `caddy` for a server name in front of a backend (`host:port`)."""
    folder.mkdir()
    http_port = free_port()
    write = {"nginx": _write_nginx, "caddy": _write_caddy}[kind]
    example = (ROOT / "config" / {"nginx": "nginx.conf", "caddy": "Caddyfile"}[kind]).read_text()
    settled = example.replace(BACKEND_IN_EXAMPLES, backend)
    command = write(settled, folder, name, certificates, https_port, http_port)
    with (folder / "output.log").open("wb") as output:
        process = subprocess.Popen(
            [find(kind) or kind, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)},
            start_new_session=True,
        )
    proxy = Proxy(process, folder, https_port, http_port)
    _wait_until_listening(proxy)
    return proxy


def _write_nginx(
    example: str, folder: Path, name: str, certificates: Certificates, https_port: int, http_port: int
) -> list[str]:
    # Where IPv6 is off, `[::]` cannot be listened on; another address of the same machine stands for it.
    for port, wanted in ((80, http_port), (443, https_port)):
        example = example.replace(f"listen {port}", f"listen 127.0.0.1:{wanted}")
        example = example.replace(f"listen [::]:{port}", f"listen 127.0.0.2:{wanted}")
    example = re.sub(r"ssl_certificate \S+;", f"ssl_certificate {certificates.certificate};", example)
    example = re.sub(r"ssl_certificate_key \S+;", f"ssl_certificate_key {certificates.key};", example)
    example = example.replace("/var/log/nginx", str(folder)).replace(NAME_IN_EXAMPLES, name)
    (folder / "eventapp.conf").write_text(example)
    (folder / "main.conf").write_text(NGINX_MAIN.format(folder=folder, user=getpass.getuser()))
    return ["-p", str(folder), "-e", str(folder / "start.log"), "-c", str(folder / "main.conf")]


def _write_caddy(
    example: str, folder: Path, name: str, certificates: Certificates, https_port: int, http_port: int
) -> list[str]:
    ports = f"http_port {http_port}\n\thttps_port {https_port}\n\tdefault_bind 127.0.0.1\n\tadmin off"
    example = example.replace("http_port 80\n\thttps_port 443", ports)
    own = f"tls {certificates.certificate} {certificates.key}"
    example = re.sub(r"# tls \S+ \S+", own, example).replace(NAME_IN_EXAMPLES, name)
    (folder / "Caddyfile").write_text(example)
    return ["run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


def _wait_until_listening(proxy: Proxy, timeout: float = 60) -> None:
    deadline = time.monotonic() + timeout
    while proxy.process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", proxy.https_port), timeout=0.5):
            return
        time.sleep(0.05)
    raise AssertionError(f"the proxy does not listen:\n{proxy.logged()}")
