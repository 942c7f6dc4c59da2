# Fiscal years.
year-none-open = No fiscal year is open.
year-unknown = The fiscal year “{ $year }” does not exist.
year-not-open = The fiscal year “{ $year }” is closed: its entries no longer change.
year-no-day = “{ $value }” is no date for “{ $name }”: write it YYYY-MM-DD or DD/MM/YYYY.
