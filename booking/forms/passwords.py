from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired


class AppPasswordForm(FlaskForm):
    name = StringField(
        lazy_gettext("Name, for you to know it by"),
        [InputRequired()],
        description=lazy_gettext("The device or the app that will use it."),
        render_kw={"maxlength": 120, "autocomplete": "off"},
    )


class OwnCalendarForm(FlaskForm):
    own_calendar = BooleanField(
        lazy_gettext("Show my bookings once more, in a calendar of their own that can only be read")
    )
