"""What the applicant reads of a history in which staff took something back (D30)."""

from dataclasses import dataclass

import pytest

from booking.rules.undoing import what_stands


@dataclass(frozen=True)
class Entry:
    action: str
    rule: str = ""


BOOK, DECLINE, APPROVE, EXCHANGE = map(Entry, ("book", "decline", "approve", "exchange"))
UNDO = Entry("undo", "decline")


@pytest.mark.parametrize(
    ("entries", "left"),
    [
        ([BOOK, APPROVE], [BOOK, APPROVE]),
        ([BOOK, DECLINE, UNDO], [BOOK]),
        ([BOOK, DECLINE, UNDO, APPROVE], [BOOK, APPROVE]),
        ([BOOK, DECLINE, UNDO, DECLINE], [BOOK, DECLINE]),
        ([BOOK, DECLINE, EXCHANGE, UNDO], [BOOK]),
        ([BOOK, DECLINE, UNDO, DECLINE, UNDO], [BOOK]),
    ],
)
def test_neither_what_was_undone_nor_the_undoing_is_told(entries, left):
    assert what_stands(entries) == left


def test_an_undo_of_what_is_not_there_is_told():
    assert what_stands([BOOK, UNDO]) == [BOOK, UNDO]
