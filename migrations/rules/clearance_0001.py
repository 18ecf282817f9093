"""No invited place without a live clearance. The error's text contains ``place_without_clearance``.

A place is invited only under its patient's own clearance, active and ending after the lesson's start. The
rule is asked when a place is written, when a lesson is moved or scheduled again, and when a clearance is
changed: then only of scheduled lessons that start after the decision, so past and running ones stay as they
were. A cancelled lesson is asked nothing when it changes itself.
"""

# FOR SHARE: a place, a move of its lesson and a decision about its clearance written at the same moment wait
# for each other, so the later one sees what the earlier one did.
POSTGRESQL = (
    """
    CREATE FUNCTION place_needs_clearance() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM FROM clearance c, lesson l
        WHERE c.id = NEW.clearance_id AND l.id = NEW.lesson_id AND c.patient_id = NEW.patient_id
            AND c.status IN ('cleared', 'cleared_with_limits') AND l.starts_at < c.ends_at
        FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'place_without_clearance' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER place_needs_clearance
    AFTER INSERT OR UPDATE OF lesson_id, patient_id, clearance_id, state ON lesson_participant
    FOR EACH ROW WHEN (NEW.state = 'invited') EXECUTE FUNCTION place_needs_clearance()
    """,
    """
    CREATE FUNCTION lesson_needs_clearance() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM FROM lesson_participant p JOIN clearance c ON c.id = p.clearance_id
        WHERE p.lesson_id = NEW.id AND p.state = 'invited'
        FOR SHARE OF c;
        IF EXISTS (
            SELECT FROM lesson_participant p JOIN clearance c ON c.id = p.clearance_id
            WHERE p.lesson_id = NEW.id AND p.state = 'invited' AND (
                c.status NOT IN ('cleared', 'cleared_with_limits')
                OR c.ends_at IS NULL OR c.ends_at <= NEW.starts_at
            )
        ) THEN
            RAISE EXCEPTION 'place_without_clearance' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER lesson_needs_clearance AFTER UPDATE OF starts_at, status ON lesson
    FOR EACH ROW WHEN (NEW.status = 'scheduled') EXECUTE FUNCTION lesson_needs_clearance()
    """,
    """
    CREATE FUNCTION clearance_keeps_places() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM lesson_participant p JOIN lesson l ON l.id = p.lesson_id
            WHERE p.clearance_id = NEW.id AND p.state = 'invited'
                AND l.status = 'scheduled' AND l.starts_at > NEW.decided_at AND (
                    NEW.status NOT IN ('cleared', 'cleared_with_limits')
                    OR NEW.ends_at IS NULL OR NEW.ends_at <= l.starts_at
                )
        ) THEN
            RAISE EXCEPTION 'place_without_clearance' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER clearance_keeps_places AFTER UPDATE ON clearance
    FOR EACH ROW EXECUTE FUNCTION clearance_keeps_places()
    """,
)

PLACE_SQLITE = """
    CREATE TRIGGER place_needs_clearance_{name} BEFORE {event} ON lesson_participant
    WHEN NEW.state = 'invited' AND NOT EXISTS (
        SELECT 1 FROM clearance c, lesson l
        WHERE c.id = NEW.clearance_id AND l.id = NEW.lesson_id AND c.patient_id = NEW.patient_id
            AND c.status IN ('cleared', 'cleared_with_limits') AND l.starts_at < c.ends_at
    )
    BEGIN SELECT RAISE(ABORT, 'place_without_clearance'); END
"""

SQLITE = (
    PLACE_SQLITE.format(name="insert", event="INSERT"),
    PLACE_SQLITE.format(name="update", event="UPDATE OF lesson_id, patient_id, clearance_id, state"),
    """
    CREATE TRIGGER lesson_needs_clearance BEFORE UPDATE OF starts_at, status ON lesson
    WHEN NEW.status = 'scheduled' AND EXISTS (
        SELECT 1 FROM lesson_participant p JOIN clearance c ON c.id = p.clearance_id
        WHERE p.lesson_id = NEW.id AND p.state = 'invited' AND (
            c.status NOT IN ('cleared', 'cleared_with_limits')
            OR c.ends_at IS NULL OR c.ends_at <= NEW.starts_at
        )
    )
    BEGIN SELECT RAISE(ABORT, 'place_without_clearance'); END
    """,
    """
    CREATE TRIGGER clearance_keeps_places BEFORE UPDATE ON clearance
    WHEN EXISTS (
        SELECT 1 FROM lesson_participant p JOIN lesson l ON l.id = p.lesson_id
        WHERE p.clearance_id = NEW.id AND p.state = 'invited'
            AND l.status = 'scheduled' AND l.starts_at > NEW.decided_at AND (
                NEW.status NOT IN ('cleared', 'cleared_with_limits')
                OR NEW.ends_at IS NULL OR NEW.ends_at <= l.starts_at
            )
    )
    BEGIN SELECT RAISE(ABORT, 'place_without_clearance'); END
    """,
)

TRIGGERS = (
    ("place_needs_clearance", "lesson_participant"),
    ("lesson_needs_clearance", "lesson"),
    ("clearance_keeps_places", "clearance"),
)


def create(dialect: str, *more: str) -> tuple[str, ...]:
    """Return the statements that put the rule in force; ``more`` states of a place are held to it as well."""
    states = ", ".join(f"'{state}'" for state in ("invited", *more))
    statements = POSTGRESQL if dialect == "postgresql" else SQLITE
    return tuple(each.replace("state = 'invited'", f"state IN ({states})") for each in statements)


def drop(dialect: str) -> tuple[str, ...]:
    """Return the statements that lift the rule."""
    if dialect == "postgresql":
        return tuple(
            statement
            for name, table in TRIGGERS
            for statement in (f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()")
        )
    return (
        "DROP TRIGGER place_needs_clearance_insert",
        "DROP TRIGGER place_needs_clearance_update",
        "DROP TRIGGER lesson_needs_clearance",
        "DROP TRIGGER clearance_keeps_places",
    )
