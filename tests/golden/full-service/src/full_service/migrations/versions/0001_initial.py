"""The first tables."""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

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
        "customers",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("full_name", sa.String(120), nullable=False),
        sa.Column("joined_on", sa.Date, nullable=False),
        sa.CheckConstraint("length(full_name) >= 1", name=op.f("ck_customers_full_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("email", name=op.f("uq_customers_email")),
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("customer_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("status", sa.String(9), nullable=False),
        sa.Column("total", sa.Numeric(12, 2).with_variant(sa.String(13), "sqlite"), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gift", sa.Boolean, nullable=False),
        sa.Column("note", sa.Text, nullable=True),
        sa.CheckConstraint(
            "status IN ('open', 'paid', 'shipped', 'cancelled')", name=op.f("ck_orders_status")
        ),
        sa.CheckConstraint("total >= 0", name=op.f("ck_orders_total")).ddl_if(dialect="postgresql"),
        sa.CheckConstraint("length(note) <= 2000", name=op.f("ck_orders_note")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_orders_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
    )
    op.create_table(
        "order_lines",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("order_id", sa.Uuid, nullable=False),
        sa.Column("article", sa.String(40), nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("price", sa.Numeric(10, 2).with_variant(sa.String(11), "sqlite"), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 1000", name=op.f("ck_order_lines_quantity")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_order_lines_price")).ddl_if(
            dialect="postgresql"
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_lines_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
    )
    op.create_index(op.f("ix_customers_created_at_id"), "customers", ["created_at", "id"])
    op.create_index(op.f("ix_orders_created_at_id"), "orders", ["created_at", "id"])
    op.create_index(op.f("ix_orders_customer_id"), "orders", ["customer_id"])
    op.create_index(op.f("ix_orders_status"), "orders", ["status"])
    op.create_index(op.f("ix_orders_placed_at"), "orders", ["placed_at"])
    op.create_index(op.f("ix_order_lines_created_at_id"), "order_lines", ["created_at", "id"])
    op.create_index(op.f("ix_order_lines_order_id"), "order_lines", ["order_id"])
    op.create_index(op.f("ix_order_lines_article"), "order_lines", ["article"])
    op.create_table(
        "event_store",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("aggregate", sa.String(80), nullable=False),
        sa.Column("aggregate_id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("revision", sa.String(32), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_event_store")),
        sa.UniqueConstraint(
            "aggregate_id",
            "version",
            "aggregate",
            name=op.f("uq_event_store_aggregate_id_version_aggregate"),
        ),
    )
    op.create_table(
        "snapshots",
        sa.Column("aggregate_id", sa.Uuid, nullable=False),
        sa.Column("aggregate", sa.String(80), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("revision", sa.String(32), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("aggregate_id", "aggregate", name=op.f("pk_snapshots")),
    )
    op.create_table(
        "outbox",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("headers", sa.JSON, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("destination", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_channel_position"), "outbox", ["channel", "position"])
    op.create_table(
        "dead_letters",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("headers", sa.JSON, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("destination", sa.Text, nullable=True),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_letters")),
    )
    op.create_index(op.f("ix_dead_letters_failed_at"), "dead_letters", ["failed_at"])
    op.create_table(
        "leases",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("owner", sa.String(40), nullable=False),
        sa.Column("beat", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "inbox",
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("event_id", sa.String(200), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", "event_id", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_handled_at"), "inbox", ["handled_at"])
    op.create_table(
        "projections",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("place", sa.String(63), nullable=True),
        sa.Column("form", sa.String(64), nullable=False),
        sa.Column("revision", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_read_models")),
    )
    op.create_table(
        "projection_changes",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("resource_id", sa.Uuid, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_projection_changes")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_projection_changes_name_position"), "projection_changes", ["name", "position"]
    )
    op.create_table(
        "sagas",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("version", sa.String(12), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("correlation_id", sa.Text, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("finished", sa.JSON, nullable=False),
        sa.Column("compensated", sa.JSON, nullable=False),
        sa.Column("failed", sa.String(40), nullable=True),
        sa.Column("reason", sa.Text, nullable=True),
        sa.Column("waits_for", sa.String(40), nullable=True),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("trouble", sa.Text, nullable=True),
        sa.Column("history", sa.JSON, nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Double, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sagas")),
    )
    op.create_index(op.f("ix_sagas_deadline"), "sagas", ["deadline"])
    op.create_index(op.f("ix_sagas_state_changed_at"), "sagas", ["state", "changed_at"])
    op.create_index(op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"])


def downgrade() -> None:
    """Drop the tables."""
    is_open = sa.column("state").not_in(["done", "compensated"])
    unended = sa.select(sa.func.count()).select_from(sa.table("sagas")).where(is_open)
    if count := op.get_bind().scalar(unended):
        raise CommandError(f"{count} sagas have not ended: let them end first")
    op.drop_table("sagas")
    columns = sa.column("name", sa.String), sa.column("place", sa.String)
    made = sa.select(*columns).select_from(sa.table("projections"))
    for name, place in op.get_bind().execute(made).all():
        op.drop_table(name, schema=place)
    op.drop_table("projection_changes")
    op.drop_table("projections")
    op.drop_table("inbox")
    waiting = sa.select(sa.func.count()).select_from(sa.table("outbox"))
    if count := op.get_bind().scalar(waiting):
        raise CommandError(f"{count} messages wait in the outbox: let the service send them first")
    op.drop_table("leases")
    op.drop_table("dead_letters")
    op.drop_table("outbox")
    op.drop_table("snapshots")
    op.drop_table("event_store")
    op.drop_table("order_lines")
    op.drop_table("orders")
    op.drop_table("customers")
    op.drop_table("idempotency_keys")
