from tests.tilekit.checks.check_runs import findings_in
from tests.tilekit.checks.manifest.cases import B
from tests.tilekit.listing import base_files, listing
from tilekit.checks.finding import Scope
from tilekit.core.messages import render


def test_a_support_text_is_asked_of_a_submission() -> None:
    readme = base_files()["README.md"].decode().replace("## Support\n\nNeed help? Contact [Acme support][3].\n\n", "")
    bundle = listing(
        readme=readme.replace("[3]: mailto:support@acme.example.org\n", ""),
        manifest={"/tile/support": "README.md#Setup"},
    )

    findings = findings_in(bundle, "MF", scope=Scope.SUBMISSION)

    assert [(one.code, one.severity, one.path) for one in findings] == [
        ("MF-056", B, "support.support_md"),
    ]
    assert render(findings[0].message) == "Explain how, where and when customers can reach you."
