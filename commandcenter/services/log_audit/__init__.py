"""Verifies the log, its anchors, and everything that must agree with it."""

from commandcenter.services.log_audit.faults import LogFault, Verdict
from commandcenter.services.log_audit.log_audit import LogAudit

__all__ = ["LogAudit", "LogFault", "Verdict"]
