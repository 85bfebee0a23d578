"""Errors of the warehouse; every message is one Chinese sentence for the user."""

from __future__ import annotations


class WarehouseError(Exception):
    """The warehouse cannot be used as asked."""


class WarehouseBusy(WarehouseError):
    """Somebody else holds the warehouse."""


class WarehouseHeld(WarehouseBusy):
    """This very process is writing it."""


class OlderWarehouse(WarehouseError):
    """Its tables are those of an older version: whoever opens it for writing brings it on."""


class WarehouseFull(WarehouseError):
    """No room left on the disk."""
