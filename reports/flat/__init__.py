"""Tables as files: the same tables as Word, Excel, Markdown and JSON."""
