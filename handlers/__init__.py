"""What people see and press: one folder a role, and `common` for what roles share."""
