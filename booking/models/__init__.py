"""Rows and the database's own guards; importing this package knows all tables."""

from booking.models.attendee import Attendee, DatePartstat
from booking.models.audit import AuditEntry
from booking.models.calendar_object import CalendarObject
from booking.models.centre import Centre
from booking.models.claim import Claim
from booking.models.company import Company
from booking.models.idempotency import IdempotencyKey
from booking.models.inbound import InboundMessage
from booking.models.job import Heartbeat, JobRun
from booking.models.lease import Lease
from booking.models.meeting import Attendance, Meeting, MeetingLink
from booking.models.message import Message, PurgedMessage, ReminderChoice, Snapshot
from booking.models.photo import Photo
from booking.models.policy import Blackout, Policy, SpecialDay
from booking.models.proposal import Proposal
from booking.models.refusal import Refusal
from booking.models.reservation import Occurrence, Reservation, ReservationEquipment, ReservationSpace
from booking.models.resource import EquipmentType, Question, Resource
from booking.models.resource_change import ResourceChange
from booking.models.room_invitation import RoomInvitation
from booking.models.standard_reason import StandardReason
from booking.models.token import Token
from booking.models.user import SignIn, SignInTry, User
from booking.models.webhook import Webhook

__all__ = [
    "Attendance",
    "Attendee",
    "AuditEntry",
    "Blackout",
    "CalendarObject",
    "Centre",
    "Claim",
    "Company",
    "DatePartstat",
    "EquipmentType",
    "Heartbeat",
    "IdempotencyKey",
    "InboundMessage",
    "JobRun",
    "Lease",
    "Meeting",
    "MeetingLink",
    "Message",
    "Occurrence",
    "Photo",
    "Policy",
    "Proposal",
    "PurgedMessage",
    "Question",
    "Refusal",
    "ReminderChoice",
    "Reservation",
    "ReservationEquipment",
    "ReservationSpace",
    "Resource",
    "ResourceChange",
    "RoomInvitation",
    "SignIn",
    "SignInTry",
    "Snapshot",
    "SpecialDay",
    "StandardReason",
    "Token",
    "User",
    "Webhook",
]
