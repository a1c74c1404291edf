"""How things go with a booking: each step is told by real mails, and what stood in the rows is remembered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from booking.actions.book import book
from booking.actions.change import change
from booking.extensions import db
from booking.jobs.sending import send_mails
from booking.models import Message, Occurrence
from booking.models.message import SENT
from booking.rules.interval import Interval
from booking.rules.lifecycle import HOLDING
from booking.rules.requests import Edit, Invited
from tests import factories
from tests.actions.dates import SATO, STAFF, messages, ruled, said
from tests.factories import NOW, person, wish

LI, RAO = "li@example.tw", "rao@example.in"
GUESTS = (
    Invited(LI, '李, "L"; 小龍', "zh_Hant", "Asia/Taipei"),
    Invited(RAO, "Rao", "en", "America/New_York"),
)
TITLE = "商談: Silk; Road, 대전 \\n 👩‍👩‍👧 " + "展示会の打ち合わせ" * 6
COUNTRIES = {"Asia/Tokyo": "JP", "Asia/Seoul": "KR", "Europe/Berlin": "DE", "America/New_York": "US"}
PLACES = ("hall-a", "hall-b")
FIRST = date(2027, 3, 3)  # a Wednesday, before clocks change anywhere
# Ten Wednesdays, between which clocks change twice.
WEDNESDAYS = "FREQ=WEEKLY;INTERVAL=4;COUNT=10;BYDAY=WE"
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Told:
    """A mail with a calendar part, and the dates that held when it was written, of all that it is about."""

    message_id: int
    spans: frozenset[Span]


class Course:
    """A minute passes with each step, and all mails go out before the next."""

    def __init__(self, tzid: str):
        self.tzid, self.now, self.told = tzid, NOW, list[Told]()
        factories.house()
        words = {
            "texts": {"access": {"en": "Lift; 3rd floor,\nleft", "ja": "三階"}},
            "phone": "+81 11 000 0000",
        }
        for slug in PLACES:
            names = {"en": f"{slug}; 3F, left", "ja": f"大会議室、{slug}"}
            place = factories.space(slug, tzid=tzid, country=COUNTRIES[tzid], names=names, **words)
            db.session.add(place)
        db.session.commit()
        self.ruled(closed_on_holidays=False)

    def wall(self, day: date, clock: str = "10:00") -> datetime:
        return datetime.combine(day, time.fromisoformat(clock))

    def on(self, day: date = FIRST, begins: str = "10:00", ends: str = "11:30") -> Interval:
        zone = ZoneInfo(self.tzid)
        one, other = (self.wall(day, clock).replace(tzinfo=zone) for clock in (begins, ends))
        return Interval(one.astimezone(ZoneInfo("UTC")), other.astimezone(ZoneInfo("UTC")))

    def nth(self, number: int) -> str:
        """The recurrence_id of the nth of WEDNESDAYS, from 0."""
        return self.wall(self.day(number)).isoformat()

    def day(self, number: int) -> date:
        return FIRST + timedelta(weeks=4 * number)

    def ruled(self, **values: Any) -> None:
        for slug in PLACES:
            ruled(slug, **values)

    def book(self, interval: Interval | None = None, who: str = SATO, **values: Any) -> int:
        usual = {"spaces": PLACES[:1], "title": TITLE, "attendees": GUESTS, "tzid": self.tzid, "answers": {}}
        request = wish(interval or self.on(), **usual | values)
        return int(self.step(book, request, who=who, answer=lambda made: made.id))

    def edit(self, number: int, who: str = SATO, at: str = "", scope: str = "", **edit: Any) -> int:
        scope = scope or ("one" if at else "all")
        known = {"scope": scope, "recurrence_id": at, "answer": lambda made: made.reservation.id}
        return int(self.step(change, number, Edit(**edit), who=who, **known))

    def step(self, action: Callable[..., Any], *given: Any, who: str = STAFF, **more: Any) -> Any:
        """By this person; with a personal link where it is nobody."""
        before = said()
        if who and "by" not in more:
            more["by"] = person(who)
        done = action(*given, now=self.now, **more)
        self.told += [_told(one) for one in messages(before) if one.method]
        self.passes(timedelta(minutes=1))
        return done

    def passes(self, time: timedelta) -> None:
        send_mails(self.now)
        self.now += time

    def sent(self) -> list[tuple[Message, frozenset[Span]]]:
        """In the order in which they went out."""
        rows = {row.id: row for row in db.session.scalars(select(Message).where(Message.status == SENT))}
        return [(rows[one.message_id], one.spans) for one in self.told if one.message_id in rows]


def _told(message: Message) -> Told:
    mine = select(Occurrence).where(Occurrence.reservation_id == message.reservation_id)
    facts = message.snapshot.facts
    if facts["rrule"] and not facts["recurrence_id"]:
        found = [date for date in db.session.scalars(mine) if date.status in HOLDING]
    else:
        found = [date for date in db.session.scalars(mine) if date.id == message.occurrence_id]
    return Told(message.id, frozenset((date.starts_at, date.ends_at) for date in found))
