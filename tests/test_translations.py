"""Every string that people read is in every catalogue, whole, and says what the English says."""

import ast
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from booking.rules.locales import LOCALES

ROOT = Path(__file__).parents[1]
CATALOGUES = ROOT / "booking" / "translations"
FOREIGN = [locale for locale in LOCALES if locale != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-zA-Z]|%%")
JINJA = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"])
TEMPLATES = sorted(p for p in (ROOT / "templates").rglob("*") if p.suffix in (".html", ".txt"))
# What is the same in every language.
NAMES = {"Silkroom", "m²", "API", "OpenAPI", "Europe/Berlin"}
NAMES |= {"Apple", "Fastmail", "Google", "Outlook.com", "Proton", "Thunderbird"}
UNTRANSLATABLE = ("script", "style", "code")
SPOKEN = {"alt", "aria-description", "aria-label", "aria-roledescription", "label", "placeholder", "title"}


def read(file: Path, locale: str | None = None) -> Catalog:
    with file.open("rb") as stream:
        return read_po(stream, locale=locale)


def catalogue(locale: str) -> Catalog:
    return read(CATALOGUES / locale / "LC_MESSAGES" / "messages.po", locale)


def messages(found: Catalog) -> dict[object, tuple[str, ...]]:
    """msgid (with its context) to the forms of msgstr; the header is left out."""
    return {
        (m.context, m.id): m.string if isinstance(m.string, tuple) else (m.string,) for m in found if m.id
    }


@pytest.fixture(scope="module")
def extracted(tmp_path_factory) -> set[object]:
    """With the Makefile's own keywords: what `make translations` would find now."""
    keywords = re.findall(r"-k \S+", (ROOT / "Makefile").read_text())
    file = tmp_path_factory.mktemp("pot") / "messages.pot"
    command = [
        sys.executable,
        "-m",
        "babel.messages.frontend",
        "-q",
        "extract",
        "-F",
        CATALOGUES / "babel.cfg",
    ]
    options = [word for option in keywords for word in option.split()]
    subprocess.run([*command, *options, "-o", file, "."], cwd=ROOT, check=True, timeout=120)
    found = set(messages(read(file)))
    assert len(keywords) >= 4 and len(found) > 300
    return found


@pytest.mark.parametrize("locale", FOREIGN)
def test_a_catalogue_has_every_string_that_is_written(locale, extracted):
    assert extracted - set(messages(catalogue(locale))) == set()


@pytest.mark.parametrize("locale", FOREIGN)
def test_a_catalogue_is_complete(locale):
    empty = [key for key, forms in messages(catalogue(locale)).items() if not all(f.strip() for f in forms)]
    assert empty == []


@pytest.mark.parametrize("locale", FOREIGN)
def test_nothing_is_only_guessed(locale):
    assert [message.id for message in catalogue(locale) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("locale", FOREIGN)
def test_no_plural_form_is_missing(locale):
    found = catalogue(locale)
    plural = [forms for (_, wanted), forms in messages(found).items() if isinstance(wanted, tuple)]
    assert plural and all(len(forms) == found.num_plurals for forms in plural)


@pytest.mark.parametrize("locale", FOREIGN)
def test_the_same_values_are_put_in(locale):
    """Of a plural msgid the second form is what one that speaks of many is measured by."""
    for (_, wanted), forms in messages(catalogue(locale)).items():
        english = wanted[-1] if isinstance(wanted, tuple) else wanted
        for form in filter(None, forms):
            assert set(PLACEHOLDER.findall(form)) == set(PLACEHOLDER.findall(english)), (english, form)
            assert form.count("%") == sum(map(len, re.findall("%+", "".join(PLACEHOLDER.findall(form))))), (
                form
            )


@pytest.mark.parametrize("locale", FOREIGN)
def test_line_ends_and_outer_spaces_stay(locale):
    for (_, wanted), forms in messages(catalogue(locale)).items():
        english = wanted[-1] if isinstance(wanted, tuple) else wanted
        for form in filter(None, forms):
            assert form.strip() == form or english.strip() != english, form
            assert form.count("\n") == english.count("\n"), form


@pytest.mark.parametrize("locale", FOREIGN)
def test_what_is_loaded_is_what_is_written(locale):
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(locale))
    kept = (CATALOGUES / locale / "LC_MESSAGES" / "messages.mo").read_bytes()
    assert kept == compiled.getvalue(), "make translations"


