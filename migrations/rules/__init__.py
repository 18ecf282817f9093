"""Rules the database itself keeps, in each database's own words.

One file a rule and revision, never changed once released: a migration that changes a rule brings a new file.
Each has ``create`` and ``drop``, which take SQLAlchemy's name of the dialect and return the statements.
"""
