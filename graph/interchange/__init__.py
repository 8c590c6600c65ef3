"""Files in, files out: the import format of `docs/import-format.md`.

Imports graph.domain and graph.database.
"""

from graph.interchange.exporting import export_document, export_file
from graph.interchange.importing import ImportReport, import_document, import_file

__all__ = ["ImportReport", "export_document", "export_file", "import_document", "import_file"]
