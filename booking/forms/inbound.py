"""Which inbound mail staff look at."""

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import SelectField

from booking.forms.among import AmongForm, known, offer, search_field, sought
from booking.inbound_words import INBOUND_STATUSES
from booking.models.inbound import STATUSES
from booking.queries.inbound import Among


class InboundForm(AmongForm):
    status = SelectField(_("What became of it"), validate_choice=False)
    text = search_field(_("Sender, recipient or subject"))

    def to_request(self) -> Among:
        return Among(known(self.status, STATUSES), sought(self.text))


def inbound_form(asked: MultiDict[str, str], usual: str) -> InboundForm:
    """`usual` is the status that is shown where none is asked for."""
    form = InboundForm(asked)
    offer(form.status, INBOUND_STATUSES, usual)
    return form
