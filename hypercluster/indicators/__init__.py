"""Indicators of regional specialisation: functions of a table of counts, regions x industries.

A region without enterprises and an industry without enterprises get missing values for themselves and
change nothing else.
"""
