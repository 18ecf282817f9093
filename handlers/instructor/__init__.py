"""What instructors see and press."""

from aiogram_dialog import Dialog

from handlers.instructor.attendance.dialog import attendance
from handlers.instructor.calendar.dialog import instructor_calendar
from handlers.instructor.cancel_lesson.dialog import cancel_lesson
from handlers.instructor.card.dialog import lesson_card
from handlers.instructor.change_length.dialog import change_length
from handlers.instructor.change_people.dialog import change_people
from handlers.instructor.delivery.dialog import lesson_delivery
from handlers.instructor.home.dialog import home
from handlers.instructor.lessons.dialog import lesson_list
from handlers.instructor.move_lesson.dialog import move_lesson
from handlers.instructor.new_lesson.dialog import new_lesson
from handlers.instructor.paste_link.dialog import paste_link
from handlers.instructor.patients.dialog import my_patients, patient_page
from handlers.instructor.repeat_lesson.dialog import repeat_lesson
from handlers.instructor.stand_in.dialog import stand_in


def dialogs() -> tuple[Dialog, ...]:
    """Return the instructor's dialogs."""
    return (
        home(),
        instructor_calendar(),
        lesson_list(),
        lesson_card(),
        lesson_delivery(),
        new_lesson(),
        repeat_lesson(),
        move_lesson(),
        cancel_lesson(),
        stand_in(),
        change_length(),
        change_people(),
        attendance(),
        paste_link(),
        my_patients(),
        patient_page(),
    )
