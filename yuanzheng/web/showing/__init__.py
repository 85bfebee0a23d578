"""How pages are put together: charts, bodies that are kept, marks that tell browsers of change."""
