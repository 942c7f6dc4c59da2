-- Reading statements that SQLite accepts, one on each line. The test `corpus` runs each one through the reader and
-- directly, and compares the names and rows. A line that begins with `-- refused:` is valid for SQLite and refused
-- here by name; docs/api.md lists these constructs.

-- Literals
SELECT 1
SELECT 0, 1, -1, +1, 9223372036854775807, -9223372036854775808, 9223372036854775808
SELECT 1_000_000, 0x1F, 0X1f, 0xFFFFFFFFFFFFFFFF
SELECT 1.5, .5, 5., 1e3, 1E-3, 1.5e+10, .5e3, 1_000.5
SELECT 9e999, -9e999
SELECT '', 'a', 'it''s', '''', 'é€𝄞', 'a;b', '-- no comment', '/* nor this */'
SELECT 'a
 b', 1 AS one -- a statement goes on where a line begins with a blank
SELECT x'', x'00ff', X'4A4B', x'c3a9'
SELECT NULL, TRUE, FALSE, true, nUlL
SELECT typeof(CURRENT_DATE), typeof(CURRENT_TIME), typeof(current_timestamp)
SELECT ?1, ?, ?5, :a, @b, $c, :a
-- refused: SELECT $a::b
-- refused: SELECT $a(b)
SELECT "no_such_column_so_a_text"
SELECT '5' + 3, '5' || 3, 'abc' + 1, '3 apples' * 2
SELECT 1 AS TRUE, 2 AS "true"

-- Names
SELECT name, "name", [name], `name` FROM payments ORDER BY id LIMIT 3
SELECT payments.name, main.payments.name, "main"."payments"."name" FROM payments WHERE id = 1
SELECT "a b", c, [d], "sélect" FROM "odd ""name"
SELECT o."a b" FROM [odd "name] AS o
SELECT o.`d` AS 'quoted by apostrophes', o.c "double", o.d [brackets], o.d `ticks` FROM "odd ""name" o
SELECT 'name' FROM 'payments' LIMIT 1
SELECT p.'name' FROM payments AS 'p' WHERE id = 1
SELECT été FROM (SELECT 1 AS été)
SELECT a$b, _c FROM (SELECT 1 AS a$b, 2 AS _c)
SELECT rowid, oid, _rowid_ FROM payments WHERE rowid = 2
SELECT key, value, type, action, "desc" FROM (SELECT 1 AS key, 2 AS value, 3 AS type, 4 AS action, 5 AS "desc")
SELECT 1 key, 2 year, 3 date, 4 time, 5 zone, 6 rank
SELECT date, time, year, month, position, user, role, level FROM keywords
SELECT k.date, k.user, k."order", k.interval, k.array, k.row, k.first, k.last, k.offset FROM keywords k
SELECT interval + 1, array || row, struct, map FROM keywords
SELECT replace, "like", glob, match, "regexp" FROM (SELECT 1 AS replace, 2 AS "like", 3 AS glob, 4 AS match, 5 AS "regexp")
SELECT abort, after, analyze, asc, attach, before, begin, by, cascade, "cast", column, conflict FROM (SELECT 1 AS abort, 2 AS after, 3 AS analyze, 4 AS asc, 5 AS attach, 6 AS before, 7 AS begin, 8 AS by, 9 AS cascade, 10 AS cast, 11 AS column, 12 AS conflict)
SELECT cross, current, "database", deferred, detach, do, each, "end", except_, exclusive, explain, fail, filter FROM (SELECT 0 AS "cross", 1 AS current, 2 AS "database", 3 AS deferred, 4 AS detach, 5 AS do, 6 AS each, 7 AS "end", 8 AS except_, 9 AS exclusive, 10 AS explain, 11 AS fail, 12 AS filter) AS t
SELECT t.full, t.groups, t.if, t.ignore, t.immediate, t.initially, t.inner, t.instead, t.key, t.left FROM (SELECT 1 AS "full", 2 AS groups, 3 AS "if", 4 AS ignore, 5 AS immediate, 6 AS initially, 7 AS "inner", 8 AS instead, 9 AS key, 10 AS "left") AS t
SELECT materialized, natural, no, nulls, of, others, outer, over, partition, plan, pragma, preceding FROM (SELECT 1 AS materialized, 2 AS "natural", 3 AS no, 4 AS nulls, 5 AS of, 6 AS others, 7 AS "outer", 8 AS over, 9 AS partition, 10 AS plan, 11 AS pragma, 12 AS preceding) AS t
SELECT query, "raise", range, recursive, reindex, release, rename, restrict, right, rollback, rows, savepoint FROM (SELECT 1 AS query, 2 AS raise, 3 AS range, 4 AS recursive, 5 AS reindex, 6 AS release, 7 AS rename, 8 AS restrict, 9 AS "right", 10 AS rollback, 11 AS rows, 12 AS savepoint) AS t
SELECT temp, temporary, ties, trigger, unbounded, vacuum, view, virtual, window, with, without, following FROM (SELECT 1 AS temp, 2 AS temporary, 3 AS ties, 4 AS trigger, 5 AS unbounded, 6 AS vacuum, 7 AS view, 8 AS virtual, 9 AS window, 10 AS "with", 11 AS without, 12 AS following) AS t
SELECT label, comment, status, state, number, text, text AS integer, format, source, method, public, system, percent FROM words
SELECT w.label, w.top, w.sample, w.settings, w.cluster, w.distribute, w.sort, w.fetch, w.lateral, w.minus, w.connect FROM words w
SELECT top FROM words
SELECT sample FROM words sample
SELECT settings FROM words AS settings
SELECT minus, fetch, lateral, "for" FROM words
SELECT words.* FROM words, keywords AS format

-- Operators
SELECT 1 + 2 * 3 - 4 / 2 % 3
SELECT 7 / 2, 7 / 2.0, -7 / 2, -7 % 3, 7 % -3, 1 / 0, 1 % 0
SELECT 1 | 2, 6 & 3, 1 << 4, 256 >> 2, ~5, 1 << 2 + 1, 1 | 2 & 3
SELECT 'a' || 'b' || 1, 'a'||'b'
SELECT 1 = 1, 1 == 1, 1 <> 2, 1 != 2, 1 < 2, 1 <= 1, 2 > 1, 2 >= 3
SELECT 1<2, 2>-1, 1<-1, 3>=-1, 2<>-2, 1=-1, 1-(-1)
SELECT - 5, + 5, - - 5, -(-5), ~ ~ 5, NOT 1, NOT NOT 0, NOT NULL
SELECT 1 AND 0, 1 OR 0, NOT 1 OR 1, NULL AND 0, NULL OR 1
SELECT 1 IS 1, 1 IS NOT 1, NULL IS NULL, 1 IS NULL, NULL IS NOT NULL, 2 IS TRUE, 0 IS NOT FALSE
SELECT 1 IS 2 - 1, 'a' IS 'A' COLLATE NOCASE, name IS city FROM payments ORDER BY id
SELECT 1 IS DISTINCT FROM 2, NULL IS NOT DISTINCT FROM NULL
SELECT 1 ISNULL, NULL ISNULL, 1 NOTNULL, NULL NOTNULL, 1 NOT NULL, NULL NOT NULL
SELECT amount ISNULL OR qty NOTNULL AND note NOT NULL FROM payments ORDER BY id
SELECT id FROM payments WHERE amount ISNULL ORDER BY id
SELECT id FROM payments WHERE amount NOT NULL AND name NOTNULL ORDER BY id
SELECT 1 + 1 ISNULL, 1 = NULL ISNULL
SELECT 2 BETWEEN 1 AND 3, 2 NOT BETWEEN 1 AND 3, 2 BETWEEN 1 AND 3 AND 1, 'b' BETWEEN 'a' AND 'c'
SELECT 5 BETWEEN 1 + 1 AND 2 * 3, 1 BETWEEN 0 < 1 AND 2
SELECT 1 IN (1, 2), 1 NOT IN (1, 2), 1 IN (), 1 NOT IN (), NULL IN (1), 1 IN (NULL)
SELECT 1 IN (SELECT id FROM payments), 99 NOT IN (SELECT id FROM payments WHERE id < 5)
SELECT 1 IN ids, 99 NOT IN ids, 1 IN main.ids, 2 IN "ids"
SELECT 1 IN (SELECT value FROM json_each('[1,2]')), 1 IN (VALUES (1), (2))
SELECT 'abc' LIKE 'A%', 'abc' NOT LIKE '_b_', 'a%c' LIKE 'a\%c' ESCAPE '\', 'axc' NOT LIKE 'a!_c' ESCAPE '!'
SELECT 'abc' GLOB 'a*', 'abc' NOT GLOB '[b-c]*', 'a' GLOB 'a' || '', glob('a*', 'abc')
SELECT id FROM payments WHERE name GLOB 'A*' OR name NOT GLOB '*a*' ORDER BY id
SELECT 'abc' LIKE 'a' || '%' AND 1, NOT 'abc' LIKE 'b%', like('a%', 'abc')
SELECT 'a' LIKE 'a' = 1, 1 = 'a' LIKE 'a'
SELECT '{"a":{"b":[1,2]}}' -> '$.a.b', '{"a":1}' ->> 'a', '[1,[2,3]]' -> 1 ->> 0, '{"a":1}'->>'$.a'
SELECT data -> 'tags' ->> 0, data ->> '$.size' FROM payments WHERE data IS NOT NULL ORDER BY id
SELECT 'b' COLLATE NOCASE = 'B', 'B' = 'b' COLLATE NOCASE, ('a' COLLATE RTRIM) = 'a ', 'a' COLLATE BINARY < 'B'
SELECT 'a' COLLATE NOCASE COLLATE BINARY = 'A', 'a' || 'b' COLLATE NOCASE = 'AB'
SELECT id FROM payments ORDER BY name COLLATE NOCASE DESC, id
SELECT 1 < 2 < 3, 3 > 2 > 1, 1 = 1 = 1, 2 = 2 <> 0
SELECT -1 << 2, 5 & ~1, -2 + 3 * -4, NOT 1 = 2, NOT (1 AND 0)
SELECT (1, 2) = (1, 2), (1, 2) < (1, 3), (1, NULL) IS (1, NULL), (1, 2) <> (SELECT 1, 3)
SELECT (1, 'a') IN (VALUES (1, 'a'), (2, 'b')), (id, name) IN (SELECT id, name FROM payments) FROM payments WHERE id = 1
SELECT (id, qty) BETWEEN (1, 0) AND (3, 9) FROM payments ORDER BY id
SELECT 1+2, 1 +2, 1- 2, 1-2, 1*-2, 2/-1, 1|-2, 'a'||-1

-- CASE, CAST and functions
SELECT CASE 1 WHEN 1 THEN 'a' WHEN 2 THEN 'b' ELSE 'c' END
SELECT CASE WHEN 1 > 2 THEN 'a' END, CASE WHEN NULL THEN 1 ELSE 2 END
SELECT CASE qty WHEN 1 THEN 'one' WHEN 2 THEN CASE WHEN amount > 10 THEN 'two and more' ELSE 'two' END ELSE qty END FROM payments ORDER BY id
SELECT CAST('12' AS INTEGER), CAST(1.9 AS INT), CAST(1 AS TEXT), CAST('1.5' AS REAL), CAST('a' AS BLOB), CAST('7' AS NUMERIC)
SELECT CAST(5 AS UNSIGNED BIG INT), CAST('3' AS DOUBLE PRECISION), CAST(1 AS NATIVE CHARACTER(70)), CAST(2 AS VARYING CHARACTER(255))
SELECT CAST(1 AS VARCHAR(10)), CAST(2 AS DECIMAL(10, 2)), CAST(3 AS DECIMAL(+10,-2)), CAST(4 AS NCHAR(55)), CAST(5 AS TINYINT), CAST(6 AS INT8)
SELECT CAST('x' AS my own type), CAST('1' AS "quoted type"), CAST(1 AS CHARACTER(20)), CAST('1' AS BIGINT), CAST('a' AS CLOB), CAST(1 AS)
SELECT CAST('1' AS LONG VARCHAR), CAST(1 AS DATETIME), CAST('2026' AS DATE), CAST(1 AS BOOLEAN), CAST(1 AS STRING), CAST(1 AS FLOAT)
SELECT CAST(id AS TEXT) || CAST(amount AS INTEGER) FROM payments ORDER BY id
SELECT abs(-1), max(1, 2, 3), min(1, 2), length('é'), upper('abc'), lower('ABC'), round(1.55, 1), sign(-3)
SELECT substr('abcdef', 2, 3), substring('abcdef', 2), substr('abc', -1), instr('abc', 'b'), replace('aba', 'a', 'x')
SELECT trim('  a '), trim('xax', 'x'), ltrim('xa', 'x'), rtrim('ax', 'x'), ltrim(' a'), char(65, 66), unicode('A')
SELECT coalesce(NULL, 1), ifnull(NULL, 2), nullif(1, 1), iif(1, 'a', 'b'), iif(0, 'a'), if(1, 'yes', 'no')
SELECT hex('a'), unhex('61'), quote('it''s'), quote(x'01'), printf('%d %s %.2f', 1, 'a', 2.5), format('%05d', 42)
SELECT typeof(1), typeof(1.0), typeof('a'), typeof(x'00'), typeof(NULL), typeof(random()), length(randomblob(4)), zeroblob(3)
SELECT ceil(1.2), ceiling(1.2), floor(1.8), trunc(1.8), sqrt(16), power(2, 3), pow(2, 3), mod(7, 3), pi() > 3, exp(0), ln(1), log(100), log2(8), log10(100)
SELECT concat('a', 1, NULL), concat_ws('-', 'a', NULL, 'b'), octet_length('é'), soundex('robert'), likely(1), unlikely(0), likelihood(1, 0.5)
SELECT date('2026-01-31', '+1 month'), time('12:00', '+90 minutes'), datetime('2026-01-01', '+1 day', 'start of month'), julianday('2026-01-01'), unixepoch('2026-01-01'), strftime('%Y-%W', '2026-02-03'), timediff('2026-02-01', '2026-01-01')
SELECT date(day), strftime('%Y', day) AS year, count(*) FROM payments GROUP BY 1, 2 ORDER BY 1
SELECT position FROM keywords
SELECT left, right FROM (SELECT 1 AS left, 2 AS right)
SELECT "left", "right" FROM (SELECT 1 AS "left", 2 AS "right")
SELECT overlay, convert, extract FROM (SELECT 1 AS overlay, 2 AS convert, 3 AS extract)
SELECT unistr('\0041'), json_error_position('[1')
SELECT total_changes() >= 0, changes() >= 0, sqlite_version() > '3', last_insert_rowid() >= 0
SELECT max(id), min(id), sum(id), avg(qty), total(qty), count(*), count(amount), count(DISTINCT city), group_concat(name), group_concat(name, '; '), string_agg(name, '/') FROM payments
SELECT group_concat(name ORDER BY id DESC), group_concat(DISTINCT city), string_agg(name, ',' ORDER BY name COLLATE NOCASE), count(ALL qty), sum(DISTINCT qty) FROM payments
SELECT count(*) FILTER (WHERE amount > 10), sum(qty) FILTER (WHERE city = 'Lyon'), group_concat(name, ',' ORDER BY id) FILTER (WHERE qty > 1) FROM payments
SELECT count(), count(*) FROM payments
SELECT max(amount), name FROM payments
SELECT sum(amount) / count(*), max(length(name)) FROM payments WHERE amount > 0
SELECT upper(name) FROM payments WHERE length(trim(name)) > 3 ORDER BY lower(name)

-- SELECT
SELECT *
  FROM payments ORDER BY id
SELECT * FROM payments WHERE id = 1
SELECT p.*, p.id AS again FROM payments p WHERE p.id = 1
SELECT ALL city FROM payments ORDER BY id
SELECT DISTINCT city FROM payments ORDER BY city
SELECT DISTINCT city, qty FROM payments ORDER BY 1, 2
SELECT city, count(*) AS n, sum(amount) FROM payments GROUP BY city HAVING n > 1 ORDER BY n DESC, city
SELECT city FROM payments GROUP BY city HAVING count(*) = (SELECT max(n) FROM (SELECT count(*) AS n FROM payments GROUP BY city)) ORDER BY 1
SELECT count(*) FROM payments HAVING count(*) > 2
SELECT qty, count(*) FROM payments GROUP BY qty, city ORDER BY qty, 2, city
SELECT city COLLATE BINARY, count(*) FROM payments GROUP BY city COLLATE BINARY ORDER BY 1
SELECT name FROM payments ORDER BY amount DESC NULLS LAST, name ASC NULLS FIRST
SELECT name FROM payments ORDER BY amount NULLS FIRST, id
SELECT name FROM payments ORDER BY CASE WHEN city = 'Lyon' THEN 0 ELSE 1 END, 1
SELECT name n FROM payments ORDER BY n LIMIT 2
SELECT name FROM payments ORDER BY id LIMIT 2 OFFSET 1
SELECT name FROM payments ORDER BY id LIMIT 1, 2
SELECT name FROM payments ORDER BY id LIMIT 1 + 1
SELECT name FROM payments ORDER BY id LIMIT (SELECT 2) OFFSET (SELECT 1)
SELECT name FROM payments ORDER BY id LIMIT -1 OFFSET 3
SELECT name FROM payments ORDER BY id LIMIT 0
SELECT name FROM payments ORDER BY id LIMIT 0x2
SELECT 1 WHERE 1
SELECT 1 WHERE 0
SELECT 1 FROM payments WHERE 0
SELECT 1 ORDER BY 1 LIMIT 1
SELECT 1 AS a, a FROM (SELECT 2 AS a)
SELECT id, (SELECT count(*) FROM payments q WHERE q.id < p.id) FROM payments p ORDER BY id
SELECT id FROM payments p WHERE EXISTS (SELECT 1 FROM payments q WHERE q.parent = p.id) ORDER BY id
SELECT id FROM payments p WHERE NOT EXISTS (SELECT * FROM payments q WHERE q.parent = p.id) ORDER BY id
SELECT EXISTS (SELECT 1), NOT EXISTS (SELECT 1 WHERE 0), EXISTS(VALUES(1))
SELECT id FROM payments WHERE amount = (SELECT max(amount) FROM payments)
SELECT id FROM payments WHERE (city, qty) = (SELECT city, qty FROM payments WHERE id = 2)
SELECT (SELECT name FROM payments WHERE id = 1), (((SELECT 2)))
SELECT ((1)), (((1 + 2))) * 3
SELECT * FROM (SELECT 1 AS a, 2 AS b)
SELECT * FROM (SELECT 1 AS a) AS x, (SELECT 2 AS b) y
SELECT * FROM (SELECT id FROM payments ORDER BY id LIMIT 2) ORDER BY id DESC
SELECT a FROM (SELECT a FROM (SELECT a FROM (SELECT 1 AS a)))
SELECT * FROM (payments) WHERE id = 1
SELECT * FROM ((SELECT 1 AS a))
SELECT * FROM (VALUES (1, 'a'), (2, 'b'))
SELECT column1, column2 FROM (VALUES (1, 'a'), (2, 'b')) AS v WHERE column1 > 1
SELECT v.column1 FROM (SELECT 1 UNION SELECT 2) AS u, (VALUES (3)) AS v
SELECT name FROM payments NOT INDEXED WHERE city = 'Lyon' ORDER BY id
SELECT name FROM payments INDEXED BY payments_city WHERE city = 'Lyon' ORDER BY id
SELECT name FROM payments AS p INDEXED BY payments_city WHERE p.city = 'Lyon' ORDER BY id
SELECT p.name FROM payments AS p NOT INDEXED ORDER BY id
SELECT * FROM lyon ORDER BY id
SELECT * FROM main.lyon AS l WHERE l.amount > 5 ORDER BY id
SELECT name, sql FROM sqlite_schema WHERE type = 'view' ORDER BY name
SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
SELECT DISTINCT a.city FROM payments AS a WHERE a.qty IN (1, 2) ORDER BY a.city
SELECT /* between */ 1 AS one -- at the end
SELECT 1/*a*/+/*b*/2
SELECT 1;
;; SELECT 1 ;;
select id from payments where id between 1 and 2 order by id

-- VALUES
VALUES (1)
VALUES (1, 'a'), (2, 'b'), (NULL, x'00')
VALUES (1 + 1, upper('a')), ((SELECT 3), CASE WHEN 1 THEN 2 END)
SELECT * FROM (VALUES (1), (2)) ORDER BY 1 DESC LIMIT 1
VALUES (1) UNION VALUES (2)
SELECT 1 UNION ALL VALUES (2), (3)

-- Compound selects
SELECT 1 UNION SELECT 2 UNION SELECT 1
SELECT 1 UNION ALL SELECT 1
SELECT 1 EXCEPT SELECT 2
SELECT 1 INTERSECT SELECT 1
SELECT 1 UNION SELECT 2 INTERSECT SELECT 2 EXCEPT SELECT 3
SELECT id FROM payments UNION SELECT id + 100 FROM payments ORDER BY 1 DESC LIMIT 3
SELECT id, name FROM payments WHERE id = 1 UNION ALL SELECT id, name FROM payments WHERE id = 2 ORDER BY name DESC
SELECT name AS n FROM payments UNION SELECT city FROM payments ORDER BY n COLLATE NOCASE LIMIT 4 OFFSET 1
SELECT * FROM (SELECT 1 AS a UNION SELECT 2) UNION SELECT * FROM (SELECT 3)
SELECT * FROM (SELECT id FROM payments UNION ALL SELECT id FROM payments) GROUP BY 1 HAVING count(*) = 2 ORDER BY 1
SELECT count(*) FROM (SELECT city FROM payments EXCEPT SELECT 'Lyon')
SELECT 1 a WHERE 1 UNION SELECT 2 WHERE 0 UNION ALL SELECT 3 GROUP BY 1
SELECT 1 IN (SELECT 1 UNION SELECT 2), EXISTS (SELECT 1 WHERE 0 UNION SELECT 2 WHERE 1)

-- Joins
SELECT a.id, b.id FROM payments a, payments b WHERE a.id < b.id ORDER BY 1, 2
SELECT a.id, b.id FROM payments a JOIN payments b ON a.parent = b.id ORDER BY 1
SELECT a.id, b.id FROM payments a INNER JOIN payments b ON a.parent = b.id ORDER BY 1
SELECT a.id, b.id FROM payments a LEFT JOIN payments b ON a.parent = b.id ORDER BY 1
SELECT a.id, b.id FROM payments a LEFT OUTER JOIN payments b ON a.parent = b.id WHERE b.id IS NULL ORDER BY 1
SELECT a.id, b.id FROM payments a RIGHT JOIN payments b ON a.parent = b.id ORDER BY 1, 2
SELECT a.id, b.id FROM payments a RIGHT OUTER JOIN payments b ON a.parent = b.id ORDER BY 1, 2
SELECT a.id, b.id FROM payments a FULL JOIN payments b ON a.parent = b.id ORDER BY 1, 2
SELECT a.id, b.id FROM payments a FULL OUTER JOIN payments b ON a.parent = b.id ORDER BY 1, 2
SELECT count(*) FROM payments CROSS JOIN ids
SELECT count(*) FROM payments a CROSS JOIN payments b ON a.id = b.parent
SELECT id, n FROM payments JOIN (SELECT id, count(*) AS n FROM ids GROUP BY id) USING (id) ORDER BY id
SELECT id FROM payments LEFT JOIN ids USING (id) ORDER BY id
SELECT * FROM payments JOIN ids USING (id) WHERE id = 1
SELECT id FROM ids NATURAL JOIN payments ORDER BY id
SELECT id FROM ids NATURAL LEFT JOIN payments ORDER BY id
SELECT id FROM ids NATURAL LEFT OUTER JOIN payments ORDER BY id
SELECT id FROM ids NATURAL INNER JOIN payments ORDER BY id
SELECT count(*) FROM ids NATURAL CROSS JOIN payments
SELECT a.id, b.id, c.id FROM payments a LEFT JOIN (payments b JOIN ids c ON b.id = c.id) ON a.parent = b.id ORDER BY 1
SELECT count(*) FROM (payments a JOIN ids b ON a.id = b.id) JOIN ids c ON c.id = a.id
SELECT count(*) FROM payments a, ids b LEFT JOIN ids c ON b.id = c.id WHERE a.id = b.id
SELECT count(*) FROM payments JOIN ids
SELECT count(*) FROM payments a JOIN ids b JOIN ids c
SELECT count(*) FROM payments a, ids b ON a.id = b.id
SELECT count(*) FROM payments a JOIN ids b ON a.id = b.id JOIN ids c ON b.id = c.id AND c.id > 1
SELECT count(*) FROM payments AS a JOIN payments AS b ON a.id = b.id AND a.name = b.name OR a.id IS b.parent
SELECT a.* FROM payments a LEFT JOIN ids i ON i.id = a.id WHERE a.id = 2
SELECT l.id, r.column1 FROM ids l JOIN (VALUES (1), (2)) r ON l.id = r.column1 ORDER BY 1
SELECT count(*) FROM ids LEFT JOIN payments ON true
SELECT count(*) FROM ids JOIN payments USING (id) JOIN ids AS again USING (id)

-- Common table expressions
WITH t AS (SELECT 1 AS a) SELECT a FROM t
WITH t(a, b) AS (SELECT 1, 2) SELECT a + b FROM t
WITH t AS (SELECT 1 AS a), u AS (SELECT a + 1 AS b FROM t) SELECT a, b FROM t, u
WITH t AS (VALUES (1), (2)) SELECT * FROM t
WITH t(n) AS (VALUES (1), (2)) SELECT sum(n) FROM t
WITH t AS MATERIALIZED (SELECT id FROM payments) SELECT count(*) FROM t
WITH t AS NOT MATERIALIZED (SELECT id FROM payments) SELECT count(*) FROM t
WITH t(a) AS MATERIALIZED (SELECT 1), u AS NOT MATERIALIZED (SELECT 2) SELECT * FROM t, u
WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 10) SELECT x FROM c
WITH RECURSIVE c(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM c LIMIT 5) SELECT sum(x) FROM c
WITH c(x) AS (SELECT 1 UNION SELECT x % 3 + 1 FROM c) SELECT x FROM c ORDER BY x
WITH RECURSIVE tree(id, path) AS (SELECT id, name FROM payments WHERE parent IS NULL UNION ALL SELECT p.id, tree.path || '/' || p.name FROM payments p JOIN tree ON p.parent = tree.id ORDER BY 2) SELECT * FROM tree ORDER BY path
WITH RECURSIVE fib(a, b) AS (SELECT 0, 1 UNION ALL SELECT b, a + b FROM fib WHERE b < 100) SELECT group_concat(a, ' ') FROM fib
WITH RECURSIVE days(d) AS (SELECT '2026-01-30' UNION ALL SELECT date(d, '+1 day') FROM days WHERE d < '2026-02-02') SELECT d, (SELECT count(*) FROM payments WHERE day = d) FROM days
WITH RECURSIVE a(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM a WHERE x < 3 UNION ALL SELECT x + 10 FROM a WHERE x < 2) SELECT x FROM a ORDER BY x
SELECT * FROM (WITH t AS (SELECT 5 AS a) SELECT a FROM t)
SELECT (WITH t AS (SELECT 6 AS a) SELECT a FROM t)
SELECT 1 IN (WITH t AS (SELECT 1) SELECT * FROM t)
WITH t AS (SELECT 1 AS a) SELECT a FROM t UNION SELECT a + 1 FROM t ORDER BY 1
WITH t AS (WITH u AS (SELECT 3 AS b) SELECT b FROM u) SELECT b FROM t
WITH t AS (SELECT id FROM payments ORDER BY id LIMIT 2) SELECT p.name FROM payments p JOIN t USING (id) ORDER BY p.id
WITH RECURSIVE payments(id) AS (SELECT 99) SELECT id FROM payments

-- Window functions
SELECT id, row_number() OVER (ORDER BY id) FROM payments ORDER BY id
SELECT id, rank() OVER (ORDER BY qty), dense_rank() OVER (ORDER BY qty), percent_rank() OVER (ORDER BY qty), cume_dist() OVER (ORDER BY qty) FROM payments ORDER BY id
SELECT id, ntile(2) OVER (ORDER BY id), lag(id) OVER (ORDER BY id), lead(id, 2, -1) OVER (ORDER BY id) FROM payments ORDER BY id
SELECT id, first_value(name) OVER (PARTITION BY city ORDER BY id), last_value(name) OVER (PARTITION BY city ORDER BY id), nth_value(name, 2) OVER (PARTITION BY city ORDER BY id) FROM payments ORDER BY id
SELECT id, sum(qty) OVER () FROM payments ORDER BY id
SELECT id, sum(qty) OVER (PARTITION BY city), avg(qty) OVER (PARTITION BY city ORDER BY id) FROM payments ORDER BY id
SELECT id, sum(qty) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM payments ORDER BY id
SELECT id, sum(qty) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING), sum(qty) OVER (ORDER BY id ROWS 1 PRECEDING) FROM payments ORDER BY id
SELECT id, sum(qty) OVER (ORDER BY id RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), count(*) OVER (ORDER BY qty RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM payments ORDER BY id
SELECT id, sum(qty) OVER (ORDER BY qty GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW), sum(qty) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM payments ORDER BY id
SELECT id, sum(qty) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING), sum(qty) OVER (ORDER BY id ROWS CURRENT ROW) FROM payments ORDER BY id
SELECT id, sum(qty) OVER w, avg(qty) OVER w FROM payments WINDOW w AS (ORDER BY id) ORDER BY id
SELECT id, sum(qty) OVER (w ORDER BY id), rank() OVER (w ORDER BY qty) FROM payments WINDOW w AS (PARTITION BY city) ORDER BY id
SELECT id, sum(qty) OVER v FROM payments WINDOW w AS (PARTITION BY city), v AS (w ORDER BY id ROWS UNBOUNDED PRECEDING) ORDER BY id
SELECT id, count(*) FILTER (WHERE qty > 1) OVER (ORDER BY id), sum(qty) FILTER (WHERE city = 'Lyon') OVER () FROM payments ORDER BY id
SELECT id, sum(qty) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW) FROM payments ORDER BY id
SELECT id, sum(qty) OVER (ORDER BY qty GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES) FROM payments ORDER BY id
SELECT id, sum(qty) OVER (ORDER BY qty RANGE UNBOUNDED PRECEDING EXCLUDE GROUP), sum(qty) OVER (ORDER BY qty ROWS 1 PRECEDING EXCLUDE NO OTHERS) FROM payments ORDER BY id
SELECT id, sum(qty) OVER w FROM payments WINDOW w AS (ORDER BY id ROWS UNBOUNDED PRECEDING EXCLUDE CURRENT ROW) ORDER BY id
SELECT city, sum(count(*)) OVER (ORDER BY city) FROM payments GROUP BY city ORDER BY city
SELECT * FROM (SELECT id, row_number() OVER (PARTITION BY city ORDER BY amount DESC) AS n FROM payments) WHERE n = 1 ORDER BY id
SELECT id, max(qty) OVER (PARTITION BY city, qty ORDER BY id DESC, name COLLATE NOCASE NULLS LAST) FROM payments ORDER BY id
SELECT id, group_concat(name, '+') OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM payments ORDER BY id
SELECT id, sum(qty) OVER (ORDER BY id) + 1 AS over FROM payments ORDER BY over
SELECT id FROM payments ORDER BY row_number() OVER (ORDER BY amount DESC), id

-- JSON
SELECT json('{"a": [1, 2, {"b": null}]}'), json_array(1, 'a', NULL, json('[2]')), json_object('a', 1, 'b', json_array()), json_quote('x"')
SELECT json_extract('{"a":{"b":[1,2,3]}}', '$.a.b[1]', '$.a.b[#-1]'), json_type('[1]', '$[0]'), json_valid('{'), json_array_length('[1,2]')
SELECT json_insert('{"a":1}', '$.b', 2), json_replace('{"a":1}', '$.a', 9), json_set('{}', '$.x', json('[]')), json_remove('[0,1,2]', '$[1]'), json_patch('{"a":1}', '{"b":2}')
SELECT json_group_array(id ORDER BY id DESC), json_group_object(id, name) FROM payments WHERE id < 3
SELECT key, value, type, atom, fullkey, path FROM json_each('{"a":1,"b":[true,null]}')
SELECT fullkey, atom FROM json_tree('{"a":{"b":[1,2]}}', '$.a') WHERE atom IS NOT NULL
SELECT p.id, t.value FROM payments p, json_each(p.data, '$.tags') t ORDER BY p.id, t.key
SELECT p.id, t.value FROM payments AS p JOIN json_each(p.data -> 'tags') AS t ON t.value <> '' ORDER BY 1, 2
SELECT id FROM payments WHERE EXISTS (SELECT 1 FROM json_each(data, '$.tags') WHERE value = 'new') ORDER BY id
SELECT value FROM json_each('[1,2,3]') WHERE value > 1 ORDER BY value DESC
SELECT json_pretty('{"a":1}'), hex(jsonb('[1]')) <> '', json(jsonb_array(1, 2))
SELECT data ->> '$.tags[0]' AS tag, count(*) FROM payments GROUP BY 1 ORDER BY 1 NULLS LAST
SELECT json_each.value, json_each.key FROM json_each('["x"]')

-- Full-text search
SELECT title FROM web_search WHERE web_search MATCH 'bourse' ORDER BY title
SELECT title FROM web_search WHERE title MATCH 'bourse' AND docid > 0
SELECT docid, snippet(web_search), offsets(web_search) FROM web_search WHERE web_search MATCH 'fete OR velos' ORDER BY docid
SELECT title, highlight(notes, 1, '<', '>') FROM notes WHERE notes MATCH 'red OR "blue sky"' ORDER BY rank
SELECT title, round(bm25(notes), 2) FROM notes('red') ORDER BY rowid
SELECT snippet(notes, 1, '[', ']', '…', 3) FROM notes WHERE notes MATCH 'body : sky*'
SELECT title FROM notes WHERE notes = 'red' ORDER BY rank LIMIT 1
SELECT rowid, title FROM notes WHERE title MATCH 'first' OR rowid = 2
SELECT n.title FROM notes AS n WHERE n.notes MATCH 'blue' AND n.title NOT LIKE 'x%'

-- What people write
SELECT u.id, u.nom, c.name AS category FROM users u INNER JOIN users_categories c ON c.id = u.id_category WHERE u.ville LIKE 'dij%' ORDER BY u.nom COLLATE NOCASE
SELECT c.name, COUNT(u.id) AS "Number of members" FROM users_categories AS c LEFT JOIN users AS u ON u.id_category = c.id GROUP BY c.id ORDER BY COUNT(u.id) DESC, c.name
SELECT nom || ' <' || COALESCE(email, 'no address') || '>' AS "To" FROM users WHERE email IS NOT NULL AND email != '' ORDER BY 1
SELECT strftime('%Y-%m', day) AS month, SUM(amount) AS total, ROUND(AVG(amount), 2) AS "mean" FROM payments GROUP BY month HAVING total > 0 ORDER BY month DESC LIMIT 12
SELECT name, amount, SUM(amount) OVER (ORDER BY day, id) AS balance FROM payments ORDER BY day, id
SELECT CASE WHEN qty >= 3 THEN 'many' WHEN qty IS NULL THEN 'none' ELSE 'few' END AS how_many, COUNT(*) FROM payments GROUP BY how_many ORDER BY 2 DESC, 1
SELECT p1.name FROM payments p1 WHERE p1.amount > (SELECT AVG(p2.amount) FROM payments p2 WHERE p2.city = p1.city) ORDER BY p1.name
SELECT DISTINCT substr(email, instr(email, '@') + 1) AS domain FROM users WHERE email LIKE '%@%' ORDER BY domain
SELECT id, nom, ville FROM users WHERE id NOT IN (SELECT id_category FROM users WHERE id_category IS NOT NULL) AND (nom GLOB 'Z*' OR ville = 'Lyon')
SELECT CAST(strftime('%Y', 'now') AS INTEGER) - CAST(strftime('%Y', '2000-01-01') AS INTEGER) > 20 AS grown_up
SELECT ROUND(100.0 * SUM(CASE WHEN city = 'Lyon' THEN 1 ELSE 0 END) / COUNT(*), 1) || ' %' AS share FROM payments
SELECT printf('%,d', 1234567), printf('%.2f €', 12.5), printf('%-10s|', 'abc'), printf('%%')

-- Spaces, order and precedence
SELECT*FROM payments WHERE id=1
SELECT"name"FROM"payments"WHERE"id"=1
SELECT(1)UNION SELECT(2)
SELECT DISTINCT(city)FROM payments ORDER BY(city)
SELECT 'a'AS b,'c'd
SELECT count(*)FILTER(WHERE qty>1)FROM payments
SELECT+-+1,-~-1,NOT-1,1--1
 +1
SELECT 1 AS one /* a comment without an end
SELECT 1 AS one -- a comment with an apostrophe: it's
SELECT x'41'||'b',1||2,'{}'->>'b' IS NULL
SELECT [a b].[c d] FROM (SELECT 1 AS [c d]) AS [a b]
SELECT NOT 1 IN (2), NOT 1 BETWEEN 0 AND 2, NOT 1 LIKE 2, -1 IS NULL, 1 NOT NULL AND 1, NOT 1 IS NULL
SELECT 1 IS NOT 2 IS 3, 1 BETWEEN 0 AND 2 AND 0, 1 BETWEEN (0 AND 1) AND 2, 1 IN (1) = 1, 1 IN (1, 2) AND 2 NOT IN (3)
SELECT 'a' NOT LIKE 'b' ESCAPE 'c' AND 1, 'a' LIKE 'b' || 'c' OR 1, 'a' NOT GLOB 'b' IS 1
SELECT 'a' IN ('A' COLLATE NOCASE), 'a' COLLATE NOCASE IN ('A'), CASE 'a' COLLATE NOCASE WHEN 'A' THEN 1 END
SELECT CASE WHEN 1 THEN 'a' END COLLATE NOCASE = 'A', (SELECT 'a') COLLATE NOCASE = 'A', lower('A') COLLATE NOCASE
SELECT 1 + 2 COLLATE NOCASE, -1 COLLATE BINARY, NOT 'a' COLLATE NOCASE = 'A'
SELECT 1 = 2 = 0, 1 < 2 = 1, 1 & 1 = 1, 1 | 0 << 2, 2 * 3 || 4, '1' || 2 + 3, 1 + 2 -> '$', -1 || 2
SELECT (1), (1) + (2), ((1) + (2)) * (3), (1) IN ((1)), ((1), (2)) = (1, 2)
SELECT (VALUES (3)), (VALUES (4), (5)), 1 + (VALUES (6)), (VALUES (1)) IN (VALUES (1))
SELECT 1 IN ('1'), 1 IN (SELECT 1 WHERE 0), (1) IN (SELECT 1), NULL IN (SELECT 1 WHERE 0)
SELECT id FROM payments WHERE id IN 'ids' ORDER BY id
SELECT id FROM payments AS "p q" WHERE "p q".id = 1
SELECT 1 AS 'it''s', 2 AS "a ""b""", 3 AS `c``d`
SELECT t.a FROM (SELECT 1 AS a) AS 't'
SELECT p.id FROM main.payments p JOIN main.ids i ON i.id = p.id ORDER BY p.id
SELECT id FROM payments CROSS JOIN ids USING (id) ORDER BY id
SELECT a.id FROM payments a INDEXED BY payments_city JOIN ids b ON a.id = b.id WHERE a.city = 'Lyon' ORDER BY 1
SELECT count(*) FROM payments, json_each(payments.data)
SELECT value FROM json_each('[1,2]'), ids WHERE ids.id = value
SELECT count(*) FROM payments a LEFT JOIN ids b ON a.id = b.id LEFT JOIN ids c ON c.id = b.id WHERE a.id > 0 GROUP BY a.city HAVING count(*) > 0 ORDER BY 1 LIMIT 5 OFFSET 0
SELECT max(id) OVER (ORDER BY id), min(qty) OVER w2 FROM payments WINDOW w1 AS (PARTITION BY city), w2 AS (w1 ORDER BY id) LIMIT 2
SELECT sum(1) OVER (PARTITION BY qty ORDER BY id ROWS BETWEEN 1 + 1 PRECEDING AND 0 FOLLOWING) FROM payments
SELECT lead(id) OVER win FROM payments WINDOW win AS (ORDER BY id) ORDER BY id DESC
SELECT window FROM (SELECT 1 AS window) window
SELECT 1 WINDOW w AS (ORDER BY 1)
SELECT sum(id) OVER w AS s FROM payments AS p WINDOW w AS (ORDER BY id) ORDER BY s
SELECT filter, over FROM (SELECT 1 AS filter, 2 AS over)
SELECT a.id FROM payments a LEFT JOIN ids b USING (id) WHERE b.id ISNULL OR b.id NOTNULL ORDER BY a.id
SELECT id FROM payments WHERE name LIKE :pattern OR id = @id OR id = ?3 ORDER BY id LIMIT 3
SELECT * FROM (SELECT 1 UNION SELECT 2 ORDER BY 1 LIMIT 1) UNION ALL SELECT 3
SELECT * FROM payments WHERE (city = 'Lyon' OR (qty > 1 AND NOT (amount IS NULL))) AND id NOT IN (SELECT parent FROM payments WHERE parent IS NOT NULL) ORDER BY id
SELECT group_concat(x, '') FROM (SELECT char(97 + id) AS x FROM payments ORDER BY id DESC)
SELECT id, amount * 1.0 / (SELECT sum(amount) FROM payments) AS part FROM payments WHERE amount > 0 ORDER BY part DESC
SELECT iif(amount > 10, 'more', iif(amount > 5, 'some', 'less')) FROM payments ORDER BY id
SELECT a, b FROM (SELECT 1 AS a, 2 AS b UNION SELECT 3, 4) WHERE (a, b) IN ((1, 2), (3, 4))
SELECT date, "date", t.date, 'date' FROM (SELECT '2026-01-01' AS date) t
SELECT date '2026-01-01', time 'x' FROM (SELECT 1 AS date, 2 AS time)
SELECT interval '1' FROM (SELECT 1 AS interval)
SELECT array, map, struct, list FROM (SELECT 1 AS array, 2 AS map, 3 AS struct, 4 AS list)
SELECT substring, substr, trim, position, extract, floor, ceil FROM (SELECT 1 AS substring, 2 AS substr, 3 AS trim, 4 AS position, 5 AS extract, 6 AS floor, 7 AS ceil)
SELECT true, false, "true" FROM (SELECT 2 AS "true")
SELECT unnest, table_, columns, partitions, "default", "check" FROM (SELECT 1 AS unnest, 2 AS table_, 3 AS columns, 4 AS partitions, 5 AS "default", 6 AS "check")
SELECT pivot, unpivot, qualify, prewhere, tablesample FROM (SELECT 1 AS pivot, 2 AS unpivot, 3 AS qualify, 4 AS prewhere, 5 AS tablesample) pivot
SELECT xor, div, rlike, ilike, similar, overlaps, member, at FROM (SELECT 1 AS xor, 2 AS div, 3 AS rlike, 4 AS ilike, 5 AS similar, 6 AS overlaps, 7 AS member, 8 AS at)
SELECT e'a', n'b', r'c', b'd', u'e' FROM (SELECT 1 AS e, 2 AS n, 3 AS r, 4 AS b, 5 AS u)
SELECT a.key GLOB '1', a.first LIKE '2', a.match MATCH 'x' IS NULL FROM (SELECT 1 AS key, 2 AS first, NULL AS match) a WHERE 0
SELECT key GLOB '1', key NOT GLOB '2', key ISNULL, key NOT NULL FROM (SELECT 1 AS key)
SELECT id FROM payments GROUP BY id, name, city HAVING city GLOB 'L*' ORDER BY glob('L*', city), id

-- What no hook of the parser reaches
-- refused: SELECT 1 FROM ids LEFT NATURAL JOIN payments
-- refused: SELECT 1 FROM ids INNER NATURAL JOIN payments
-- refused: SELECT 1 FROM ids OUTER LEFT JOIN payments USING (id)
-- refused: SELECT 'a'||/* a comment that touches the operator */'b'
-- refused: SELECT 1|/**/2
-- refused: SELECT 1<@a
