from collections.abc import Callable
from typing import TypeVar

from flask import Flask
from werkzeug.exceptions import BadRequest

View = TypeVar("View", bound=Callable[..., object])

class CSRFError(BadRequest): ...

class CSRFProtect:
    def init_app(self, app: Flask) -> None: ...
    def exempt(self, view: View) -> View: ...
