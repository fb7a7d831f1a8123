"""Whether history can be believed: the log itself, its anchors, and all that follows from it."""

from commandcenter.services.log_audit.faults import LogFault, Verdict
from commandcenter.services.log_audit.log_audit import LogAudit

__all__ = ["LogAudit", "LogFault", "Verdict"]
