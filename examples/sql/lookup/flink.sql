-- Prints each change of an order with its product's description, for which vtgate is asked when the change comes.

SET 'pipeline.name' = 'lookup';
SET 'execution.checkpointing.interval' = '5 s';

-- Append-only: a row to retract, -U, would be looked up again, and might get another description than it had.
CREATE TABLE corder_change (
  order_id BIGINT,
  sku STRING,
  price BIGINT,
  row_kind STRING METADATA VIRTUAL,
  proc_time AS PROCTIME()
) WITH (
  'connector' = 'vitess',
  'hostname' = 'localhost',
  'port' = '15991',
  'keyspace' = 'customer',
  'table-name' = 'corder',
  'scan.read-changelog-as-append-only.enabled' = 'true'
);

-- The port is vtgate's for MySQL's clients. 'lookup.cache' = 'PARTIAL' would save queries and show older descriptions.
CREATE TABLE product (
  sku STRING,
  description STRING,
  PRIMARY KEY (sku) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = 'jdbc:mysql://localhost:15306/product?user=test',
  'table-name' = 'product'
);

CREATE TABLE described_change (
  row_kind STRING,
  order_id BIGINT,
  sku STRING,
  description STRING,
  price BIGINT
) WITH (
  'connector' = 'print',
  'print-identifier' = 'order'
);

INSERT INTO described_change
  SELECT c.row_kind, c.order_id, c.sku, p.description, c.price
  FROM corder_change AS c
  LEFT JOIN product FOR SYSTEM_TIME AS OF c.proc_time AS p ON c.sku = p.sku
  WHERE c.row_kind <> '-U';
