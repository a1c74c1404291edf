"""What people come for. A story is a function of a Walk; its name says it. STORIES is all, in this order.

Each round begins with the demo centre as it is loaded, and the stories of a round follow one another in it.
A new story is a function in the file of its role, and a line here. What it takes hold of should be an
address, a field's name or a form's action: words differ by language, and looks change.
"""

from tests.browser.stories import accounts, administrator, booker, everybody, guest, house, staff, visitor

STORIES = [
    visitor.looks_for_a_free_time,
    visitor.finds_a_time_for_two_countries,
    visitor.gets_lost,
    booker.books_an_hour,
    booker.is_refused_and_takes_another_time,
    booker.books_a_series_and_changes_it,
    booker.lets_partners_choose,
    booker.sets_up_the_account,
    guest.answers_an_invitation,
    guest.proposes_another_time,
    guest.books_by_mail_and_confirms,
    guest.comes_to_a_video_meeting,
    staff.decides_requests,
    staff.settles_who_gets_the_time,
    staff.books_for_a_caller,
    staff.prints_what_the_day_needs,
    staff.answers_the_telephone,
    accounts.somebody_joins_and_forgets_the_password,
    house.shows_a_space_in_pictures,
    house.asks_a_new_question,
    house.hangs_a_tablet_at_the_door,
    administrator.closes_a_day_and_moves_those_hit,
    administrator.adds_a_space_and_equipment,
    administrator.sets_the_rules,
    administrator.looks_after_mail,
    guest.turns_reminders_off,
    everybody.follows_what_is_left,
]
