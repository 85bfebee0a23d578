"""How far a programme has come: its targets held against the register of what was done."""
