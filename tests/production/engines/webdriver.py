"""Commands of W3C WebDriver, over HTTP to a driver (WebKit) or over Firefox's own Marionette, which has the same."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from abc import abstractmethod
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

from tests.production.engines.engine import FIND, BrowserError, Engine
from tests.support.mail_server import free_port

#: Key of an element's id in answers (W3C WebDriver 12).
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
CAPABILITIES: dict[str, Any] = {"acceptInsecureCerts": True}
MINI_BROWSERS = ("/usr/lib/*/webkit2gtk-4.*/MiniBrowser", "/usr/libexec/webkit2gtk-4.*/MiniBrowser")
PREFERENCES = """
user_pref("app.update.enabled", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("intl.accept_languages", "sv-SE, sv");
user_pref("marionette.port", {port});
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
"""


class Remote(Engine):
    """A browser that takes the commands of WebDriver."""

    def open(self, address: str) -> None:
        """Open an address and wait for its page."""
        self._navigate(address)

    def run(self, script: str, *arguments: Any) -> Any:
        """Run the body of a function in the page."""
        return self._execute(script, list(arguments))

    def click(self, css: str, text: str) -> None:
        """Click the element."""
        self._on_element(self._find(css, text), "click", {})

    def write(self, css: str, text: str) -> None:
        """Write into a field, key by key."""
        field = self._find(css, "")
        self._on_element(field, "clear", {})
        self._on_element(field, "value", {"text": text})

    @abstractmethod
    def _navigate(self, address: str) -> None: ...

    @abstractmethod
    def _execute(self, script: str, arguments: list[Any]) -> Any: ...

    @abstractmethod
    def _on_element(self, element: str, command: str, parameters: dict[str, Any]) -> None: ...

    def _find(self, css: str, text: str) -> str:
        found = self.run(FIND, css, text)
        assert found, f"no {css} {text} at {self.run('return location.pathname + document.body.innerText')}"
        return str(found[ELEMENT])


class WebKit(Remote):
    """WebKitGTK's MiniBrowser under a virtual screen, by WebKitWebDriver."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._output = (folder / "webkit.log").open("wb")
        self._screen, display = _start_screen(self._output)
        self._port = free_port()
        self._driver = subprocess.Popen(
            ["WebKitWebDriver", f"--port={self._port}"],
            env={**os.environ, "DISPLAY": display, "HOME": str(folder), "LANG": "C.UTF-8"},
            stdout=self._output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        _wait_for(self._port).close()
        options = {"binary": str(find_mini_browser()), "args": ["--automation"]}
        wanted = {"alwaysMatch": {**CAPABILITIES, "webkitgtk:browserOptions": options}}
        self._session = ""
        self._session = self._send("POST", "session", {"capabilities": wanted})["sessionId"]

    def close(self) -> None:
        """End browser, driver and screen."""
        with suppress(BrowserError, OSError):
            self._send("DELETE", f"session/{self._session}")
        for process in (self._driver, self._screen):
            process.terminate()
            process.wait(10)
        self._output.close()

    def _navigate(self, address: str) -> None:
        self._send("POST", f"session/{self._session}/url", {"url": address})

    def _execute(self, script: str, arguments: list[Any]) -> Any:
        body = {"script": script, "args": arguments}
        return self._send("POST", f"session/{self._session}/execute/sync", body)

    def _on_element(self, element: str, command: str, parameters: dict[str, Any]) -> None:
        self._send("POST", f"session/{self._session}/element/{element}/{command}", parameters)

    def _send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"http://127.0.0.1:{self._port}/{path}", data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise BrowserError(error.read().decode()) from error


class Firefox(Remote):
    """Firefox without a screen, by Marionette: length, colon, JSON (firefox-source-docs, Marionette protocol)."""

    COMMANDS: ClassVar = {"click": "ElementClick", "clear": "ElementClear", "value": "ElementSendKeys"}

    def __init__(self, folder: Path) -> None:
        super().__init__()
        profile, port = folder / "profile", free_port()
        profile.mkdir()
        (profile / "user.js").write_text(PREFERENCES.format(port=port))
        self._output = (folder / "firefox.log").open("wb")
        self._browser = subprocess.Popen(
            [
                find_firefox() or "firefox",
                "--headless",
                "--marionette",
                "--no-remote",
                "--profile",
                str(profile),
            ],
            env={**os.environ, "HOME": str(folder), "MOZ_CRASHREPORTER_DISABLE": "1"},
            stdout=self._output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._line = _wait_for(port)
        self._line.settimeout(60)
        self._number = 0
        self._receive()
        self._send("NewSession", CAPABILITIES)

    def close(self) -> None:
        """End the browser."""
        self._line.close()
        self._browser.terminate()
        try:
            self._browser.wait(15)
        except subprocess.TimeoutExpired:
            self._browser.kill()
            self._browser.wait(10)
        self._output.close()

    def _navigate(self, address: str) -> None:
        self._send("Navigate", {"url": address})

    def _execute(self, script: str, arguments: list[Any]) -> Any:
        return self._send("ExecuteScript", {"script": script, "args": arguments})["value"]

    def _on_element(self, element: str, command: str, parameters: dict[str, Any]) -> None:
        self._send(self.COMMANDS[command], {"id": element, **parameters})

    def _send(self, command: str, parameters: dict[str, Any]) -> Any:
        self._number += 1
        message = json.dumps([0, self._number, f"WebDriver:{command}", parameters]).encode()
        self._line.sendall(b"%d:%s" % (len(message), message))
        _kind, _number, error, result = self._receive()
        if error:
            raise BrowserError(f"{error['error']}: {error['message']}")
        return result

    def _receive(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._read(1)
        return json.loads(self._read(int(length[:-1])))

    def _read(self, number: int) -> bytes:
        read = b""
        while len(read) < number:
            part = self._line.recv(number - len(read))
            assert part, "Firefox has closed the connection"
            read += part
        return read


def find_firefox() -> str | None:
    """Return the program of Firefox."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


def find_mini_browser() -> Path | None:
    """Return the browser that WebKitGTK's driver steers."""
    found = (path for pattern in MINI_BROWSERS for path in Path("/").glob(pattern.lstrip("/")))
    return next(found, None)


def _start_screen(output: Any) -> tuple[subprocess.Popen[bytes], str]:
    """Start Xvfb on a free number that it chooses itself."""
    reader, writer = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
        pass_fds=[writer],
        stdout=output,
        stderr=subprocess.STDOUT,
    )
    os.close(writer)
    with os.fdopen(reader) as told:
        return screen, f":{told.readline().strip()}"


def _wait_for(port: int, timeout: float = 60) -> socket.socket:
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        with suppress(OSError):
            return socket.create_connection(("127.0.0.1", port), timeout=1)
        time.sleep(0.1)
    raise AssertionError(f"nothing listens on {port} after {timeout} s")
