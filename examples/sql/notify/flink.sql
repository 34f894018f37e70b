-- Prints a notice each time an order comes to cost 100 or more: by an insert, or by an update of one that cost less.

SET 'pipeline.name' = 'notify';
SET 'execution.checkpointing.interval' = '5 s';
-- A row before an update and the one after come together; the state between them can go soon after.
SET 'table.exec.state.ttl' = '1 min';

-- Each change as rows of its own: +I, -D, and for an update -U as it was before and +U as it is now.
CREATE TABLE corder_change (
  order_id BIGINT,
  merchant STRING,
  price BIGINT,
  row_kind STRING METADATA VIRTUAL,
  op_ts TIMESTAMP_LTZ(3) METADATA VIRTUAL,
  proc_time AS PROCTIME()
) WITH (
  'connector' = 'vitess',
  'hostname' = 'localhost',
  'port' = '15991',
  'keyspace' = 'customer',
  'table-name' = 'corder',
  'scan.startup.mode' = 'latest-offset',
  'scan.read-changelog-as-append-only.enabled' = 'true'
);

CREATE TABLE notice (
  changed_at TIMESTAMP_LTZ(3),
  order_id BIGINT,
  merchant STRING,
  price BIGINT
) WITH (
  'connector' = 'print',
  'print-identifier' = 'notice'
);

-- The row before +U is -U of the same update. IS NOT TRUE also takes a price that was NULL.
INSERT INTO notice
  SELECT op_ts, order_id, merchant, price
  FROM (
    SELECT *, LAG(price) OVER (PARTITION BY order_id ORDER BY proc_time) AS price_before
    FROM corder_change
  )
  WHERE price >= 100
    AND (row_kind = '+I' OR row_kind = '+U' AND (price_before >= 100) IS NOT TRUE);
