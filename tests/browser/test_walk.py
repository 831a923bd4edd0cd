"""The main walk, as people take it: the director adopts the plan, a class teacher hands in the consents, the
deputy returns and then accepts, a reminder arrives, the director sees it all and prints the table."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import Site
from tests.browser.visitor import Visitor, look, violations
from tests.cast import PEOPLE
from tests.papers import faults_of, text_of

PLAN = "План внедрения электронных дневников и журналов"
pytestmark = pytest.mark.browser


def next_step(page: Page) -> None:
    page.click("button[name=go][value=next]")
    expect(page.locator(".error-summary")).to_have_count(0)


def adopt_the_plan(director: Visitor) -> None:
    page = director.go("/regulations")
    page.locator("tr", has_text=PLAN).get_by_role("link", name=re.compile("Ввести")).click()
    page.fill("input[name=starts_on]", "2026-09-01")
    page.fill("input[name=order_number]", "112-о")
    page.fill("input[name=order_date]", "2026-09-01")
    page.click("main form button[type=submit]")
    deputy = PEOPLE["deputy"][1]
    for field in page.locator("select[name^='role.']").all():
        if not field.input_value():
            label = next(text for text in field.locator("option").all_inner_texts() if deputy in text)
            field.select_option(label=label)
    for group in page.locator("fieldset[id^='role-'] details").all():
        if not group.locator("input:checked").count():
            group.locator("summary").click()
            group.locator("input").first.check()
    next_step(page)
    page.click("button[name=go][value=confirm_all]")
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    next_step(page)
    consents = page.locator("select[name^='late.parental-consents']")
    name = consents.first.get_attribute("name")
    consents.first.select_option("new_date")
    page.fill(f"input[name='{name}.day']", "2026-11-23")
    next_step(page)
    page.click("main form button.btn-primary")
    expect(page.locator("h1")).to_have_text(PLAN)


def hand_in_the_folder(teacher: Visitor) -> None:
    page = teacher.go("/my")
    page.locator("a.row-link, main table a", has_text="согласи").first.click()
    page.locator("input[name=paper]").fill("Папка 02-14, шкаф 3")
    page.get_by_role("button", name="Сохранить", exact=True).click()
    page.locator("#hand-in .btn-primary").click()
    expect(page.locator("main")).to_contain_text("на проверке")


def open_in_queue(deputy: Visitor) -> Page:
    page = deputy.go("/review")
    page.locator("main table a", has_text="согласи").first.click()
    expect(page.locator("#review")).to_be_visible()
    return page


@pytest.fixture(scope="module")
def walk(browser: Browser, site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Visitor]:
    """The whole walk; gives back the people, each with the pages they saw."""
    people: dict[str, Visitor] = {}
    director = people["director"] = Visitor(browser, site, "director")
    adopt_the_plan(director)
    site.job("reminders")

    teacher = people["owner"] = Visitor(browser, site, "owner")
    hand_in_the_folder(teacher)
    deputy = people["deputy"] = Visitor(browser, site, "deputy")
    page = open_in_queue(deputy)
    page.locator("#review textarea").fill("Нет согласия по двум ученикам, допишите, где они.")
    page.locator("#review .btn-outline-danger").click()

    page = teacher.go("/my")
    page.locator("main table a", has_text="согласи").first.click()
    expect(page.locator("main")).to_contain_text("Нет согласия по двум ученикам")
    page.locator("textarea[name=statement]").fill("Все согласия получены, данные внесены в дневник.")
    page.locator("#hand-in .btn-primary").click()
    page = open_in_queue(deputy)
    page.locator("#review .btn-primary").click()

    site.job("send_mail")
    admin = people["administrator"] = Visitor(browser, site, "administrator")
    admin.page.goto(f"{site.address}/installation/mail")
    admin.page.locator("main table a").first.click()
    for path in ("/people", "/classes", "/calendar", "/settings", "/audit"):
        admin.go(path)

    director.go("/overview")
    director.go("/tasks")
    director.page.goto(f"{site.url('/regulations')}")
    director.page.locator("main table a", has_text=PLAN).first.click()
    director.page.get_by_role("link", name="Таблица исполнения").click()
    inspector = people["inspector"] = Visitor(browser, site, "inspector")
    inspector.go("/regulations")
    inspector.page.locator("main table a", has_text=PLAN).first.click()
    return people


def test_the_director_sees_what_became_of_it(walk: dict[str, Visitor], site: Site) -> None:
    page = walk["director"].go("/overview")
    figures = page.locator(".figures")
    expect(figures).to_be_visible()
    for link in figures.locator("a").all():
        number = int(link.locator("strong").inner_text())
        found = walk["director"].context.new_page()
        found.goto(site.address + (link.get_attribute("href") or ""))
        rows = found.locator("main table tbody tr").count()
        assert rows == min(number, 50), link.inner_text()
        found.close()
    page.goto(f"{site.url('/tasks')}?state=accepted")
    expect(page.locator("main tbody tr")).to_have_count(1)


def test_the_table_prints(walk: dict[str, Visitor], site: Site, tmp_path: Path) -> None:
    page = walk["director"].go("/regulations")
    page.locator("main table a", has_text=PLAN).first.click()
    page.get_by_role("link", name="Таблица исполнения").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Скачать DOCX").click()
    assert download.value.suggested_filename.endswith(".docx")
    file = tmp_path / "table.docx"
    download.value.save_as(file)
    assert faults_of(file) == []
    said = text_of(file)
    assert "Папка 02-14, шкаф 3" in said
    assert "5А: принята" in said


def test_the_reminder_arrived_once(walk: dict[str, Visitor], site: Site) -> None:
    letters = {}
    for file in Path(site.app.settings.mail_folder).glob("*.eml"):
        letter = message_from_bytes(file.read_bytes(), policy=policy.default)
        letters.setdefault(letter["To"].addresses[0].addr_spec, []).append(letter)
    assert len(letters["owner@school.test"]) == 1
    letter = letters["owner@school.test"][0]
    body = letter.get_body(("plain",))
    assert body is not None
    assert "Согласия родителей" in body.get_content()
    before = {key: len(rows) for key, rows in letters.items()}
    for _again in range(3):
        site.job("reminders")
        site.job("send_mail")
    after = len(list(Path(site.app.settings.mail_folder).glob("*.eml")))
    assert after == sum(before.values())


def test_no_script_failed(walk: dict[str, Visitor]) -> None:
    assert {who: visitor.errors for who, visitor in walk.items() if visitor.errors} == {}


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_every_page_of_the_walk_is_for_everyone(walk: dict[str, Visitor], width: int, scheme: str) -> None:
    wrong: list[str] = []
    for visitor in walk.values():
        for url in list(visitor.seen):
            wrong += look(visitor, url, width=width, scheme=scheme)
    assert wrong == []


def test_what_is_too_large_is_said_before_it_is_sent(walk: dict[str, Visitor], tmp_path: Path) -> None:
    page = walk["owner"].go("/my")
    page.locator("main table a.row-link").first.click()
    task = page.url
    expect(page.locator(".drop .picker")).to_contain_text("Выбрать файлы")
    large = tmp_path / "альбом.pdf"
    with large.open("wb") as file:
        file.truncate(51 * 1024 * 1024)
    page.set_input_files("#files", large)
    expect(page.locator(".drop [role=alert]")).to_contain_text("«альбом.pdf» больше 50 МБ")
    assert page.url == task
    assert page.locator("#files").input_value() == ""


def test_signing_in_is_for_everyone(browser: Browser, site: Site) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{site.address}/login")
    page.click("main form button[type=submit]")
    assert violations(page) == []
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert page.title().startswith(("Ошибка:", "Error:", "Қате:"))
