"""Which bookings to come a change of policy would have refused; none is undone by it (D16)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.errors import BrokenRule
from booking.models import Occurrence, Resource
from booking.queries.closed import closed
from booking.queries.future import Meeting, counted_once, meetings
from booking.queries.hits import shown
from booking.queries.policies import policies_of, terms_under
from booking.rules.interval import Interval
from booking.rules.policy import Policy, Terms, Wish, broken_rules
from booking.rules.quotas import COMPANY, Limit, Quota, over

MOST = 200
# A booking that stands has given its notice and its answers.
_SETTLED = {"past", "too_soon", "too_far", "answer_required", "answer_unknown"}
_MONTH = timedelta(days=32)  # the longest period of a quota, and a day for zones
Broken = dict[int, list[BrokenRule]]


@dataclass(frozen=True, slots=True)
class Hit:
    occurrence: Occurrence
    rules: Sequence[BrokenRule]


@dataclass(frozen=True, slots=True)
class Hits:
    """`count` of all; the first MOST of them by their time."""

    count: int
    shown: Sequence[Hit]


def policy_hits(resources: Sequence[Resource], after: Mapping[int, Policy], now: datetime) -> Hits:
    """What the policies `after`, by resource id, would refuse and today's do not.

    Quotas are counted among these resources. A fixed number of statements.
    """
    before, known = policies_of(resources), meetings([r.id for r in resources], now - _MONTH)
    coming = [meeting for meeting in known if meeting.interval.starts_at > now]
    broken = _by_rules(resources, before, after, coming, now) if coming else {}
    for occurrence_id, rules in _by_quotas(resources, before, after, known, now).items():
        broken.setdefault(occurrence_id, []).extend(rules)
    order = [m.occurrence_id for m in counted_each(coming) if m.occurrence_id in broken]
    return Hits(len(order), [Hit(one, broken[one.id]) for one in shown(order[:MOST])])


def counted_each(found: Iterable[Meeting]) -> list[Meeting]:
    return list({meeting.occurrence_id: meeting for meeting in found}.values())


def _by_rules(
    resources: Sequence[Resource],
    before: Mapping[int, Policy],
    after: Mapping[int, Policy],
    coming: Sequence[Meeting],
    now: datetime,
) -> Broken:
    ends_at = max(meeting.interval.ends_at for meeting in coming)
    what_is_closed = closed([r.id for r in resources], Interval(now, ends_at))
    old, new = (terms_under(policies, resources, what_is_closed) for policies in (before, after))
    broken: Broken = defaultdict(list)
    for meeting in coming:
        if rules := _newly(meeting, old[meeting.resource_id], new[meeting.resource_id], now):
            broken[meeting.occurrence_id] += rules
    return broken


def _newly(meeting: Meeting, old: Terms, new: Terms, now: datetime) -> list[BrokenRule]:
    wish = Wish(meeting.interval, meeting.headcount, {}, now, meeting.booker, meeting.series)
    broken = [rule for rule in broken_rules(wish, new) if rule.code not in _SETTLED]
    known = {rule.code for rule in broken_rules(wish, old)} if broken else set()
    return [rule for rule in broken if rule.code not in known]


def _by_quotas(
    resources: Sequence[Resource],
    before: Mapping[int, Policy],
    after: Mapping[int, Policy],
    known: Sequence[Meeting],
    now: datetime,
) -> Broken:
    """The resources whose quotas change are counted together, by what they change to."""
    groups: dict[tuple[Quota, ...], list[Resource]] = defaultdict(list)
    for resource in resources:
        if after[resource.id].quotas != before[resource.id].quotas:
            groups[after[resource.id].quotas].append(resource)
    broken: Broken = {}
    for quotas, group in groups.items():
        ids, tzid = {r.id for r in group}, group[0].tzid
        there = counted_once([meeting for meeting in known if meeting.resource_id in ids])
        already = _beyond(before[group[0].id].quotas, there, tzid, now)
        for occurrence_id, rules in _beyond(quotas, there, tzid, now).items():
            told = {rule.values["case"] for rule in already.get(occurrence_id, ())}
            if newly := [rule for rule in rules if rule.values["case"] not in told]:
                broken[occurrence_id] = newly
    return broken


def _beyond(quotas: Iterable[Quota], there: Sequence[Meeting], tzid: str, now: datetime) -> Broken:
    """Whoever booked the earlier meeting keeps it."""
    broken: Broken = defaultdict(list)
    for quota in quotas:
        for theirs in _by_subject(quota, there).values():
            held = [m.interval for m in theirs if m.interval.starts_at <= now]
            coming = [m for m in theirs if m.interval.starts_at > now]
            for which, rule in over([Limit(quota, held)], [m.interval for m in coming], tzid, now):
                broken[coming[which].occurrence_id].append(rule)
    return broken


def _by_subject(quota: Quota, there: Iterable[Meeting]) -> dict[int, list[Meeting]]:
    by_subject: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in there:
        who = meeting.booker
        subject = who.company_id if quota.whose == COMPANY else who.person_id
        if subject is not None:
            by_subject[subject].append(meeting)
    return by_subject
