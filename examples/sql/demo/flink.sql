-- The Vitess demo: orders by merchant, and the sales of each product, kept up to date in PostgreSQL.

SET 'pipeline.name' = 'demo';
SET 'execution.checkpointing.interval' = '5 s';

-- A reference table has a copy in each shard of the keyspaces that refer to it. It is read where it is written, once.
CREATE TABLE product (
  sku STRING,
  description STRING,
  PRIMARY KEY (sku) NOT ENFORCED
) WITH (
  'connector' = 'vitess',
  'hostname' = 'localhost',
  'port' = '15991',
  'keyspace' = 'product',
  'table-name' = 'product'
);

-- Vitess shards the orders by customer; in PostgreSQL they are found by merchant.
CREATE TABLE corder (
  order_id BIGINT,
  merchant STRING,
  sku STRING,
  price BIGINT,
  PRIMARY KEY (order_id) NOT ENFORCED
) WITH (
  'connector' = 'vitess',
  'hostname' = 'localhost',
  'port' = '15991',
  'keyspace' = 'customer',
  'table-name' = 'corder'
);

CREATE TABLE order_of_merchant (
  order_id BIGINT,
  merchant STRING,
  sku STRING,
  price BIGINT,
  PRIMARY KEY (order_id) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = 'jdbc:postgresql://localhost:5432/postgres?user=test',
  'table-name' = 'order_of_merchant'
);

CREATE TABLE sales (
  sku STRING,
  description STRING,
  orders BIGINT,
  amount BIGINT,
  PRIMARY KEY (sku) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = 'jdbc:postgresql://localhost:5432/postgres?user=test',
  'table-name' = 'sales'
);

EXECUTE STATEMENT SET
BEGIN
  INSERT INTO order_of_merchant
    SELECT order_id, merchant, sku, price
    FROM corder;
  INSERT INTO sales
    SELECT s.sku, p.description, s.orders, s.amount
    FROM (SELECT sku, COUNT(*) AS orders, SUM(price) AS amount FROM corder GROUP BY sku) AS s
    LEFT JOIN product AS p ON s.sku = p.sku;
END;
