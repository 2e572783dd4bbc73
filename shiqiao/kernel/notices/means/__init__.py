"""The ways out of the house (方式): one adapter each behind one interface. None is on unless the installation names it."""
