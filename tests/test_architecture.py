"""The habits that keep the house as it is (CONTRIBUTING.md), read from the source itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Top to bottom: a part imports from its own row or a lower one.
ROWS = (
    ("wsgi", "migrations"),
    ("app", "cli", "demo"),
    ("web", "api", "dav", "mailbox", "jobs", "relay"),
    ("forms", "only"),
    ("actions",),
    ("queries",),
    ("outbox", "mail", "video", "webhooks"),
    ("models",),
    ("ical",),
    (
        "rules",
        "permissions",
        "errors",
        "clock",
        "process",
        "extensions",
        "wording",
        "inbound_words",
        "rule_words",
        "series_words",
        "config",
    ),
)
DEPTH = {part: depth for depth, row in enumerate(ROWS) for part in row}
WAYS_IN = ROWS[2]
BELOW_THE_WAYS_IN = {part for part, depth in DEPTH.items() if depth > DEPTH["forms"]} - {
    "extensions",
    "inbound_words",
    "rule_words",
    "wording",
}
PURE = ("rules", "ical")
WEB_AND_DATABASE = {
    "flask", "flask_babel", "flask_migrate", "flask_smorest", "flask_sqlalchemy", "flask_wtf",
    "sqlalchemy", "wtforms", "werkzeug", "alembic", "psycopg", "sqlite3",
}  # fmt: skip
COMMIT = {"booking.actions.transaction", "booking.outbox.deliver"}
CLOCKS = {
    "datetime": {"now", "utcnow", "today"}, "dt": {"now", "utcnow", "today"}, "date": {"today"},
    "time": {"time", "time_ns"}, "func": {"now", "current_timestamp", "localtimestamp"},
}  # fmt: skip
AMBIENT = {"g", "session", "request", "current_app", "current_user"}
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "shared"}


def name_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = [*sorted((ROOT / "booking").rglob("*.py")), ROOT / "config.py", ROOT / "wsgi.py"]
SOURCES = {name_of(file): file.read_text() for file in FILES if file.exists()}


def part_of(module: str) -> str:
    """`booking.web.desk` is of web; the package itself is of none."""
    return module.removeprefix("booking").lstrip(".").split(".")[0]


def imported(module: str, source: str, modules: set[str]) -> Iterator[str]:
    """Every module named in an import, wherever in the file; `from a import b` is of a.b if that is one."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = origin(module, node, modules)
            for alias in node.names:
                yield f"{base}.{alias.name}" if f"{base}.{alias.name}" in modules else base


def origin(module: str, node: ast.ImportFrom, modules: set[str]) -> str:
    """The dotted name that `from x import` stands for, `from ..x` included."""
    if not node.level:
        return node.module or ""
    is_package = any(other.startswith(f"{module}.") for other in modules)
    parts = module.split(".")
    above = parts[: len(parts) + is_package - node.level]
    return ".".join([*above, *filter(None, [node.module])])


def graph(sources: dict[str, str]) -> dict[str, set[str]]:
    """Our own modules and which of our own each imports."""
    ours = set(sources)
    return {module: (set(imported(module, text, ours)) & ours) - {module} for module, text in sources.items()}


def at_run_time(sources: dict[str, str]) -> dict[str, str]:
    """The same without `if TYPE_CHECKING:`, which never runs: two models may name each other's types."""
    return {module: ast.unparse(WithoutTypes().visit(ast.parse(text))) for module, text in sources.items()}


class WithoutTypes(ast.NodeTransformer):
    def visit_If(self, node: ast.If) -> ast.AST:
        return ast.Pass() if last_name(node.test) == "TYPE_CHECKING" else self.generic_visit(node)


def arrows_up(sources: dict[str, str]) -> list[str]:
    """Imports of a higher row, and of another way in."""
    return [
        f"{module} -> {target}"
        for module, targets in graph(sources).items()
        for target in sorted(targets)
        if not allowed(part_of(module), part_of(target))
    ]


