"""Choosing a password by a link, and asking for the link."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import InputRequired

from booking.forms.session import SignInForm
from booking.rules.passwords import SHORTEST


class ChooseForm(FlaskForm):
    password = PasswordField(
        _("New password"),
        [InputRequired()],
        description=_("At least %(least)s characters.", least=SHORTEST),
        render_kw={"autocomplete": "new-password"},
    )


class ForgottenForm(FlaskForm):
    email = SignInForm.email
