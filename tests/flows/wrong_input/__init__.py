"""What nobody should type, in every field of the product."""
