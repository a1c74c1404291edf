"""Which setting of a policy decides each rule."""

FIELDS = {
    "off_grid": "grid",
    "too_short": "min_duration",
    "too_long": "max_duration",
    "too_soon": "min_notice",
    "too_far": "max_notice",
    "outside_opening_hours": "opening_hours",
    "over_quota": "quotas",
    "not_bookable_by_you": "bookable_by",
    "not_at_door": "door_booking",
    "no_series": "recurring",
    "no_waitlist": "waitlist",
    "too_many_left_out": "max_skipped",
    "too_late_to_cancel": "cancellation_deadline",
}


def field_of(code: str, case: str = "") -> str:
    """Empty where no policy says it: a closure, a question, the resource itself."""
    return "bookable_companies" if case == "companies" else FIELDS.get(code, "")
