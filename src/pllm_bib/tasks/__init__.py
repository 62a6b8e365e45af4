"""The work of the commands, a module each: no printing, no options, no exit codes."""