def allowed(part: str, target: str) -> bool:
    if part == target or not target:
        return True
    if part in WAYS_IN and target in WAYS_IN:
        return False
    return bool(part) and DEPTH[target] >= DEPTH[part]


def homeless(sources: dict[str, str]) -> list[str]:
    return [module for module in sources if part_of(module) and part_of(module) not in DEPTH]


def circle(edges: dict[str, set[str]]) -> list[str]:
    """Names along one circle, or nothing."""
    done: set[str] = set()

    def walk(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return []
        found = next((c for target in sorted(edges.get(name, ())) if (c := walk(target, [*path, name]))), [])
        done.add(name)
        return found

    return next((found for name in sorted(edges) if (found := walk(name, []))), [])


def between_parts(sources: dict[str, str]) -> dict[str, set[str]]:
    edges: dict[str, set[str]] = {}
    for module, targets in graph(sources).items():
        others = {part_of(target) for target in targets} - {part_of(module), ""}
        edges.setdefault(part_of(module), set()).update(others)
    return edges


def impurities(module: str, source: str) -> list[str]:
    """What rules and ical may not know: web, database, clock, and who asks."""
    if part_of(module) not in PURE:
        return []
    banned = {"booking.clock", "booking.extensions", "booking.permissions", "booking.wording", "config"}
    names = set(imported(module, source, {*SOURCES, *banned}))
    return sorted(name for name in names if name.split(".")[0] in WEB_AND_DATABASE or name in banned)


def commits(module: str, source: str) -> list[str]:
    """Calls that end a transaction, or open one that ends itself with a commit."""
    if module in COMMIT or part_of(module) == "migrations":
        return []
    nodes = list(ast.walk(ast.parse(source)))
    calls = [n for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
    texts = [n for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    named = [f"line {n.lineno}: .{n.func.attr}()" for n in calls if n.func.attr in ("commit", "begin")]
    return named + [f"line {n.lineno}: {n.value}" for n in texts if n.value.strip(" ;").upper() == "COMMIT"]


def clocks(module: str, source: str) -> list[str]:
    """Asking what time it is, by whatever name; booking/clock.py alone may."""
    if module == "booking.clock":
        return []
    tree = list(ast.walk(ast.parse(source)))
    read = [n for n in tree if isinstance(n, ast.Attribute) and n.attr in CLOCKS.get(last_name(n.value), ())]
    taken = [n for n in tree if isinstance(n, ast.ImportFrom) and n.module == "time"]
    named = [(n, alias.name) for n in taken for alias in n.names if alias.name in CLOCKS["time"]]
    seen = [(n, f"{last_name(n.value)}.{n.attr}") for n in read] + named
    return [f"line {node.lineno}: {name}" for node, name in seen]


def last_name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def decorated(function: ast.AST) -> bool:
    return isinstance(function, ast.FunctionDef) and any(
        last_name(d.func if isinstance(d, ast.Call) else d) == "transaction" for d in function.decorator_list
    )


def transactions(sources: dict[str, str]) -> set[str]:
    """Dotted names of functions that open a transaction: decorated, or calling one that is."""
    opening: set[str] = set()
    while True:
        more = {
            f"{module}.{function.name}"
            for module, text in sources.items()
            for function in ast.parse(text).body
            if isinstance(function, ast.FunctionDef)
            and (decorated(function) or called_by(function, module, text, sources) & opening)
        }
        if more <= opening:
            return opening
        opening |= more


def called_by(function: ast.AST, module: str, source: str, sources: dict[str, str]) -> set[str]:
    """Dotted names of what it calls, by what the file's imports and own functions say."""
    known = names_in(module, source)
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    plain = {known.get(call.id, "") for call in calls if isinstance(call, ast.Name)}
    attributes = [call for call in calls if isinstance(call, ast.Attribute)]
    return plain | {f"{known.get(last_name(call.value), '')}.{call.attr}" for call in attributes}


def names_in(module: str, source: str) -> dict[str, str]:
    tree = ast.parse(source)
    own = {node.name: f"{module}.{node.name}" for node in tree.body if isinstance(node, ast.FunctionDef)}
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    pairs = [(node.module, alias) for node in froms for alias in node.names]
    return own | {alias.asname or alias.name: f"{base}.{alias.name}" for base, alias in pairs}


def nested(sources: dict[str, str]) -> list[str]:
    """Functions that open a transaction and call, within it or around it, another that does.

    A public verb may wrap its own file's one transaction (to add alternatives to a refusal, say); a function
    that is itself a transaction may call none, and nothing may call a verb of another file.
    """
    actions = {module: text for module, text in sources.items() if part_of(module) == "actions"}
    opening = transactions(actions)
    return [
        f"{module}.{function.name} calls {name}"
        for module, text in actions.items()
        for function in ast.walk(ast.parse(text))
        if isinstance(function, ast.FunctionDef)
        for name in sorted(called_by(function, module, text, actions) & opening)
        if decorated(function) or not name.startswith(f"{module}.")
    ]


def ambient(module: str, source: str) -> list[str]:
    """Below the ways in nobody looks up who asks; `now` and `by` are arguments."""
    if part_of(module) not in BELOW_THE_WAYS_IN:
        return []
    froms = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.ImportFrom)]
    return [
        a.name for n in froms if (n.module or "").startswith("flask") for a in n.names if a.name in AMBIENT
    ]


def model_queries(module: str, source: str) -> list[str]:
    """`Model.query` and `session.query()`: select() says what is read."""
    nodes = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Attribute) and n.attr == "query"]
    return [
        f"line {n.lineno}" for n in nodes if (name := last_name(n.value))[:1].isupper() or name == "session"
    ]


