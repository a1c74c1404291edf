"""Which messages staff look at."""

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import SelectField

from booking.forms.among import AmongForm, known, offer, search_field, sought
from booking.models.message import STATUSES
from booking.queries.outbox import Among
from booking.wording import MAIL_STATUSES, MAILS


class OutboxForm(AmongForm):
    status = SelectField(_("Status"), validate_choice=False)
    kind = SelectField(_("Kind"), validate_choice=False)
    recipient = search_field(_("Recipient"))

    def to_request(self) -> Among:
        return Among(known(self.status, STATUSES), known(self.kind, MAILS), sought(self.recipient))


def outbox_form(asked: MultiDict[str, str], usual: str) -> OutboxForm:
    """`usual` is the status that is shown where none is asked for."""
    form = OutboxForm(asked)
    offer(form.status, MAIL_STATUSES, usual)
    form.kind.choices = [("", _("All")), *sorted(MAILS.items(), key=lambda one: str(one[1]))]
    return form
