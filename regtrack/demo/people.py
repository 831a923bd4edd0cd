"""Who works in the demo school: 25 people, 12 classes. Nobody here exists."""

from __future__ import annotations

from typing import NamedTuple

from regtrack.schools.service import SchoolSettings

SCHOOL = SchoolSettings(
    name="Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа № 5»",
    short_name="Школа № 5",
    country="RU",
    language="ru",
    time_zone="Asia/Krasnoyarsk",
    week=5,
    place="г. Приозёрск",
    address="ул. Школьная, 1",
    site_url="https://school5.example",
)


class Person(NamedTuple):
    login: str
    name: str
    gender: str
    title: str
    rights: tuple[str, ...]
    roles: tuple[str, ...] = ()
    supervisor: str = ""


PEOPLE: tuple[Person, ...] = (
    Person("director", "Орлова Анна Павловна", "f", "директор", ("director",), ("director", "leadership")),
    Person(
        "zavuch",
        "Зуев Пётр Ильич",
        "m",
        "заместитель директора по УВР",
        ("deputy",),
        ("deputy_academic", "academic_head"),
        "director",
    ),
    Person(
        "vospitanie",
        "Белова Ирина Сергеевна",
        "f",
        "заместитель директора по ВР",
        ("deputy",),
        ("deputy_educational",),
        "director",
    ),
    Person(
        "bezopasnost",
        "Титов Роман Викторович",
        "m",
        "заместитель директора по безопасности",
        ("deputy",),
        ("deputy_safety",),
        "director",
    ),
    Person(
        "informatika",
        "Ким Олег Иванович",
        "m",
        "заместитель директора по информатизации",
        ("administrator", "deputy"),
        ("deputy_informatization", "informatization_lead"),
        "director",
    ),
    Person("sekretar", "Щукина Вера Олеговна", "f", "секретарь", ("registrar",), ("registrar",), "director"),
    Person(
        "sait",
        "Әлиева Қарлығаш Ерланқызы",
        "f",
        "ответственная за сайт",
        ("staff",),
        ("site_lead", "site_head", "chief_editor"),
        "informatika",
    ),
    Person(
        "biblioteka",
        "Носова Лидия Марковна",
        "f",
        "библиотекарь",
        ("staff",),
        ("site_admin", "network_admin", "editorial_member"),
        "informatika",
    ),
    Person(
        "petrova",
        "Петрова Мария Ивановна",
        "f",
        "учитель русского языка",
        ("staff",),
        ("method_association_head",),
        "zavuch",
    ),
    Person("ivanov", "Иванов Иван Иванович", "m", "учитель математики", ("staff",), (), "zavuch"),
    Person("elkin", "Ёлкин Яков Львович", "m", "учитель физики", ("staff",), (), "zavuch"),
    Person("gordeeva", "Гордеева Наталья Юрьевна", "f", "учитель биологии", ("staff",), (), "zavuch"),
    Person("sadykov", "Садыков Тимур Маратович", "m", "учитель истории", ("staff",), (), "zavuch"),
    Person(
        "lebedeva", "Лебедева Ольга Николаевна", "f", "учитель начальных классов", ("staff",), (), "zavuch"
    ),
    Person(
        "morozova", "Морозова Татьяна Андреевна", "f", "учитель начальных классов", ("staff",), (), "zavuch"
    ),
    Person(
        "nurlanova", "Нұрланова Айгүл Серікқызы", "f", "учитель начальных классов", ("staff",), (), "zavuch"
    ),
    Person(
        "volkova", "Волкова Светлана Игоревна", "f", "учитель начальных классов", ("staff",), (), "zavuch"
    ),
    Person("ryabov", "Рябов Денис Алексеевич", "m", "учитель физкультуры", ("staff",), (), "zavuch"),
    Person("tsoi", "Цой Марина Геннадьевна", "f", "учитель английского языка", ("staff",), (), "zavuch"),
    Person("frolova", "Фролова Юлия Борисовна", "f", "учитель химии", ("staff",), (), "zavuch"),
    Person("guseva", "Гусева Алла Романовна", "f", "учитель географии", ("staff",), (), "zavuch"),
    Person(
        "shapiro",
        "Шапиро Лев Наумович",
        "m",
        "учитель информатики",
        ("staff",),
        ("subject_teacher",),
        "informatika",
    ),
    Person(
        "kuznetsova",
        "Кузнецова Дарья Олеговна",
        "f",
        "педагог-психолог",
        ("staff",),
        ("staff",),
        "vospitanie",
    ),
    Person("inspektor", "Громов Иван Ильич", "m", "инспектор управления образования", ("inspector",)),
    Person("koordinator", "Седова Инна Юрьевна", "f", "методист управления образования", ("coordinator",)),
)

# class: (pupils, login of the class teacher)
CLASSES: dict[str, tuple[int, str]] = {
    "1А": (27, "lebedeva"),
    "2А": (25, "morozova"),
    "3А": (26, "nurlanova"),
    "4А": (28, "volkova"),
    "5А": (30, "petrova"),
    "5Б": (29, "ivanov"),
    "6А": (27, "gordeeva"),
    "7А": (26, "sadykov"),
    "8А": (28, "tsoi"),
    "9А": (25, "frolova"),
    "10А": (22, "elkin"),
    "11А": (20, "guseva"),
}
