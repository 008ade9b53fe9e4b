"""Nothing that lives as long as the process grows without an end: such things are kept in `core/caches.py`.

Found by reading the code: containers of modules and objects that functions write to, cached functions without a
bound, and containers hung on what outlives a request (`.info`, `.extensions`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "eventapp"
CONTAINERS = {
    *("dict", "list", "set", "deque", "defaultdict", "OrderedDict", "Counter"),
    *("WeakKeyDictionary", "WeakValueDictionary", "WeakSet"),
}
#: Methods that make a container larger.
WRITES = {"add", "append", "appendleft", "extend", "insert", "setdefault", "update"}
#: What outlives a request although it is reached from one.
LONG_LIVED = {"info", "extensions"}

#: What may grow, and why it does not grow without an end.
ALLOWED = {
    ("core/caches.py", "_alive"): "one entry for each cache, gone with it",
    ("core/formatting.py", "_known"): "one entry for each language",
    ("core/links.py", "_own_names"): "one entry for each language",
    ("core/transactions.py", "_file_queues"): "one entry for each engine, gone with it",
    ("worker.py", "_said_at"): "one entry for each step of the worker",
    ("invitations/intake.py", "Checked.remarks"): "lives while one list is read",
    ("invitations/intake.py", "Checked.candidates"): "lives while one list is read",
    ("invitations/xlsx_table.py", "Beside.links"): "lives while one workbook is read",
    ("invitations/xlsx_table.py", "Beside.hidden_rows"): "lives while one workbook is read",
    ("invitations/xlsx_table.py", "Beside.merged"): "lives while one workbook is read",
    ("messages/delivery.py", "_Run.waiting"): "lives for one round of delivery",
    ("messages/delivery.py", "_Run.noted"): "lives for one round of delivery",
    ("messages/delivery.py", "_Run.set_aside"): "lives for one round of delivery",
    ("messages/parts.py", "_Part.count"): "lives while one mail is read",
    ("registrations/participants.py", "Participant.workshops"): "lives for one page",
}


def _is_container(value: ast.AST | None) -> bool:
    displays = (ast.Dict, ast.List, ast.Set, ast.DictComp, ast.ListComp, ast.SetComp)
    if isinstance(value, ast.Call):
        return _last_name(value.func) in CONTAINERS or _is_factory(value)
    return isinstance(value, displays)


def _is_factory(call: ast.Call) -> bool:
    """Tell whether this is a dataclass's `field(default_factory=dict)`."""
    return any(
        word.arg == "default_factory"
        and (_last_name(word.value) in CONTAINERS or isinstance(word.value, ast.Lambda))
        for word in call.keywords
    )


def _last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Subscript):
        return _last_name(node.value)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _made(body: ast.AST | list[ast.stmt]) -> Iterator[ast.expr]:
    """Give what containers are bound to: names, or attributes of `self`."""
    for node in body if isinstance(body, list) else ast.walk(body):
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and _is_container(node.value):
            yield from node.targets if isinstance(node, ast.Assign) else [node.target]


def _written(tree: ast.AST) -> Iterator[ast.expr]:
    """Give what is made larger inside functions: `x[…] = …`, `x |= …`, `x.add(…)`."""
    for function in ast.walk(tree):
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        for node in ast.walk(function):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            yield from (target.value for target in targets if isinstance(target, ast.Subscript))
            if isinstance(node, ast.AugAssign):
                yield node.target
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in WRITES
            ):
                yield node.func.value


def _local_names(tree: ast.AST) -> set[str]:
    """Return names that functions bind themselves without `global`: what is written to there is not the module's."""
    return {
        node.id
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _growing(tree: ast.Module, elsewhere: set[str]) -> Iterator[str]:
    """Give the module's and the objects' containers that functions of this module write to."""
    names = {target.id for target in _made(tree.body) if isinstance(target, ast.Name)}
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in elsewhere
    }
    written = list(_written(tree))
    of_module = {node.id for node in written if isinstance(node, ast.Name)} & (names | imported)
    yield from of_module - (_local_names(tree) - names)
    yield from {node.attr for node in written if isinstance(node, ast.Attribute)} & elsewhere
    for kind in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        fields = {_last_name(target) for target in _made(kind) if not _is_local(target, kind)}
        attributes = {node.attr for node in written if isinstance(node, ast.Attribute)}
        yield from (f"{kind.name}.{name}" for name in fields & attributes)


def _is_local(target: ast.expr, kind: ast.ClassDef) -> bool:
    """Tell whether a name is a variable of a method, no field of the class."""
    return isinstance(target, ast.Name) and not any(
        target is made for made in _made([node for node in kind.body if isinstance(node, ast.stmt)])
    )


