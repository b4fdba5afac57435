"""Words for people: the texts of the program, and how lists, counts, dates and strange characters are said."""
