"""The commands, by topic; heavy imports wait until one of them runs."""
