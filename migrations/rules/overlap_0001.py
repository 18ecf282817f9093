"""No resource is busy twice at one time. The error's text contains ``busy_interval_overlap``."""

POSTGRESQL = (
    # Without the lock two rivals wait for each other's row inside the exclusion check, and one is ended as a
    # deadlock after a second; with it the second one waits, then is refused by the constraint.
    """
    CREATE FUNCTION busy_interval_queue() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended('busy_interval', NEW.resource_id));
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER busy_interval_queue BEFORE INSERT OR UPDATE ON busy_interval
    FOR EACH ROW EXECUTE FUNCTION busy_interval_queue()
    """,
    # A range of one number stands for the number: equality on bigint under GiST would need btree_gist.
    """
    ALTER TABLE busy_interval ADD CONSTRAINT busy_interval_overlap EXCLUDE USING gist (
        int8range(resource_id, resource_id, '[]') WITH &&,
        tstzrange(starts_at, ends_at) WITH &&
    )
    """,
)

# The stored intervals of a resource never overlap, so the one that starts last before the new end is also the
# one that ends last, and the only one to look at.
SQLITE = (
    """
    CREATE TRIGGER busy_interval_overlap_insert BEFORE INSERT ON busy_interval
    WHEN NEW.starts_at < (
        SELECT ends_at FROM busy_interval
        WHERE resource_id = NEW.resource_id AND starts_at < NEW.ends_at
        ORDER BY starts_at DESC LIMIT 1
    )
    BEGIN SELECT RAISE(ABORT, 'busy_interval_overlap'); END
    """,
    """
    CREATE TRIGGER busy_interval_overlap_update BEFORE UPDATE ON busy_interval
    WHEN NEW.starts_at < (
        SELECT ends_at FROM busy_interval
        WHERE resource_id = NEW.resource_id AND starts_at < NEW.ends_at AND id <> OLD.id
        ORDER BY starts_at DESC LIMIT 1
    )
    BEGIN SELECT RAISE(ABORT, 'busy_interval_overlap'); END
    """,
)


def create(dialect: str) -> tuple[str, ...]:
    """Return the statements that put the rule in force."""
    return POSTGRESQL if dialect == "postgresql" else SQLITE


def drop(dialect: str) -> tuple[str, ...]:
    """Return the statements that lift the rule."""
    if dialect == "postgresql":
        return (
            "ALTER TABLE busy_interval DROP CONSTRAINT busy_interval_overlap",
            "DROP TRIGGER busy_interval_queue ON busy_interval",
            "DROP FUNCTION busy_interval_queue()",
        )
    return (
        "DROP TRIGGER busy_interval_overlap_insert",
        "DROP TRIGGER busy_interval_overlap_update",
    )
