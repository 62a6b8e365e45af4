"""RIS, and the other formats of tagged lines: EndNote's and MEDLINE's."""
