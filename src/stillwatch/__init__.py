"""Stillwatch finds, proves, answers and shares the unlicensed distillation of a model."""

__version__ = "0.1.0"
