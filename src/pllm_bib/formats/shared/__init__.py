"""Parts of all formats: values, names, dates, types and fields."""
