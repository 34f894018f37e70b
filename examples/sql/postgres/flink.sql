-- Keeps a table in PostgreSQL equal to one in Vitess.

SET 'pipeline.name' = 'vitess-to-postgres';
SET 'execution.checkpointing.interval' = '5 s';

CREATE TABLE invoice (
  invoice_id BIGINT,
  customer_id BIGINT,
  recipient STRING,
  amount DECIMAL(12, 2),
  note STRING,
  paid_at TIMESTAMP(6),
  PRIMARY KEY (invoice_id) NOT ENFORCED
) WITH (
  'connector' = 'vitess',
  'hostname' = 'localhost',
  'port' = '15991',
  'keyspace' = 'customer',
  'table-name' = 'invoice'
);

CREATE TABLE invoice_in_postgres (
  invoice_id BIGINT,
  customer_id BIGINT,
  recipient STRING,
  amount DECIMAL(12, 2),
  note STRING,
  paid_at TIMESTAMP(6),
  PRIMARY KEY (invoice_id) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = 'jdbc:postgresql://localhost:5432/postgres?user=test',
  'table-name' = 'invoice'
);

INSERT INTO invoice_in_postgres SELECT * FROM invoice;
