"""The addresses of the page *Settings* follow the rules of the environment variables with the same names."""

import pytest
from django.core.exceptions import ValidationError

from common.platform_policies import PLATFORM_INSTALL_URL, SECURITY_CONTACT
from common.policies import PortalPolicy
from portal.environment import EnvironmentProblem, read_environment

ADDRESSES = [
    (SECURITY_CONTACT, "mailto:security@partners.example", True),
    (SECURITY_CONTACT, "https://partners.example/report", True),
    (SECURITY_CONTACT, "", True),
    (SECURITY_CONTACT, "mailto:nobody", False),
    (SECURITY_CONTACT, "https:partners", False),
    (SECURITY_CONTACT, "http://partners.example", False),
    (PLATFORM_INSTALL_URL, "https://app.example/install/{integration_id}", True),
    (PLATFORM_INSTALL_URL, "http://app.example/install", True),
    (PLATFORM_INSTALL_URL, "HTTPS://App.example", True),
    (PLATFORM_INSTALL_URL, "https://app.example:99999", False),
    (PLATFORM_INSTALL_URL, "https://name:word@app.example", False),
    (PLATFORM_INSTALL_URL, "https://app.example/{other}", False),
    (PLATFORM_INSTALL_URL, "https://", False),
]


@pytest.mark.parametrize("policy, address, is_accepted", ADDRESSES, ids=lambda value: getattr(value, "key", str(value)))
def test_page_and_environment_accept_the_same_addresses(policy: PortalPolicy, address: str, is_accepted: bool) -> None:
    environment = {policy.key: address}
    if not is_accepted:
        with pytest.raises(ValidationError):
            policy.form_field().clean(address)
        with pytest.raises(EnvironmentProblem):
            read_environment(environment)
        return

    assert policy.form_field().clean(address) == getattr(read_environment(environment), policy.key.lower())
