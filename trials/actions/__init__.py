"""The actions about trials."""

from trials.actions.clients import NewSandboxSecret, generate_sandbox_secret
from trials.actions.requests import NewIssuedValue, RequestRecord, record_request
from trials.actions.trials import start_trial
