"""Suspending or refusing a clearance."""
