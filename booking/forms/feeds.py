from collections.abc import Iterable, Iterator

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectChoice, SelectField, StringField

from booking.models.token import ALL, COMPANY, MINE, SPACE
from booking.queries.feed_choices import FeedChoice
from booking.rules.policy import BUSY, FULL, TITLES
from booking.wording import translated

LEVELS = {
    FULL: lazy_gettext("Everything"),
    TITLES: lazy_gettext("Titles and places"),
    BUSY: lazy_gettext("Free and busy only"),
}
SUBJECTS = {
    MINE: lazy_gettext("My own bookings"),
    COMPANY: lazy_gettext("All bookings of my company"),
    ALL: lazy_gettext("All bookings of the centre"),
}


class FeedForm(FlaskForm):
    """`shows` is a subject, a level and a space's slug, with colons between."""

    shows = SelectField(lazy_gettext("What it shows"), validate_choice=False)
    name = StringField(
        lazy_gettext("Name, for you to know it by"), id="feed-name", render_kw={"maxlength": 120}
    )

    def offer(self, choices: Iterable[FeedChoice]) -> None:
        self.shows.choices = [one for choice in choices for one in _options(choice)]

    def chosen(self) -> dict[str, str]:
        subject, level, space = [*(self.shows.data or MINE).split(":", 2), "", ""][:3]
        return {"subject": subject, "level": level, "space": space}


class CalendarPartsForm(FlaskForm):
    calendar_parts = BooleanField(
        lazy_gettext("Put calendar entries into mails to me"),
        description=lazy_gettext(
            "Without them the mails are words alone, and what your calendar program has taken from earlier "
            "mails is no longer kept up to date."
        ),
    )


def space_option(choices: Iterable[FeedChoice], slug: str) -> str | None:
    """The value of `shows` that tells the most of that space."""
    found = (choice for choice in choices if choice.subject == SPACE and choice.space == slug)
    return next((_value(choice, choice.levels[0]) for choice in found), None)


def _options(choice: FeedChoice) -> Iterator[SelectChoice]:
    """Those of a subject of which more or less can be shown stand under its name."""
    name = translated(choice.names) if choice.names else str(SUBJECTS[choice.subject])
    for level in choice.levels:
        label = name if choice.subject == MINE else _of(name, str(LEVELS[level]))
        group = None if choice.subject == MINE else name
        yield SelectChoice(_value(choice, level), label, optgroup=group)


def _of(name: str, level: str) -> str:
    return gettext("%(label)s: %(value)s", label=name, value=level)


def _value(choice: FeedChoice, level: str) -> str:
    return ":".join(filter(None, (choice.subject, level, choice.space)))
