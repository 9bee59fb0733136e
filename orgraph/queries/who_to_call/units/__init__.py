"""The units that a matter at a place may go to: routes, offers, record, hours; ranked."""
