"""What formats share: values, names, types and fields."""
