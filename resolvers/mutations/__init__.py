"""Mutations: an input becomes one write, and a payload of what it changed."""
