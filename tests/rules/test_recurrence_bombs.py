"""Rules that hang others: a child with two seconds of processor and half a gigabyte answers all (D51)."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BOMBS = """
import resource
resource.setrlimit(resource.RLIMIT_CPU, (2, 2))
resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20))
from datetime import datetime
from booking.rules.recurrence import expand, faults
START, LAST = datetime(2028, 2, 29, 10), datetime(9998, 1, 1)
REFUSED = [
    "FREQ=SECONDLY", "FREQ=SECONDLY;COUNT=500", "FREQ=MINUTELY;UNTIL=99991231",
    "FREQ=DAILY;INTERVAL=0;COUNT=3",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31;COUNT=3", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;UNTIL=99991231",
    "FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=2TU;COUNT=3", "FREQ=DAILY;COUNT=" + "9" * 10_000,
    "FREQ=DAILY;BYDAY=" + "MO," * 3_000 + "MO;COUNT=3", "FREQ=DAILY;COUNT=3" + ";" * 10_000,
    "=" * 480, ";" * 480,
    "FREQ=WEEKLY;BYDAY=" + "," * 450, "X" * 10_000_000,
]
for text in REFUSED:
    assert faults(text, START, "Asia/Tokyo"), text[:50]
EMPTY = [
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=TU;COUNT=500", "FREQ=YEARLY;INTERVAL=3;COUNT=500",
    "FREQ=DAILY;INTERVAL=366;BYMONTH=2;UNTIL=99991231", "FREQ=MONTHLY;INTERVAL=366;BYMONTH=2;COUNT=500",
    "FREQ=WEEKLY;INTERVAL=366;BYMONTH=2;UNTIL=99991231T235959Z", "FREQ=YEARLY;INTERVAL=366;COUNT=500",
]
for text in EMPTY:
    assert faults(text, START, "Asia/Tokyo") == [], text
    assert expand(text, START, "Asia/Tokyo", last=LAST).too_far, text
print("all answered")
"""


def test_nothing_hangs():
    done = subprocess.run(
        [sys.executable, "-c", BOMBS], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "all answered\n", "")
