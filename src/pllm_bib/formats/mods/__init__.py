"""MODS, the XML of the Library of Congress."""
