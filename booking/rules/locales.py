"""The languages that every string is written in, as Babel names them; a new one needs its catalogue."""

LOCALES = ("ja", "en", "ko", "zh_Hans", "zh_Hant")
