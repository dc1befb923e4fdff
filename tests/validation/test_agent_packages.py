"""The packages of the Agent: entered by admins, used by deep checks, and a reason to check live listings again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from common.actor import Actor, TeamRole
from common.errors import NotAllowed
from jobs.models import Job
from jobs.writes import enqueue
from listings.actions import attach_file, save_section
from listings.content.bundles import bundle_of_revision
from listings.models import Revision
from tests.listings.scene import NOW, reloaded, staff
from tests.markup import compact
from tests.reviews.scene import browser_of
from tests.tilekit.checks.agent.package import METADATA, WHEEL, wheel_of
from tests.tilekit.checks.agent.test_wheels import META, PINNED
from tests.validation.scene import live_submission, owner, ready
from tilekit.parse.package_list import MAX_PACKAGE_LIST_BYTES
from validation.actions import replace_agent_packages, request_run
from validation.contexts import context_of, stored_context_of
from validation.models import AgentPackages, LiveCheck, Run, RunFinding
from validation.queries.agent import package_list_digest
from validation.queries.live import live_progress

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir"), pytest.mark.sqlite_is_enough]
RunJobs = Callable[[], int]
PAGE, SEND = "/checks/agent-packages/", "/checks/agent-packages/replace/"
TEXT = "# ours\nsimplejson==4.0.0\nBoto3==1.35.0 ; python_version > '3'\n"


def make_agent_packages(by: Actor, *, version: str = "4.0.0", minutes: int = 0) -> AgentPackages:
    return replace_agent_packages(
        agent_version="7.62.0", packages={"simplejson": (version,)}, by=by, now=NOW + timedelta(minutes=minutes)
    )


def with_wheel(by: Actor) -> Revision:
    """A draft whose wheel requires simplejson==3.19.1."""
    revision, name = ready(by), WHEEL.rpartition("/")[2]
    save_section(
        revision_id=revision.pk, key="configuration", version=None, changes={"code_type": "agent"}, by=by, now=NOW
    )
    content = wheel_of({META: METADATA + PINNED})
    attach_file(revision_id=revision.pk, path="configuration.wheel", name=name, content=content, by=by, now=NOW)
    return reloaded(revision)


class TestRuns:
    def test_without_a_list_the_check_is_skipped(self, run_jobs: RunJobs) -> None:
        by = owner()
        run = request_run(revision_id=with_wheel(by).pk, by=by, now=NOW)
        run_jobs()

        run.refresh_from_db()
        assert "WH-017" in run.skipped

    def test_deep_run_asks_the_list_and_a_new_list_another_run(self, admin: Actor, run_jobs: RunJobs) -> None:
        by = owner()
        revision = with_wheel(by)
        runs = []
        for at, version in enumerate(("4.0.0", "3.19.1"), start=1):
            make_agent_packages(admin, version=version, minutes=at * 10)
            now = NOW + timedelta(minutes=at * 10 + 1)
            runs.append(request_run(revision_id=revision.pk, by=by, now=now))
            run_jobs()
            assert request_run(revision_id=revision.pk, by=by, now=now).pk == runs[-1].pk

        parameters = [
            RunFinding.objects.filter(run=run, code="WH-017").values_list("parameters", flat=True) for run in runs
        ]
        assert [list(pair) for pair in parameters] == [
            [{"value": "simplejson", "shipped": ["4.0.0"], "bound": "==3.19.1"}],
            [],
        ]
        assert "WH-017" not in Run.objects.get(pk=runs[0].pk).skipped

    def test_instant_checks_do_not_ask_for_it(self, admin: Actor) -> None:
        make_agent_packages(admin)
        revision = ready(owner())
        bundle = bundle_of_revision(revision)

        assert context_of(revision, bundle).shipped is None
        assert stored_context_of(revision, bundle).shipped == {"simplejson": ("4.0.0",)}


def check_all(run_jobs: RunJobs) -> None:
    with transaction.atomic():
        enqueue("check-live-listings", payload={}, key="periodic", now=NOW)
    run_jobs()


class TestLive:
    def test_new_list_is_asked_beside_everything_live(self, admin: Actor, run_jobs: RunJobs) -> None:
        submission = live_submission(owner())
        check_all(run_jobs)
        before = LiveCheck.objects.get()
        assert (before.packages, "WH-017" in before.skipped, live_progress().is_whole) == ("", True, True)

        row = make_agent_packages(admin)
        assert live_progress().is_whole is False
        run_jobs()

        after = LiveCheck.objects.get()
        assert (after.submission_id, after.packages) == (submission.pk, row.digest)
        assert ("WH-017" in after.skipped, live_progress().is_whole) == (False, True)

    def test_list_that_says_the_same_is_no_reason_to_ask_again(self, admin: Actor, run_jobs: RunJobs) -> None:
        live_submission(owner())
        make_agent_packages(admin)
        run_jobs()
        done = Job.objects.filter(kind="check-live").count()

        make_agent_packages(admin, minutes=5)
        run_jobs()

        assert Job.objects.filter(kind="check-live").count() == done == 1
        assert AgentPackages.objects.count() == 2


class TestAction:
    def test_who_and_when_are_kept_and_recorded(self, admin: Actor) -> None:
        row = make_agent_packages(admin)

        assert (row.by, row.at, row.agent_version) == (admin.id, NOW, "7.62.0")
        event = Event.objects.get(verb="agent-packages.replace")
        assert (event.actor_id, event.object_ids, event.digests) == (
            admin.id,
            {"list": row.pk},
            {"packages": row.digest},
        )

    def test_only_admins_give_one(self) -> None:
        with pytest.raises(NotAllowed):
            make_agent_packages(staff(teams={"ecosystems": TeamRole.LEAD}))
        assert not AgentPackages.objects.exists()

    def test_digest_names_what_a_list_says(self) -> None:
        one, other = {"a": ("1",), "b": ("2",)}, {"b": ("2",), "a": ("1",)}

        assert package_list_digest(one) == package_list_digest(other) != package_list_digest({"a": ("1", "2")})
        assert package_list_digest(None) == ""


class TestPage:
    def send(self, browser: Client, **values: object) -> HttpResponse:
        return browser.post(SEND, {"agent_version": "7.62.0", **values})  # type: ignore[return-value]  # Django's own

    def test_list_is_pasted_and_shown(self, browser: Client, admin: Actor) -> None:
        response = self.send(browser, packages=TEXT)

        assert response.headers["Location"] == PAGE
        row = AgentPackages.objects.get()
        assert row.packages == {"simplejson": ["4.0.0"], "boto3": ["1.35.0"]}
        assert row.by == admin.id
        shown = " ".join(compact(browser.get(PAGE).content.decode()).split())
        assert "2 packages in Agent 7.62.0" in shown
        assert "boto3==1.35.0 simplejson==4.0.0" in shown
        assert "current" in shown

    def test_list_comes_as_a_file(self, browser: Client) -> None:
        self.send(browser, file=SimpleUploadedFile("agent.txt", ("\ufeff" + TEXT).encode()))

        assert AgentPackages.objects.get().packages == {"simplejson": ["4.0.0"], "boto3": ["1.35.0"]}

    @pytest.mark.parametrize("is_file", [True, False])
    def test_bad_lines_are_told_and_nothing_is_lost(self, browser: Client, *, is_file: bool) -> None:
        text = "\n" + TEXT + "requests>=2\n-r other.txt\n" + "x\n" * 30
        content = {"file": SimpleUploadedFile("agent.txt", text.encode())} if is_file else {"packages": text}

        response = self.send(browser, **content)

        shown = compact(response.content.decode())
        assert response.status_code == 422
        assert "Line 5: “requests&gt;=2” is not a package with an exact version" in shown
        assert "Line 6: “-r other.txt”" in shown
        assert "12 more lines have the same problem." in shown
        assert "Boto3==1.35.0 ; python_version &gt; &#x27;3&#x27;\nrequests&gt;=2\n" in shown
        assert 'value="7.62.0"' in shown
        assert not AgentPackages.objects.exists()

    @pytest.mark.parametrize(
        "values, expected",
        [
            ({}, "Paste the list or choose a file."),
            ({"packages": "# nothing\n"}, "The list contains no packages."),
            ({"packages": TEXT, "agent_version": "7"}, "Enter the Agent version as three numbers."),
        ],
    )
    def test_wrong_input_is_refused(self, browser: Client, values: dict[str, object], expected: str) -> None:
        response = self.send(browser, **values)

        assert response.status_code == 422
        assert expected in compact(response.content.decode())
        assert not AgentPackages.objects.exists()

    @pytest.mark.parametrize(
        "content, expected",
        [
            (b"\xff\xfe\x00", "The file is not UTF-8 text."),
            (b"a==1\n" * (MAX_PACKAGE_LIST_BYTES // 5 + 1), "The file is larger than 2 MB."),
        ],
    )
    def test_wrong_file_is_refused(self, browser: Client, content: bytes, expected: str) -> None:
        response = self.send(browser, file=SimpleUploadedFile("agent.txt", content))

        assert response.status_code == 422
        assert expected in compact(response.content.decode())

    def test_two_lists_at_once_are_refused(self, browser: Client) -> None:
        response = self.send(browser, packages=TEXT, file=SimpleUploadedFile("agent.txt", b"a==1\n"))

        assert response.status_code == 422
        assert "Paste the list or choose a file, not both." in compact(response.content.decode())
        assert "Boto3==1.35.0" in compact(response.content.decode())

    def test_page_says_what_is_missing_without_a_list(self, browser: Client) -> None:
        assert "No list yet" in compact(browser.get(PAGE).content.decode())

    def test_check_says_what_it_waits_for(self, browser: Client) -> None:
        message = "Without a list, this check is skipped."

        assert message in compact(browser.get("/checks/WH-017/").content.decode())
        assert message not in compact(browser.get("/checks/WH-016/").content.decode())

    def test_history_is_paged_newest_first(self, browser: Client, admin: Actor) -> None:
        for minute in range(31):
            make_agent_packages(admin, version=f"{minute}", minutes=minute)

        first = browser.get(PAGE)
        second = browser.get(first.context["next"])

        assert [len(page.context["rows"]) for page in (first, second)] == [30, 1]
        assert first.context["rows"][0].lines == ("simplejson==30",)
        assert second.context["current"].lines == ("simplejson==30",)

    def test_page_costs_the_same_for_3_and_30_rows(self, browser: Client) -> None:
        def queries() -> int:
            browser.get(PAGE)
            cache.clear()
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(PAGE).status_code == 200
            return len(asked)

        for minute in range(3):
            make_agent_packages(staff(is_admin=True), minutes=minute)
        few = queries()
        for minute in range(3, 30):
            make_agent_packages(staff(is_admin=True), minutes=minute)

        assert queries() == few

    def test_page_is_for_admins(self) -> None:
        lead = browser_of(staff(teams={"ecosystems": TeamRole.LEAD}))

        assert (lead.get(PAGE).status_code, self.send(lead, packages=TEXT).status_code) == (403, 403)
        assert not AgentPackages.objects.exists()
