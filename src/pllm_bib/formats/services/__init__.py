"""Answers of services that know works: Crossref, DataCite, OpenAlex; and records of the web."""
