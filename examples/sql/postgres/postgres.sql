create table invoice (
  invoice_id bigint not null,
  customer_id bigint not null,
  recipient varchar(128) not null,
  amount numeric(12, 2) not null,
  note varchar(256),
  paid_at timestamp(6),
  primary key (invoice_id)
);
