"""What the journal holds stays as it was written. The error's text contains ``journal_is_append_only``."""

POSTGRESQL = (
    """
    CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'journal_is_append_only' USING ERRCODE = 'check_violation';
    END $$
    """,
    """
    CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()
    """,
)

# INSERT OR REPLACE removes the row in its way without asking the trigger of DELETE.
SQLITE = (
    """
    CREATE TRIGGER journal_is_append_only_update BEFORE UPDATE ON journal_entry
    BEGIN SELECT RAISE(ABORT, 'journal_is_append_only'); END
    """,
    """
    CREATE TRIGGER journal_is_append_only_delete BEFORE DELETE ON journal_entry
    BEGIN SELECT RAISE(ABORT, 'journal_is_append_only'); END
    """,
    """
    CREATE TRIGGER journal_is_append_only_replace BEFORE INSERT ON journal_entry
    WHEN EXISTS (SELECT 1 FROM journal_entry WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'journal_is_append_only'); END
    """,
)


def create(dialect: str) -> tuple[str, ...]:
    """Return the statements that put the rule in force."""
    return POSTGRESQL if dialect == "postgresql" else SQLITE


def drop(dialect: str) -> tuple[str, ...]:
    """Return the statements that lift the rule."""
    if dialect == "postgresql":
        return (
            "DROP TRIGGER journal_is_append_only ON journal_entry",
            "DROP FUNCTION journal_is_append_only()",
        )
    return (
        "DROP TRIGGER journal_is_append_only_update",
        "DROP TRIGGER journal_is_append_only_delete",
        "DROP TRIGGER journal_is_append_only_replace",
    )
