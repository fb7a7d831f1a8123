"""Checks what is missing on this machine, and says how to fix it."""

from commandcenter.commands.doctor.check import Check, Verdict
from commandcenter.commands.doctor.doctor import doctor_checks, run_doctor

__all__ = ["Check", "Verdict", "doctor_checks", "run_doctor"]
