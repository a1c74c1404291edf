"""Which inbound mail staff look at: asked by GET, so that an address can be kept and sent to somebody."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import SelectField, StringField

from booking.models.inbound import STATUSES
from booking.queries.inbound import Among
from booking.wording import INBOUND_STATUSES

EVERY = "all"
LONGEST = 200


class InboundForm(FlaskForm):
    """The names are those of the address. What is not known is as if it were not asked for."""

    class Meta:
        csrf = False

    status = SelectField(_("What became of it"), validate_choice=False)
    text = StringField(_("Sender, recipient or subject"), render_kw={"maxlength": LONGEST, "type": "search"})

    def to_request(self) -> Among:
        text = (self.text.data or "").replace("\0", "").strip()[:LONGEST]
        return Among(self.status.data if self.status.data in STATUSES else "", text)


def inbound_form(asked: MultiDict[str, str], usual: str) -> InboundForm:
    """`usual` is the status that is shown where none is asked for."""
    form = InboundForm(asked)
    form.status.choices = [(EVERY, _("All")), *INBOUND_STATUSES.items()]
    if form.status.data not in (EVERY, *STATUSES):
        form.status.data = usual
    return form
