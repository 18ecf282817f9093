"""Everything a database keeps, as one text: what is not in it is in no column."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from models import Base


async def everything_written(session: AsyncSession) -> str:
    """Return every value of every row of every table, as the database has them."""
    await session.flush()
    values: list[str] = []
    for table in Base.metadata.sorted_tables:
        for row in await session.execute(text(f'SELECT * FROM "{table.name}"')):
            values.extend(str(value) for value in row)
    return "\n".join(values)