def drawers(modules: dict[str, str]) -> list[str]:
    return [module for module in modules if DRAWERS & set(module.split("."))]


def in_all(check) -> dict[str, list[str]]:
    return {module: found for module, text in SOURCES.items() if (found := check(module, text))}


def test_there_is_something_to_read():
    assert {"booking.clock", "config"} <= set(SOURCES)


def test_every_part_has_a_row():
    assert homeless(SOURCES) == []
    assert homeless({"booking.services.desk": ""}) == ["booking.services.desk"]


def test_imports_point_down():
    assert arrows_up(SOURCES) == []


@pytest.mark.parametrize(
    "module, source, target",
    [
        ("booking.rules.policy", "from booking.models import claim", "booking.models.claim"),
        ("booking.queries.day", "from booking.actions.book import book", "booking.actions.book"),
        ("booking.queries.day", "def f():\n    import booking.actions.book", "booking.actions.book"),
        ("booking.models.claim", "from ..outbox import deliver", "booking.outbox.deliver"),
        ("booking.web.desk", "from booking.api import problems", "booking.api.problems"),
        ("booking.jobs.serve", "import booking.web.desk", "booking.web.desk"),
    ],
)
def test_an_arrow_up_or_across_is_seen(module, source, target):
    assert arrows_up({module: source, target: ""}) == [f"{module} -> {target}"]


@pytest.mark.parametrize(
    "module, source, target",
    [
        ("booking.web.desk", "from booking.actions.book import book", "booking.actions.book"),
        ("booking.outbox.deliver", "from booking.mail import compose", "booking.mail.compose"),
        ("booking.rules.policy", "from booking.rules.interval import Interval", "booking.rules.interval"),
    ],
)
def test_an_arrow_down_is_not(module, source, target):
    assert graph({module: source, target: ""})[module] == {target}
    assert arrows_up({module: source, target: ""}) == []


def test_no_circle():
    assert circle(graph(at_run_time(SOURCES))) == []
    assert circle(between_parts(SOURCES)) == []


def test_a_circle_is_seen():
    a, b, c, d = "booking.mail.compose", "booking.outbox.deliver", "booking.outbox.kinds", "booking.mail.smtp"
    there = {a: f"import {b}", b: "from booking.mail import compose"}
    assert circle(graph(at_run_time(there))) == [a, b, a]
    around = {a: f"import {b}", b: "", c: f"import {d}", d: ""}
    assert circle(graph(around)) == []
    assert circle(between_parts(around)) == ["mail", "outbox", "mail"]


