"""What the user asked for, one module a task: no printing, no options, no exit codes."""
