"""What the meeting's page says when something happens; `{name}` and the like are filled in by its script."""

from flask_babel import lazy_gettext as _l

_WORDS = {
    "connecting": _l("Connecting…"),
    "lost": _l("The connection was lost. It is being made again."),
    "away": _l("The conference server does not answer. We keep trying."),
    "closed": _l("The meeting is over. Thank you for coming."),
    "cancelled": _l("This meeting has been cancelled."),
    "revoked": _l("This link has been revoked."),
    "removed": _l("A host has removed you from the meeting."),
    "elsewhere": _l("You have joined on another device, so the meeting has ended here."),
    "left": _l("You have left the meeting. You can join again while it is open."),
    "failed": _l("The meeting could not be joined. Please try again."),
    "waiting": _l("A host has been asked to let you in. Please wait."),
    "turned_away": _l("The host did not let you in."),
    "no_devices": _l(
        "Camera and microphone could not be used. You can join without them, or allow them in your browser's "
        "settings and load this page again."
    ),
    "no_screen": _l("The screen could not be shown. Your browser may not allow it."),
    "presents": _l("{name} is presenting"),
    "you_present": _l("You are presenting"),
    "minutes": _l("{minutes} min left"),
    "soon": _l("The meeting ends in five minutes."),
    "you": _l("{name} (you)"),
    "host": _l("Host"),
    "viewer": _l("Watches only"),
    "muted": _l("Muted"),
    "waits": _l("Waits to be let in"),
    "remove": _l("Remove {name}"),
    "admit": _l("Let {name} in"),
    "alone": _l("Nobody else is here yet."),
    "copied": _l("The link has been copied."),
    "camera": _l("Camera {number}"),
    "microphone": _l("Microphone {number}"),
}


def words() -> dict[str, str]:
    return {name: str(text) for name, text in _WORDS.items()}
