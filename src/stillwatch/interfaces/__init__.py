"""How people and programs reach the house: the command line now, services beside it."""
