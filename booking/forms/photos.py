"""A photo with what is to be seen on it in each language."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import Field, SelectChoice, SelectField

from booking.forms.texts_by_locale import fields_of, spread, text_fields, texts_of
from booking.models import Photo
from booking.rules.photos import LARGEST_FILE, PHOTO, SKETCH
from booking.rules.requests import LENGTHS
from booking.wording import LOCALE_NAMES

KIND_TEXTS = {PHOTO: _("Photo"), SKETCH: _("Floor sketch")}


class PhotoForm(FlaskForm):
    """Made by `photo_form`, which adds the text in each language."""

    file = FileField(
        _("File"),
        description=_("JPEG, PNG or WebP, at most %(most)s MB.", most=LARGEST_FILE // 2**20),
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )
    kind = SelectField(
        _("Kind"), choices=[SelectChoice(*one) for one in KIND_TEXTS.items()], validate_choice=False
    )

    @property
    def alts(self) -> list[Field]:
        return fields_of(self, "alts")

    def written(self) -> dict[str, str]:
        return texts_of(self, "alts")

    def bytes(self) -> bytes:
        """Empty where no file was chosen; never much more than is taken."""
        return self.file.data.read(LARGEST_FILE + 1) if self.file.data else b""


def photo_form(found: Photo | None = None) -> PhotoForm:
    """Without a photo: a new one. In every language of ours, so that none is lost that is not offered now."""
    fields = text_fields("alts", LOCALE_NAMES, LENGTHS["title"])
    made: PhotoForm = type("Form", (PhotoForm,), fields)(data=spread("alts", found.alts) if found else {})
    return made
