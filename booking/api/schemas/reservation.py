"""How a reservation is answered, for the document; booking/api/shown.py makes it."""

from marshmallow import Schema, fields

from booking.api.fields import Instant


class ClaimSchema(Schema):
    """What is held, with setup and teardown."""

    resource = fields.String()
    starts_at = Instant()
    ends_at = Instant()


class OccurrenceSchema(Schema):
    """`recurrence_id` is wall time in the reservation's `tzid`; `units` are slugs of equipment."""

    recurrence_id = fields.String()
    starts_at = Instant()
    ends_at = Instant()
    status = fields.String()
    waiting_for = fields.String(allow_none=True, metadata={"description": "staff or applicant"})
    expires_at = Instant(allow_none=True)
    question = fields.String(metadata={"description": "What staff asked when they returned it"})
    reason = fields.String()
    sequence = fields.Integer()
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
    company = fields.String()
    email = fields.String()
    phone = fields.String()


class ReservationSchema(Schema):
    id = fields.Integer()
    uid = fields.String()
    title = fields.String()
    description = fields.String()
    status = fields.String(metadata={"description": "One word if all occurrences agree, else mixed"})
    organizer = fields.String(metadata={"description": "Mail address"})
    contact = fields.Nested(ContactSchema)
    space = fields.String()
    spaces = fields.List(fields.String())
    tzid = fields.String()
    starts_at = Instant()
    ends_at = Instant()
    occurrences = fields.List(fields.Nested(OccurrenceSchema))
    attendees = fields.List(fields.Nested(AttendeeSchema))
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
