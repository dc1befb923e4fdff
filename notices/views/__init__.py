"""Pages of notices, notification settings, webhooks and demo e-mails."""
