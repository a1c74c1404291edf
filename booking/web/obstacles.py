"""What is in the way of a booking, in a sentence."""

from datetime import datetime

from flask_babel import format_date, gettext

from booking.queries.choices import Choices
from booking.rules.availability import Conflict
from booking.rules.wall import local
from booking.wording import translated


def conflict_text(conflict: Conflict, offered: Choices, tzid: str) -> str:
    """Of one date among several, with its day before it."""
    sentence = _sentence(conflict, offered, tzid)
    if not conflict.recurrence_id:
        return sentence
    day = format_date(datetime.fromisoformat(conflict.recurrence_id).date(), "long")
    return gettext("%(date)s: %(sentence)s", date=day, sentence=sentence)


def _sentence(conflict: Conflict, offered: Choices, tzid: str) -> str:
    kinds = {kind.slug: kind.names for kind in offered.equipment}
    if conflict.free_units is not None:
        name = translated(kinds.get(conflict.resource, {})) or conflict.resource
        return gettext(
            "%(equipment)s: %(units)s free at that time.", equipment=name, units=conflict.free_units
        )
    names = {space.slug: space.names for space in offered.spaces}
    name = translated(names.get(conflict.resource, {})) or conflict.resource
    if conflict.interval is None:
        return gettext("%(space)s is taken at that time.", space=name)
    begins, ends = local(conflict.interval.starts_at, tzid), local(conflict.interval.ends_at, tzid)
    return gettext(
        "%(space)s is taken from %(begins)s to %(ends)s.",
        space=name,
        begins=f"{begins:%H:%M}",
        ends=f"{ends:%H:%M}",
    )
