"""Files in, files out: the import format of `docs/import-format.md`."""

from graph.interchange.export.stream import Export, export_document, export_file, export_lines
from graph.interchange.importing import ImportReport, import_document, import_file

__all__ = [
    "Export",
    "ImportReport",
    "export_document",
    "export_file",
    "export_lines",
    "import_document",
    "import_file",
]
