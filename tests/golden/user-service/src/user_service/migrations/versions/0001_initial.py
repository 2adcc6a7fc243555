"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "idempotency_keys",
        sa.Column("scope", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_idempotency_keys")),
    )
    op.create_table(
        "teams",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("description", sa.Text, nullable=True),
        sa.Column("founded", sa.Date, nullable=True),
        sa.Column(
            "budget", sa.Numeric(12, 2).with_variant(sa.String(13), "sqlite"), nullable=False
        ),
        sa.CheckConstraint("budget >= 0", name=op.f("ck_teams_budget")).ddl_if(
            dialect="postgresql"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("name", name=op.f("uq_teams_name")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("full_name", sa.String(120), nullable=False),
        sa.Column("status", sa.String(9), nullable=False),
        sa.Column("team_id", sa.Uuid, nullable=True),
        sa.Column("birthday", sa.Date, nullable=True),
        sa.Column("last_login", sa.DateTime(timezone=True), nullable=True),
        sa.Column("logins", sa.Integer, nullable=False),
        sa.Column("newsletter", sa.Boolean, nullable=False),
        sa.Column("homepage", sa.String(2048), nullable=True),
        sa.Column("external_id", sa.Uuid, nullable=True),
        sa.Column("tags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "preferences", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.CheckConstraint("length(full_name) >= 1", name=op.f("ck_users_full_name")),
        sa.CheckConstraint(
            "status IN ('invited', 'active', 'suspended')", name=op.f("ck_users_status")
        ),
        sa.CheckConstraint("logins >= 0", name=op.f("ck_users_logins")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_users_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("external_id", name=op.f("uq_users_external_id")),
    )
    op.create_index(op.f("ix_teams_created_at_id"), "teams", ["created_at", "id"])
    op.create_index(op.f("ix_users_created_at_id"), "users", ["created_at", "id"])
    op.create_index(op.f("ix_users_full_name"), "users", ["full_name"])
    op.create_index(op.f("ix_users_status"), "users", ["status"])
    op.create_index(op.f("ix_users_team_id"), "users", ["team_id"])
    op.create_index(op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("users")
    op.drop_table("teams")
    op.drop_table("idempotency_keys")
