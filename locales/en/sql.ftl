# SQL queries written by people.
sql-empty = The query is empty.
sql-several-statements = One query at a time: nothing may follow the semicolon.
sql-not-a-query = Only reading queries are accepted: they begin with SELECT, VALUES or WITH.
sql-text-too-long = The query is too long: { $maximum } bytes at most.
sql-nul = The query holds a NUL character.
sql-full-join-by-name = FULL JOIN cannot be used with USING or NATURAL: write the condition with ON.
sql-natural-join = NATURAL JOIN cannot be used with this table: write the condition with ON.
sql-forbidden = This query reads data, or uses a function, that is not accessible.
sql-refused-by-engine = The query was refused: { $reason }
sql-refused = The query was refused: it contains an error.
sql-too-slow = The query was stopped: it takes too long (more than { $seconds } s).
sql-too-big = The query reads or makes a value that is too big.
sql-too-much-memory = The query would take too much memory.
sql-cancelled = The query was given up.
sql-unfinished = Line { $line }, column { $column }: a text or a quoted name begins there and does not end.
sql-syntax = Syntax error at line { $line }, column { $column }, at “{ $found }”{ $expected ->
        [nothing] .
        [end] : the query should end there.
        [expression] : an expression was expected.
        [name] : a name was expected.
        [table] : a table was expected.
        [type] : a type was expected.
        [query] : SELECT or VALUES was expected.
       *[other] : { $expected } was expected.
    }
sql-syntax-end = Syntax error at line { $line }, column { $column }: the query ends too early{ $expected ->
        [nothing] .
        [expression] , an expression was expected.
        [name] , a name was expected.
        [table] , a table was expected.
        [type] , a type was expected.
        [query] , SELECT or VALUES was expected.
       *[other] , { $expected } was expected.
    }
sql-not-accepted = Line { $line }, column { $column }: SQLite knows “{ $found }”, but this service does not accept it. { $instead ->
       *[parameter] Name parameters :name, @name, $name or ?1.
        [join] Write NATURAL first, then LEFT, RIGHT or INNER.
        [blank] Put a blank after the operator.
    }
sql-too-complex = The query nests too deep or is too complex.
sql-too-many-temporary-bytes = The query was stopped: it asks for too much room on the disk.
