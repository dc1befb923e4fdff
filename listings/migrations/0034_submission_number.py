from django.db import migrations, models


class Migration(migrations.Migration):
    """Only the models change: the columns keep their name, which the previous release reads."""

    # Migrations of reviews before this one read the fields by their former name.
    dependencies = [("listings", "0033_indexes_of_lists"), ("reviews", "0030_reviews_by_due_date")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(model_name="submission", name="listings_submission_round"),
                *(
                    migrations.RenameField(name, "round", "submission_number")
                    for name in ("revision", "stateperiod", "submission")
                ),
                migrations.AlterField(
                    "revision", "submission_number", models.PositiveIntegerField(default=0, db_column="round")
                ),
                *(
                    migrations.AlterField(name, "submission_number", models.PositiveIntegerField(db_column="round"))
                    for name in ("stateperiod", "submission")
                ),
                migrations.AddConstraint(
                    model_name="submission",
                    constraint=models.UniqueConstraint(
                        fields=("revision", "submission_number"), name="listings_submission_round"
                    ),
                ),
            ]
        )
    ]
