"""The history of the database's shape (Alembic), and the rules the database itself keeps."""
