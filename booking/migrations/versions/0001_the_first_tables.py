"""the first tables

Revision: 0001, after . Autogenerate sees neither guard: an SQLite batch
migration of `claim` or `audit_entry` drops their triggers, so write them again by hand.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# The ledger's guard, one for each database, and the append-only history. Written by hand: autogenerate sees none of it.
POSTGRESQL = (
    """
ALTER TABLE claim ADD CONSTRAINT claim_no_overlap EXCLUDE USING gist (
  int8range(resource_id, resource_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&) WHERE (active)
""",
    """
CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit_entry_append_only'; END $$
""",
    """
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()
""",
)
SQLITE = (
    """
CREATE TRIGGER claim_no_overlap_insert BEFORE INSERT ON claim WHEN NEW.active
BEGIN
  SELECT RAISE(ABORT, 'claim_no_overlap') WHERE NEW.starts_at < (
    SELECT ends_at FROM claim
    WHERE resource_id = NEW.resource_id AND active = 1 AND starts_at < NEW.ends_at
    ORDER BY starts_at DESC LIMIT 1);
END
""",
    """
CREATE TRIGGER claim_no_overlap_update BEFORE UPDATE OF resource_id, starts_at, ends_at, active ON claim WHEN NEW.active
BEGIN
  SELECT RAISE(ABORT, 'claim_no_overlap') WHERE NEW.starts_at < (
    SELECT ends_at FROM claim
    WHERE resource_id = NEW.resource_id AND active = 1 AND starts_at < NEW.ends_at AND id <> NEW.id
    ORDER BY starts_at DESC LIMIT 1);
END
""",
    """
CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit_entry_append_only'); END
""",
    """
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit_entry_append_only'); END
""",
    """
CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry
WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'audit_entry_append_only'); END
""",
)
TABLES = (
    "company",
    "equipment_type",
    "heartbeat",
    "policy",
    "sign_in_try",
    "snapshot",
    "centre",
    "resource",
    "user",
    "blackout",
    "question",
    "reservation",
    "sign_in",
    "token",
    "attendee",
    "audit_entry",
    "idempotency_key",
    "occurrence",
    "reservation_equipment",
    "reservation_space",
    "claim",
    "message",
)
INSTANT = sa.DateTime(timezone=True).with_variant(sa.Integer(), "sqlite")


def _only_on_sqlite(constraint):
    return [constraint] if op.get_bind().dialect.name == "sqlite" else []


def upgrade() -> None:
    op.create_table(
        "company",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("reading", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("tzid", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('local', 'overseas')", name=op.f("company_kind_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("company_pk")),
        sa.UniqueConstraint("name", name=op.f("company_name_unique")),
    )
    op.create_table(
        "equipment_type",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("equipment_type_pk")),
        sa.UniqueConstraint("slug", name=op.f("equipment_type_slug_unique")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("beaten_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("process", name=op.f("heartbeat_pk")),
    )
    op.create_table(
        "policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opening_hours", sa.JSON(), nullable=True),
        sa.Column("closed_on_holidays", sa.Boolean(), nullable=True),
        sa.Column("grid", sa.BigInteger(), nullable=True),
        sa.Column("min_duration", sa.BigInteger(), nullable=True),
        sa.Column("max_duration", sa.BigInteger(), nullable=True),
        sa.Column("min_notice", sa.BigInteger(), nullable=True),
        sa.Column("max_notice", sa.BigInteger(), nullable=True),
        sa.Column("setup_time", sa.BigInteger(), nullable=True),
        sa.Column("teardown_time", sa.BigInteger(), nullable=True),
        sa.Column("approval", sa.String(), nullable=True),
        sa.Column("approval_for", sa.String(), nullable=True),
        sa.Column("visibility", sa.String(), nullable=True),
        sa.Column("invite_while_pending", sa.Boolean(), nullable=True),
        sa.Column("answer_within_days", sa.Integer(), nullable=True),
        sa.Column("remind_staff_after", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "approval IN ('never', 'always', 'first_booking')", name=op.f("policy_approval_check")
        ),
        sa.CheckConstraint(
            "approval_for IN ('everybody', 'overseas', 'local')", name=op.f("policy_approval_for_check")
        ),
        sa.CheckConstraint("visibility IN ('busy', 'titles', 'full')", name=op.f("policy_visibility_check")),
        sa.CheckConstraint("grid > 0", name=op.f("policy_grid_positive_check")),
        sa.CheckConstraint(
            "setup_time >= 0 AND teardown_time >= 0", name=op.f("policy_buffers_not_negative_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("policy_pk")),
    )
    op.create_table(
        "sign_in_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("tried_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("sign_in_try_pk")),
    )
    op.create_index(
        op.f("sign_in_try_subject_tried_at_index"), "sign_in_try", ["subject", "tried_at"], unique=False
    )
    op.create_index(op.f("sign_in_try_tried_at_index"), "sign_in_try", ["tried_at"], unique=False)

    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("snapshot_pk")),
    )
    op.create_table(
        "centre",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("tzid", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("locales", sa.JSON(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("centre_only_one_check")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("centre_policy_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("centre_pk")),
    )
    op.create_table(
        "resource",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("area_m2", sa.Integer(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("tzid", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=True),
        sa.Column("part_of_id", sa.Integer(), nullable=True),
        sa.Column("equipment_type_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'equipment') = (equipment_type_id IS NOT NULL)",
            name=op.f("resource_unit_has_type_check"),
        ),
        sa.CheckConstraint("kind IN ('space', 'equipment', 'desk')", name=op.f("resource_kind_check")),
        sa.CheckConstraint("part_of_id <> id", name=op.f("resource_not_part_of_itself_check")),
        sa.ForeignKeyConstraint(
            ["equipment_type_id"], ["equipment_type.id"], name=op.f("resource_equipment_type_id_fk")
        ),
        sa.ForeignKeyConstraint(["part_of_id"], ["resource.id"], name=op.f("resource_part_of_id_fk")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("resource_policy_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("resource_pk")),
        sa.UniqueConstraint("slug", name=op.f("resource_slug_unique")),
    )
    op.create_index(op.f("resource_equipment_type_id_index"), "resource", ["equipment_type_id"], unique=False)
    op.create_index(op.f("resource_part_of_id_index"), "resource", ["part_of_id"], unique=False)

    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("reading", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("tzid", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.CheckConstraint("role IN ('member', 'staff', 'administrator')", name=op.f("user_role_check")),
        sa.CheckConstraint("email = lower(email)", name=op.f("user_email_lower_check")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("user_company_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("user_pk")),
        sa.UniqueConstraint("email", name=op.f("user_email_unique")),
    )
    op.create_index(op.f("user_company_id_index"), "user", ["company_id"], unique=False)

    op.create_table(
        "blackout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("blackout_not_empty_check")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("blackout_resource_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("blackout_pk")),
    )
    op.create_index(op.f("blackout_ends_at_index"), "blackout", ["ends_at"], unique=False)
    op.create_index(op.f("blackout_resource_id_index"), "blackout", ["resource_id"], unique=False)

    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('text', 'choice', 'number', 'yes_no')", name=op.f("question_kind_check")
        ),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("question_resource_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("question_pk")),
        sa.UniqueConstraint("resource_id", "slug", name=op.f("question_resource_id_slug_unique")),
    )
    op.create_table(
        "reservation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("organised_by", sa.String(), nullable=False),
        sa.Column("organizer", sa.String(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("video", sa.Boolean(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("tzid", sa.String(), nullable=False),
        sa.Column("rrule", sa.String(), nullable=True),
        sa.Column("booked_by_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_company", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.CheckConstraint("organised_by IN ('us', 'client')", name=op.f("reservation_organised_by_check")),
        sa.ForeignKeyConstraint(["booked_by_id"], ["user.id"], name=op.f("reservation_booked_by_id_fk")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("reservation_company_id_fk")),
        sa.ForeignKeyConstraint(["person_id"], ["user.id"], name=op.f("reservation_person_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("reservation_pk")),
        sa.UniqueConstraint(
            "organised_by", "organizer", "uid", name=op.f("reservation_organised_by_organizer_uid_unique")
        ),
    )
    op.create_index(op.f("reservation_booked_by_id_index"), "reservation", ["booked_by_id"], unique=False)
    op.create_index(op.f("reservation_company_id_index"), "reservation", ["company_id"], unique=False)
    op.create_index(op.f("reservation_person_id_index"), "reservation", ["person_id"], unique=False)
    op.create_index(op.f("reservation_uid_index"), "reservation", ["uid"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("sign_in_user_id_fk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("sign_in_pk")),
    )
    op.create_index(op.f("sign_in_expires_at_index"), "sign_in", ["expires_at"], unique=False)
    op.create_index(op.f("sign_in_user_id_index"), "sign_in", ["user_id"], unique=False)

    op.create_table(
        "token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_used_at", INSTANT, nullable=True),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "kind <> 'feed' OR subject IN ('me', 'space')", name=op.f("token_feed_has_subject_check")
        ),
        sa.CheckConstraint("kind IN ('api', 'feed')", name=op.f("token_kind_check")),
        sa.CheckConstraint(
            "subject <> 'space' OR space_id IS NOT NULL", name=op.f("token_subject_has_space_check")
        ),
        sa.ForeignKeyConstraint(["space_id"], ["resource.id"], name=op.f("token_space_id_fk")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("token_user_id_fk"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("token_pk")),
        sa.UniqueConstraint("hash", name=op.f("token_hash_unique")),
    )
    op.create_index(op.f("token_user_id_index"), "token", ["user_id"], unique=False)

    op.create_table(
        "attendee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reservation_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("partstat", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("tzid", sa.String(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "partstat IN ('NEEDS-ACTION', 'ACCEPTED', 'DECLINED', 'TENTATIVE')",
            name=op.f("attendee_partstat_check"),
        ),
        sa.CheckConstraint(
            "role IN ('CHAIR', 'REQ-PARTICIPANT', 'OPT-PARTICIPANT')", name=op.f("attendee_role_check")
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("attendee_email_lower_check")),
        sa.ForeignKeyConstraint(
            ["reservation_id"], ["reservation.id"], name=op.f("attendee_reservation_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("attendee_pk")),
        sa.UniqueConstraint("reservation_id", "email", name=op.f("attendee_reservation_id_email_unique")),
    )
    op.create_index(op.f("attendee_email_index"), "attendee", ["email"], unique=False)

    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reservation_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("audit_entry_actor_id_fk")),
        sa.ForeignKeyConstraint(
            ["reservation_id"], ["reservation.id"], name=op.f("audit_entry_reservation_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_entry_pk")),
    )
    op.create_index(op.f("audit_entry_reservation_id_index"), "audit_entry", ["reservation_id"], unique=False)

    op.create_table(
        "idempotency_key",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body_hash", sa.String(), nullable=False),
        sa.Column("reservation_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["reservation_id"], ["reservation.id"], name=op.f("idempotency_key_reservation_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("idempotency_key_user_id_fk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("idempotency_key_pk")),
    )
    op.create_index(op.f("idempotency_key_created_at_index"), "idempotency_key", ["created_at"], unique=False)

    op.create_table(
        "occurrence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reservation_id", sa.Integer(), nullable=False),
        sa.Column("recurrence_id", sa.String(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("waiting_for", sa.String(), nullable=True),
        sa.Column("waiting_since_at", INSTANT, nullable=True),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("staff_reminded_at", INSTANT, nullable=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_in_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "(status = 'tentative') = (waiting_for IS NOT NULL)",
            name=op.f("occurrence_tentative_waits_check"),
        ),
        sa.CheckConstraint(
            "(waiting_for IS NOT NULL AND waiting_for = 'applicant') = (expires_at IS NOT NULL)",
            name=op.f("occurrence_only_applicants_expire_check"),
        ),
        sa.CheckConstraint(
            "status IN ('waitlisted', 'tentative', 'confirmed', 'declined', 'expired', 'withdrawn', 'cancelled', 'released')",
            name=op.f("occurrence_status_check"),
        ),
        sa.CheckConstraint(
            "waiting_for IN ('staff', 'applicant')", name=op.f("occurrence_waiting_for_check")
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("occurrence_not_empty_check")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("occurrence_decided_by_id_fk")),
        sa.ForeignKeyConstraint(
            ["reservation_id"], ["reservation.id"], name=op.f("occurrence_reservation_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("occurrence_pk")),
        sa.UniqueConstraint(
            "reservation_id", "recurrence_id", name=op.f("occurrence_reservation_id_recurrence_id_unique")
        ),
    )
    op.create_index(op.f("occurrence_starts_at_index"), "occurrence", ["starts_at"], unique=False)
    op.create_index(
        op.f("occurrence_status_expires_at_index"), "occurrence", ["status", "expires_at"], unique=False
    )
    op.create_index(
        op.f("occurrence_status_starts_at_index"), "occurrence", ["status", "starts_at"], unique=False
    )

    op.create_table(
        "reservation_equipment",
        sa.Column("reservation_id", sa.Integer(), nullable=False),
        sa.Column("equipment_type_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("reservation_equipment_quantity_positive_check")),
        sa.ForeignKeyConstraint(
            ["equipment_type_id"],
            ["equipment_type.id"],
            name=op.f("reservation_equipment_equipment_type_id_fk"),
        ),
        sa.ForeignKeyConstraint(
            ["reservation_id"], ["reservation.id"], name=op.f("reservation_equipment_reservation_id_fk")
        ),
        sa.PrimaryKeyConstraint("reservation_id", "equipment_type_id", name=op.f("reservation_equipment_pk")),
    )
    op.create_table(
        "reservation_space",
        sa.Column("reservation_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reservation_id"], ["reservation.id"], name=op.f("reservation_space_reservation_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name=op.f("reservation_space_resource_id_fk")
        ),
        sa.PrimaryKeyConstraint("reservation_id", "resource_id", name=op.f("reservation_space_pk")),
    )
    op.create_index(
        op.f("reservation_space_resource_id_index"), "reservation_space", ["resource_id"], unique=False
    )

    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("active", sa.Boolean(create_constraint=True, name="active"), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("claim_not_empty_check")),
        *_only_on_sqlite(
            sa.CheckConstraint(
                "typeof(starts_at) = 'integer' AND typeof(ends_at) = 'integer'",
                name=op.f("claim_instants_check"),
            )
        ),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrence.id"], name=op.f("claim_occurrence_id_fk")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("claim_resource_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("claim_pk")),
    )
    op.create_index(
        "claim_active_index",
        "claim",
        ["resource_id", "starts_at"],
        unique=False,
        sqlite_where=sa.text("active = 1"),
        postgresql_where=sa.text("active"),
    )
    op.create_index(op.f("claim_occurrence_id_index"), "claim", ["occurrence_id"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=True),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("tzid", sa.String(), nullable=False),
        sa.Column("reservation_id", sa.Integer(), nullable=True),
        sa.Column("occurrence_id", sa.Integer(), nullable=True),
        sa.Column("attendee_id", sa.Integer(), nullable=True),
        sa.Column("snapshot_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until_at", INSTANT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.CheckConstraint(
            "status IN ('waiting', 'sent', 'failed', 'dropped', 'missed')", name=op.f("message_status_check")
        ),
        sa.ForeignKeyConstraint(["attendee_id"], ["attendee.id"], name=op.f("message_attendee_id_fk")),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrence.id"], name=op.f("message_occurrence_id_fk")),
        sa.ForeignKeyConstraint(
            ["reservation_id"], ["reservation.id"], name=op.f("message_reservation_id_fk")
        ),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name=op.f("message_snapshot_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("message_pk")),
        sa.UniqueConstraint("key", name=op.f("message_key_unique")),
    )
    op.create_index(
        "message_due_index",
        "message",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_index(
        "message_failed_index",
        "message",
        ["id"],
        unique=False,
        sqlite_where=sa.text("status = 'failed'"),
        postgresql_where=sa.text("status = 'failed'"),
    )
    op.create_index(op.f("message_occurrence_id_index"), "message", ["occurrence_id"], unique=False)
    op.create_index(
        op.f("message_reservation_id_recipient_index"),
        "message",
        ["reservation_id", "recipient"],
        unique=False,
    )
    op.create_index(op.f("message_snapshot_id_index"), "message", ["snapshot_id"], unique=False)
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entry_refuse()")
