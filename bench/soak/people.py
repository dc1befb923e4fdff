"""The kinds of people in a soak: partners, reviewers, people who only read, and a client of the API."""

import random
import re
from collections.abc import Sequence
from uuid import uuid4

import httpx

from bench.soak.ledger import WriteOutcome
from bench.soak.person import SoakPerson, Traffic, new_mark, outcome_of

_VISITOR_PAGES = ("/", "/catalogue/", "/developers/", "/health/ready", "/accounts/login/")
_ADMIN_PAGES = ("/", "/system/", "/audit/", "/jobs/", "/queue/", "/insights/")
_NOTE = "Please explain what the first graph shows."


class Visitor(SoakPerson):
    """Reads public pages."""

    pages: Sequence[str] = _VISITOR_PAGES

    def act(self) -> None:
        """Read a page."""
        self.read(self.pages)


class AdminReader(Visitor):
    """Reads pages for admins."""

    pages = _ADMIN_PAGES


class SoakPartner(SoakPerson):
    """Edits a draft of a listing and submits it. While it is in review, the partner reads and withdraws it at times."""

    def __init__(self, traffic: Traffic, *, base_url: str, cookies: dict[str, str], listing: str) -> None:
        super().__init__(traffic, base_url=base_url, cookies=cookies)
        self.listing, self.saved = listing, ""

    def act(self) -> None:
        """Edit the draft and submit it at times; while it is in review, read pages or withdraw it."""
        page = self.get(f"{self._draft}/review/")
        if page is None:
            return
        if 'id="submit-form"' in page.text:
            self._edit()
            if random.random() < 0.4:
                self._submit()
        elif random.random() < 0.1:
            self.post(f"/listings/{self.listing}/act/withdraw/", {"reason": _NOTE})
        else:
            self.read(("/", f"/listings/{self.listing}/", "/notices/"))

    @property
    def _draft(self) -> str:
        return f"/listings/{self.listing}/revisions/1"

    def _edit(self) -> None:
        mark = new_mark()
        response = self._save("overview", {"short_description": mark})
        is_stored = self.record("edit", mark, response, place=self.listing) is WriteOutcome.CONFIRMED
        self.saved = mark if is_stored else ""

    def _submit(self) -> None:
        """Submit the draft if its last edit is confirmed, so that the submission contains this mark."""
        self._save("submission", {"attest_accuracy": True, "attest_sandbox_test": True}, step="review")
        seen = self._value_on("review", r'name="seen" value="(\d+)"')
        if self.saved:
            mark, self.saved = self.saved, ""
            self.record("submission", mark, self.post(f"{self._draft}/submit/", {"seen": seen}))

    def _save(self, section: str, changes: dict[str, object], *, step: str = "overview") -> httpx.Response | None:
        """The response to the save of a section whose version is on the page of this step."""
        version = self._value_on(step, r'data-version="(\d+)"')
        path, body = f"{self._draft}/sections/{section}/save/", {"version": int(version), "changes": changes}
        return self.request("POST", path, json=body, headers=self.csrf_headers())

    def _value_on(self, step: str, pattern: str) -> str:
        """What the pattern captures on the page of the step, "0" if it can't be read."""
        page = self.get(f"{self._draft}/{step}/")
        match = re.search(pattern, page.text) if page is not None else None
        return match[1] if match else "0"


class ReviewerOfTeam(SoakPerson):
    """Claims reviews, comments, and approves or requests changes."""

    def act(self) -> None:
        """Open a review of the queue, claim it, comment on it and decide."""
        queue = self.get("/queue/")
        reviews = sorted(set(re.findall(r'href="(/reviews/[0-9a-f-]{36}/)', queue.text))) if queue else []
        if not reviews:
            return
        review = random.choice(reviews)
        page = self.get(review)
        submission = re.search(r'name="submission" value="([0-9a-f-]{36})"', page.text) if page else None
        self.post(f"{review}claim/", {})
        self._comment(review)
        if submission:
            self._decide(review, submission[1])

    def _comment(self, review: str) -> None:
        mark = new_mark()
        self.record("comment", mark, self.post(f"{review}threads/", {"body": mark, "send": "now"}))

    def _decide(self, review: str, submission: str) -> None:
        mark = new_mark()
        verdict = "approve" if random.random() < 0.3 else "request_changes"
        form = {"verdict": verdict, "submission": submission, "note": mark}
        self.record("decision", mark, self.post(f"{review}decide/", form))


class SoakApiClient(SoakPerson):
    """Creates listings through the API and reads them. It repeats a call until it gets a response, with one key."""

    def __init__(self, traffic: Traffic, *, base_url: str, tenant: str, form: dict[str, str]) -> None:
        super().__init__(traffic, base_url=base_url)
        self.tenant, self.form, self.token = tenant, form, ""

    def act(self) -> None:
        """Read the listings, and create one."""
        if not self.token:
            self._sign_in()
            return
        self.request("GET", "/api/v1/listings", headers=self._headers())
        mark, key = new_mark(), str(uuid4())
        body = {"name": mark, "route": "integrations", "offering_type": "integration"}
        for _try in range(30):
            headers = self._headers() | {"Idempotency-Key": key}
            response = self.request("POST", "/api/v1/listings", json=body, headers=headers)
            if outcome_of(response) is not WriteOutcome.UNCLEAR:
                break
        self.record("API listing", mark, response)

    def _sign_in(self) -> None:
        response = self.request("POST", f"/{self.tenant}/oauth2/token", data=self.form)
        if response is not None and response.status_code == 200:
            self.token = response.json()["access_token"]

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}
