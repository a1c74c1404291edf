from booking.models.engine import LOCK_TIMEOUT, options


def test_a_lock_is_waited_for_so_long_beside_what_the_address_asks():
    url = "postgresql+psycopg://h/d"
    limit = f"-c lock_timeout={LOCK_TIMEOUT}"
    assert options(url)["connect_args"]["options"] == limit
    asked = options(f"{url}?options=-c%20search_path%3Drooms")["connect_args"]["options"]
    assert asked == f"{limit} -c search_path=rooms"
    assert "options" not in options("sqlite:////srv/rooms.db")["connect_args"]
