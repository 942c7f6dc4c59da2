# Datasets, OData.
dataset-no-column = “{ $name }” is no column. There are: { $columns }.
dataset-column-twice = The column “{ $name }” stands there twice.
dataset-no-key = { $name }: “{ $value }” is no key of this dataset.
dataset-no-format = There is no dataset in the format “{ $format }”. There are: { $formats }.
dataset-no-since = The dataset { $dataset } does not know when its rows were changed: “since” cannot be used.
dataset-filter-long = The filter is too long: { $maximum } bytes at most.
dataset-filter-deep = The filter is too deep: { $maximum } parentheses or “not” in one another at most.
dataset-filter-terms = The filter is too long: { $maximum } conditions at most.
dataset-filter-end = The filter stops before its end.
dataset-filter-syntax = The filter makes no sense at character { $at }: “{ $found }”.
dataset-filter-text = contains, startswith and endswith compare texts: columns of texts, or values between apostrophes.
dataset-filter-types = { $left } and { $right } cannot be compared: they are not of the same type.
odata-no-set = There is no entity set “{ $name }”. There are: { $sets }.
odata-no-entity = { $set } has nothing with the key { $key }.
odata-option = { $option } is not supported. Supported are: { $options }.
odata-order = $orderby: “{ $term }” is neither a column nor one followed by asc or desc.
odata-order-long = $orderby: { $maximum } columns at most.
odata-skip-token = $skiptoken: “{ $value }” is not one that this server gave.
odata-format = Only JSON is given ($format=json).
