"""Reads the files of other systems record by record: CSV in any encoding and form, and XLSX."""

from commandcenter.services.archive.files.csv_file import CsvFile
from commandcenter.services.archive.files.opening import open_case_file
from commandcenter.services.archive.files.record import CaseFile, Record

__all__ = ["CaseFile", "CsvFile", "Record", "open_case_file"]
