"""What is missing on this machine, and the remedy."""

from commandcenter.commands.doctor.check import Check, Verdict
from commandcenter.commands.doctor.doctor import doctor_checks, run_doctor

__all__ = ["Check", "Verdict", "doctor_checks", "run_doctor"]
