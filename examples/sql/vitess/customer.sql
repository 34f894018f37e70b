create table corder (
  order_id bigint not null,
  customer_id bigint not null,
  merchant varchar(64) not null,
  sku varchar(128) not null,
  price bigint not null,
  primary key (order_id)
);
create table invoice (
  invoice_id bigint not null,
  customer_id bigint not null,
  recipient varchar(128) not null,
  amount decimal(12, 2) not null,
  note varchar(256),
  paid_at datetime(6),
  primary key (invoice_id)
);
