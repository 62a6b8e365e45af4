"""One notion of “same work”: what makes two entries one work, and how they are found."""
