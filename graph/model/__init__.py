"""One declaration per entity: its fields, with their defaults, references and descriptions.

A class here is the entity of the import format, and says beside each field what else the field is
(`graph.model.marks`). From it follow the GraphQL type's stored fields, inputs, filters and orders
(`schema.build`), commands, stored properties, import and export.
"""
