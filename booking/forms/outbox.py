"""Which messages staff look at: asked by GET, so that an address can be kept and sent to somebody."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import SelectField, StringField

from booking.models.message import STATUSES
from booking.queries.outbox import Among
from booking.wording import MAIL_STATUSES, MAILS

EVERY = "all"
LONGEST = 200


class OutboxForm(FlaskForm):
    """The names are those of the address. What is not known is as if it were not asked for."""

    class Meta:
        csrf = False

    status = SelectField(_("Status"), validate_choice=False)
    kind = SelectField(_("Kind"), validate_choice=False)
    recipient = StringField(_("Recipient"), render_kw={"maxlength": LONGEST, "type": "search"})

    def to_request(self) -> Among:
        kind = self.kind.data if self.kind.data in MAILS else ""
        recipient = (self.recipient.data or "").replace("\0", "").strip()[:LONGEST]
        status = self.status.data if self.status.data in STATUSES else ""
        return Among(status, kind, recipient)


def outbox_form(asked: MultiDict[str, str], usual: str) -> OutboxForm:
    """`usual` is the status that is shown where none is asked for."""
    form = OutboxForm(asked)
    form.status.choices = [(EVERY, _("All")), *MAIL_STATUSES.items()]
    form.kind.choices = [("", _("All")), *sorted(MAILS.items(), key=lambda one: str(one[1]))]
    if form.status.data not in (EVERY, *STATUSES):
        form.status.data = usual
    return form
