from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length


class SignInForm(FlaskForm):
    email = EmailField(
        _("Mail address"),
        [InputRequired(_("Please fill this in.")), Length(max=254)],
        render_kw={"autocomplete": "username", "inputmode": "email", "autocapitalize": "off"},
    )
    password = PasswordField(
        _("Password"),
        [InputRequired(_("Please fill this in.")), Length(max=1024)],
        render_kw={"autocomplete": "current-password"},
    )

    def to_request(self) -> tuple[str, str]:
        return self.email.data, self.password.data
