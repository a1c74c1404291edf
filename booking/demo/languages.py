"""The five languages side by side."""


def five(ja: str, en: str, ko: str, zh_hans: str, zh_hant: str) -> dict[str, str]:
    return {"ja": ja, "en": en, "ko": ko, "zh_Hans": zh_hans, "zh_Hant": zh_hant}
