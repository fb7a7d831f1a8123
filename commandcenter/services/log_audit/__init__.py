"""Verifies the log, its anchors, and everything that must agree with it."""

from commandcenter.services.log_audit.log_audit import LogAudit
from commandcenter.services.log_audit.shared.faults import LogFault, Verdict

__all__ = ["LogAudit", "LogFault", "Verdict"]
