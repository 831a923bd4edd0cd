"""A school, its settings and its calendar."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from regtrack.db_types import Id
from regtrack.extensions import Model


class School(Model):
    __tablename__ = "school"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(300))  # as on its orders
    short_name: Mapped[str] = mapped_column(String(80))  # as on its screens
    sort_key: Mapped[str] = mapped_column(String(400), index=True)
    country: Mapped[str] = mapped_column(String(2))  # RU or KZ
    language: Mapped[str] = mapped_column(String(2), default="ru")
    time_zone: Mapped[str] = mapped_column(String(64))
    week: Mapped[int] = mapped_column(Integer, default=5)  # working days: 5 or 6
    place: Mapped[str] = mapped_column(String(120), default="")  # as on its orders: «г. Канск»
    address: Mapped[str] = mapped_column(String(300), default="")
    site_url: Mapped[str] = mapped_column(String(500), default="")
    morning_hour: Mapped[int] = mapped_column(Integer, default=8)  # when the day's mail leaves
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class SchoolPeriod(Model):
    """A quarter, trimester, half-year or break that the school has typed in."""

    __tablename__ = "school_period"
    __table_args__ = (
        UniqueConstraint("school_id", "school_year", "kind", "nth"),
        UniqueConstraint("school_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    school_id: Mapped[int] = mapped_column(Id, ForeignKey("school.id"))
    school_year: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(12))  # quarter, trimester, half_year, break
    nth: Mapped[int] = mapped_column(Integer)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)


class CalendarChange(Model):
    """The school's own word on one day of the production calendar."""

    __tablename__ = "calendar_change"
    __table_args__ = (UniqueConstraint("school_id", "day"), UniqueConstraint("school_id", "id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    school_id: Mapped[int] = mapped_column(Id, ForeignKey("school.id"))
    day: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(8))  # off, working, short
    note: Mapped[str] = mapped_column(String(200), default="")


class SchoolEvent(Model):
    """A planned event (meeting, council), or one that happened and from which a term counts."""

    __tablename__ = "school_event"
    __table_args__ = (UniqueConstraint("school_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    school_id: Mapped[int] = mapped_column(Id, ForeignKey("school.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))  # parents_meeting, pedagogical_council, order_registered …
    on: Mapped[date] = mapped_column("on_day", Date)
    title: Mapped[str] = mapped_column(String(200), default="")
    planned: Mapped[bool] = mapped_column(default=True)
    cancelled: Mapped[bool] = mapped_column(default=False)
