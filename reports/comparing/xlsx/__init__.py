"""The sheets of the comparison's workbook, one file each."""
