"""Which verbs the audit page shows, in which words, and to which readers."""

from collections.abc import Mapping

from django.utils.functional import lazy

from audit.verbs import VerbWords, registered_verbs
from common.lazy_text import LazyText
from common.lists import labelled
from listings.lifecycle import registry

# Events that owners see if they are about their organisation or its listings. All others are for staff only: comments,
# disputes and messages can be internal, and a person's sign-ins are not about one organisation.
PARTNER_VERBS = frozenset({
    "audit.export", "organisation.create", "organisation.update", "organisation.require-second-factor",
    "organisation.free-second-factor", "organisation.confirm-vendor-id", "organisation.suspend",
    "organisation.reactivate", "organisation.set-defaults", "membership.join", "membership.change-role",
    "membership.remove", "membership.leave", "invitation.send", "invitation.resend", "invitation.revoke",
    "invitation.accept", "sign-in-provider.configure", "sign-in-provider.enable", "sign-in-provider.disable",
    "sign-in-provider.require", "sign-in-provider.stop-requiring", "sign-in-provider.remove", "sign-in-domain.add",
    "sign-in-domain.verify", "sign-in-domain.remove", "agreement.accept", "application.create",
    "application.change-role", "application.remove", "application.add-key", "application.revoke-key",
    "application.trust", "application.pin-repository", "key.use", "key.refuse", "token.use", "publisher.use",
    "webhook.create", "webhook.change", "webhook.rotate-secret", "webhook.pause", "webhook.resume", "webhook.delete",
    "webhook.test", "webhook.resend", "section.edit", "section.restore", "revision.edit", "revision.import",
    "revision.fix", "revision.undo-fix", "revision.use-vendor", "revision.assign-step", "revision.unassign-step",
    "revision.export", "listing.duplicate", "import.read", "import.refuse", "client-secret.generate",
    "lead-secret.set", "test-client.generate-secret", "trial.start", "dry-run.request", "product-account.add",
    "product-account.replace", "product-account.remove", "product-account.expire", "product-account.erase",
    "tile.look", "tile.check", "tile.install", "tile.uninstall", "insights.export", "api.upload", "upload.begin",
    "upload.complete", "upload.delete", "configure.request", "configure.succeed", "configure.fail", "listing.create",
    "revision.submit", "revision.checks-passed", "revision.checks-failed", "revision.replace",
    "revision.cancel-replacement", "revision.request-changes", "revision.request-taken-back", "revision.all-approved",
    "revision.approval-taken-back", "revision.reject", "revision.reopen", "revision.enable-in-sandbox",
    "revision.ask-for-changes", "revision.sign-off", "revision.confirm-release", "revision.schedule",
    "revision.unschedule", "revision.publish", "revision.send-back", "revision.withdraw", "revision.new-revision",
    "revision.archive", "revision.restore", "revision.delete", "revision.put-on-hold", "revision.end-hold",
    "listing.roll-back", "listing.deprecate", "listing.unpublish", "listing.relist", "transfer.offer",
    "transfer.accept", "transfer.decline", "transfer.cancel", "transfer.expire", "tile.switch-on", "tile.switch-off",
    "sandbox.request", "sandbox.withdraw", "waiver.request", "waiver.withdraw", "waiver.close", "appeal.request",
    "appeal.withdraw", "appeal.close", "oauth-exception.request", "oauth-exception.withdraw", "oauth-exception.close",
    "question.request", "question.withdraw", "question.close", "gtm.request", "gtm.withdraw", "gtm.close",
    "vendor-alias.request", "vendor-alias.confirm", "vendor-alias.withdraw",
})  # fmt: skip


def verb_words() -> Mapping[str, VerbWords]:
    """{verb: its words}: those that apps registered, and those of all transitions."""
    of_rows = {
        lifecycle.audit_verb(row): VerbWords(
            label=row.timeline or lazy(labelled, str)(lifecycle.group, row.label), heading=lifecycle.group
        )
        for lifecycle in registry.lifecycles.values()
        for row in lifecycle.rows
    }
    return {**of_rows, **registered_verbs()}


def label_of_verb(words: Mapping[str, VerbWords], verb: str) -> LazyText:
    """The label; the verb itself for old events whose verb no longer exists."""
    return words[verb].label if verb in words else verb
