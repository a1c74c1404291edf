"""series, waitlists and policies

Revision: 0002, after 0001. SQLite cannot add a named constraint to a table, and to rebuild one that others
refer to would drop what refers to it: there the stored text of the table is extended.
"""

import sqlalchemy as sa
from alembic import op

from booking.migrations.stored import extended, rewrite, without

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COLUMNS = {
    "policy": (
        sa.Column("quotas", sa.JSON()),
        sa.Column("bookable_by", sa.String()),
        sa.Column("bookable_companies", sa.JSON()),
        sa.Column("cancellation_deadline", sa.BigInteger()),
        sa.Column("recurring", sa.Boolean()),
        sa.Column("max_skipped", sa.Integer()),
        sa.Column("max_skipped_percent", sa.Integer()),
        sa.Column("waitlist", sa.Boolean()),
        sa.Column("offer_for", sa.BigInteger()),
        sa.Column("choose_within_days", sa.Integer()),
        sa.Column("check_in", sa.Boolean()),
        sa.Column("no_show_after", sa.BigInteger()),
        sa.Column("release_no_show", sa.Boolean()),
        sa.Column("deputy_id", sa.Integer()),
    ),
    "equipment_type": (sa.Column("needs_space", sa.Boolean(), nullable=False, server_default=sa.true()),),
    "attendee": (sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false()),),
    "reservation": (
        sa.Column("dtstart", sa.String()),
        sa.Column("duration", sa.BigInteger()),
        sa.Column("exdates", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("rdates", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("skipped", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("choosing", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("waived", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("continues_id", sa.Integer()),
    ),
    "occurrence": (
        sa.Column("space_id", sa.Integer()),
        sa.Column("title", sa.String()),
        sa.Column("pending", sa.JSON()),
        *(
            sa.Column(name, sa.DateTime(timezone=True).with_variant(sa.Integer(), "sqlite"))
            for name in ("waitlisted_at", "offered_at", "asked_at", "coming_at", "deputy_told_at")
        ),
    ),
}
BOOKABLE = "bookable_by IN ('everybody', 'overseas', 'local', 'nobody')"
APPROVAL = "approval IN ('never', 'always', 'first_booking')"
APPROVAL_NOW = "approval IN ('never', 'always', 'first_booking', 'out_of_policy')"
PENDING = "pending IS NULL OR status = 'confirmed'"
CHECKS = {"policy": (("policy_bookable_by_check", BOOKABLE),), "occurrence": (("occurrence_pending_check", PENDING),)}
REFERENCES = {
    "policy": (("deputy_id", "user"),),
    "reservation": (("continues_id", "reservation"),),
    "occurrence": (("space_id", "resource"),),
}
INDEXES = (("reservation", "continues_id"), ("occurrence", "space_id"))


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for column in columns:
            op.add_column(table, column._copy())
    (_constrain_sqlite if _is_sqlite() else _constrain_postgresql)()
    for table, column in INDEXES:
        op.create_index(f"{table}_{column}_index", table, [column])
    _special_day()
    _refusal()


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _constrain_postgresql() -> None:
    op.drop_constraint("policy_approval_check", "policy")
    op.create_check_constraint(op.f("policy_approval_check"), "policy", APPROVAL_NOW)
    for table, checks in CHECKS.items():
        for name, condition in checks:
            op.create_check_constraint(op.f(name), table, condition)
    for table, references in REFERENCES.items():
        for column, other in references:
            op.create_foreign_key(f"{table}_{column}_fk", table, other, [column], ["id"])


def _constrain_sqlite() -> None:
    texts = {table: _added(table) for table in (*CHECKS, *REFERENCES)}
    for table, added in texts.items():
        rewrite(table, lambda sql, added=added: extended(sql, added))
    rewrite("policy", lambda sql: sql.replace(APPROVAL, APPROVAL_NOW))


def _added(table: str) -> list[str]:
    checks = [f"CONSTRAINT {name} CHECK ({condition})" for name, condition in CHECKS.get(table, ())]
    return checks + [
        f'CONSTRAINT {table}_{column}_fk FOREIGN KEY({column}) REFERENCES "{other}" (id)'
        for column, other in REFERENCES.get(table, ())
    ]


def _special_day() -> None:
    op.create_table(
        "special_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name="special_day_resource_id_fk"),
        sa.PrimaryKeyConstraint("id", name="special_day_pk"),
        sa.UniqueConstraint("resource_id", "on", name="special_day_resource_id_on_unique"),
    )
    op.create_index("special_day_on_index", "special_day", ["on"])


def _refusal() -> None:
    instant = sa.DateTime(timezone=True).with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "refusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name="refusal_actor_id_fk"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="refusal_company_id_fk"),
        sa.PrimaryKeyConstraint("id", name="refusal_pk"),
    )
    op.create_index("refusal_at_index", "refusal", ["at"])


def downgrade() -> None:
    op.drop_table("refusal")
    op.drop_table("special_day")
    for table, column in INDEXES:
        op.drop_index(f"{table}_{column}_index", table)
    (_free_sqlite if _is_sqlite() else _free_postgresql)()
    for table, columns in COLUMNS.items():
        for column in columns:
            op.execute(f'ALTER TABLE "{table}" DROP COLUMN {column.name}')


def _free_postgresql() -> None:
    for table in (*CHECKS, *REFERENCES):
        for name in _names(table):
            op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
    op.drop_constraint("policy_approval_check", "policy")
    op.create_check_constraint(op.f("policy_approval_check"), "policy", APPROVAL)


def _names(table: str) -> list[str]:
    references = [f"{table}_{column}_fk" for column, _ in REFERENCES.get(table, ())]
    return [name for name, _ in CHECKS.get(table, ())] + references


def _free_sqlite() -> None:
    for table in dict.fromkeys((*CHECKS, *REFERENCES)):
        rewrite(table, lambda sql, table=table: without(sql, _added(table)))
    rewrite("policy", lambda sql: sql.replace(APPROVAL_NOW, APPROVAL))
