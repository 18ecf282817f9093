"""Messages owed to people: planned with the change that causes them, claimed when due, settled once."""
