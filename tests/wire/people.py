"""Runs inside an instance: creates the people of the demo with this password, and the partner's sandbox org."""

import sys

import django

django.setup()

from django.db import connection
from django.utils import timezone

from accounts.demo import create_demo_people
from portal.demo.load import grant_demo_sandbox

if __name__ == "__main__":
    now = timezone.now()
    demo = create_demo_people(sys.argv[1], now)
    grant_demo_sandbox(demo.harbour, owner="partner", people=demo, now=now)
    connection.close()  # everything is then in the file, which is copied
