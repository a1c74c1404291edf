"""The words of broken rules in the reader's language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import format_date, gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from booking.errors import BookingError, BrokenRule
from booking.rules.kept import told
from booking.wording import of_error, readable

RULES: dict[str, LazyString] = {
    "missing": lazy_gettext("Please fill this in."),
    "twice": lazy_gettext("This is named twice."),
    "too_few": lazy_gettext("Must be at least 1."),
    "too_long_text": lazy_gettext("Please use at most %(most)s characters."),
    "control_characters": lazy_gettext("Contains characters that cannot be used."),
    "bad_address": lazy_gettext("%(address)s is not a mail address."),
    "too_few_choices": lazy_gettext("At least two answers must be offered."),
    "not_a_photo": lazy_gettext(
        "This is no picture that can be read. Please choose a JPEG, PNG or WebP file."
    ),
    "photo_too_large": lazy_gettext("The file is larger than %(most)s MB. Please choose a smaller one."),
    "too_many_pixels": lazy_gettext("The picture has more than %(most)s million pixels."),
    "not_offered": lazy_gettext("This language must be among those offered."),
    "name_used": lazy_gettext("There is already a company of this name."),
    "address_used": lazy_gettext("Somebody has an account with this mail address already."),
    "last_administrator": lazy_gettext(
        "This is the only administrator. Make somebody else an administrator first."
    ),
    "too_many_attendees": lazy_gettext("At most %(most)s people can be invited."),
    "unknown_zone": lazy_gettext("The time zone %(tzid)s is not known."),
    "unknown_space": lazy_gettext("There is no space called %(slug)s."),
    "unknown_equipment": lazy_gettext("There is no equipment called %(slug)s."),
    "too_many_units": lazy_gettext("Of %(equipment)s there are only %(units)s."),
    "unknown_answer": lazy_gettext("This is not one of the choices."),
    "naive_time": lazy_gettext("The time needs its offset from UTC, such as +09:00."),
    "impossible_time": lazy_gettext("This time does not exist."),
    "wrong_offset": lazy_gettext("%(offset)s is not an offset that %(tzid)s has at that time."),
    "ends_before_start": lazy_gettext("The end must come after the start."),
    "too_many": lazy_gettext("Must be at most %(most)s."),
    "too_many_items": lazy_gettext("At most %(most)s can be named here."),
    "unknown_field": lazy_gettext("Nothing of this name is known here."),
    "not_a_text": lazy_gettext("Write this as a text."),
    "not_a_number": lazy_gettext("Write this as a whole number."),
    "not_yes_or_no": lazy_gettext("Write this as true or false."),
    "not_a_list": lazy_gettext("Write this as a list."),
    "not_an_object": lazy_gettext("Write this as an object of names and values."),
    "not_a_duration": lazy_gettext("Write the length as in PT1H30M."),
    "not_a_time": lazy_gettext("Write the time as in 2026-12-01T10:00:00+09:00."),
    "not_yet": lazy_gettext("This is not offered yet."),
    "one_of_two": lazy_gettext("Name either space or spaces, not both."),
    "too_much_at_once": lazy_gettext("At most %(most)s can be asked for at once."),
    "out_of_range": lazy_gettext("Only the years %(first)s to %(last)s can be used."),
    "bad_key": lazy_gettext("Use 1 to %(most)s printable ASCII characters."),
    "bad_cursor": lazy_gettext("This is not a cursor that was given out."),
    "past": lazy_gettext("This time has already passed."),
    "off_grid": lazy_gettext("Times are in steps of %(grid)s."),
    "too_short": lazy_gettext("The shortest booking is %(min_duration)s."),
    "too_long": lazy_gettext("The longest booking is %(max_duration)s."),
    "too_soon": lazy_gettext("Please book at least %(min_notice)s ahead."),
    "too_far": lazy_gettext("Bookings are taken up to %(max_notice)s ahead."),
    "outside_opening_hours": lazy_gettext("This is outside the opening hours (%(hours)s)."),
    "closed": lazy_gettext("Closed at that time: %(reason)s"),
    "over_capacity": lazy_gettext("There is room for %(capacity)s people at most."),
    "password_too_short": lazy_gettext("Please use at least %(least)s characters."),
    "wrong_password": lazy_gettext("This is not the present password."),
    "answer_required": lazy_gettext("Please answer: %(question)s"),
    "client_invites": lazy_gettext(
        "The organizer of this meeting invites its people from a calendar of their own: nobody can be "
        "invited here."
    ),
    "held_by_client": lazy_gettext(
        "This series stands in its organizer's own calendar: its rule can be changed only there, and once it "
        "has begun so can its rooms."
    ),
    "answer_unknown": lazy_gettext("The answer does not fit: %(question)s"),
    "rule_without_freq": lazy_gettext("The rule does not say how often the meeting repeats (FREQ)."),
    "rule_part_twice": lazy_gettext("The rule for repeating names %(part)s twice."),
    "unknown_rule_part": lazy_gettext("A rule for repeating has no part called “%(part)s”."),
    "rule_part_not_offered": lazy_gettext("Rules for repeating with %(part)s are not offered."),
    "freq_not_offered": lazy_gettext("A meeting can repeat daily, weekly, monthly or yearly."),
    "rule_list_too_long": lazy_gettext("In a rule for repeating, %(part)s can name at most %(most)s."),
    "interval_out_of_range": lazy_gettext("The interval must be a whole number from 1 to %(most)s."),
    "count_out_of_range": lazy_gettext("The number of meetings must be from 1 to %(most)s."),
    "bad_rule_value": lazy_gettext("In a rule for repeating, %(part)s cannot be “%(value)s”."),
    "count_and_until": lazy_gettext("Name either the number of meetings or the last day, not both."),
    "endless_rule": lazy_gettext("A series needs an end: a number of meetings or a last day."),
    "last_day": lazy_gettext("The series has to end on %(day)s at the latest."),
    "until_before_start": lazy_gettext("The last day lies before the first meeting."),
    "nth_weekday_not_offered": lazy_gettext("%(value)s can be used only in a monthly or yearly rule."),
    "month_day_in_week": lazy_gettext("A weekly rule cannot name days of the month (BYMONTHDAY)."),
    "month_needed": lazy_gettext("A yearly rule that names days must name their months too (BYMONTH)."),
    "set_pos_alone": lazy_gettext("BYSETPOS can be used only in a monthly or yearly rule that names days."),
    "impossible_day": lazy_gettext("There is no day %(day)s in the months that the rule names."),
    "start_not_in_rule": lazy_gettext("The first meeting is not on one of the days on which it repeats."),
    "hours_of_closed": lazy_gettext("A day that is closed has no hours."),
    "not_hours": lazy_gettext("Write hours as in 08:45-12:00, 13:00-17:30."),
    "hours_overlap": lazy_gettext("Two of these times overlap."),
    "not_a_season": lazy_gettext("A season needs its first day, its last day and its hours."),
    "not_a_month_day": lazy_gettext("Write month and day as in 12-01."),
    "not_between": lazy_gettext("Must be from %(least)s to %(most)s."),
    "span_not_between": lazy_gettext("Must be from %(least)s to %(most)s."),
    "whole_minutes": lazy_gettext("Only whole minutes can be used."),
    "less_than_least": lazy_gettext("This must not be less than the least that is asked for."),
    "too_long_closed": lazy_gettext("It can be closed for at most %(max_duration)s at once."),
    "only_units": lazy_gettext("Only a unit of equipment can be fixed in a space."),
    "unit_lent": lazy_gettext("This unit is booked with another space in the days to come."),
    "not_a_slug": lazy_gettext("Use at most %(most)s small letters, digits and single hyphens."),
    "slug_used": lazy_gettext("This address is in use already."),
    "not_a_country": lazy_gettext("Write the country as two capital letters, such as JP."),
    "not_an_amount": lazy_gettext("Write a number, such as 1.5."),
    "not_a_day": lazy_gettext("Write the day as in 2026-12-01."),
    "not_staff": lazy_gettext("This person is not on the staff."),
    "unknown_company": lazy_gettext("There is no such company."),
    "needed_by_centre": lazy_gettext("The centre needs a value here: there is nothing beneath it."),
    "not_at_door": lazy_gettext("This cannot be booked at the door."),
    "no_series": lazy_gettext("A series of meetings cannot be booked here."),
    # Cases of one code stand after a colon.
    "missing:choice": lazy_gettext("Please choose an answer."),
    "bad_address:none": lazy_gettext("The mail address of %(name)s is missing."),
    "ends_before_start:days": lazy_gettext("The last day lies before the first day."),
    "not_bookable_by_you:overseas": lazy_gettext("Only companies from abroad can book this."),
    "not_bookable_by_you:local": lazy_gettext("Only local companies can book this."),
    "not_bookable_by_you:companies": lazy_gettext("Only certain companies can book this."),
    "not_bookable_by_you:nobody": lazy_gettext("Only staff can book this."),
    "over_quota:company:hours:day": lazy_gettext(
        "Each company can use at most %(most)s h a day; %(used)s h are booked already."
    ),
    "over_quota:company:hours:week": lazy_gettext(
        "Each company can use at most %(most)s h a week; %(used)s h are booked already."
    ),
    "over_quota:company:hours:month": lazy_gettext(
        "Each company can use at most %(most)s h a month; %(used)s h are booked already."
    ),
    "over_quota:company:hours:coming": lazy_gettext(
        "Each company can have at most %(most)s h still to come; %(used)s h are booked already."
    ),
    "over_quota:company:number:day": lazy_gettext(
        "The bookings of each company are limited to %(most)s a day; there are %(used)s already."
    ),
    "over_quota:company:number:week": lazy_gettext(
        "The bookings of each company are limited to %(most)s a week; there are %(used)s already."
    ),
    "over_quota:company:number:month": lazy_gettext(
        "The bookings of each company are limited to %(most)s a month; there are %(used)s already."
    ),
    "over_quota:company:number:coming": lazy_gettext(
        "The coming bookings of each company are limited to %(most)s; there are %(used)s already."
    ),
    "over_quota:person:hours:day": lazy_gettext(
        "Each person can use at most %(most)s h a day; %(used)s h are booked already."
    ),
    "over_quota:person:hours:week": lazy_gettext(
        "Each person can use at most %(most)s h a week; %(used)s h are booked already."
    ),
    "over_quota:person:hours:month": lazy_gettext(
        "Each person can use at most %(most)s h a month; %(used)s h are booked already."
    ),
    "over_quota:person:hours:coming": lazy_gettext(
        "Each person can have at most %(most)s h still to come; %(used)s h are booked already."
    ),
    "over_quota:person:number:day": lazy_gettext(
        "The bookings of each person are limited to %(most)s a day; there are %(used)s already."
    ),
    "over_quota:person:number:week": lazy_gettext(
        "The bookings of each person are limited to %(most)s a week; there are %(used)s already."
    ),
    "over_quota:person:number:month": lazy_gettext(
        "The bookings of each person are limited to %(most)s a month; there are %(used)s already."
    ),
    "over_quota:person:number:coming": lazy_gettext(
        "The coming bookings of each person are limited to %(most)s; there are %(used)s already."
    ),
    "needs_rrule": lazy_gettext("This can be named only for a series, with its rule for repeating."),
    "one_of_two_ways": lazy_gettext("Name either a rule for repeating or dates to choose from, not both."),
    "candidates_cannot_wait": lazy_gettext("Dates to choose from cannot be put on the waitlist."),
    "too_many_dates": lazy_gettext("A series can have at most %(most)s dates."),
    "series_too_long": lazy_gettext("The first and the last date can lie at most %(max_duration)s apart."),
    "no_dates": lazy_gettext("No date of the series is left."),
    "date_before_start": lazy_gettext("This date lies before the first meeting of the series."),
    "unknown_date": lazy_gettext("This is not a date of the series."),
    "not_a_wall_time": lazy_gettext("Write the date and its time as in 2026-12-01T10:00:00."),
    "series_already": lazy_gettext("This booking is a series; please cancel the dates that are not needed."),
    "no_series_yet": lazy_gettext("This booking does not repeat; please book a series."),
    "only_whole_series": lazy_gettext("This can be changed only for all dates of a series."),
    "nothing_to_change": lazy_gettext("Name what is to be changed."),
    "no_waitlist": lazy_gettext("There is no waitlist here."),
    "own_booking": lazy_gettext("You have this time already."),
    "own_place": lazy_gettext("You wait for this time already."),
    "too_many_left_out": lazy_gettext("At most %(most)s dates of the series may be left out or wait."),
    "too_late_to_cancel": lazy_gettext("This can be cancelled only until %(deadline)s before it begins."),
    "not_a_web_address": lazy_gettext("Write a whole address, such as https://example.com/hook."),
    "private_address": lazy_gettext("This address leads into a private network."),
    "unknown_reason": lazy_gettext("This reason is meant for another decision, or no longer exists."),
    "too_many_webhooks": lazy_gettext("One person can have at most %(most)s webhooks."),
    "equipment_afterwards": lazy_gettext(
        "The new time has to be approved first. Please change the equipment afterwards."
    ),
}


def of_rule(rule: BrokenRule) -> str:
    """One sentence. A rule with several cases says which one in its values."""
    values = {name: readable(value) for name, value in rule.values.items()}
    sentence = str(RULES[f"{rule.code}:{case}" if (case := values.get("case")) else rule.code])
    said = sentence % values if values else sentence
    return _of_date(str(date), said) if (date := rule.values.get("date")) else said


def _of_date(recurrence_id: str, sentence: str) -> str:
    """With the date of a series that it concerns before it."""
    date = format_date(datetime.fromisoformat(recurrence_id).date(), "long")
    return gettext("%(date)s: %(sentence)s", date=date, sentence=sentence)


def of_refused(row: Mapping[str, Any]) -> str:
    """A broken rule that was kept by booking.rules.kept, perhaps long ago."""
    try:
        return of_rule(told(row))
    except KeyError:
        return of_error(BookingError(row["code"]))