class Spoken(HTMLParser):
    """The texts and the spoken attributes of a page whose Jinja has been taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in UNTRANSLATABLE
        given = dict(attrs)
        self.found += [given[name] or "" for name in SPOKEN & set(given)]
        if tag == "input" and given.get("type") in ("submit", "button", "reset"):
            self.found.append(given.get("value") or "")

    def handle_endtag(self, tag):
        self.silent -= tag in UNTRANSLATABLE

    def handle_data(self, data):
        if not self.silent:
            self.found.append(data)


def bare(source: str) -> str:
    """What is neither Jinja nor its comments."""
    return "".join(
        text if kind == "data" else " " for _, kind, text in JINJA.lex(source) if kind != "whitespace"
    )


def literal(file: Path) -> Iterator[str]:
    """Texts with letters that stand in a template as they are."""
    source = file.read_text()
    texts = [bare(source)]
    if file.suffix == ".html":
        page = Spoken()
        page.feed(texts[0])
        page.close()
        texts = page.found
    for text in [*texts, *shown(JINJA.parse(source))]:
        yield from (left for line in text.splitlines() if (left := without_names(line)))


def without_names(line: str) -> str:
    """Nothing of an address on this site either."""
    if line.strip().startswith("/"):
        return ""
    for name in sorted(NAMES, key=len, reverse=True):
        line = line.replace(name, "")
    return line.strip() if any(letter.isalpha() for letter in line) else ""


OPAQUE = (nodes.Call, nodes.Filter, nodes.Test, nodes.Compare, nodes.Getitem)


def shown(tree: nodes.Node) -> Iterator[str]:
    """Words in quotes that an expression puts out itself; a lone small word may be a class or a value."""
    for output in tree.find_all(nodes.Output):
        for node in output.nodes:
            yield from (text for text in constants(node) if re.search(r"[A-Z]|\w\s+\w|[^\x00-\x7f]", text))


def constants(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif not isinstance(node, (*OPAQUE, nodes.TemplateData)):
        yield from (text for child in node.iter_child_nodes() for text in constants(child))


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT / "templates")))
def test_a_template_says_nothing_by_itself(file):
    assert list(literal(file)) == []


@pytest.mark.parametrize(
    "source, name, found",
    [
        ("<p>Hello</p>", "a.html", ["Hello"]),
        ('<p>{{ _("Hello") }} · 24 m²</p>', "a.html", []),
        ('<a{% if x %} title="Hello"{% endif %} class="big">×</a>', "a.html", ["Hello"]),
        ("<script>let x</script><!-- why -->{# why #}<p>{{ x }}</p>", "a.html", []),
        ('{{ name or "Nobody here" }}', "a.html", ["Nobody here"]),
        ('{{ "late" if late }}{{ "Late" if late }}', "a.html", ["Late"]),
        ("{% if x %}こんにちは{% endif %}", "a.txt", ["こんにちは"]),
        ("{{ url }}\n-- \n", "a.txt", []),
        ("{% macro to() %}/?view=week{% endmacro %}<code>GET</code> is said", "a.html", ["is said"]),
    ],
)
def test_the_reader_of_templates_can_find_something(source, name, found, tmp_path):
    file = tmp_path / name
    file.write_text(source)
    assert list(literal(file)) == found


TOLD = {"flash", "ValidationError", "Label"}
FIELD = re.compile(r"(Field|Length|InputRequired|DataRequired|Optional|Email|NumberRange|Regexp|AnyOf)$")


def untranslated(source: str) -> Iterator[str]:
    """Words in quotes handed as they are to what shows them: a flash, a form's field or its check."""
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name in TOLD or FIELD.search(name):
            named = (k.value for k in call.keywords if k.arg in ("label", "message", "description"))
            given = [*call.args[:1], *named]
            yield from (
                a.value for a in given if isinstance(a, ast.Constant) and isinstance(a.value, str) and a.value
            )


@pytest.mark.parametrize("part", ["web", "forms", "api"])
def test_no_form_and_no_message_says_anything_by_itself(part):
    files = sorted((ROOT / "booking" / part).rglob("*.py"))
    assert files and {f.name: said for f in files if (said := list(untranslated(f.read_text())))} == {}
    assert list(untranslated('StringField("Name"); flash("Done"); StringField(_l("Name"))')) == [
        "Name",
        "Done",
    ]