def test_a_circle_of_types_alone_is_none():
    a, b = "booking.models.claim", "booking.models.reservation"
    assert circle(graph(at_run_time({a: f"if TYPE_CHECKING:\n    import {b}", b: f"import {a}"}))) == []


def test_rules_and_ical_know_neither_web_nor_database_nor_clock():
    assert in_all(impurities) == {}


@pytest.mark.parametrize(
    "source",
    [
        "from sqlalchemy import select",
        "import flask.globals",
        "def f():\n    from wtforms import Form",
        "from booking import clock",
        "from booking.clock import now",
        "from booking.extensions import db",
    ],
)
@pytest.mark.parametrize("module", ["booking.rules.policy", "booking.ical.vevent"])
def test_an_impurity_is_seen(module, source):
    assert impurities(module, source)
    assert not impurities("booking.web.desk", source)


def test_two_files_commit():
    assert in_all(commits) == {}


@pytest.mark.parametrize(
    "source", ["db.session.commit()", "with engine.begin() as c: pass", "c.exec_driver_sql('commit;')"]
)
def test_a_commit_is_seen(source):
    assert commits("booking.web.desk", source)
    assert not commits("booking.outbox.deliver", source)


def test_the_clock_is_read_in_one_place():
    assert in_all(clocks) == {}


@pytest.mark.parametrize(
    "source",
    [
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "dt.datetime.now()",
        "field(default_factory=datetime.now)",
        "date.today()",
        "datetime.date.today()",
        "time.time()",
        "from time import time",
        "sa.func.now()",
    ],
)
def test_a_look_at_the_clock_is_seen(source):
    assert clocks("booking.actions.book", source)
    assert not clocks("booking.clock", source)


def test_what_is_no_look_at_the_clock_is_not():
    assert (
        clocks("booking.web.desk", "clock.now(); time.monotonic(); time.sleep(1); from time import sleep")
        == []
    )


def test_no_action_calls_another():
    assert nested(SOURCES) == []
    if any(part_of(module) == "actions" for module in SOURCES if module.count(".") == 2):
        assert transactions({m: s for m, s in SOURCES.items() if part_of(m) == "actions"})


VERB = "from booking.actions.transaction import transaction\n@transaction\ndef _cancel(x): ...\n"


@pytest.mark.parametrize(
    "source",
    [
        "from booking.actions.cancel import _cancel\n@transaction\ndef move(x): _cancel(x)",
        "from booking.actions.cancel import cancel as undo\n@transaction()\ndef move(x): undo(x)",
        "from booking.actions import cancel\ndef move(x): cancel.cancel(x)",
        "@transaction\ndef one(x): ...\n@transaction\ndef two(x): one(x)",
    ],
)
def test_an_action_that_calls_another_is_seen(source):
    cancel = VERB + "def cancel(x):\n    return _cancel(x)"
    assert nested({"booking.actions.cancel": cancel, "booking.actions.move": source})


def test_a_verb_around_its_own_transaction_is_not():
    assert nested({"booking.actions.cancel": VERB + "def cancel(x):\n    return _cancel(x)"}) == []


def test_nobody_below_the_ways_in_looks_up_who_asks():
    assert in_all(ambient) == {}
    assert ambient("booking.actions.book", "from flask import g, session") == ["g", "session"]
    assert ambient("booking.web.desk", "from flask import g") == []


def test_select_says_what_is_read():
    assert in_all(model_queries) == {}
    assert model_queries("booking.web.desk", "Claim.query.all()\nmodels.Claim.query\ndb.session.query(Claim)")
    assert model_queries("booking.web.desk", "urlsplit(x).query; parts.query") == []


def test_there_is_no_drawer_for_everything():
    assert drawers(SOURCES) == []
    wrong = ["booking.web.utils", "booking.common.dates"]
    assert drawers(dict.fromkeys(wrong, "")) == wrong
