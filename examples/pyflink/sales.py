# SPDX-License-Identifier: Apache-2.0
"""Prints the sales of each merchant as they change, from a table of Vitess.

    $FLINK_HOME/bin/flink run --python sales.py [HOSTNAME] [PORT]

The connector's jar is in the lib folder of Flink. The table is the one of the README.
"""

import sys

from pyflink.table import EnvironmentSettings, TableEnvironment

hostname = sys.argv[1] if len(sys.argv) > 1 else "localhost"
port = sys.argv[2] if len(sys.argv) > 2 else "15991"

flink = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
flink.execute_sql(f"""
    CREATE TABLE corder (
      order_id BIGINT,
      merchant STRING,
      price BIGINT,
      PRIMARY KEY (order_id) NOT ENFORCED
    ) WITH (
      'connector' = 'vitess',
      'hostname' = '{hostname}',
      'port' = '{port}',
      'keyspace' = 'customer',
      'table-name' = 'corder'
    )""")

sales = flink.sql_query("SELECT merchant, SUM(price) AS amount FROM corder GROUP BY merchant")
with sales.execute().collect() as rows:
    for row in rows:
        print(row.get_row_kind(), *row, flush=True)
