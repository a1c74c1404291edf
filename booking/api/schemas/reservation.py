"""How a reservation is answered, for the document; booking/outbox/as_json.py makes it."""

from marshmallow import Schema, fields

from booking.api.fields import Choice, Instant, QueryInstant
from booking.api.schemas.base import PageQuery
from booking.api.schemas.proposal import ProposalSchema
from booking.rules.lifecycle import STATES

_WALL = {"description": "Wall time in `tzid`"}
_WALLS = {"description": "Wall times in `tzid`"}


class ReservationQuery(PageQuery):
    """Those with a date for which all that is named holds."""

    status = Choice(STATES)
    begins = QueryInstant(data_key="from")
    ends = QueryInstant(data_key="to")


class ClaimSchema(Schema):
    """What is held, with setup and teardown."""

    resource = fields.String()
    starts_at = Instant()
    ends_at = Instant()


class PendingSchema(Schema):
    starts_at = Instant()
    ends_at = Instant()
    spaces = fields.List(fields.String())


class DateAttendeeSchema(Schema):
    email = fields.String()
    partstat = fields.String()


class OccurrenceSchema(Schema):
    """`recurrence_id` is wall time in the reservation's `tzid`; `units` are slugs of equipment."""

    recurrence_id = fields.String()
    starts_at = Instant()
    ends_at = Instant()
    spaces = fields.List(fields.String())
    title = fields.String()
    by_hand = fields.Boolean(metadata={"description": "Changed by itself, against the rule"})
    pending = fields.Nested(
        PendingSchema,
        allow_none=True,
        metadata={"description": "A change that waits for staff; what else stands here is in force"},
    )
    position = fields.Integer(allow_none=True, metadata={"description": "On the waitlist, from 1"})
    offered = fields.Boolean(metadata={"description": "A place that can be accepted until `expires_at`"})
    checked_in_at = Instant(allow_none=True)
    finished = fields.Boolean(metadata={"description": "It took place and is over"})
    status = fields.String()
    waiting_for = fields.String(allow_none=True, metadata={"description": "staff or applicant"})
    expires_at = Instant(allow_none=True)
    question = fields.String(metadata={"description": "What staff asked when they returned it"})
    reason = fields.String()
    reason_locale = fields.String(
        allow_none=True, metadata={"description": "Language of `reason`, or while it waits of `question`"}
    )
    reason_texts = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        allow_none=True,
        metadata={"description": "The standard reason or question, by locale"},
    )
    sequence = fields.Integer()
    attendees = fields.List(
        fields.Nested(DateAttendeeSchema),
        metadata={"description": "Who answered otherwise for this date than for the whole series"},
    )
    claims = fields.List(fields.Nested(ClaimSchema))
    units = fields.List(fields.String())


class AttendeeSchema(Schema):
    email = fields.String()
    name = fields.String()
    role = fields.String()
    partstat = fields.String()
    locale = fields.String()
    tzid = fields.String()


class ContactSchema(Schema):
    name = fields.String()
    reading = fields.String(metadata={"description": "The name in kana or Latin letters"})
    company = fields.String()
    email = fields.String()
    phone = fields.String()


class ReservationSchema(Schema):
    id = fields.Integer()
    uid = fields.String()
    revision = fields.Integer(metadata={"description": "What the ETag is made of"})
    title = fields.String()
    second_title = fields.String(metadata={"description": "The title's line in a second language"})
    description = fields.String()
    status = fields.String(metadata={"description": "One word if all occurrences agree, else mixed"})
    organizer = fields.String(metadata={"description": "Mail address"})
    contact = fields.Nested(ContactSchema)
    space = fields.String()
    spaces = fields.List(fields.String())
    tzid = fields.String()
    starts_at = Instant()
    ends_at = Instant()
    rrule = fields.String(allow_none=True, metadata={"description": "RFC 5545"})
    dtstart = fields.String(allow_none=True, metadata=_WALL)
    exdates = fields.List(fields.String(), metadata=_WALLS)
    rdates = fields.List(fields.String(), metadata=_WALLS)
    skipped = fields.List(fields.String(), metadata={"description": "Dates left out: they were not free"})
    skipped_for = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "Of `skipped`, those that break rules, such as `closed`: their codes"},
    )
    waitlisted = fields.List(fields.String(), metadata={"description": "Dates that wait"})
    continues = fields.Integer(
        allow_none=True, metadata={"description": "Id of the series that this one goes on from"}
    )
    choosing = fields.Boolean(metadata={"description": "Its dates are candidates: one will be chosen"})
    finished = fields.Boolean(metadata={"description": "All that was held is over, and nothing is to come"})
    checked_in = fields.Boolean(metadata={"description": "Somebody came to one of its dates"})
    occurrences = fields.List(fields.Nested(OccurrenceSchema))
    attendees = fields.List(fields.Nested(AttendeeSchema))
    proposals = fields.List(fields.Nested(ProposalSchema))
    equipment = fields.Dict(keys=fields.String(), values=fields.Integer())
    answers = fields.Dict(keys=fields.String(), values=fields.String())
    headcount = fields.Integer(allow_none=True)
    video = fields.Boolean()
    created_at = Instant()
    changed_at = Instant()
    href = fields.String(metadata={"format": "uri", "description": "The page"})


class ReservationPage(Schema):
    items = fields.List(fields.Nested(ReservationSchema), required=True)
    next = fields.String(required=True, allow_none=True)
