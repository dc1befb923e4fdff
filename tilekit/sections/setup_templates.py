"""Templates for setup and uninstallation instructions, by code type. Listings are in English, so these are too."""

import re

_STEPS_END = """\

### Validation

Open the {title} dashboard. Data appears within <YOUR_NUMBER_OF_MINUTES> minutes.
"""

SETUP_TEMPLATES = {
    "agent": (
        """\
The {title} check runs in the Agent, on a host that can reach <YOUR_PRODUCT_ENDPOINT>.

### Installation

1. Install the Agent, version <YOUR_OLDEST_AGENT_VERSION> or later, on the host.
2. Install the check with `datadog-agent integration install -t <YOUR_PACKAGE>==1.0.0`.

### Configuration

1. Open the check's `conf.yaml` file in the Agent's `conf.d` folder.
2. Set <YOUR_REQUIRED_OPTION>.
3. Restart the Agent.
"""
        + _STEPS_END
    ),
    "api_oauth": (
        """\
Connect your {title} account to see its data here. You need the role <YOUR_REQUIRED_ROLE> in {title}.

### Installation

1. On this tile, click **Install Integration**.
2. On the **Configure** tab, click **Connect Accounts**. {title} opens.

### Configuration

1. Sign in to {title}. Choose <YOUR_ACCOUNT_OR_PROJECT>.
2. Review the permissions that {title} requests and click **Authorize**.
"""
        + _STEPS_END
    ),
    "api_exception": (
        """\
{title} sends data from your own systems with an API key of your organization.

### Installation

1. On this tile, click **Install Integration**.
2. Create an API key in your organization settings and name it after {title}.

### Configuration

1. In {title}, open <YOUR_SETTINGS_PAGE>.
2. Choose the site of your organization and enter the API key.
"""
        + _STEPS_END
    ),
    "tile_only": """\
To get started with {title}, go to <YOUR_TEAM_OR_SIGN_UP_PAGE>.

1. <YOUR_FIRST_STEP>
2. <YOUR_SECOND_STEP>
""",
}

_UNINSTALL_END = """\

If you need help, write to <YOUR_SUPPORT_ADDRESS>.
"""

UNINSTALL = {
    "agent": """\
Remove the check from every host that runs it:

1. Delete the check's folder from the Agent's `conf.d` folder.
2. Remove the package with `datadog-agent integration remove <YOUR_PACKAGE>`.
3. Restart the Agent.
"""
    + _UNINSTALL_END,
    "api_oauth": """\
Uninstalling this integration revokes all earlier authorizations of {title}.

1. On this tile, click **Uninstall Integration**.
2. On the API keys page, search for {title} and disable every key that belongs to the integration.
3. In the settings of your {title} account, remove the connection.
"""
    + _UNINSTALL_END,
    "api_exception": """\
{title} stops sending data as soon as its API key is disabled.

1. On the API keys page, disable the key that you created for {title}.
2. In the settings of your {title} account, remove the key.
3. On this tile, click **Uninstall Integration**.
"""
    + _UNINSTALL_END,
    "tile_only": """\
To cancel {title}, write to <YOUR_SUPPORT_ADDRESS>. Include the end date and whether we should delete your data.
""",
}

SUPPORT_TEXT = "If you need help with {title}, write to {email}.\n"

_UNFILLED = re.compile(r"[ ]?[^.\n]*<YOUR_[A-Z_]+>[^.\n]*\.")


def without_placeholders(template: str) -> str:
    """The text of a template without the sentences in which a fact is missing."""
    return _UNFILLED.sub("", template)
