from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired


class TabletForm(FlaskForm):
    name = StringField(
        lazy_gettext("Name of the tablet"),
        [InputRequired()],
        description=lazy_gettext("What is done on it stands under this name in the history of a booking."),
        render_kw={"maxlength": 120, "autocomplete": "off"},
    )