def _cached(tree: ast.Module) -> Iterator[str]:
    """Give cached functions that take arguments and have no bound."""
    for node in ast.walk(tree):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        arguments = node.args
        takes_any = arguments.args or arguments.kwonlyargs or arguments.vararg or arguments.kwarg
        if takes_any and any(map(_is_unbounded, node.decorator_list)):
            yield node.name


def _is_unbounded(decorator: ast.expr) -> bool:
    call = decorator if isinstance(decorator, ast.Call) else None
    name = _last_name(call.func if call else decorator)
    bounds = (
        [*call.args[:1], *(word.value for word in call.keywords if word.arg == "maxsize")] if call else []
    )
    return name == "cache" or (name == "lru_cache" and any(ast.unparse(bound) == "None" for bound in bounds))


def _hung(tree: ast.Module) -> Iterator[str]:
    """Give containers put into `.info` and `.extensions`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _last_name(node.func) == "setdefault" and len(node.args) == 2:
            owner, value = node.func.value, node.args[1]  # type: ignore[attr-defined]
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            owner, value = getattr(target, "value", None), node.value
        else:
            continue
        if isinstance(owner, ast.Attribute) and owner.attr in LONG_LIVED and _is_container(value):
            yield f".{owner.attr}"


def _containers_of_modules(trees: dict[str, ast.Module]) -> set[str]:
    return {
        target.id for tree in trees.values() for target in _made(tree.body) if isinstance(target, ast.Name)
    }


def find(sources: dict[str, str]) -> set[tuple[str, str]]:
    """Return what may grow without an end, as (file, name)."""
    trees = {place: ast.parse(source) for place, source in sources.items()}
    elsewhere = _containers_of_modules(trees)
    return {
        (place, name)
        for place, tree in trees.items()
        for name in (*_growing(tree, elsewhere), *_cached(tree), *_hung(tree))
    }


def test_nothing_grows_without_an_end():
    sources = {str(path.relative_to(ROOT)): path.read_text() for path in ROOT.rglob("*.py")}
    found = find(sources)
    assert found - set(ALLOWED) == set(), "keep it in a core.caches.Cache, or say here why it cannot grow"
    assert set(ALLOWED) - found == set(), "no longer there"


FAULTS = {
    "a dict of a module": "kept = {}\ndef f(key): kept[key] = 1",
    "a set of a module": "said: set[str] = set()\ndef f(key): said.add(key)",
    "a dict that another module writes to": "from eventapp.there import THERE\ndef f(key): THERE[key] = 1",
    "a dict reached through its module": "from eventapp import there\ndef f(key): there.THERE.update({key: 1})",
    "a union": "said = set()\ndef f(keys):\n    global said\n    said |= keys",
    "a field of an object": (
        "class A:\n    a: dict = field(default_factory=dict)\n    def f(self, key): self.a[key] = 1"
    ),
    "a field made in the constructor": (
        "class A:\n    def __init__(self): self.a = OrderedDict()\n    def f(self, key): self.a[key] = 1"
    ),
    "a dict that a class has for all": "class A:\n    known = {}\n    def f(self, key): self.known[key] = 1",
    "a cached function": "@cache\ndef f(key): return key",
    "a cached function by its module": "@functools.cache\ndef f(*keys): return keys",
    "no bound by a word": "@lru_cache(maxsize=None)\ndef f(key): return key",
    "no bound": "@functools.lru_cache(None)\ndef f(*, key): return key",
    "what hangs on a connection": "def f(connection): connection.info.setdefault('kept', {})",
    "what hangs on the application": "def f(app): app.extensions['kept'] = dict()",
}
INNOCENT = {
    "a constant": "WORDS = {'a': 1}\ndef f(key): return WORDS[key]",
    "a variable of a function": "def f(key):\n    found = {}\n    found[key] = 1\n    return found",
    "a variable of the same name": "def f(key):\n    THERE = {}\n    THERE[key] = 1",
    "a table made when it is loaded": "WORDS = {}\nfor key in 'ab':\n    WORDS[key] = 1",
    "a function cached once": "@cache\ndef f(): return 1",
    "a bound": "@lru_cache(maxsize=8)\ndef f(key): return key",
}
THERE = {"there.py": "THERE = {}"}


@pytest.mark.parametrize("source", FAULTS.values(), ids=FAULTS)
def test_planted_faults_are_found(source):
    assert find({**THERE, "here.py": source}) != set()


@pytest.mark.parametrize("source", INNOCENT.values(), ids=INNOCENT)
def test_what_cannot_grow_is_left_alone(source):
    assert find({**THERE, "here.py": source}) == set()
